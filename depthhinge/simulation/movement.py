"""How a rep's bottom is drawn: each kind of rep a distribution over postures, its faults laid upon it.

Ranges of the clean movement are uniform over what the sources report or coaches teach, those of the faults stand in
`calibration/simulated_movement.toml`; the shank's tilt is the class's mark and the rest follows from balance. A wall
farther than a person's balance allows is refused, not reached by a broken body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import Array
from depthhinge.simulation.arms import with_arms
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.faults import ROUNDED, Fault, read_calibration
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.tempo import Range

MISTAKES = ("squat", "toe_shifted", "rounded")
"""The drill's three classes of mistake, one of each in a mixed set. A rounded rep is a hinge by its label."""

_STANDING_KNEE_DEG: Range = (8.0, 15.0)
"""Soft knees: 15-20 deg is taught, people stand straighter."""
_STANDING_PITCH_DEG: Range = (0.0, 4.0)
_STANDING_COM: Range = (0.40, 0.45)

_TAP_DEPTH_M: Range = (0.008, 0.022)
"""How far past the wall a hinge that aims to touch it goes: nothing stops it there, and at the end of the descent, at
some 0.1 m/s, the 0.2 s of reacting to the sound are 2 cm."""

_HINGE_SHANK_DEG: Range = (-4.0, 2.0)
_HINGE_COM: Range = (0.33, 0.43)
_HINGE_COM_LIMITS: Range = (0.25, 0.50)
"""Tried outwards from the drawn value until the wall is met with a trunk within the limits below."""
_HINGE_KNEE_LIMITS_DEG: Range = (4.0, 40.0)
_HINGE_PITCH_LIMITS_DEG: Range = (12.0, 75.0)
HINGE_LUMBAR_DEG: Range = (0.0, 9.0)
"""Good lifters flex a little (von Arx 2021 has 24-36 deg for any lifting style; amber begins at 10-15)."""
_HINGE_THORACIC_DEG: Range = (-3.0, 4.0)
_HINGE_NECK_DEG: Range = (-5.0, 3.0)
"""Besides undoing what the chest bends: the head stays in line."""
_ROUNDED_NECK_DEG: Range = (-5.0, 15.0)
_ROUNDED_PITCH_DEG = 30.0
_HINGE_PITCH_DEG = 45.0
"""Where the search for the pelvis' tilt begins."""

_SQUAT_COM: Range = (0.42, 0.52)
_SQUAT_LUMBAR_DEG: Range = (3.0, 10.0)
_SQUAT_NECK_DEG: Range = (-15.0, -5.0)
_SQUAT_PITCH_LIMITS_DEG: Range = (8.0, 65.0)
_SQUAT_ABDUCTION_DEG = 12.0
"""Hanging arms pass outside the thighs."""

_TOE_KNEE_DEG: Range = (22.0, 48.0)
_TOE_PITCH_LIMITS_DEG: Range = (32.0, 75.0)
_TOE_FLAT_SHARE = 0.4
"""Of toe-shifted reps, those whose heels stay down."""

_ASYMMETRY_YAW_DEG = 1.5
_ASYMMETRY_SIDEWAYS_M = 0.005
_TURN_BACK_SHARE = 0.5
"""Of a turned pelvis, what the thorax turns back, so that the face stays forward."""
_RESTING_SHANK_DEG = -2.0
"""More than the hinge's own: who leans back tips over the ankles."""
_COM_STEP = 0.02
_DRAWS = 40


@dataclass(frozen=True)
class Tiredness:
    """What a set does to a hinge, so far."""

    lumbar: float = 0.0
    """Radians of more flexion."""
    reach_lost: float = 0.0
    """Metres."""


RESTED = Tiredness()


def standing_posture(generator: np.random.Generator, arms: str, grip: Array | None = None) -> Posture:
    """How someone stands before the first rep."""
    posture = Posture(
        knee=_degrees(generator, _STANDING_KNEE_DEG),
        pelvis_pitch=_degrees(generator, _STANDING_PITCH_DEG),
        com_fraction=float(generator.uniform(*_STANDING_COM)),
    )
    return with_arms(posture, arms, 0.0, grip)


def standing_again(first: Posture, generator: np.random.Generator) -> Posture:
    """How the same person stands after a rep: nearly as before the first."""
    spread = read_calibration()["variation"]
    return replace(
        first,
        knee=first.knee + float(np.deg2rad(generator.normal(0.0, spread["standing_knee_deg"]))),
        pelvis_pitch=first.pelvis_pitch + float(np.deg2rad(generator.normal(0.0, spread["standing_pitch_deg"]))),
        com_fraction=first.com_fraction + float(generator.normal(0.0, spread["standing_com_foot_fraction"])),
    )


def bottom_posture(
    label: str,
    faults: Iterable[Fault],
    footing: Footing,
    arms: str,
    wall_distance: float,
    generator: np.random.Generator,
    tiredness: Tiredness = RESTED,
) -> Posture:
    """The bottom of a rep of `label` with `faults`, before or at a wall `wall_distance` metres behind the heels.

    Raises:
        UsageError: it is out of this person's balance or reach.
    """
    by_name = {fault.name: fault.amounts for fault in faults}
    if label == "squat":
        return _squat(by_name, footing, arms, wall_distance, generator)
    if label == "toe_shifted":
        return _toe_shifted(by_name, footing, arms, wall_distance, generator)
    return _hinge(by_name, footing, arms, wall_distance, generator, tiredness)


def resting_posture(bottom: Posture, load: float, footing: Footing) -> Posture:
    """`bottom`, whose seat touches a wall, with the weight so far back that the wall carries `load` body weights.

    The seat stays where it is; the pressure under the feet does too, for the wall pushes forward at the seat's height.

    Raises:
        UsageError: this person's legs do not reach that.
    """
    posed = footing.posed(bottom)
    seat = posed.skin(footing.person.glutes)
    height = float(seat[np.argmin(seat[:, 2]), 1])
    back = load * height / footing.feet.length
    shank = footing.shank_inclination(posed) + float(np.deg2rad(_RESTING_SHANK_DEG))
    leaning = replace(bottom, com_fraction=bottom.com_fraction - back)
    return footing.with_shank(leaning, shank, reach=footing.glute_reach(posed))


def comfortable_wall_distance(footing: Footing, arms: str) -> float:
    """Metres from the heels to a wall that this person taps in an ordinary hinge: trunk half way to the horizontal."""
    posture = Posture(knee=np.deg2rad(20.0), pelvis_pitch=np.deg2rad(50.0), com_fraction=0.37)
    return footing.glute_reach(footing.posed(with_arms(posture, arms, 1.0, footing.grip)))


Amounts = Mapping[str, Mapping[str, float]]


def _hinge(
    faults: Amounts,
    footing: Footing,
    arms: str,
    wall_distance: float,
    generator: np.random.Generator,
    tiredness: Tiredness,
) -> Posture:
    rounded = any(name in faults for name in ROUNDED)
    lumbar = _degrees(generator, HINGE_LUMBAR_DEG) + tiredness.lumbar
    thoracic = _degrees(generator, _HINGE_THORACIC_DEG)
    drawn = Posture(
        pelvis_pitch=np.deg2rad(_ROUNDED_PITCH_DEG if rounded else _HINGE_PITCH_DEG),
        knee=np.deg2rad(20.0),
        lumbar=min(lumbar, float(np.deg2rad(HINGE_LUMBAR_DEG[1]))),
        thoracic=thoracic,
        neck=_degrees(generator, _ROUNDED_NECK_DEG) if rounded else _degrees(generator, _HINGE_NECK_DEG) - thoracic,
        com_fraction=float(generator.uniform(*_HINGE_COM)),
    )
    drawn = _faulty(_uneven(with_arms(drawn, arms, 1.0, footing.grip), generator), faults, footing, generator)
    shank = _degrees(generator, _HINGE_SHANK_DEG)
    depth = _depth(faults, float(generator.uniform(*_TAP_DEPTH_M)) - tiredness.reach_lost)
    for com in _outwards(drawn.com_fraction, _HINGE_COM_LIMITS, _COM_STEP):
        try:
            bottom = footing.with_shank(replace(drawn, com_fraction=com), shank, reach=wall_distance + depth)
        except UsageError:
            continue
        if _within(bottom.knee, _HINGE_KNEE_LIMITS_DEG) and _within(bottom.pelvis_pitch, _HINGE_PITCH_LIMITS_DEG):
            return bottom
    comfortable, most = comfortable_wall_distance(footing, arms), _HINGE_KNEE_LIMITS_DEG[1]
    raise UsageError(
        f"{_beyond(depth)}a wall {1e3 * wall_distance:.0f} mm behind the heels is out of reach for this person "
        f"(stature {footing.person.stature:.2f} m) with vertical shins, knees at most {most:.0f} deg bent and both "
        "feet flat: the weight would not be over the feet, or the trunk would go below the horizontal; about "
        f"{1e3 * comfortable:.0f} mm suits them"
    )


def _squat(
    faults: Amounts, footing: Footing, arms: str, wall_distance: float, generator: np.random.Generator
) -> Posture:
    amounts = faults["squat"]
    shank, knee = (float(np.deg2rad(amounts[name])) for name in ("shank_deg", "knee_flexion_deg"))
    for _ in range(_DRAWS):
        drawn = Posture(
            pelvis_pitch=np.deg2rad(35.0),
            lumbar=_degrees(generator, _SQUAT_LUMBAR_DEG),
            neck=_degrees(generator, _SQUAT_NECK_DEG),
            com_fraction=float(generator.uniform(*_SQUAT_COM)),
        )
        drawn = with_arms(drawn, arms, 1.0, footing.grip)
        if arms == "hanging":
            drawn = replace(drawn, arm_abduction=np.deg2rad(_SQUAT_ABDUCTION_DEG))
        drawn = _faulty(_uneven(drawn, generator), faults, footing, generator)
        bottom = _bottom_before_wall(footing, drawn, shank, knee, wall_distance, _SQUAT_PITCH_LIMITS_DEG)
        if bottom is not None:
            return bottom
    raise UsageError(f"a squat before a wall {1e3 * wall_distance:.0f} mm behind the heels is not possible here")


def _toe_shifted(
    faults: Amounts, footing: Footing, arms: str, wall_distance: float, generator: np.random.Generator
) -> Posture:
    amounts = faults["toe_shifted"]
    shank = float(np.deg2rad(amounts["shank_deg"]))
    for _ in range(_DRAWS):
        flat = generator.uniform() < _TOE_FLAT_SHARE
        drawn = Posture(
            pelvis_pitch=np.deg2rad(40.0),
            lumbar=_degrees(generator, HINGE_LUMBAR_DEG),
            thoracic=_degrees(generator, _HINGE_THORACIC_DEG),
            neck=_degrees(generator, _HINGE_NECK_DEG),
            com_fraction=amounts["com_foot_fraction"],
            heel_lift=0.0 if flat else float(np.deg2rad(amounts["heel_lift_deg"])),
        )
        drawn = _faulty(_uneven(with_arms(drawn, arms, 1.0, footing.grip), generator), faults, footing, generator)
        knee = _degrees(generator, _TOE_KNEE_DEG)
        bottom = _bottom_before_wall(footing, drawn, shank, knee, wall_distance, _TOE_PITCH_LIMITS_DEG)
        if bottom is not None:
            return bottom
    raise UsageError(f"shifting to the toes before a wall {1e3 * wall_distance:.0f} mm behind is not possible here")


def _bottom_before_wall(
    footing: Footing, drawn: Posture, shank: float, knee: float, wall_distance: float, pitch_limits: Range
) -> Posture | None:
    """The balanced posture, None where there is none with the pelvis tilted within limits that stays off the wall."""
    try:
        bottom = footing.with_shank(drawn, shank, knee=knee)
        reach = footing.glute_reach(footing.posed(bottom))
    except UsageError:
        return None
    fits = _within(bottom.pelvis_pitch, pitch_limits) and reach < wall_distance + _TAP_DEPTH_M[1]
    return bottom if fits else None


def _beyond(depth: float) -> str:
    return f"{1e3 * depth:.0f} mm past " if depth > _TAP_DEPTH_M[1] else ""


def _depth(faults: Amounts, clean: float) -> float:
    """Metres past the wall that a hinge goes; negative: short of it."""
    if "short" in faults:
        return -faults["short"]["missing_mm"] / 1e3
    if "past_wall" in faults:
        return faults["past_wall"]["past_mm"] / 1e3
    if "resting" in faults:
        return faults["resting"]["sunk_mm"] / 1e3
    return clean


def _faulty(posture: Posture, faults: Amounts, footing: Footing, generator: np.random.Generator) -> Posture:
    """`posture` with those faults that are a matter of trunk, head and pelvis."""
    for amounts in (faults[name] for name in ROUNDED if name in faults):
        posture = replace(
            posture,
            lumbar=float(np.deg2rad(amounts.get("lumbar_flexion_deg", np.rad2deg(posture.lumbar)))),
            thoracic=float(np.deg2rad(amounts.get("thoracic_flexion_deg", np.rad2deg(posture.thoracic)))),
        )
    if "arched" in faults:
        posture = replace(posture, lumbar=-float(np.deg2rad(faults["arched"]["lumbar_extension_deg"])))
    if "looking_up" in faults:
        posture = replace(posture, neck=-float(np.deg2rad(faults["looking_up"]["neck_extension_deg"])))
    if "asymmetric" in faults:
        amounts = faults["asymmetric"]
        side = float(generator.choice([-1.0, 1.0]))
        turn = float(generator.choice([-1.0, 1.0]) * np.deg2rad(amounts["pelvis_turn_deg"]))
        # Weight goes over to one foot in proportion to the way between the ankles.
        width = float(footing.feet.ankles[0, 0] - footing.feet.ankles[1, 0])
        shift = side * amounts["weight_shift_body_weight"] * width
        posture = replace(posture, yaw=turn, sideways=shift, trunk_turn=-_TURN_BACK_SHARE * turn)
    return posture


def _uneven(posture: Posture, generator: np.random.Generator) -> Posture:
    return replace(
        posture,
        yaw=float(np.deg2rad(generator.normal(0.0, _ASYMMETRY_YAW_DEG))),
        sideways=float(generator.normal(0.0, _ASYMMETRY_SIDEWAYS_M)),
    )


def _degrees(generator: np.random.Generator, limits: Range) -> float:
    return float(np.deg2rad(generator.uniform(*limits)))


def _within(angle: float, limits_deg: Range) -> bool:
    return bool(limits_deg[0] <= np.rad2deg(angle) <= limits_deg[1])


def _outwards(start: float, limits: Range, step: float) -> Iterable[float]:
    """`start`, then values further and further from it on both sides, within limits."""
    yield start
    for k in range(1, 1 + int((limits[1] - limits[0]) / step)):
        for value in (start - k * step, start + k * step):
            if limits[0] <= value <= limits[1]:
                yield value

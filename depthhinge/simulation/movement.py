"""The ways a rep is moved: each a distribution over bottom postures, and the standing posture they start from.

Ranges are uniform over what `hip-hinge` sources report or coaches teach; the shank's tilt is the class's mark and the
rest follows from balance. A wall farther than a person's balance allows is refused, not reached by a broken body.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.simulation.arms import with_arms
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.posture import Posture

MISTAKES = ("squat", "toe_shifted", "rounded")
"""What `mistakes` may name. A rounded rep is a hinge by its label."""

Range = tuple[float, float]

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
_HINGE_LUMBAR_DEG: Range = (0.0, 9.0)
"""Good lifters flex a little (von Arx 2021 has 24-36 deg for any lifting style; amber begins at 10-15)."""
_HINGE_THORACIC_DEG: Range = (-3.0, 4.0)
_HINGE_NECK_DEG: Range = (-10.0, 5.0)

_ROUNDED_LUMBAR_DEG: Range = (24.0, 42.0)
_ROUNDED_THORACIC_DEG: Range = (8.0, 25.0)
_ROUNDED_NECK_DEG: Range = (-5.0, 15.0)

_SQUAT_KNEE_DEG: Range = (65.0, 105.0)
_SQUAT_SHANK_DEG: Range = (20.0, 32.0)
_SQUAT_COM: Range = (0.42, 0.52)
_SQUAT_LUMBAR_DEG: Range = (3.0, 14.0)
_SQUAT_NECK_DEG: Range = (-25.0, -5.0)
_SQUAT_PITCH_LIMITS_DEG: Range = (8.0, 65.0)
_SQUAT_ABDUCTION_DEG = 12.0
"""Hanging arms pass outside the thighs."""

_TOE_KNEE_DEG: Range = (22.0, 48.0)
_TOE_SHANK_DEG: Range = (10.0, 19.0)
_TOE_COM: Range = (0.66, 0.82)
_TOE_PITCH_LIMITS_DEG: Range = (42.0, 75.0)
_TOE_HEEL_LIFT_DEG: Range = (1.0, 10.0)
_TOE_FLAT_SHARE = 0.4
"""Of toe-shifted reps, those whose heels stay down."""

_ASYMMETRY_YAW_DEG = 1.5
_ASYMMETRY_SIDEWAYS_M = 0.005
_COM_STEP = 0.02
_DRAWS = 40


@dataclass(frozen=True)
class RepShape:
    """One rep's two ends."""

    label: str
    """`hinge`, `squat` or `toe_shifted`."""
    rounded: bool
    standing: Posture
    bottom: Posture


def standing_posture(generator: np.random.Generator, arms: str) -> Posture:
    """How someone stands before and between reps."""
    posture = Posture(
        knee=_degrees(generator, _STANDING_KNEE_DEG),
        pelvis_pitch=_degrees(generator, _STANDING_PITCH_DEG),
        com_fraction=float(generator.uniform(*_STANDING_COM)),
    )
    return with_arms(posture, arms, 0.0)


def rep_shape(
    movement: str, footing: Footing, standing: Posture, arms: str, wall_distance: float, generator: np.random.Generator
) -> RepShape:
    """A rep of `movement`: `hinge` or one of `MISTAKES`, that ends at a wall `wall_distance` metres behind the heels.

    Raises:
        UsageError: no such movement, or the wall is out of this person's reach.
    """
    if movement in ("hinge", "rounded"):
        bottom = _hinge(footing, arms, wall_distance, generator, rounded=movement == "rounded")
        return RepShape("hinge", movement == "rounded", standing, bottom)
    if movement == "squat":
        return RepShape("squat", False, standing, _squat(footing, arms, wall_distance, generator))
    if movement == "toe_shifted":
        return RepShape("toe_shifted", False, standing, _toe_shifted(footing, arms, wall_distance, generator))
    raise UsageError(f"there is no movement {movement!r}; there are hinge, {', '.join(MISTAKES)}")


def comfortable_wall_distance(footing: Footing, arms: str) -> float:
    """Metres from the heels to a wall that this person taps in an ordinary hinge: trunk half way to the horizontal."""
    posture = with_arms(Posture(knee=np.deg2rad(20.0), pelvis_pitch=np.deg2rad(50.0), com_fraction=0.37), arms, 1.0)
    return footing.glute_reach(footing.posed(posture))


def _hinge(
    footing: Footing, arms: str, wall_distance: float, generator: np.random.Generator, *, rounded: bool
) -> Posture:
    drawn = Posture(
        knee=np.deg2rad(20.0),
        pelvis_pitch=np.deg2rad(30.0 if rounded else 45.0),
        lumbar=_degrees(generator, _ROUNDED_LUMBAR_DEG if rounded else _HINGE_LUMBAR_DEG),
        thoracic=_degrees(generator, _ROUNDED_THORACIC_DEG if rounded else _HINGE_THORACIC_DEG),
        neck=_degrees(generator, _ROUNDED_NECK_DEG if rounded else _HINGE_NECK_DEG),
        com_fraction=float(generator.uniform(*_HINGE_COM)),
    )
    drawn = _uneven(with_arms(drawn, arms, 1.0), generator)
    shank = _degrees(generator, _HINGE_SHANK_DEG)
    reach = wall_distance + float(generator.uniform(*_TAP_DEPTH_M))
    for com in _outwards(drawn.com_fraction, _HINGE_COM_LIMITS, _COM_STEP):
        try:
            bottom = footing.with_shank(replace(drawn, com_fraction=com), shank, reach=reach)
        except UsageError:
            continue
        if _within(bottom.knee, _HINGE_KNEE_LIMITS_DEG) and _within(bottom.pelvis_pitch, _HINGE_PITCH_LIMITS_DEG):
            return bottom
    raise UsageError(
        f"a wall {1e3 * wall_distance:.0f} mm behind the heels is out of reach for this person (stature "
        f"{footing.person.stature:.2f} m) with vertical shins, knees at most {_HINGE_KNEE_LIMITS_DEG[1]:.0f} deg bent "
        f"and both feet flat; about {1e3 * comfortable_wall_distance(footing, arms):.0f} mm suits them"
    )


def _squat(footing: Footing, arms: str, wall_distance: float, generator: np.random.Generator) -> Posture:
    for _ in range(_DRAWS):
        drawn = Posture(
            pelvis_pitch=np.deg2rad(35.0),
            lumbar=_degrees(generator, _SQUAT_LUMBAR_DEG),
            neck=_degrees(generator, _SQUAT_NECK_DEG),
            com_fraction=float(generator.uniform(*_SQUAT_COM)),
        )
        drawn = with_arms(drawn, arms, 1.0)
        if arms == "hanging":
            drawn = replace(drawn, arm_abduction=np.deg2rad(_SQUAT_ABDUCTION_DEG))
        drawn = _uneven(drawn, generator)
        shank, knee = _degrees(generator, _SQUAT_SHANK_DEG), _degrees(generator, _SQUAT_KNEE_DEG)
        bottom = _bottom_before_wall(footing, drawn, shank, knee, wall_distance, _SQUAT_PITCH_LIMITS_DEG)
        if bottom is not None:
            return bottom
    raise UsageError(f"a squat before a wall {1e3 * wall_distance:.0f} mm behind the heels is not possible here")


def _toe_shifted(footing: Footing, arms: str, wall_distance: float, generator: np.random.Generator) -> Posture:
    for _ in range(_DRAWS):
        flat = generator.uniform() < _TOE_FLAT_SHARE
        drawn = Posture(
            pelvis_pitch=np.deg2rad(40.0),
            lumbar=_degrees(generator, _HINGE_LUMBAR_DEG),
            thoracic=_degrees(generator, _HINGE_THORACIC_DEG),
            neck=_degrees(generator, _HINGE_NECK_DEG),
            com_fraction=float(generator.uniform(*_TOE_COM)),
            heel_lift=0.0 if flat else _degrees(generator, _TOE_HEEL_LIFT_DEG),
        )
        drawn = _uneven(with_arms(drawn, arms, 1.0), generator)
        shank, knee = _degrees(generator, _TOE_SHANK_DEG), _degrees(generator, _TOE_KNEE_DEG)
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

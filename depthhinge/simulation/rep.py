"""A rep as it is going to be: its faults drawn, its bottom solved, its course laid out and tried for balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from depthhinge.body.kinematics import Pose
from depthhinge.errors import UsageError
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.course import HIPS, KNEES, TRUNK, Ahead, Course, Lockout, Rest
from depthhinge.simulation.faults import ROUNDED, Fault, draw_faults, label_of
from depthhinge.simulation.movement import (
    RESTED,
    Tiredness,
    bottom_posture,
    resting_posture,
    standing_again,
)
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.pressure import centre_of_pressure
from depthhinge.simulation.tempo import LOCKOUT_S, Range, RepTiming

_TRUNK_LAG: Range = (0.02, 0.07)
_KNEE_LAG: Range = (0.02, 0.12)
_HIPS_AHEAD: Range = (0.01, 0.03)
"""Of the foot's length, for each second squared of the time there is: a clean hinge begins with the weight, and the
hips with it, toward the heels. Faster, the weight could not be moved without falling over."""
_HIPS_AHEAD_UNTIL: Range = (0.4, 0.6)
_MOST_HELD_BACK = 0.04
_HELD_BACK_PER_LEAD = 0.35
"""Of the foot's length for each share of the descent that the trunk leads: its weight goes forward while the hips stay,
some 2.4 mm for each degree of trunk (hip-hinge notes); at most the line above for each second squared."""
_AHEAD_UNTIL = 0.7
_LOCKOUT_RISE_S: Range = (0.35, 0.55)
_LOCKOUT_BEFORE_END_SHARE = 0.35
"""Of the ascent: the overshoot grows out of its last part."""
_OVERSHOOT_LUMBAR, _OVERSHOOT_PELVIS = 0.75, 0.4
"""Of the trunk's angle past standing: that of mid-hip to C7 moves by some four fifths of the lumbar spine's."""
_HALT_AT: Range = (0.4, 0.6)
_SINKING_S: Range = (4.5, 6.5)
"""For the square root of the load in body weights: as slowly as keeps the pressure under the feet."""

_CHECK_STEP_S = 0.1
_CHECK_HALTED_STEP_S = 0.02
"""Who is going to halt on the way sets off at once, and the pressure swings within a tenth of a second."""
SUPPORT: Range = (0.05, 0.95)
"""Of the foot's length, where the centre of pressure can be, sway aside: with it, it stays under the foot."""
_DRAWS = 25


@dataclass(frozen=True)
class SimulatedRep:
    """One rep, ready to be performed."""

    number: int
    label: str
    """`hinge`, `squat` or `toe_shifted`."""
    faults: tuple[Fault, ...]
    course: Course

    @property
    def rounded(self) -> bool:
        """Whether the back is rounded, low or high."""
        return any(fault.name in ROUNDED for fault in self.faults)


def draw_rep(
    number: int,
    movement: str,
    footing: Footing,
    standing: tuple[Posture, Posture],
    arms: str,
    wall_distance: float,
    start: float,
    generator: np.random.Generator,
    tiredness: Tiredness = RESTED,
    slower: float = 1.0,
) -> SimulatedRep:
    """A rep described as `movement` (`faults.parse`) that this person can do without falling.

    Args:
        number: 1, 2, ...
        movement: its kind and faults.
        footing: who, on which feet.
        standing: the first standing posture of all, and the one this rep starts from.
        arms: one of `ARM_STYLES`.
        wall_distance: metres behind the heels.
        start: seconds.
        generator: of everything drawn.
        tiredness: what the set has done so far.
        slower: times the tempo's durations.

    Raises:
        UsageError: no such movement, or this person can never do it here; with the reason.
    """
    label, refusal = label_of(movement), None
    severities: dict[str, str] = {}
    for attempt in range(_DRAWS):
        faults = draw_faults(movement, generator, severities)
        # Only when a severity proves beyond this person is another one drawn.
        severities = {} if attempt == _DRAWS // 2 else {fault.name: fault.severity for fault in faults}
        try:
            bottom = bottom_posture(label, faults, footing, arms, wall_distance, generator, tiredness)
            course = _course(faults, bottom, footing, standing, start, generator, slower)
            check_balance(course, footing)
        except UsageError as problem:
            refusal = refusal or problem
            continue
        return SimulatedRep(number, label, faults, course)
    raise UsageError(f"{movement} cannot be done here: {refusal}") from refusal


def check_balance(course: Course, footing: Footing) -> None:
    """See that every moment of `course` is a pose in balance, the centre of pressure under the feet.

    Raises:
        UsageError: one is not, with the reason.
    """

    def pose_at(time: float) -> Pose:
        return footing.pose(course.at(time))

    step = _CHECK_STEP_S if course.timing.halt == 0.0 else _CHECK_HALTED_STEP_S
    for time in np.arange(course.timing.start, course.timing.over, step):
        push = footing.wall_push(footing.posed(course.at(float(time))), course.wall_load(float(time)))
        point = centre_of_pressure(footing.person, pose_at, float(time), push)
        fraction = footing.feet.fraction(float(point[2]))
        if not SUPPORT[0] <= fraction <= SUPPORT[1]:
            raise UsageError(
                f"the centre of pressure would be at {fraction:.0%} of the foot, which is to fall "
                f"{'backward' if fraction < SUPPORT[0] else 'forward'}"
            )


def _course(
    faults: tuple[Fault, ...],
    bottom: Posture,
    footing: Footing,
    standing: tuple[Posture, Posture],
    start: float,
    generator: np.random.Generator,
    slower: float,
) -> Course:
    amounts = {fault.name: fault.amounts for fault in faults}
    timing = _timing(amounts, RepTiming.draw(start, generator).slowed(slower), generator)
    delays = {HIPS: 0.0, TRUNK: _between(generator, _TRUNK_LAG), KNEES: _between(generator, _KNEE_LAG)}
    until, descent = _between(generator, _HIPS_AHEAD_UNTIL), timing.descent - timing.halt
    ahead = (Ahead("com_fraction", -_between(generator, _HIPS_AHEAD) * (until * descent) ** 2, until),)
    if "trunk_first" in amounts:
        lead = amounts["trunk_first"]["lead_share"]
        delays = {HIPS: lead, TRUNK: 0.0, KNEES: lead}
        most = _MOST_HELD_BACK * (_AHEAD_UNTIL * descent) ** 2
        ahead = (Ahead("com_fraction", min(_HELD_BACK_PER_LEAD * lead, most), _AHEAD_UNTIL),)
    if "knees_first" in amounts:
        lead = amounts["knees_first"]["lead_share"]
        delays = {HIPS: lead, TRUNK: lead, KNEES: 0.0}
        more = float(np.deg2rad(amounts["knees_first"]["knee_ahead_deg"]))
        ahead = (Ahead("knee", more, _AHEAD_UNTIL),)
    rest = None
    if "resting" in amounts:
        load = amounts["resting"]["wall_load_body_weight"]
        sinking = (timing.pause - amounts["resting"]["held_s"]) / 2.0
        rest = Rest(resting_posture(bottom, load, footing), load, sinking)
    after, lockout = standing_again(standing[0], generator), None
    if "hyperextended" in amounts:
        lockout = _lockout(amounts["hyperextended"], after, timing, generator)
        timing = replace(timing, lockout=max(LOCKOUT_S, lockout.after_end))
    return Course(standing[1], bottom, after, timing, delays, ahead, lockout, rest)


def _timing(amounts: Mapping[str, Mapping[str, float]], timing: RepTiming, generator: np.random.Generator) -> RepTiming:
    if "rushed" in amounts:
        timing = replace(timing, descent=amounts["rushed"]["descent_s"])
    if "paused_bottom" in amounts:
        timing = replace(timing, pause=amounts["paused_bottom"]["pause_s"])
    if "resting" in amounts:
        sinking = _between(generator, _SINKING_S) * amounts["resting"]["wall_load_body_weight"] ** 0.5
        timing = replace(timing, pause=2.0 * sinking + amounts["resting"]["held_s"])
    if "paused_midway" in amounts:
        halt = amounts["paused_midway"]["pause_s"]
        timing = replace(timing, halt=halt, descent=timing.descent + halt, halt_at=_between(generator, _HALT_AT))
    return timing


def _lockout(
    amounts: Mapping[str, float], after: Posture, timing: RepTiming, generator: np.random.Generator
) -> Lockout:
    past = float(np.deg2rad(amounts["past_standing_deg"]))
    leant_back = replace(
        after,
        lumbar=after.lumbar - _OVERSHOOT_LUMBAR * past,
        pelvis_pitch=after.pelvis_pitch - _OVERSHOOT_PELVIS * past,
    )
    rise = _between(generator, _LOCKOUT_RISE_S)
    return Lockout(leant_back, _LOCKOUT_BEFORE_END_SHARE * timing.ascent, rise, amounts["held_s"])


def _between(generator: np.random.Generator, limits: Range) -> float:
    return float(generator.uniform(*limits))

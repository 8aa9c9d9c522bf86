"""A set of the wall-tap drill: reps one after another, never quite alike, the person a little more tired after each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from depthhinge.body.kinematics import Pose, forward
from depthhinge.errors import UsageError
from depthhinge.geometry import Array
from depthhinge.simulation.activities import draw_activity
from depthhinge.simulation.activity import Activity
from depthhinge.simulation.arms import ROD
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.dowel import BackMidline
from depthhinge.simulation.faults import parse, read_calibration
from depthhinge.simulation.grip import rod_prop
from depthhinge.simulation.movement import Tiredness, standing_posture
from depthhinge.simulation.performance import Doing, PerformedRep, Prop
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.rep import SimulatedRep, draw_rep
from depthhinge.simulation.sway import Sway
from depthhinge.simulation.tempo import FIRST_STANDING_S, STANDING_S

_MOST_REACH_LOST_M = 0.005
"""A tired clean hinge still touches the wall: it aims 8 mm past it or more."""


class WallTapSet:
    """A `Performance`; everything in it is drawn from `generator` when it is made."""

    def __init__(
        self,
        footing: Footing,
        reps: int,
        mistakes: Sequence[str],
        wall_distance_m: float,
        arms: str,
        generator: np.random.Generator,
        activities: Sequence[str] = (),
    ) -> None:
        """
        Args:
            footing: who, on which feet.
            reps: how many.
            mistakes: reps to have in the set, each once (`faults.parse`); the others are clean hinges.
            wall_distance_m: behind the heels.
            arms: one of `ARM_STYLES`.
            generator: of all that is drawn.
            activities: things that are no reps, from `ACTIVITIES`, each at some place among the reps.

        Raises:
            UsageError: the mistakes make no sense, or this person cannot do one of the reps.
        """
        for mistake in mistakes:
            parse(mistake)
        if len(mistakes) > reps:
            raise UsageError(f"{len(mistakes)} mistakes do not fit into {reps} reps")
        self.arms = arms
        self._footing = footing
        self._back = BackMidline.of(footing.person.body)
        self._first = standing_posture(generator, arms, footing.grip)
        self._sway = Sway.draw(generator)
        self._asides: list[tuple[float, Activity]] = []
        self._reps, self.duration_s = self._plan(reps, mistakes, wall_distance_m, generator, activities)
        self.standing = footing.pose(self._first)

    def _plan(
        self,
        reps: int,
        mistakes: Sequence[str],
        wall_distance_m: float,
        generator: np.random.Generator,
        activities: Sequence[str],
    ) -> tuple[tuple[SimulatedRep, ...], float]:
        movements = ["hinge"] * reps
        for place, mistake in zip(generator.permutation(reps), mistakes, strict=False):
            movements[place] = mistake
        fatigue = _Fatigue.draw(generator)
        before = generator.integers(0, reps + 1, len(activities))
        planned: list[SimulatedRep] = []
        start, standing = float(generator.uniform(*FIRST_STANDING_S)), self._first
        for number, movement in enumerate(movements, 1):
            start = self._put_in(
                [a for a, b in zip(activities, before, strict=True) if b == number - 1], start, standing, generator
            )
            rep = draw_rep(
                number,
                movement,
                self._footing,
                (self._first, standing),
                self.arms,
                wall_distance_m,
                start,
                generator,
                fatigue.after(number - 1),
                1.0 + fatigue.slower * (number - 1),
            )
            planned.append(rep)
            start, standing = rep.course.timing.over + float(generator.uniform(*STANDING_S)), rep.course.after
        last = [name for name, place in zip(activities, before, strict=True) if place == reps]
        return tuple(planned), self._put_in(last, start, standing, generator)

    def _put_in(self, names: Sequence[str], start: float, standing: Posture, generator: np.random.Generator) -> float:
        """Do the activities one after another from `start`; when the person stands again."""
        for name in names:
            activity = draw_activity(name, self._footing, standing, generator)
            self._asides.append((start, activity))
            start += activity.duration + float(generator.uniform(*STANDING_S))
        return start

    @property
    def asides(self) -> tuple[tuple[str, float, float], ...]:
        """As `Performance`."""
        return tuple((activity.name, start, start + activity.duration) for start, activity in self._asides)

    def _aside_at(self, time: float) -> tuple[float, Activity] | None:
        """The seconds into an activity, and which, if one is going on."""
        for start, activity in self._asides:
            if start <= time < start + activity.duration:
                return time - start, activity
        return None

    @property
    def reps(self) -> tuple[PerformedRep, ...]:
        """As `Performance`."""
        return tuple(
            PerformedRep(
                number=rep.number,
                label=rep.label,
                rounded=rep.rounded,
                start_s=rep.course.timing.start,
                bottom_s=rep.course.timing.bottom,
                end_s=rep.course.timing.end,
                over_s=rep.course.timing.over,
                faults=rep.faults,
                course=rep.course,
            )
            for rep in self._reps
        )

    def posture_at(self, time: float) -> Posture:
        """At a time in seconds, sway included."""
        posture = self._first
        for rep in self._reps:
            if rep.course.timing.start <= time:
                posture = rep.course.at(time)
        return self._sway.on(posture, time)

    def pose_at(self, time: float) -> Pose:
        """As `Performance`."""
        aside = self._aside_at(time)
        if aside is None:
            return self._footing.pose(self.posture_at(time))
        return aside[1].pose_at(aside[0], self._footing, lambda posture: self._sway.on(posture, time))

    def doing_at(self, time: float) -> Doing:
        """As `Performance`."""
        for rep in self._reps:
            timing = rep.course.timing
            if timing.start <= time < timing.over:
                return Doing("rep", timing.phase(time), rep.number, rep.course.wall_load(time))
        aside = self._aside_at(time)
        return Doing("standing" if aside is None else aside[1].name)

    def pressure_at(self, time: float) -> Array | None:
        """As `Performance`: nothing is measured here."""
        return None

    def props_at(self, time: float, pose: Pose) -> Sequence[Prop]:
        """As `Performance`."""
        aside = self._aside_at(time)
        if aside is not None:
            return () if aside[1].props is None else aside[1].props(aside[0], pose)
        if self.arms != ROD:
            return ()
        return (rod_prop(self._back.rod(forward(self._footing.person.body, pose))),)


@dataclass(frozen=True)
class _Fatigue:
    """What every rep of a set adds."""

    lumbar: float
    slower: float
    reach_lost: float

    @classmethod
    def draw(cls, generator: np.random.Generator) -> _Fatigue:
        most = read_calibration()["fatigue"]
        share = generator.uniform(0.0, 1.0, 3)
        return cls(
            lumbar=float(np.deg2rad(share[0] * most["lumbar_flexion_deg"])),
            slower=float(share[1] * most["slower_share"]),
            reach_lost=float(share[2] * most["reach_lost_mm"] / 1e3),
        )

    def after(self, reps: int) -> Tiredness:
        return Tiredness(self.lumbar * reps, min(self.reach_lost * reps, _MOST_REACH_LOST_M))

"""A set of the wall-tap drill: reps one after another, never quite alike, the person a little more tired after each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from depthhinge.body.kinematics import Pose
from depthhinge.errors import UsageError
from depthhinge.geometry import Array
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.faults import parse, read_calibration
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
    ) -> None:
        """
        Args:
            footing: who, on which feet.
            reps: how many.
            mistakes: reps to have in the set, each once (`faults.parse`); the others are clean hinges.
            wall_distance_m: behind the heels.
            arms: one of `ARM_STYLES`.
            generator: of all that is drawn.

        Raises:
            UsageError: the mistakes make no sense, or this person cannot do one of the reps.
        """
        for mistake in mistakes:
            parse(mistake)
        if len(mistakes) > reps:
            raise UsageError(f"{len(mistakes)} mistakes do not fit into {reps} reps")
        self.arms = arms
        self._footing = footing
        self._first = standing_posture(generator, arms)
        self._sway = Sway.draw(generator)
        self._reps, self.duration_s = self._plan(reps, mistakes, wall_distance_m, generator)
        self.standing = footing.pose(self._first)

    def _plan(
        self, reps: int, mistakes: Sequence[str], wall_distance_m: float, generator: np.random.Generator
    ) -> tuple[tuple[SimulatedRep, ...], float]:
        movements = ["hinge"] * reps
        for place, mistake in zip(generator.permutation(reps), mistakes, strict=False):
            movements[place] = mistake
        fatigue = _Fatigue.draw(generator)
        planned: list[SimulatedRep] = []
        start, standing = float(generator.uniform(*FIRST_STANDING_S)), self._first
        for number, movement in enumerate(movements, 1):
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
        return tuple(planned), start

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
        return self._footing.pose(self.posture_at(time))

    def doing_at(self, time: float) -> Doing:
        """As `Performance`."""
        for rep in self._reps:
            timing = rep.course.timing
            if timing.start <= time < timing.over:
                return Doing("rep", timing.phase(time), rep.number, rep.course.wall_load(time))
        return Doing("standing")

    def pressure_at(self, time: float) -> Array | None:
        """As `Performance`: nothing is measured here."""
        return None

    def props_at(self, time: float, pose: Pose) -> Sequence[Prop]:
        """As `Performance`."""
        return ()


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

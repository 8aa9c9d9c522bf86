"""One short simulated drill through the whole line, run once for all tests that look at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from depthhinge.drills.moment import Moment
from depthhinge.drills.rep import Rep
from depthhinge.frames import DepthFrame
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.truth import MomentTruth
from depthhinge.trainer import Trainer


@dataclass(frozen=True)
class Played:
    """A drill, what the line made of it, and the truth."""

    drill: SimulatedDrill
    moments: list[Moment]
    truths: list[MomentTruth]
    trainer: Trainer
    last: Rep | None

    @property
    def reps(self) -> list[Rep]:
        """All reps found."""
        found = [m.finished for m in self.moments if m.finished is not None]
        return found if self.last is None else [*found, self.last]


@cache
def drill(seed: int = 7) -> SimulatedDrill:
    """A hinge and a squat, side-on, at half a camera's rate, by the test person of a seed."""
    person = SimulatedPerson.draw(seed, split="test")
    return SimulatedDrill(person, reps=2, mistakes=("squat",), fps=15.0, seed=11)


@cache
def frames(seed: int = 7) -> list[tuple[DepthFrame, MomentTruth]]:
    """Its frames and their truth."""
    return [(DepthFrame(f.index, f.time_s, f.depth), f.truth) for f in drill(seed).frames()]


def play(seed: int = 7) -> Played:
    """Run it; the line is not told where the camera is."""
    own = drill(seed)
    trainer = Trainer(replace(own.camera, room_from_camera=None), own.wall_distance_m)
    moments = [trainer.step(frame) for frame, _ in frames(seed)]
    return Played(own, moments, [truth for _, truth in frames(seed)], trainer, trainer.finish())


@cache
def played() -> Played:
    """The run that tests share."""
    return play()

"""What a simulated person does in front of the camera: a pose at any time, and what goes on then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array
from depthhinge.simulation.course import Course
from depthhinge.simulation.faults import Fault


@dataclass(frozen=True)
class Prop:
    """A thing that is in the picture too."""

    points: Array
    """(n, 3) in the person's own frame of `feet.py`."""
    triangles: NDArray[np.int64]
    """(m, 3) counter-clockwise seen from outside."""


@dataclass(frozen=True)
class Doing:
    """What goes on at a time."""

    activity: str
    """`standing`, `rep`, or the name of something that is no rep."""
    phase: str = "setup"
    rep: int | None = None
    wall_load: float = 0.0
    """What a real wall carries, in body weights."""


@dataclass(frozen=True)
class PerformedRep:
    """One rep in a performance."""

    number: int
    label: str
    rounded: bool
    start_s: float
    bottom_s: float
    end_s: float
    over_s: float
    faults: tuple[Fault, ...] = ()
    course: Course | None = None
    """How it was drawn; None where it was recorded."""


class Performance(Protocol):
    """Poses are in the person's own frame of `feet.py`: on the floor, between the heels they begin with."""

    @property
    def duration_s(self) -> float:
        """From the first frame to the last."""

    @property
    def arms(self) -> str:
        """What is done with them, in a word."""

    @property
    def standing(self) -> Pose:
        """The posture that changes are measured from."""

    @property
    def reps(self) -> Sequence[PerformedRep]:
        """In order."""

    @property
    def asides(self) -> Sequence[tuple[str, float, float]]:
        """What is done that is no rep: its name, its beginning and its end in seconds."""

    def pose_at(self, time: float) -> Pose:
        """At a time in seconds."""

    def doing_at(self, time: float) -> Doing:
        """At a time in seconds."""

    def pressure_at(self, time: float) -> Array | None:
        """(3,) centre of pressure as a force plate measured it; None where none did."""

    def props_at(self, time: float, pose: Pose) -> Sequence[Prop]:
        """What else is in the picture while the person is in `pose`."""

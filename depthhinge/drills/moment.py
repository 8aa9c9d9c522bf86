"""What the line knows after one frame: all that the view, the voice and the session need."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from depthhinge.drills.rep import Rep, Tap
from depthhinge.drills.wall import Wall
from depthhinge.measures.dowel import Rod
from depthhinge.measures.measures import Measures
from depthhinge.tracking.tracked_body import TrackedBody


class DrillKind(StrEnum):
    """Which drill is done."""

    WALL_TAP = "wall-tap"
    DOWEL = "dowel"


class Phase(StrEnum):
    """Where in the drill the person is; the five phases of a rep, and `absent` when nobody is tracked."""

    ABSENT = "absent"
    SETUP = "setup"
    DESCENT = "descent"
    BOTTOM = "bottom"
    ASCENT = "ascent"
    LOCKOUT = "lockout"


@dataclass(frozen=True)
class Moment:
    """One frame, understood."""

    index: int
    time_s: float
    points: NDArray[np.float32]
    """(n, 3) the person's points, room frame, metres; (0, 3) when nobody is there."""
    body: TrackedBody | None
    measures: Measures
    wall: Wall | None
    """None until the person has stood still long enough to set it."""
    phase: Phase
    rep: int | None
    """Number (1, 2, ...) of the rep under way or just ended in this frame."""
    tap: Tap | None = None
    """The touch, in the frame in which the wall was reached."""
    finished: Rep | None = None
    """The judged rep, in the frame in which it ended."""
    touching: bool = False
    """Whether the glutes are at or past the wall now."""
    cue: str | None = None
    """What the person should hear now."""
    notes: tuple[str, ...] = ()
    """Quality notes first raised by this frame, plain sentences."""
    stage_ms: dict[str, float] = field(default_factory=dict)
    """Time each stage of the line took on this frame, milliseconds."""
    rod: Rod | None = None
    """Along the back, in the dowel drill; None where the camera does not see the back."""
    lost_contacts: tuple[str, ...] = ()
    """Of the rod on the back, those lost now, in the dowel drill."""

"""What of a session is exported: all of it, one rep, or a range of time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from depthhinge.body.joints import JOINTS
from depthhinge.body.kinematics import Pose
from depthhinge.body.model import Body, BodyModel
from depthhinge.body.pose_of_joints import pose_of_joints
from depthhinge.drills.rep import Rep
from depthhinge.errors import SessionError, UsageError
from depthhinge.geometry import Array
from depthhinge.sessions.events import SessionEvent, events_of
from depthhinge.sessions.recorded_depth import RecordedDepth, session_depth
from depthhinge.sessions.session import Session

_RATE_DECIMALS = 2
"""Timestamps are kept to the microsecond: more of a rate than this is their rounding."""
_NOMINAL_WITHIN = 0.02
"""Share by which jitter moves the median rate off the camera's nominal one."""


@dataclass(frozen=True)
class Excerpt:
    """Rows `start` to before `stop` of a session's frames."""

    session: Session
    start: int
    stop: int
    what: str
    """In words."""
    table: pa.Table
    """Those rows of `frames.parquet`."""
    deidentified: bool = False
    """Without what tells who and when: see `deidentified.py`."""

    def __len__(self) -> int:
        return self.stop - self.start

    def column(self, name: str) -> Array:
        """(n,) a column of numbers; NaN = not measured."""
        return np.asarray(self.table[name].to_numpy(), np.float64)

    @cached_property
    def time_s(self) -> Array:
        """(n,) seconds since the session's first frame."""
        return self.column("time_s")

    @cached_property
    def tracked(self) -> NDArray[np.bool_]:
        """(n,): the joints are no guess."""
        return np.asarray(self.table["tracked"].to_numpy(), bool)

    @cached_property
    def joints(self) -> Array:
        """(n, n_joints, 3) metres, room frame; NaN where nobody was."""
        return np.stack(
            [np.stack([self.column(f"{joint}_{axis}") for axis in "xyz"], axis=-1) for joint in JOINTS], axis=1
        )

    @cached_property
    def seen(self) -> NDArray[np.bool_]:
        """(n, n_joints): the joint rests on evidence."""
        return np.stack([self.table[f"{joint}_seen"].fill_null(False).to_numpy() for joint in JOINTS], axis=1)

    @property
    def frames_per_s(self) -> float:
        """How many frames came in a second, dropped ones apart: the camera's nominal rate, unless they differ."""
        nominal = self.session.summary.camera.fps
        if len(self) < 2:
            return nominal
        measured = 1.0 / float(np.median(np.diff(self.time_s)))
        return nominal if abs(measured / nominal - 1.0) < _NOMINAL_WITHIN else round(measured, _RATE_DECIMALS)

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The reps that lie wholly inside."""
        first, last = self.time_s[0], self.time_s[-1]
        return tuple(rep for rep in self.session.reps if first <= rep.start_s and rep.end_s <= last)

    @property
    def events(self) -> tuple[SessionEvent, ...]:
        """What happened meanwhile."""
        first, last = self.time_s[0], self.time_s[-1]
        return tuple(event for event in events_of(self.session.reps) if first <= event.time_s <= last)

    @cached_property
    def body(self) -> Body:
        """The person, in the shape that was learned."""
        return BodyModel.load().person(self.session.summary.person.shape)

    def poses(self) -> Iterator[Pose | None]:
        """The pose of each frame, found again from its joints; None where the body was not tracked."""
        last: Pose | None = None
        for joints, tracked in zip(self.joints, self.tracked, strict=True):
            if tracked and np.isfinite(joints).all():
                last = pose_of_joints(self.body, joints, last)
                yield last
            else:
                yield None

    @contextmanager
    def depth(self) -> Iterator[RecordedDepth]:
        """The session's depth, open as long as it is needed.

        Raises:
            SessionError, RecordingError, MissingLibraryError: it cannot be read.
        """
        with session_depth(self.session) as depth:
            yield depth


def choose(session: Session, rep: int | None = None, from_s: float | None = None, to_s: float | None = None) -> Excerpt:
    """The whole session, its rep of that number, or its frames from `from_s` to `to_s` seconds, both inclusive.

    Raises:
        UsageError: a rep and a range at once, a rep that is not there, or a range without a frame.
        SessionError: the session has no frames or is damaged.
    """
    if rep is not None and (from_s is not None or to_s is not None):
        raise UsageError("name either a rep or a range of time, not both")
    table = session.frames()
    if table.num_rows == 0:
        raise SessionError(f"{session.folder}: there are no frames in it, so there is nothing to export")
    times = np.asarray(table["time_s"].to_numpy(), np.float64)
    what = "whole session"
    low, high = -np.inf, np.inf
    if rep is not None:
        found = [one for one in session.reps if one.number == rep]
        if not found:
            numbers = ", ".join(str(one.number) for one in session.reps) or "none"
            raise UsageError(f"{session.folder}: there is no rep {rep}; its reps are {numbers}")
        # A rep begins and ends between frames: those just outside are in it too.
        low = times[max(int(np.searchsorted(times, found[0].start_s, side="right")) - 1, 0)]
        high = times[min(int(np.searchsorted(times, found[0].end_s)), len(times) - 1)]
        what = f"rep {rep}"
    elif from_s is not None or to_s is not None:
        low = times[0] if from_s is None else from_s
        high = times[-1] if to_s is None else to_s
        what = f"{low:g} s to {high:g} s"
    inside = np.flatnonzero((times >= low) & (times <= high))
    if len(inside) == 0:
        raise UsageError(f"{session.folder}: no frame from {low:g} s to {high:g} s; it ends at {times[-1]:.2f} s")
    start, stop = int(inside[0]), int(inside[-1]) + 1
    return Excerpt(session, start, stop, what, table.slice(start, stop - start))

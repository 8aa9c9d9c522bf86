"""Writes a session while the line runs; the folder appears only when it is whole."""

from __future__ import annotations

from array import array
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

from depthhinge.drills.moment import Moment
from depthhinge.drills.rep import Rep
from depthhinge.errors import SessionError
from depthhinge.sessions.folders import NewFolder
from depthhinge.sessions.frame_table import FrameTable
from depthhinge.sessions.json_files import write_json
from depthhinge.sessions.rep_records import rep_record
from depthhinge.sessions.reserve import Reserve
from depthhinge.sessions.summary import Counts, Summary, stage_percentiles

FRAMES_FILE, REPS_FILE, SUMMARY_FILE = "frames.parquet", "reps.json", "summary.json"
DEPTH_FILE = "depth.mcap"
"""The depth recording of a drill: the person and the floor around them (`recording`)."""
RAW_FILE = "raw.db3"
"""The whole room through librealsense's own recorder, where it was asked for."""


class SessionWriter:
    """Collects moments, then writes `frames.parquet`, `reps.json` and `summary.json` together.

        with SessionWriter(out) as session:
            for frame in camera.frames():
                session.add(trainer.step(frame))
            session.finish(summary)

    Left without `finish`, by an exception or not, it leaves nothing behind; with `keep_recording` the depth recorded so
    far stays in the hidden folder, and `kept` says where.
    """

    def __init__(self, out: Path, keep_recording: bool = False) -> None:
        """Start a session that will stand at `out`.

        Raises:
            UsageError: `out` exists and is not an empty folder, or its parent cannot be written.
        """
        self._folder = NewFolder(out)
        self._keep_recording = keep_recording
        self._frames = FrameTable(folder=self._folder.path)
        self._reserve = Reserve(self._folder.path)
        self._tracked = 0
        self._taps = 0
        self._reps: list[Rep] = []
        self._stage_ms: dict[str, array[float]] = {}
        self._closed = False
        self.kept: Path | None = None
        """Where the depth of an unfinished drill lies, after `abort`."""

    @property
    def folder(self) -> Path:
        """Where files of the session are written until it is finished; a camera records into it."""
        return self._folder.path

    @property
    def counts(self) -> Counts:
        """How much was added so far."""
        return Counts(
            frames=len(self._frames),
            tracked=self._tracked,
            reps=len(self._reps),
            taps=self._taps,
            labels=Counter(rep.verdict.label.value for rep in self._reps),
            rounded=sum(rep.verdict.rounded is True for rep in self._reps),
        )

    @property
    def stage_ms(self) -> dict[str, dict[str, float]]:
        """Time of each stage so far, milliseconds: `p50`, `p95`, `p99`."""
        return stage_percentiles(self._stage_ms)

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The reps finished so far."""
        return tuple(self._reps)

    def add(self, moment: Moment) -> None:
        """Take in one frame."""
        self._frames.add(moment)
        self._reserve.frames(len(self._frames))
        self._tracked += moment.body is not None and moment.body.tracked
        self._taps += moment.tap is not None
        if moment.finished is not None:
            self.add_rep(moment.finished)
        for stage, ms in moment.stage_ms.items():
            self._stage_ms.setdefault(stage, array("d")).append(ms)

    def add_rep(self, rep: Rep) -> None:
        """A rep that no moment brings: the one that the end of the recording ended."""
        self._reps.append(rep)

    def finish(self, summary: Summary) -> Path:
        """Write the files, put the folder in its place, and return that.

        Raises:
            SessionError: the disk is full, or the place was taken meanwhile.
        """
        self._reserve.release()
        try:
            self._frames.write(self.folder / FRAMES_FILE)
            write_json(self.folder / REPS_FILE, [rep_record(rep) for rep in self._reps])
            write_json(self.folder / SUMMARY_FILE, summary.record())
        except OSError as problem:
            self.abort()
            raise SessionError(f"cannot write the session: {problem.strerror or problem}") from problem
        self._frames.close()
        self._closed = True
        return self._folder.keep()

    def abort(self) -> None:
        """Give up: nothing is left that looks like a session."""
        if self._closed:
            return
        self._closed = True
        self._reserve.release()
        self._frames.close()
        recordings = [path for name in (DEPTH_FILE, RAW_FILE) if (path := self.folder / name).exists()]
        if self._keep_recording and recordings:
            for name in (FRAMES_FILE, REPS_FILE, SUMMARY_FILE):
                (self.folder / name).unlink(missing_ok=True)
            self.kept = recordings[0]
        else:
            self._folder.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.abort()

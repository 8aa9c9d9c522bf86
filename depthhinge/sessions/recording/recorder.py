"""Records beside the line: the line hands over what it kept of a frame and what it made of it, and goes on.

A thread packs and writes. What it cannot take at once waits in a queue of bounded length; when that is full the frame
is left out, counted and told: the person in front of the camera never waits for a disk.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from depthhinge.drills.moment import DrillKind, Moment
from depthhinge.drills.rep import Rep
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array
from depthhinge.sessions.recording.depth_codec import encode_depth
from depthhinge.sessions.recording.keeper import Keeper, KeptFrame
from depthhinge.sessions.recording.mask_codec import encode_mask
from depthhinge.sessions.recording.recording_file import CHUNK_S, Entry, Fitted, RecordingFile
from depthhinge.sessions.recording.tiles import TILE, Picture

QUEUE_FRAMES = 512
"""Frames that wait for a disk that pauses: 17 s at 30 Hz, some 100 MB."""
PATIENCE_S = 30.0
"""At the end of a drill, for a disk that still has something to take."""


def _new_file(path: Path) -> FileIO:
    return FileIO(path, "xb")


class Recorder:
    """Records one drill.

        with Recorder(path, camera.info, wall_distance_m) as recorder:
            for frame in camera.frames():
                moment = trainer.step(recorder.keep(frame))
                recorder.record(moment, trainer.person_cells, trainer.room_from_camera, fitted)

    No trouble with the disk stops the line: it is told once, by `tell`, and stands in `notes`.
    """

    def __init__(
        self,
        path: Path,
        camera: CameraInfo,
        wall_distance_m: float,
        tell: Callable[[str], None] = lambda line: None,
        open_file: Callable[[Path], FileIO] = _new_file,
        drill: DrillKind = DrillKind.WALL_TAP,
        language: str = "en",
        real_wall: bool = False,
    ) -> None:
        """Begin a recording.

        Args:
            path: of the new file.
            camera: whose frames these are.
            wall_distance_m: from the heels to the virtual wall.
            tell: says a line to whoever is there; called from either thread.
            open_file: makes the file.
            drill: which one it is.
            language: of its cues.
            real_wall: whether a real wall behind the person is to be used.
        """
        self.path = path
        self._keeper = Keeper(camera)
        self._kept: KeptFrame | None = None
        self._backgrounds = 0
        self._unsent_room: Picture | None = None
        self._queue: queue.Queue[Entry | Rep | None] = queue.Queue(QUEUE_FRAMES)
        self._left_out = 0

        def begin() -> tuple[FileIO, RecordingFile]:
            file = open_file(path)
            return file, RecordingFile(file, camera, wall_distance_m, drill, language, real_wall)

        self._scribe = _Scribe(self._queue, begin, tell)
        self._tell = tell
        self._closed = False
        _compile()
        self._scribe.start()

    def keep(self, frame: DepthFrame) -> DepthFrame:
        """The picture that the line must see in place of the camera's, so that the recording holds all it saw."""
        self._kept = self._keeper.keep(frame)
        return self._kept.frame

    def record(self, moment: Moment, person: NDArray[np.bool_], room_from_camera: Array | None, fitted: Fitted) -> None:
        """What the line made of the frame last kept; returns at once.

        Args:
            moment: of that frame.
            person: (rows, columns) the person's cells on the scene's grid.
            room_from_camera: (4, 4), once found.
            fitted: who is tracked.
        """
        assert self._kept is not None
        kept, self._kept = self._kept, None
        self._keeper.learn(person)
        if kept.background is not None:
            self._backgrounds += 1
            self._unsent_room = kept.background
        entry = Entry(kept, self._backgrounds, self._unsent_room, person, moment, room_from_camera, fitted)
        try:
            self._queue.put_nowait(entry)
            self._unsent_room = None
        except queue.Full:
            if not self._left_out:
                self._tell("the disk is too slow for the recording: frames are left out of it, the drill goes on")
            self._left_out += 1

    def record_last(self, rep: Rep) -> None:
        """The rep that the end of the drill ended."""
        with contextlib.suppress(queue.Full):
            self._queue.put(rep, timeout=PATIENCE_S)

    def close(self) -> None:
        """Write what waits, and finish the file. May be called twice."""
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(queue.Full):
            self._queue.put(None, timeout=PATIENCE_S)
        self._scribe.join(PATIENCE_S)

    @property
    def sha256(self) -> str | None:
        """Of the finished file; None where there is none."""
        return self._scribe.sha256

    @property
    def notes(self) -> tuple[str, ...]:
        """Plain lines on what the recording lacks; complete after `close`."""
        notes = () if self._scribe.problem is None else (self._scribe.problem,)
        lost = self._left_out + self._scribe.lost + self._waiting
        return (*notes, f"{lost} frames are not in the recording") if lost else notes

    @property
    def _waiting(self) -> int:
        return self._queue.qsize() if self._closed and self._scribe.is_alive() else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Scribe(threading.Thread):
    """Takes entries from the queue to the file until it finds None there."""

    def __init__(
        self,
        entries: queue.Queue[Entry | Rep | None],
        begin: Callable[[], tuple[FileIO, RecordingFile]],
        tell: Callable[[str], None],
    ) -> None:
        super().__init__(name="recorder", daemon=True)
        self._entries = entries
        self._begin = begin
        self._tell = tell
        self._file: RecordingFile | None = None
        self._time_s = 0.0
        self._refused = 0
        self.problem: str | None = None
        self.sha256: str | None = None

    @property
    def lost(self) -> int:
        """Frames that came here and are not on the disk."""
        return self._refused + (0 if self._file is None else self._file.lost)

    def run(self) -> None:
        """The thread's work."""
        opened: FileIO | None = None
        try:
            opened, self._file = self._begin()
        except OSError as problem:
            self._give_up(problem)
        while (entry := self._next()) is not None:
            self._take(entry)
        if self._file is not None and self.problem is None:
            self._try(self._file.finish)
        if self._file is not None:
            self.sha256 = self._file.sha256
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.close()

    def _next(self) -> Entry | Rep | None:
        """The next entry; while none comes, what there is goes to the disk."""
        while True:
            try:
                return self._entries.get(timeout=CHUNK_S)
            except queue.Empty:
                if self._file is not None and self.problem is None:
                    self._try(self._file.flush)

    def _take(self, entry: Entry | Rep) -> None:
        if isinstance(entry, Entry):
            self._time_s = entry.moment.time_s
        if self._file is None or self.problem is not None:
            self._refused += isinstance(entry, Entry)
        elif isinstance(entry, Entry):
            file, frame = self._file, entry
            # What fails is putting earlier frames on the disk, before this one is taken in.
            self._refused += not self._try(lambda: file.add(frame))
        else:
            file, rep = self._file, entry
            self._try(lambda: file.add_rep(rep))

    def _try(self, write: Callable[[], None]) -> bool:
        try:
            write()
        except OSError as problem:
            self._give_up(problem)
            return False
        return True

    def _give_up(self, problem: OSError) -> None:
        """The drill is worth more than its recording: say it, and let the rest pass."""
        self.problem = f"the recording ends at {self._time_s:.1f} s ({problem.strerror or problem})"
        self._tell(f"{self.problem}; the drill goes on")


def _compile() -> None:
    """Make the packing ready before the first frame: compiling it beside the line would hold the line up."""
    one_tile = np.ones((1, 1), np.bool_)
    encode_depth(np.zeros(TILE * TILE, np.uint16), one_tile, (TILE, TILE))
    encode_mask(one_tile)

"""The recording as a file that frames are added to: which messages a frame makes, and when they go to the disk."""

from __future__ import annotations

from dataclasses import dataclass
from io import FileIO

import numpy as np
from numpy.typing import NDArray

import depthhinge
from depthhinge.drills.moment import DrillKind, Moment
from depthhinge.drills.rep import Rep
from depthhinge.frames import CameraInfo
from depthhinge.geometry import Array
from depthhinge.sessions.events import events_of
from depthhinge.sessions.recording.chunk_writer import ChunkWriter
from depthhinge.sessions.recording.codings import FORMAT
from depthhinge.sessions.recording.keeper import KeptFrame
from depthhinge.sessions.recording.pictures import depth_bytes, room_bytes
from depthhinge.sessions.recording.records import (
    Record,
    calibration_record,
    event_record,
    moment_records,
    nanoseconds,
    person_record,
    session_record,
    transform_record,
)
from depthhinge.sessions.recording.schemas import DEPTH, ROOM, TOPICS
from depthhinge.sessions.recording.tiles import Picture

CHUNK_S = 0.5
"""Longest time that a message waits for the disk: with the queue's delay no more than a second is ever at stake."""

_CHANNEL = {topic: number for number, topic in enumerate(TOPICS)}


@dataclass(frozen=True)
class Fitted:
    """Who was tracked, as far as the line knew at a frame."""

    stature_m: float | None = None
    shape: tuple[float, ...] = ()
    """Weights of the body model's components."""


@dataclass(frozen=True)
class Entry:
    """One frame: what was kept of it, and what the line made of it."""

    kept: KeptFrame
    background: int
    """Number of the room's picture that fills the rest; 0 = there is no rest."""
    new_room: Picture | None
    """(height, width) that picture, where the file does not have it yet."""
    person: NDArray[np.bool_]
    """(rows, columns) the person's cells on the scene's grid."""
    moment: Moment
    room_from_camera: Array | None
    """(4, 4), once found."""
    fitted: Fitted


class RecordingFile:
    """Turns entries into messages and keeps less than `CHUNK_S` of them in memory.

    Every method that writes raises the disk's `OSError`; what was lost by it is counted in `lost`.
    """

    def __init__(
        self, file: FileIO, camera: CameraInfo, wall_distance_m: float, drill: DrillKind, language: str, real_wall: bool
    ) -> None:
        """Begin the recording in a new, unbuffered file, which is left open."""
        program = f"depthhinge {depthhinge.__version__}"
        self._session = session_record(FORMAT, program, camera, wall_distance_m, drill, language, real_wall)
        self._calibration = calibration_record(camera)
        self._writer = ChunkWriter(file, TOPICS, program)
        self._room_from_camera: Array | None = None
        self._fitted = Fitted()
        self._frames_waiting = 0
        self._time_s = 0.0
        self._begun = False
        self.lost = 0
        """Frames that were taken in and that the disk refused."""

    @property
    def sha256(self) -> str:
        """Of all that is in the file."""
        return self._writer.sha256

    def add(self, entry: Entry) -> None:
        """The messages of one frame; those of the last half second go to the disk when their time has come."""
        time_s = entry.moment.time_s
        oldest = self._writer.oldest_ns
        if oldest is not None and nanoseconds(time_s) - oldest >= nanoseconds(CHUNK_S):
            self.flush()
        self._time_s = time_s
        if entry.new_room is not None:
            room = room_bytes(entry.new_room, entry.background)
            self._put((ROOM, room))
            # The second copy in another chunk: one damaged place must not cost the frames that depend on it.
            self.flush()
            self._put((ROOM, room))
        self._frames_waiting += 1
        self._put((DEPTH, depth_bytes(entry.kept, entry.background, entry.person)), entry.kept.frame.index)
        self._put_what_is_new(entry)
        for record in moment_records(entry.moment):
            self._put(record)

    def add_rep(self, rep: Rep) -> None:
        """The rep that no frame brings: the one that the end of the drill ended."""
        for event in events_of([rep]):
            self._put(event_record(event))

    def flush(self) -> None:
        """Put all messages on the disk."""
        frames, self._frames_waiting = self._frames_waiting, 0
        try:
            self._writer.flush()
        except OSError:
            self.lost += frames
            raise

    def finish(self) -> None:
        """Complete the file."""
        self.flush()
        self._writer.finish()

    def _put_what_is_new(self, entry: Entry) -> None:
        if not self._begun:
            self._begun = True
            self._put(self._calibration)
        room = entry.room_from_camera
        if room is not None and (self._room_from_camera is None or not np.array_equal(room, self._room_from_camera)):
            self._room_from_camera = room
            self._put(transform_record(self._time_s, room))
        if entry.fitted != self._fitted:
            self._fitted = entry.fitted
            self._put(person_record(entry.fitted.stature_m, entry.fitted.shape))

    def _put(self, record: Record, sequence: int = 0) -> None:
        if self._writer.oldest_ns is None and record is not self._session:
            # Every chunk says what it is part of, so that any one of them can be read.
            self._put(self._session)
        topic, data = record
        self._writer.add(_CHANNEL[topic], nanoseconds(self._time_s), data, sequence)

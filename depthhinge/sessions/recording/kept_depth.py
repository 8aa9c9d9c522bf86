"""Reads a recording of any format: a camera that gives the very pictures the line saw, and any frame by its number."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from depthhinge.drills.moment import DrillKind
from depthhinge.errors import RecordingError
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array
from depthhinge.scene.grid import Grid
from depthhinge.sessions.camera_record import camera_from_record, rigid_or_none
from depthhinge.sessions.recorded_frames import Mask, RecordedDepth, RecordedFrame
from depthhinge.sessions.recording.chunk_reader import ChunkPlace, ReadMessage, find_chunks, is_recording, read_chunk
from depthhinge.sessions.recording.codings import CODINGS, FORMAT
from depthhinge.sessions.recording.pictures import CodedDepth, read_depth, read_room
from depthhinge.sessions.recording.schemas import DEPTH, ROOM, SESSION, TOPICS
from depthhinge.sessions.recording.tiles import Picture

SUFFIX = ".mcap"
ROOMS = 8
"""Pictures of the room kept at hand, the last ones that were asked for."""
_CHANNEL = {topic: number for number, topic in enumerate(TOPICS, 1)}


class KeptDepth(RecordedDepth):
    """A recording, complete or cut short; chunks that are damaged are left out, and `notes` says so.

    Frames have the numbers they had in the drill: a gap is one that the recording lacks.
    """

    def __init__(self, path: Path, room_from_camera: Array | None = None) -> None:
        """Look into the file.

        Args:
            path: of the recording.
            room_from_camera: (4, 4) as the line found it, where that is known.

        Raises:
            RecordingError: it is missing, no recording of ours, or nothing in it is whole.
        """
        self._path = path
        self._room_from_camera = room_from_camera
        self._damaged: set[int] = set()
        self._rooms: dict[int, Picture] = {}
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as problem:
            raise RecordingError(f"{path}: cannot be read ({problem.strerror or problem})") from problem
        try:
            self._look_inside()
        except OSError as problem:
            self._file.close()
            raise RecordingError(f"{path}: cannot be read ({problem.strerror or problem})") from problem
        except BaseException:
            self._file.close()
            raise

    def _look_inside(self) -> None:
        if not is_recording(self._file):
            raise RecordingError(f"{self._path}: is no depth recording (no MCAP file)")
        found = find_chunks(self._file)
        self.complete = found.complete
        """Whether the recording was finished, and its end is as it was written."""
        self._gaps = found.gaps
        self._chunks = found.chunks
        # Where no index tells how many frames a chunk has, the chunk itself is asked.
        counts = [self._count(number, place) for number, place in enumerate(found.chunks)]
        self._first = [0, *accumulate(counts)]
        session = self._session()
        version = session.get("format")
        if not isinstance(version, int) or version not in CODINGS:
            raise RecordingError(f"{self._path}: is of format {version}; this program reads formats 1 to {FORMAT}")
        self._coding = CODINGS[version]
        try:
            stated = rigid_or_none(session["camera"]["room_from_camera"])
            self._info = camera_from_record(session["camera"], stated, self._first[-1])
            self.wall_distance_m = float(session["wall_distance_m"])
            """From the heels to the virtual wall, as the drill had it."""
            # Older recordings know of none.
            self.real_wall = bool(session.get("real_wall", False))
            self.drill = DrillKind(session["drill"])
            self.language = str(session["language"])
            """Of its cues."""
            if not _is_sound(self._info):
                raise ValueError("its camera cannot be")
            cells = Grid.of(self._info).intrinsics
            self._cells = (cells.height, cells.width)
        except (KeyError, TypeError, ValueError, OverflowError) as problem:
            raise RecordingError(f"{self._path}: is damaged ({problem})") from problem

    @property
    def info(self) -> CameraInfo:
        """The camera that was recorded, as the line had it."""
        return self._info

    @property
    def room_from_camera(self) -> Array | None:
        """(4, 4) as the line found it."""
        return self._room_from_camera

    @property
    def notes(self) -> tuple[str, ...]:
        """Whether the recording was cut short, or is damaged as far as it was read."""
        notes: tuple[str, ...] = ()
        if not self.complete:
            notes += ("the recording was cut short: what follows its last whole half second is lost",)
        lost = sum(self._first[chunk + 1] - self._first[chunk] for chunk in self._damaged)
        if self._damaged or self._gaps:
            notes += (f"the recording is damaged in {len(self._damaged) + self._gaps} places: {lost} frames left out",)
        return notes

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame, from the start at each call."""
        for _, frame, _ in self._range(0, None):
            yield frame

    def recorded(self, start: int = 0, stop: int | None = None) -> Iterator[RecordedFrame]:
        """Frames `start` to before `stop` with their masks; those of damaged chunks are missing."""
        grid = Grid.of(self._info)
        for coded, frame, kept in self._range(start, stop):
            yield RecordedFrame(frame, kept, grid.pixels(coded.person_cells(), frame.depth.shape))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _range(self, start: int, stop: int | None) -> Iterator[tuple[CodedDepth, DepthFrame, Mask]]:
        for number in range(self._chunk_before(start), len(self._chunks)):
            for message in self._messages(number, DEPTH.name):
                if stop is not None and message.sequence >= stop:
                    return
                if message.sequence >= start and (decoded := self._decoded(number, message)) is not None:
                    yield decoded

    def _chunk_before(self, index: int) -> int:
        """A chunk before which no frame from `index` on lies.

        By the counts where nothing is missing; what is missing makes them too small, so the chunk lies further ahead.
        """
        number = min(bisect_right(self._first, max(index, 0)), len(self._chunks)) - 1
        while number > 0:
            messages = self._messages(number, DEPTH.name)
            if messages and messages[0].sequence <= index:
                break
            number -= 1
        return max(number, 0)

    def _decoded(self, chunk: int, message: ReadMessage) -> tuple[CodedDepth, DepthFrame, Mask] | None:
        try:
            coded = read_depth(message.data, self._coding)
            size = self._info.intrinsics
            if coded.shape != (size.height, size.width) or coded.person_shape != self._cells:
                raise RecordingError("a frame is damaged: its size is not the camera's")
            room = self._room(coded.background, chunk) if coded.background else None
            return coded, *coded.frame(room)
        except RecordingError:
            self._damaged.add(chunk)
            return None

    def _room(self, number: int, chunk: int) -> Picture:
        """The room's picture that a frame in that chunk stands on: in the chunk itself, or before it."""
        if number not in self._rooms:
            for place in range(chunk, -1, -1):
                counts = self._chunks[place].counts
                if counts is not None and _CHANNEL[ROOM] not in counts:
                    continue
                found = dict(read_room(message.data, self._coding) for message in self._messages(place, ROOM.name))
                if number in found:
                    while len(self._rooms) >= ROOMS:
                        del self._rooms[next(iter(self._rooms))]
                    self._rooms[number] = found[number]
                    break
            else:
                raise RecordingError("the room's picture is damaged")
        return self._rooms[number]

    def _session(self) -> dict[str, Any]:
        for number in range(len(self._chunks)):
            for message in self._messages(number, SESSION.name):
                session = json.loads(message.data)
                if isinstance(session, dict):
                    return session
        raise RecordingError(f"{self._path}: not even half a second of it is whole")

    def _count(self, number: int, place: ChunkPlace) -> int:
        if place.counts is not None:
            return place.counts.get(_CHANNEL[DEPTH], 0)
        return len(self._messages(number, DEPTH.name))

    def _messages(self, number: int, topic: str) -> list[ReadMessage]:
        """The messages of a topic in a chunk; none where the chunk is damaged, which is then noted."""
        if self._file.closed:
            raise RecordingError(f"{self._path}: this recording was closed; open it again")
        try:
            return [message for message in read_chunk(self._file, self._chunks[number]) if message.topic == topic]
        except RecordingError:
            self._damaged.add(number)
            return []
        except OSError as problem:
            raise RecordingError(f"{self._path}: cannot be read ({problem.strerror or problem})") from problem


def _is_sound(camera: CameraInfo) -> bool:
    i = camera.intrinsics
    lens = (i.fx, i.fy, camera.depth_scale, camera.fps)
    return i.width > 0 and i.height > 0 and all(np.isfinite(n) and n > 0 for n in lens)

"""Recordings made by librealsense: `.db3` and the older `.bag`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from depthhinge.cameras.camera import DepthCamera
from depthhinge.cameras.db3 import count_depth_frames, require_whole
from depthhinge.cameras.files import LIBREALSENSE_RECORDING, require_readable
from depthhinge.cameras.librealsense import load_librealsense
from depthhinge.cameras.pipeline import accel_rotation
from depthhinge.cameras.playback import PlayedStream, find_stream
from depthhinge.cameras.sdk_frames import Acceleration, FrameReader, acceleration_in
from depthhinge.cameras.sdk_info import camera_info
from depthhinge.errors import RecordingError
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array

_HALF_WRITTEN_FRAMES = 1
# A recorder that was killed may leave its last frame half written; one that is missing is no damage.


class Recording(DepthCamera):
    """A librealsense recording, bit-exact and without a frame lost, at the speed of its reader.

    Acceleration is read beside the depth from a second handle on the file and merged by timestamp, so that the same
    recording gives the same gravity every time.
    """

    def __init__(self, path: Path | str) -> None:
        """Look into the file.

        Raises:
            MissingLibraryError: librealsense is not on this machine.
            RecordingError: the file is missing, empty, cut short or foreign, or has no depth stream.
        """
        self._path = Path(path)
        require_readable(self._path)
        self._rs = load_librealsense()
        frame_count = None
        if self._path.suffix.lower() == LIBREALSENSE_RECORDING:
            require_whole(self._path)
            frame_count = count_depth_frames(self._path)
        self._playing: list[PlayedStream] = []
        self._closed = False
        self._notes: tuple[str, ...] = ()
        self._depth_from_accel: Array | None = None
        self._info = self._look_inside(frame_count)

    @property
    def info(self) -> CameraInfo:
        """The camera that made the recording; `frame_count` where the file tells."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """Whether frames were lost while it was recorded; known after `frames` ran through."""
        return self._notes

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame, from the start of the file at each call.

        Raises:
            RecordingError: the file is damaged further in, or was closed.
        """
        reader = FrameReader(self._rs, self._depth_from_accel)
        playing: list[PlayedStream] = []
        try:
            depth = self._play(self._rs.stream.depth, playing)
            motion = None
            if self._depth_from_accel is not None:
                motion = _MotionTrack(self._play(self._rs.stream.accel, playing))
            while (frame := _next_frame(reader, depth, motion)) is not None:
                yield frame
        finally:
            self._stop(playing)
        if not self._closed:
            self._conclude(reader)

    def close(self) -> None:
        """Let go of the file."""
        self._closed = True
        self._stop(list(self._playing))

    def _play(self, stream: Any, playing: list[PlayedStream]) -> PlayedStream:
        if self._closed:
            raise RecordingError(f"{self._path}: this recording was closed; open it again")
        played = PlayedStream(self._rs, self._path, stream)
        playing.append(played)
        self._playing.append(played)
        played.start()
        return played

    def _stop(self, playing: list[PlayedStream]) -> None:
        for played in playing:
            played.close()
            if played in self._playing:
                self._playing.remove(played)

    def _look_inside(self, frame_count: int | None) -> CameraInfo:
        depth = PlayedStream(self._rs, self._path, self._rs.stream.depth)
        try:
            if depth.profile is None:
                raise RecordingError(f"{self._path}: has no depth stream; record again with depth switched on")
            accel = find_stream(depth.device, self._rs.stream.accel)[1]
            if accel is not None:
                self._depth_from_accel = accel_rotation(accel, depth.profile)
            return camera_info(self._rs, depth.device, depth.sensor, depth.profile, frame_count=frame_count)
        except RuntimeError as error:
            raise RecordingError(f"{self._path}: its header cannot be read ({error}); record it again") from error
        finally:
            depth.close()

    def _conclude(self, reader: FrameReader) -> None:
        expected = self._info.frame_count
        if reader.count == 0:
            raise RecordingError(f"{self._path}: has a depth stream but not one frame; record it again")
        if expected is not None and reader.count < expected - _HALF_WRITTEN_FRAMES:
            raise RecordingError(
                f"{self._path}: damaged, only {reader.count} of {expected} frames can be read; copy it again"
            )
        if reader.lost:
            self._notes = (f"{reader.lost} frames were lost while this was recorded",)


def _next_frame(reader: FrameReader, depth: PlayedStream, motion: _MotionTrack | None) -> DepthFrame | None:
    """In a function of its own so that no librealsense frame outlives it: one that does keeps the file open."""
    while (arrived := depth.next()) is not None:
        if motion is not None:
            motion.advance(reader, arrived.get_timestamp())
        frame = reader.read(arrived)
        if frame is not None:
            return frame
    return None


class _MotionTrack:
    """Accelerometer samples, handed on up to the time of the depth frame they belong to."""

    def __init__(self, stream: PlayedStream) -> None:
        self._stream = stream
        self._sample = self._next()

    def advance(self, reader: FrameReader, until_ms: float) -> None:
        """Give the reader every sample up to `until_ms`."""
        while self._sample is not None and self._sample.timestamp_ms <= until_ms:
            reader.add_acceleration(self._sample)
            self._sample = self._next()

    def _next(self) -> Acceleration | None:
        frame = self._stream.next()
        return None if frame is None else acceleration_in(frame)

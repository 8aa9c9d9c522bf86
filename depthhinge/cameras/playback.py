"""One stream of a librealsense recording, played as fast as it is read and without loss."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from depthhinge.errors import RecordingError

_QUEUE_FRAMES = 2
# Out of real time librealsense waits for room in the queue, so a short one loses nothing and keeps memory small.

_LOOK_AGAIN_MS = 50
_MAKE_ROOM_MS = 1
_PATIENCE_MS = 30_000
# A disk can be slow; a file that gives nothing for this long and does not end either is broken.
_START_MS = 2_000
# Until it plays, a file counts as stopped: on a busy machine its thread may take this long to begin.


class PlayedStream:
    """A recording opened for one of its streams; `profile` is None where it has no such stream."""

    def __init__(self, rs: Any, path: Path, stream: Any) -> None:
        """Open the file.

        Raises:
            RecordingError: librealsense cannot read it.
        """
        self._rs = rs
        self._path = path
        self._queue: Any = None
        self._plays = False
        try:
            self.device = rs.context().load_device(str(path))
            # Real time drops frames that a reader is late for.
            self.device.set_real_time(False)
            self.sensor, self.profile = find_stream(self.device, stream)
        except RuntimeError as error:
            raise RecordingError(
                f"{path}: not a librealsense recording, or a damaged one ({_one_line(error)}); copy or record it again"
            ) from error

    def start(self) -> None:
        """Begin to play from the start of the file."""
        self._queue = self._rs.frame_queue(_QUEUE_FRAMES, keep_frames=True)
        self.sensor.open(self.profile)
        # By keyword: by position the queue is taken for a Python callback, which waits with the interpreter lock held.
        self.sensor.start(queue=self._queue)

    def next(self) -> Any:
        """The next librealsense frame, or None at the end of the file.

        Raises:
            RecordingError: the file neither goes on nor ends.
        """
        waited_ms = 0
        while self._queue is not None:
            # Asked before the wait: what was still under way when it stopped is in the queue by then.
            stopped = self.device.current_status() == self._rs.playback_status.stopped
            came, frame = self._queue.try_wait_for_frame(_LOOK_AGAIN_MS)
            self._plays = self._plays or came or not stopped
            if came:
                return frame
            if stopped and (self._plays or waited_ms >= _START_MS):
                return None
            waited_ms += _LOOK_AGAIN_MS
            if waited_ms > _PATIENCE_MS:
                raise RecordingError(f"{self._path}: gives no more frames and does not end; copy or record it again")
        return None

    def close(self) -> None:
        """Stop and let go of the file: librealsense holds it as long as any handle lives."""
        if self._queue is not None:
            self._stop()
            self.sensor.close()
        self._queue = self.sensor = self.profile = self.device = None

    def _stop(self) -> None:
        """Stopping waits for the frames under way, and those for room in the queue: make room meanwhile."""
        stopping = threading.Thread(target=self.sensor.stop)
        stopping.start()
        while stopping.is_alive():
            self._queue.try_wait_for_frame(_MAKE_ROOM_MS)
        stopping.join()


def find_stream(device: Any, stream: Any) -> tuple[Any, Any]:
    """The first sensor of a librealsense device that has this stream, and its profile; (None, None) without one."""
    for sensor in device.query_sensors():
        for profile in sensor.get_stream_profiles():
            if profile.stream_type() == stream:
                return sensor, profile
    return None, None


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())

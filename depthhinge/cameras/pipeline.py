"""A running `rs.pipeline`, the same for a RealSense and for a software device."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from depthhinge.cameras.db3 import count_depth_frames, is_in_order
from depthhinge.cameras.modes import DepthMode
from depthhinge.cameras.sdk_frames import FrameReader
from depthhinge.errors import CameraError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array

QUEUE_FRAMES = 128
"""How many frames wait for a reader that is late: more than a second at 90 Hz, 104 MB at 848x480."""


_LOOK_AGAIN_S = 0.005
_PATIENCE_S = 20.0
# A recorder that writes nothing for so long will not write again.


class DepthPipeline:
    """Depth, and acceleration where asked for, through a queue that keeps every frame.

    The pipeline alone keeps only the newest frameset; started with a queue for a callback it loses none.
    """

    def __init__(
        self,
        rs: Any,
        mode: DepthMode,
        *,
        serial: str | None = None,
        software_device: Any = None,
        accelerometer: bool = False,
        record_to: Path | None = None,
    ) -> None:
        """Start streaming from the camera with this serial number, or from a software device.

        Raises:
            CameraError: the streams cannot be started.
        """
        config = rs.config()
        if serial is not None and software_device is None:
            config.enable_device(serial)
        # Name only the streams that are fed: a silent one blocks every frameset for good.
        config.enable_stream(rs.stream.depth, mode.width, mode.height, rs.format.z16, mode.fps)
        if accelerometer:
            config.enable_stream(rs.stream.accel)
        if record_to is not None:
            config.enable_record_to_file(str(record_to))
        self._pipe = rs.pipeline()
        if software_device is not None:
            self._pipe.set_device(software_device)
        self._queue = rs.frame_queue(QUEUE_FRAMES, keep_frames=True)
        try:
            # By keyword: by position the queue is taken for a Python callback, run under the interpreter lock.
            self._profile = self._pipe.start(config=config, queue=self._queue)
        except RuntimeError as error:
            raise CameraError(str(error)) from error
        self._record_to = record_to
        self._written = 0
        self.depth_profile = self._profile.get_stream(rs.stream.depth)
        rotation = self._depth_from_accel(rs) if accelerometer else None
        self._reader = FrameReader(rs, rotation)

    def _depth_from_accel(self, rs: Any) -> Array:
        return accel_rotation(self._profile.get_stream(rs.stream.accel), self.depth_profile)

    @property
    def lost(self) -> int:
        """Frames that the camera numbered but that never came."""
        return self._reader.lost

    def poll(self) -> DepthFrame | None:
        """The next depth frame that is already here, or None."""
        while True:
            arrived = self._queue.poll_for_frame()
            if not arrived:
                return None
            frame = self._reader.read(arrived)
            if frame is not None:
                return frame

    def wait(self, timeout_ms: int) -> DepthFrame | None:
        """The next depth frame, or None when nothing came for `timeout_ms` milliseconds."""
        while True:
            came, arrived = self._queue.try_wait_for_frame(timeout_ms)
            if not came:
                return None
            frame = self._reader.read(arrived)
            if frame is not None:
                return frame

    def wait_for_recorder(self, most_behind: int) -> None:
        """Wait until the recorder is at most so many frames behind what was read.

        It keeps what it has not written in memory and drops frames without a word past 240 MB. Its own `pause` would
        drain it, but shifts its clock, so that frames are filed out of order; the file itself is asked instead.

        Raises:
            CameraError: the recorder does not get on.
        """
        if self._record_to is None:
            return
        patience_s = _PATIENCE_S
        while self._reader.count - self._written > most_behind and patience_s > 0.0:
            written = count_depth_frames(self._record_to, being_written=True) or 0
            if written > self._written:
                self._written, patience_s = written, _PATIENCE_S
            else:
                time.sleep(_LOOK_AGAIN_S)
                patience_s -= _LOOK_AGAIN_S
        if patience_s <= 0.0:
            raise CameraError(f"{self._record_to}: recording does not get on; check the space on disk")

    def close(self) -> None:
        """Stop, and drop every reference: only then does librealsense finish the file and free the device."""
        if self._pipe is not None:
            self._pipe.stop()
        self._pipe = self._queue = self._profile = self.depth_profile = None

    def recorded_all(self) -> bool:
        """Whether the finished recording holds, in order, every frame that was read; True where none is made.

        The recorder drops frames without a word when it falls behind by more than it may hold.
        """
        if self._record_to is None or self._reader.count == 0:
            return True
        return (count_depth_frames(self._record_to) or 0) >= self._reader.count and is_in_order(self._record_to)


def accel_rotation(accel_profile: Any, depth_profile: Any) -> Array:
    """Rotation (3, 3) from the accelerometer's axes to the depth camera's; identity where the device states none."""
    try:
        rotation = accel_profile.get_extrinsics_to(depth_profile).rotation
    except RuntimeError:
        return np.eye(3)
    # librealsense keeps matrices by column.
    return np.asarray(rotation, np.float64).reshape(3, 3).T

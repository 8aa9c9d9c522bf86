"""Pictures from anywhere, through librealsense's own pipeline: a camera without the camera."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.cameras.camera import DepthCamera
from depthhinge.cameras.db3_times import take_times_from_frames
from depthhinge.cameras.files import require_new_recording
from depthhinge.cameras.librealsense import load_librealsense
from depthhinge.cameras.modes import DepthMode
from depthhinge.cameras.pipeline import DepthPipeline
from depthhinge.cameras.sdk_info import camera_info
from depthhinge.errors import CameraError, RecordingError
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.geometry import Array
from depthhinge.lengths import MM_PER_M

EPOCH_MS = 1_700_000_000_000.0
"""Time zero of every software camera, in epoch milliseconds: librealsense pairs badly with tiny timestamps, and a
fixed one keeps two runs alike."""

_BYTES_PER_PIXEL = 2
_MS_PER_S = 1000.0
_ACCELERATION_HZ = 63
# The slower of a D435i's two rates.

_UNWRITTEN_BYTES = 64 * 1024 * 1024
# Pictures come faster than they can be packed; past this the feeder waits for the recorder. Far below
# where librealsense (`record_device.h`, MAX_CACHED_DATA_SIZE) begins to drop frames.


class Shot(NamedTuple):
    """One picture that a software camera is fed."""

    time_s: float
    depth: NDArray[np.uint16]
    """(height, width), in the camera's depth units."""
    number: int | None = None
    """The camera's own count from 0: a gap says that frames were lost. None: one more than the last."""


class SoftwareCamera(DepthCamera):
    """An `rs.software_device` fed with pictures, read through the ordinary `rs.pipeline`.

    Every frame comes out bit-identical and in order, and the same pictures give the same recording, byte for byte.
    Feeding is synchronous: a picture is taken from the iterator when the next frame is asked for, so speed is set by
    the reader and the result does not depend on it.
    """

    def __init__(
        self,
        info: CameraInfo,
        pictures: Iterable[Shot | tuple[float, NDArray[np.uint16]]],
        *,
        record_to: Path | None = None,
        accelerations: Iterable[tuple[float, ArrayLike]] | None = None,
    ) -> None:
        """Start the device that `info` describes.

        Args:
            info: what the camera says of itself; librealsense rounds intrinsics to single precision and fps to whole.
            pictures: shots, or (time_s, depth) alone, with times and numbers strictly increasing.
            record_to: a new `.db3` file; complete when `close` returns.
            accelerations: (time_s, (3,)) of an accelerometer in m/s^2, camera frame, times increasing: at rest it reads
                the push against gravity, up. Without it the device has none.

        Raises:
            MissingLibraryError: librealsense is not on this machine.
            RecordingError: `record_to` cannot be written.
        """
        rs = load_librealsense()
        if record_to is not None:
            require_new_recording(record_to)
        self._rs = rs
        self._record_to = record_to
        self._pictures = iter(pictures)
        self._shape = (info.intrinsics.height, info.intrinsics.width)
        self._depth_scale = info.depth_scale
        self._accelerations = None if accelerations is None else iter(accelerations)
        self._next_acceleration: tuple[float, ArrayLike] | None = None
        self._accelerations_fed = 0

        mode = DepthMode(info.intrinsics.width, info.intrinsics.height, max(round(info.fps), 1))
        self._device = _software_device(rs, info)
        self._depth_sensor = self._device.add_sensor("Stereo Module")
        self._depth_stream = self._depth_sensor.add_video_stream(_depth_stream(rs, info.intrinsics, mode.fps))
        self._depth_sensor.add_read_only_option(rs.option.depth_units, info.depth_scale)
        if info.stereo_baseline_m is not None:
            self._depth_sensor.add_read_only_option(rs.option.stereo_baseline, info.stereo_baseline_m * MM_PER_M)
        if self._accelerations is not None:
            self._motion_sensor = self._device.add_sensor("Motion Module")
            self._motion_stream = self._motion_sensor.add_motion_stream(_accel_stream(rs))
        self._pipeline = DepthPipeline(
            rs, mode, software_device=self._device, accelerometer=accelerations is not None, record_to=record_to
        )
        self._info = camera_info(
            rs,
            self._device,
            self._depth_sensor,
            self._pipeline.depth_profile,
            room_from_camera=info.room_from_camera,
            frame_count=info.frame_count,
        )
        self._closed = False
        self._lost = 0

    @property
    def info(self) -> CameraInfo:
        """As librealsense gives it back, and so the same as in a recording of this camera."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """Whether the numbers of the pictures say that frames were lost; known after `frames` ran through."""
        return (f"{self._lost} frames were lost between camera and program",) if self._lost else ()

    def frames(self) -> Iterator[DepthFrame]:
        """Feed one picture, give one frame, until the pictures end.

        Raises:
            CameraError: a picture of the wrong shape or type, a time or number that does not increase, or the camera is
                closed.
        """
        most_behind = _UNWRITTEN_BYTES // (self._shape[0] * self._shape[1] * _BYTES_PER_PIXEL)
        last_time_s, last = -np.inf, -1
        for picture in self._pictures:
            if self._closed:
                raise CameraError("the software camera is closed")
            shot = Shot(*picture)
            number = last + 1 if shot.number is None else shot.number
            if not (np.isfinite(shot.time_s) and shot.time_s > last_time_s):
                raise CameraError(f"picture {number}: its time, {shot.time_s} s, does not come after {last_time_s} s")
            if number <= last:
                raise CameraError(f"picture {number} does not come after picture {last}")
            last_time_s, last = shot.time_s, number
            self._feed_accelerations(shot.time_s)
            # librealsense counts from one.
            self._feed(number + 1, shot.time_s, self._checked(number, shot.depth))
            frame = self._pipeline.poll()
            if frame is None:
                raise CameraError(f"librealsense did not give picture {number} back")
            self._pipeline.wait_for_recorder(most_behind)
            self._lost = self._pipeline.lost
            yield frame

    def close(self) -> None:
        """Stop and, where recording, finish the file.

        Raises:
            RecordingError: the recording does not hold every frame, in order.
        """
        if self._closed:
            return
        self._closed = True
        self._pipeline.close()
        # The recorder holds on while any handle lives.
        self._device = self._depth_sensor = self._depth_stream = None
        self._motion_sensor = self._motion_stream = None
        if not self._pipeline.recorded_all():
            raise RecordingError(f"{self._record_to}: not every frame could be recorded; check the space on disk")
        if self._record_to is not None:
            take_times_from_frames(self._record_to)

    def _checked(self, number: int, depth: NDArray[np.uint16]) -> NDArray[np.uint16]:
        if depth.dtype != np.uint16 or depth.shape != self._shape:
            raise CameraError(
                f"picture {number}: {depth.dtype} of shape {depth.shape}; this camera gives uint16 of {self._shape}"
            )
        # librealsense reads the memory as it lies and silently garbles an array with gaps.
        return np.ascontiguousarray(depth)

    def _feed(self, number: int, time_s: float, depth: NDArray[np.uint16]) -> None:
        self._depth_sensor.on_video_frame(self._video_frame(number, EPOCH_MS + time_s * _MS_PER_S, depth))

    def _feed_accelerations(self, until_s: float) -> None:
        """Every sample up to the time of the picture that follows."""
        if self._accelerations is None:
            return
        while True:
            sample = self._next_acceleration or next(self._accelerations, None)
            self._next_acceleration = sample
            if sample is None or sample[0] > until_s:
                return
            self._accelerations_fed += 1
            timestamp_ms = EPOCH_MS + sample[0] * _MS_PER_S
            acceleration = np.asarray(sample[1], np.float64)
            self._motion_sensor.on_motion_frame(self._motion_frame(self._accelerations_fed, timestamp_ms, acceleration))
            self._next_acceleration = None

    def _video_frame(self, number: int, timestamp_ms: float, depth: NDArray[np.uint16]) -> Any:
        frame = self._rs.software_video_frame()
        frame.pixels = depth
        frame.bpp = _BYTES_PER_PIXEL
        frame.stride = depth.shape[1] * _BYTES_PER_PIXEL
        frame.timestamp = timestamp_ms
        frame.domain = self._rs.timestamp_domain.hardware_clock
        frame.frame_number = number
        frame.depth_units = self._depth_scale
        frame.profile = self._depth_stream.as_video_stream_profile()
        return frame

    def _motion_frame(self, number: int, timestamp_ms: float, acceleration: Array) -> Any:
        vector = self._rs.vector()
        vector.x, vector.y, vector.z = (float(a) for a in acceleration)
        frame = self._rs.software_motion_frame()
        frame.data = vector
        frame.timestamp = timestamp_ms
        frame.domain = self._rs.timestamp_domain.hardware_clock
        frame.frame_number = number
        frame.profile = self._motion_stream.as_motion_stream_profile()
        return frame


def _software_device(rs: Any, info: CameraInfo) -> Any:
    device = rs.software_device()
    device.register_info(rs.camera_info.name, info.name)
    device.register_info(rs.camera_info.product_line, "D400")
    if info.serial is not None:
        device.register_info(rs.camera_info.serial_number, info.serial)
    return device


def _depth_stream(rs: Any, lens: Intrinsics, fps: int) -> Any:
    intrinsics = rs.intrinsics()
    intrinsics.width, intrinsics.height = lens.width, lens.height
    intrinsics.fx, intrinsics.fy, intrinsics.ppx, intrinsics.ppy = lens.fx, lens.fy, lens.cx, lens.cy
    intrinsics.model = rs.distortion.brown_conrady
    intrinsics.coeffs = [0.0] * 5
    stream = rs.video_stream()
    stream.type, stream.index, stream.uid = rs.stream.depth, 0, 0
    stream.width, stream.height, stream.fps = lens.width, lens.height, fps
    stream.bpp, stream.fmt, stream.intrinsics = _BYTES_PER_PIXEL, rs.format.z16, intrinsics
    return stream


def _accel_stream(rs: Any) -> Any:
    stream = rs.motion_stream()
    stream.type, stream.index, stream.uid = rs.stream.accel, 0, 1
    stream.fps, stream.fmt = _ACCELERATION_HZ, rs.format.motion_xyz32f
    stream.intrinsics = rs.motion_device_intrinsic()
    return stream

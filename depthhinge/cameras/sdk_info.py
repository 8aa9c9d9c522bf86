"""What librealsense says of a device, in the project's words."""

from __future__ import annotations

from typing import Any

import numpy as np

from depthhinge.frames import DEFAULT_DEPTH_SCALE, CameraInfo, Intrinsics
from depthhinge.geometry import Array
from depthhinge.lengths import MM_PER_M


def camera_info(
    rs: Any,
    device: Any,
    sensor: Any,
    profile: Any,
    *,
    room_from_camera: Array | None = None,
    frame_count: int | None = None,
) -> CameraInfo:
    """The `CameraInfo` of a librealsense device, its depth sensor and the depth stream profile in use."""
    video = profile.as_video_stream_profile()
    lens = video.get_intrinsics()
    baseline_mm = read_option(sensor, rs.option.stereo_baseline)
    return CameraInfo(
        name=read_device_info(device, rs.camera_info.name) or "RealSense",
        serial=read_device_info(device, rs.camera_info.serial_number),
        intrinsics=Intrinsics(lens.width, lens.height, lens.fx, lens.fy, lens.ppx, lens.ppy),
        depth_scale=shortest_decimal(read_option(sensor, rs.option.depth_units) or DEFAULT_DEPTH_SCALE),
        fps=float(video.fps()),
        stereo_baseline_m=None if baseline_mm is None else shortest_decimal(baseline_mm) / MM_PER_M,
        room_from_camera=room_from_camera,
        frame_count=frame_count,
    )


def read_device_info(device: Any, field: Any) -> str | None:
    """A text the device gives about itself, or None where it does not."""
    return str(device.get_info(field)) if device.supports(field) else None


def read_option(sensor: Any, option: Any) -> float | None:
    """An option's value, or None where this sensor has no such option."""
    return float(sensor.get_option(option)) if sensor.supports(option) else None


def shortest_decimal(value: float) -> float:
    """The decimal a single-precision number stands for: 0.001, not 0.0010000000474974513."""
    return float(str(np.float32(value)))

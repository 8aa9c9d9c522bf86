"""A camera as a record that files keep, and back again."""

from __future__ import annotations

from typing import Any

import numpy as np

from depthhinge.frames import CameraInfo, Intrinsics
from depthhinge.geometry import Array, is_rigid

_INTRINSICS = ("width", "height", "fx", "fy", "cx", "cy")


def camera_record(camera: CameraInfo) -> dict[str, Any]:
    """What a camera is; where it stands is kept beside it, for that may have been found rather than stated."""
    return {
        "name": camera.name,
        "serial": camera.serial,
        "intrinsics": {name: getattr(camera.intrinsics, name) for name in _INTRINSICS},
        "depth_scale": camera.depth_scale,
        "fps": camera.fps,
        "stereo_baseline_m": camera.stereo_baseline_m,
    }


def camera_from_record(
    record: Any, room_from_camera: Array | None = None, frame_count: int | None = None
) -> CameraInfo:
    """The camera of a record.

    Raises:
        KeyError, TypeError, ValueError: something is missing, or something else than it should be.
    """
    pinhole = record["intrinsics"]
    return CameraInfo(
        name=str(record["name"]),
        serial=None if record["serial"] is None else str(record["serial"]),
        intrinsics=Intrinsics(
            int(pinhole["width"]), int(pinhole["height"]), *(float(pinhole[name]) for name in _INTRINSICS[2:])
        ),
        depth_scale=float(record["depth_scale"]),
        fps=float(record["fps"]),
        stereo_baseline_m=None if record["stereo_baseline_m"] is None else float(record["stereo_baseline_m"]),
        room_from_camera=room_from_camera,
        frame_count=frame_count,
    )


def rigid_or_none(rows: Any) -> Array | None:
    """A rigid transform (4, 4) as nested lists, or None.

    Raises:
        ValueError: it is neither.
    """
    if rows is None:
        return None
    matrix = np.asarray(rows, np.float64)
    if not is_rigid(matrix):
        raise ValueError("room_from_camera is not a rigid 4x4 transform")
    return matrix

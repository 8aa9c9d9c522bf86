"""What a depth camera gives: its intrinsics, what it is, and one frame after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.geometry import Array

DEFAULT_DEPTH_SCALE = 0.001
"""Metres per unit of a D400 depth frame as shipped (librealsense `RS2_OPTION_DEPTH_UNITS`)."""


@dataclass(frozen=True)
class Intrinsics:
    """Pinhole camera without distortion; librealsense's pixel convention (pixel centres at integers).

    `u = fx * x / z + cx`, `v = fy * y / z + cy`, in the camera frame (x right, y down, z forward).
    """

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float

    def project(self, points: ArrayLike) -> Array:
        """Pixels (n, 2) as (u, v) of points (n, 3) in the camera frame, in metres, z > 0."""
        p = np.asarray(points, np.float64)
        return np.stack([self.fx * p[:, 0] / p[:, 2] + self.cx, self.fy * p[:, 1] / p[:, 2] + self.cy], axis=1)

    def deproject(self, pixels: ArrayLike, depth: ArrayLike) -> Array:
        """Points (n, 3) in metres of pixels (n, 2) as (u, v) at `depth` (n,) metres along z."""
        uv, z = np.asarray(pixels, np.float64), np.asarray(depth, np.float64)
        return np.stack([(uv[:, 0] - self.cx) / self.fx * z, (uv[:, 1] - self.cy) / self.fy * z, z], axis=1)


@dataclass(frozen=True)
class CameraInfo:
    """What a stream of depth frames comes from; the same for all its frames."""

    name: str
    """Model, as librealsense names it (`Intel RealSense D435`), or the kind of file."""
    serial: str | None
    intrinsics: Intrinsics
    depth_scale: float
    """Metres per unit of `DepthFrame.depth`."""
    fps: float
    """Nominal frames a second."""
    stereo_baseline_m: float | None = None
    room_from_camera: Array | None = None
    """(4, 4), where the source states it; found from the frames otherwise."""
    frame_count: int | None = None
    """How many frames will come, where that is known."""


@dataclass(frozen=True)
class DepthFrame:
    """One picture of distances along the camera's z axis."""

    index: int
    """0, 1, 2, ... in the order of arrival."""
    time_s: float
    """Seconds since the first frame, from the frame's own timestamp."""
    depth: NDArray[np.uint16]
    """(height, width), in units of `CameraInfo.depth_scale`; 0 = no reading."""
    gravity: Array | None = None
    """(3,) unit vector, down, in the camera frame, from the accelerometer where there is one."""

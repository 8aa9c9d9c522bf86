"""Depth of a triangle mesh, by a z-buffer rasteriser.

A pixel is covered if its centre, which lies at integer coordinates, is inside the projected triangle. Inverse depth is
linear over the picture of a plane, so interpolating 1/z is exact (Blinn 1992, "Hyperbolic interpolation").
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array

NEAR_M = 0.05
"""A triangle with a corner nearer than this is left out: nothing is clipped."""
BACKGROUND = 255
"""Label of a pixel that no triangle covers."""
BYSTANDER = 254
"""Label of a pixel that shows somebody else; the person's own are those of their segments."""


@dataclass(frozen=True)
class Picture:
    """What the camera would see without error."""

    inverse_depth: NDArray[np.float32]
    """(height, width) 1/metres along the camera's z; 0 = nothing there."""
    labels: NDArray[np.uint8]
    """(height, width) label of the triangle seen, `BACKGROUND` where there is none."""

    def depth(self) -> NDArray[np.float32]:
        """(height, width) metres, 0 = nothing there."""
        empty = self.inverse_depth <= 0.0
        return np.where(empty, np.float32(0.0), np.float32(1.0) / np.where(empty, np.float32(1.0), self.inverse_depth))


def empty_picture(intrinsics: Intrinsics) -> Picture:
    """A picture of nothing."""
    shape = (intrinsics.height, intrinsics.width)
    return Picture(np.zeros(shape, np.float32), np.full(shape, BACKGROUND, np.uint8))


def render(
    points: Array,
    triangles: NDArray[np.int64],
    intrinsics: Intrinsics,
    camera_from_room: Array,
    behind: Picture | None = None,
    triangle_labels: NDArray[np.uint8] | None = None,
) -> Picture:
    """The mesh of room points (n, 3) and triangles (m, 3), drawn over the picture `behind`.

    Triangles are seen from the side on which their corners run counter-clockwise; back faces are left out.
    `triangle_labels` (m,) name what each belongs to, 0 otherwise.
    """
    picture = empty_picture(intrinsics) if behind is None else behind
    inverse_depth, labels = picture.inverse_depth.copy(), picture.labels.copy()
    _rasterise(
        np.ascontiguousarray(points, np.float64),
        triangles,
        np.zeros(len(triangles), np.uint8) if triangle_labels is None else triangle_labels,
        np.ascontiguousarray(camera_from_room, np.float64),
        intrinsics.fx,
        intrinsics.fy,
        intrinsics.cx,
        intrinsics.cy,
        inverse_depth,
        labels,
    )
    return Picture(inverse_depth, labels)


@numba.njit(cache=True)
def _rasterise(
    points: Array,
    triangles: NDArray[np.int64],
    triangle_labels: NDArray[np.uint8],
    camera_from_room: Array,
    fx: float,
    fy: float,
    cx: float,
    cy: float,
    inverse_depth: NDArray[np.float32],
    labels: NDArray[np.uint8],
) -> None:
    height, width = inverse_depth.shape
    n_points = len(points)
    u = np.empty(n_points)
    v = np.empty(n_points)
    q = np.empty(n_points)
    t = camera_from_room
    for i in range(n_points):
        x, y, z = points[i, 0], points[i, 1], points[i, 2]
        depth = t[2, 0] * x + t[2, 1] * y + t[2, 2] * z + t[2, 3]
        if depth < NEAR_M:
            q[i] = -1.0
            continue
        q[i] = 1.0 / depth
        u[i] = fx * (t[0, 0] * x + t[0, 1] * y + t[0, 2] * z + t[0, 3]) * q[i] + cx
        v[i] = fy * (t[1, 0] * x + t[1, 1] * y + t[1, 2] * z + t[1, 3]) * q[i] + cy
    for k in range(len(triangles)):
        a, b, c = triangles[k, 0], triangles[k, 1], triangles[k, 2]
        if q[a] < 0.0 or q[b] < 0.0 or q[c] < 0.0:
            continue
        # Rows run downwards, so counter-clockwise seen from outside has a negative area here.
        area = (u[b] - u[a]) * (v[c] - v[a]) - (u[c] - u[a]) * (v[b] - v[a])
        if area >= 0.0:
            continue
        u_first = max(int(np.ceil(min(u[a], u[b], u[c]))), 0)
        u_last = min(int(np.floor(max(u[a], u[b], u[c]))), width - 1)
        v_first = max(int(np.ceil(min(v[a], v[b], v[c]))), 0)
        v_last = min(int(np.floor(max(v[a], v[b], v[c]))), height - 1)
        if u_first > u_last or v_first > v_last:
            continue
        # Barycentric weights of a and b are linear in the pixel.
        a_u, a_v = (v[b] - v[c]) / area, (u[c] - u[b]) / area
        b_u, b_v = (v[c] - v[a]) / area, (u[a] - u[c]) / area
        for row in range(v_first, v_last + 1):
            weight_a = a_u * (u_first - u[c]) + a_v * (row - v[c])
            weight_b = b_u * (u_first - u[c]) + b_v * (row - v[c])
            for column in range(u_first, u_last + 1):
                weight_c = 1.0 - weight_a - weight_b
                if weight_a >= 0.0 and weight_b >= 0.0 and weight_c >= 0.0:
                    nearness = weight_a * q[a] + weight_b * q[b] + weight_c * q[c]
                    if nearness > inverse_depth[row, column]:
                        inverse_depth[row, column] = nearness
                        labels[row, column] = triangle_labels[k]
                weight_a += a_u
                weight_b += b_u

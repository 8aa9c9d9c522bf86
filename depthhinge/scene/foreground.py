"""From a depth picture to the cells that show something in front of the background: every frame, so in one pass."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.noise import NOISE_FLOOR_M, NOISE_SIGMAS

NEAR, FAR = 0.4, 4.5
"""Metres along z between which a person can drill."""
MIN_TOLERANCE = 0.05
"""Metres: no two surfaces nearer than this are told apart along z."""
SAME_SURFACE = 0.03
"""Readings within 3 % of a block's middle one belong to the same surface: 60 mm at 2 m."""


@numba.njit(cache=True)
def tolerance_at(z: float, noise: float) -> float:
    """Metres within which two readings near z are of one surface; `noise` is k of `rms = k z^2`, in 1/metres."""
    return max(NOISE_SIGMAS * max(noise * z * z, NOISE_FLOOR_M), MIN_TOLERANCE)


@numba.njit(cache=True)
def height_of(row: int, column: int, z: float, rays: Array, up: Array, camera_height: float) -> float:
    """Metres over the floor of what a cell shows at `z` metres; for the rest see `split_foreground`."""
    lean = float(up[0] * rays[row, column, 0] + up[1] * rays[row, column, 1] + up[2])
    return camera_height + lean * z


@numba.njit(cache=True)
def block_mean(depth: NDArray[np.uint16], y0: int, x0: int, stride: int) -> float:
    """The mean of a stride x stride block's readings near its middle one, so that single wild pixels do not count."""
    middle = (stride - 1) // 2
    centre = np.int64(depth[y0 + middle, x0 + middle])
    if centre == 0:
        return 0.0
    tolerance = np.int64(centre * SAME_SURFACE)
    total, count = np.int64(0), 0
    for y in range(y0, y0 + stride):
        for x in range(x0, x0 + stride):
            value = np.int64(depth[y, x])
            if value != 0 and abs(value - centre) <= tolerance:
                total += value
                count += 1
    return total / count


@numba.njit(cache=True)
def split_foreground(
    picture: NDArray[np.uint16],
    stride: int,
    scale: float,
    rays: Array,
    up: Array,
    camera_height: float,
    clearance: float,
    background: NDArray[np.float32],
    continued: NDArray[np.float32],
    noise: float,
    depth: NDArray[np.float32],
    member: NDArray[np.bool_],
) -> None:
    """Fill `depth` (rows, columns), metres along z, and `member`: the cells in front of the background, off the floor.

    What is background needs no better than its block's middle pixel, which spares reading most of the picture.

    Args:
        picture: (height, width), units of `scale` metres.
        stride: pixels a cell.
        scale: metres a unit.
        rays: (rows, columns, 3) through the cells, z = 1.
        up: (3,) the room's up in the camera frame.
        camera_height: metres over the floor.
        clearance: metres over the floor below which a cell is floor.
        background: (rows, columns) metres, 0 = unknown.
        continued: (rows, columns) metres of what is likely to be there where that is unknown, 0 = anything.
        noise: k of `rms = k z^2`, 1/metres.
        depth: filled.
        member: filled.
    """
    rows, columns = depth.shape
    middle = (stride - 1) // 2
    for row in range(rows):
        for column in range(columns):
            member[row, column] = False
            z = picture[row * stride + middle, column * stride + middle] * scale
            depth[row, column] = np.float32(z)
            behind = background[row, column]
            if behind == 0.0:
                behind = continued[row, column]
            if not NEAR < z < FAR or (behind != 0.0 and z >= behind - tolerance_at(z, noise)):
                continue
            z = block_mean(picture, row * stride, column * stride, stride) * scale
            depth[row, column] = np.float32(z)
            member[row, column] = height_of(row, column, z, rays, up, camera_height) > clearance

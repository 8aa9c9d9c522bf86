"""Where the person ends, to a fraction of a cell: the outline read off the picture itself.

A cell is a few pixels wide, and along an upright back or calf the cells of an outline all err the same way.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.scene import CONNECTION


@numba.njit(cache=True)
def to_the_pixel(
    points: Array, cells: NDArray[np.int64], depth: Array, picture: NDArray[np.uint16], stride: int, scale: float
) -> Array:
    """(m, 2) the outline's points, moved along the way from their cell to the one beside.

    Args:
        points: (m, 2) u, v in cells, halfway between a cell of the person and one beside.
        cells: (m, 2) column and row of the person's cell.
        depth: (m,) metres along z of the person there.
        picture: (height, width) in units of `scale` metres.
        stride: pixels a cell.
        scale: metres a unit.
    """
    out = points.copy()
    middle = (stride - 1) // 2
    for p in range(len(points)):
        c, r = cells[p, 0], cells[p, 1]
        du, dv = np.int64(np.sign(points[p, 0] - c)), np.int64(np.sign(points[p, 1] - r))
        # Each line of the block ends at its last pixel of the body before the middle of the cell beside.
        steps = 0
        for line in range(-middle, stride - middle):
            for k in range(stride - 1, 0, -1):
                x = c * stride + middle + k * du + line * abs(dv)
                y = r * stride + middle + k * dv + line * abs(du)
                if 0 <= x < picture.shape[1] and 0 <= y < picture.shape[0] and _same(picture[y, x], depth[p], scale):
                    steps += k
                    break
        ends = (steps / stride + 0.5) / stride
        out[p, 0], out[p, 1] = c + ends * du, r + ends * dv
    return out


@numba.njit(cache=True)
def _same(reading: int, depth: float, scale: float) -> bool:
    return reading != 0 and abs(reading * scale - depth) < CONNECTION

"""The coarse grid the scene is understood on: one depth sample a cell, cells of a constant visual angle."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.geometry import Array
from depthhinge.scene.foreground import block_mean

CELLS_PER_RADIAN = 140.0
"""One cell is then about 14 mm at 2 m: three pixels of a D435 at 848x480, two of a Kinect."""


@dataclass(frozen=True)
class Grid:
    """A regular subsampling of the picture; cell (row, column) samples the middle pixel of a stride x stride block."""

    stride: int
    intrinsics: Intrinsics
    """Of the cells: `u` and `v` count columns and rows of the grid."""
    depth_scale: float

    @classmethod
    def of(cls, info: CameraInfo) -> Grid:
        """The grid for a camera."""
        full = info.intrinsics
        stride = max(1, round(full.fx / CELLS_PER_RADIAN))
        middle = (stride - 1) // 2
        return cls(
            stride,
            Intrinsics(
                width=full.width // stride,
                height=full.height // stride,
                fx=full.fx / stride,
                fy=full.fy / stride,
                cx=(full.cx - middle) / stride,
                cy=(full.cy - middle) / stride,
            ),
            info.depth_scale,
        )

    def sample(self, frame: DepthFrame) -> NDArray[np.float32]:
        """(rows, columns) metres along z, 0 = no reading.

        A cell is the mean of its block's readings near the middle one, so that single wild pixels do not count.
        """
        cells = self.intrinsics
        return _sample(frame.depth, cells.height, cells.width, self.stride, self.depth_scale)

    def pixels(self, cells: NDArray[np.bool_], shape: tuple[int, ...]) -> NDArray[np.bool_]:
        """(height, width) = `shape`: the pixels whose cell is set in `cells` (rows, columns)."""
        blown_up = cells.repeat(self.stride, axis=0).repeat(self.stride, axis=1)
        out = np.zeros(shape, bool)
        out[: blown_up.shape[0], : blown_up.shape[1]] = blown_up
        return out

    def rays(self) -> Array:
        """(rows, columns, 3) directions through the cells with z = 1, camera frame."""
        cells = self.intrinsics
        v, u = np.mgrid[: cells.height, : cells.width]
        return np.stack([(u - cells.cx) / cells.fx, (v - cells.cy) / cells.fy, np.ones(u.shape)], axis=-1)


@numba.njit(cache=True)
def box_of(cells: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """First and last row, first and last column of those set in `cells` (rows, columns); an empty box where none is."""
    rows, columns = cells.shape
    top, bottom, left, right = rows, -1, columns, -1
    for row in range(rows):
        for column in range(columns):
            if cells[row, column]:
                top, bottom, left, right = min(top, row), max(bottom, row), min(left, column), max(right, column)
    return top, bottom, left, right


@numba.njit(cache=True)
def _sample(depth: NDArray[np.uint16], rows: int, columns: int, stride: int, depth_scale: float) -> NDArray[np.float32]:
    out = np.empty((rows, columns), np.float32)
    for row in range(rows):
        for column in range(columns):
            out[row, column] = np.float32(block_mean(depth, row * stride, column * stride, stride) * depth_scale)
    return out

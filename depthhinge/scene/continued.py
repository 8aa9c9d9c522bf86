"""What a person hides: a wall that is seen beside them goes on behind them.

Along a row or a column of the picture a flat wall's inverse depth is a straight line, as a door's or a cupboard's is.
Where one line goes through what is known on both sides of a stretch that is not, and on at least one goes on further
out, it fills the stretch.

The floor is left out: a shoe on it is as far away as it is, to within the noise.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.foreground import height_of, tolerance_at

BESIDE = 2
"""Cells from the end of what is hidden, where a reading is not a mixture of the person and what is behind them."""
LEAST_FURTHER = 6
"""Cells further out, at least, at which the line must be met too; else as many as half of what is hidden."""
LEAST_SEEN = 0.8
"""Share of the cells from there to what is hidden that lie on the line: specks of dark trousers are learned as a part
of the room now and then, and three of them make a line too."""
OFF_THE_FLOOR_M = 0.15
"""Metres over the floor: its own noise and a shoe's height."""


@numba.njit(cache=True)
def continue_planes(
    background: NDArray[np.float32],
    box: tuple[int, int, int, int],
    noise: float,
    rays: Array,
    up: Array,
    camera_height: float,
    continued: NDArray[np.float32],
) -> None:
    """Fill `continued` (rows, columns) where nothing is known in a part of the picture.

    Args:
        background: (rows, columns) metres along z, 0 = nothing known.
        box: first and last row, first and last column of the part.
        noise: k of `rms = k z^2`, 1/metres.
        rays: (rows, columns, 3) through the cells, z = 1.
        up: (3,) the room's up in the camera frame.
        camera_height: metres over the floor.
        continued: filled with metres along z, 0 where no plane goes on.
    """
    top, bottom, left, right = box
    continued[top : bottom + 1, left : right + 1] = 0.0
    for row in range(top, bottom + 1):
        _continue_line(background[row], left, right, noise, continued[row])
    for column in range(left, right + 1):
        _continue_line(background[:, column], top, bottom, noise, continued[:, column])
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            z = continued[row, column]
            if z > 0.0 and height_of(row, column, z, rays, up, camera_height) < OFF_THE_FLOOR_M:
                continued[row, column] = 0.0


@numba.njit(cache=True)
def _continue_line(
    background: NDArray[np.float32], start: int, end: int, noise: float, continued: NDArray[np.float32]
) -> None:
    """Fill `continued` (n,) of a row or a column from `start` to `end`."""
    known = -1
    for k in range(max(start - 1, 0), min(end + 2, len(background))):
        if background[k] == 0.0:
            continue
        if known >= 0 and k - known > 1:
            _bridge(background, known - BESIDE, k + BESIDE, noise, continued)
        known = k


@numba.njit(cache=True)
def _bridge(
    background: NDArray[np.float32], before: int, after: int, noise: float, continued: NDArray[np.float32]
) -> None:
    """Fill what is unknown between two places in a line."""
    further = max(LEAST_FURTHER, (after - before) // 2)
    # The wall may end on one side.
    for first, last in ((before - further, after + further), (before - further, after), (before, after + further)):
        if not (_is_known(background, first) and _is_known(background, last)):
            continue
        start = 1.0 / background[first]
        slope = (1.0 / background[last] - start) / (last - first)
        seen = 0
        for k in range(first, last + 1):
            if (k <= before or k >= after) and _is_known(background, k):
                z = background[k]
                seen += abs(1.0 / (start + slope * (k - first)) - z) <= tolerance_at(float(z), noise)
        if seen < LEAST_SEEN * (before - first + last - after + 2):
            continue
        for k in range(before + 1, after):
            if background[k] == 0.0 and continued[k] == 0.0:
                continued[k] = np.float32(1.0 / (start + slope * (k - first)))
        return


@numba.njit(cache=True)
def _is_known(background: NDArray[np.float32], k: int) -> bool:
    return 0 <= k < len(background) and background[k] > 0.0

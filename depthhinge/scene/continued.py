"""What a person hides: a wall that is seen beside them goes on behind them.

Along a row or a column of the picture a flat wall's inverse depth is a straight line, as a door's or a cupboard's is.
Where one line goes through what is known on both sides of a stretch that is not, and through what lies further out on
at least one, it fills the stretch.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.scene.foreground import tolerance_at

BESIDE = 2
"""Cells from the end of what is hidden, where a reading is not a mixture of the person and what is behind them."""
LEAST_FURTHER = 6
"""Cells further out, at least, at which the line must be met too; else as many as half of what is hidden."""


@numba.njit(cache=True)
def continue_planes(
    background: NDArray[np.float32], box: tuple[int, int, int, int], noise: float, continued: NDArray[np.float32]
) -> None:
    """Fill `continued` (rows, columns) where nothing is known in a part of the picture.

    Args:
        background: (rows, columns) metres along z, 0 = nothing known.
        box: first and last row, first and last column of the part.
        noise: k of `rms = k z^2`, 1/metres.
        continued: filled with metres along z, 0 where no plane goes on.
    """
    top, bottom, left, right = box
    continued[top : bottom + 1, left : right + 1] = 0.0
    for row in range(top, bottom + 1):
        _continue_line(background[row], left, right, noise, continued[row])
    for column in range(left, right + 1):
        _continue_line(background[:, column], top, bottom, noise, continued[:, column])


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
        on_it = True
        for k in (before, after):
            z = float(background[k]) if _is_known(background, k) else np.inf
            on_it &= abs(1.0 / (start + slope * (k - first)) - z) <= tolerance_at(z, noise)
        if not on_it:
            continue
        for k in range(before + 1, after):
            if background[k] == 0.0 and continued[k] == 0.0:
                continued[k] = np.float32(1.0 / (start + slope * (k - first)))
        return


@numba.njit(cache=True)
def _is_known(background: NDArray[np.float32], k: int) -> bool:
    return 0 <= k < len(background) and background[k] > 0.0

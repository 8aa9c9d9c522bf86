"""Connected surfaces of a depth grid."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.scene.foreground import tolerance_at


@numba.njit(cache=True)
def connected_surfaces(
    depth: NDArray[np.float32], member: NDArray[np.bool_], step: float, noise: float, reach: int
) -> tuple[NDArray[np.int32], int]:
    """Label the cells of `member` (rows, columns) by connected surface: labels (rows, columns), -1 = none; and a count.

    Cells up to `reach` apart along a row or column belong together when their depths, in metres, differ by less than
    `step`, or than what `noise` (k of `rms = k z^2`, 1/metres) allows there; a reach over one bridges cells without a
    reading. Labels follow the picture's row order.
    """
    rows, columns = depth.shape
    labels = np.full((rows, columns), -1, np.int32)
    queue = np.empty(rows * columns, np.int64)
    count = 0
    for start in range(rows * columns):
        r0, c0 = start // columns, start % columns
        if not member[r0, c0] or labels[r0, c0] >= 0:
            continue
        labels[r0, c0] = count
        queue[0] = start
        head, tail = 0, 1
        while head < tail:
            cell = queue[head]
            head += 1
            r, c = cell // columns, cell % columns
            z = depth[r, c]
            limit = max(step, tolerance_at(z, noise))
            for k in range(1, reach + 1):
                for direction in range(4):
                    rr = r + (k if direction == 0 else -k if direction == 1 else 0)
                    cc = c + (k if direction == 2 else -k if direction == 3 else 0)
                    if rr < 0 or rr >= rows or cc < 0 or cc >= columns:
                        continue
                    if member[rr, cc] and labels[rr, cc] < 0 and abs(depth[rr, cc] - z) < limit:
                        labels[rr, cc] = count
                        queue[tail] = rr * columns + cc
                        tail += 1
        count += 1
    return labels, count

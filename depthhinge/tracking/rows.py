"""The rows of the fit: each residual, the sample that it moves with, and how much it counts.

Row r says that sample i should move by `residual` metres along `direction`; its Jacobian is the sample's motion along
that direction, minus the other sample's where the row is about the two of them.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array


class Rows(NamedTuple):
    """Room for a frame's residuals; how many are in use is counted by who fills them."""

    sample: NDArray[np.int64]
    """(m,)."""
    other: NDArray[np.int64]
    """(m,) a second sample whose motion is subtracted, or -1."""
    direction: Array
    """(m, 3) unit vectors in the room."""
    residual: Array
    """(m,) metres."""
    weight: Array
    """(m,) 1/m^2."""


@numba.njit(cache=True)
def room_for_rows(count: int) -> Rows:
    """Room for `count` rows."""
    return Rows(
        np.empty(count, np.int64), np.empty(count, np.int64), np.empty((count, 3)), np.empty(count), np.empty(count)
    )


@numba.njit(cache=True)
def add_row(rows: Rows, count: int, sample: int, direction: Array, residual: float, weight: float) -> int:
    """Write row `count`; the number of rows there are now."""
    rows.sample[count], rows.other[count] = sample, -1
    for a in range(3):
        rows.direction[count, a] = direction[a]
    rows.residual[count], rows.weight[count] = residual, weight
    return count + 1

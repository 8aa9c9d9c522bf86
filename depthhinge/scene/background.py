"""What stands still in the room: the farthest surface each cell has shown while the person was not in it."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

LEARNING_RATE = 0.05
"""How fast a cell's background follows readings of the same surface: 1/e in 20 frames, to average its noise."""


class Background:
    """Learns from the first frame on, with no empty-room picture asked for.

    A cell that the person covers is not learned, so someone who stands still is not taken for furniture; what they
    uncover as they move is learned then.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.depth = np.zeros(shape, np.float32)
        """(rows, columns) metres, 0 = nothing known yet."""

    def is_nearer(self, depth: NDArray[np.float32], tolerance: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Cells (rows, columns) with something in front of the background, or with no background known."""
        return np.asarray((depth > 0.0) & ((self.depth == 0.0) | (depth < self.depth - tolerance)))

    def learn(self, depth: NDArray[np.float32], person: NDArray[np.bool_], tolerance: NDArray[np.float32]) -> None:
        """Take in a frame's cells outside `person` (rows, columns)."""
        _learn(self.depth, depth, person, tolerance)

    def share_changed(
        self, depth: NDArray[np.float32], person: NDArray[np.bool_], tolerance: NDArray[np.float32]
    ) -> float:
        """Of the known cells outside the person, the fraction that no longer agree: near 1 when the camera moved."""
        known = (self.depth > 0.0) & (depth > 0.0) & ~person
        if not known.any():
            return 0.0
        return float(np.mean(np.abs(depth[known] - self.depth[known]) > tolerance[known]))


@numba.njit(cache=True)
def _learn(
    known: NDArray[np.float32],
    depth: NDArray[np.float32],
    person: NDArray[np.bool_],
    tolerance: NDArray[np.float32],
) -> None:
    for row in range(known.shape[0]):
        for column in range(known.shape[1]):
            z = depth[row, column]
            if z == 0.0 or person[row, column]:
                continue
            difference = z - known[row, column]
            if known[row, column] == 0.0 or difference > tolerance[row, column]:
                known[row, column] = z
            elif difference > -tolerance[row, column]:
                known[row, column] += LEARNING_RATE * difference

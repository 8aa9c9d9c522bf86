"""What stands still in the room: the farthest surface each cell has shown while the person was not in it."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.continued import continue_planes
from depthhinge.scene.foreground import tolerance_at
from depthhinge.scene.grid import box_of

LEARNING_RATE = 0.05
"""How fast a cell's background follows readings of the same surface: 1/e in 20 frames, to average its noise."""
BEHIND_M = 0.4
"""Metres behind where the person was in a cell at which what shows there is what they uncovered, not a limb of theirs
that was lost for a moment and must not become furniture."""
CONTINUED_EVERY = 5
"""Frames after which it is asked again what goes on behind the person: walls stand, and what is known of them is
averaged over more than that."""
KEPT_FRAMES = 30
"""Frames after which anything in a cell that the person has left may be learned."""


class Background:
    """Learns from the first frame on, with no empty-room picture asked for.

    A cell that the person covers is not learned, so someone who stands still is not taken for furniture; what they
    uncover as they move is learned then, a wall close behind them at once.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self.depth = np.zeros(shape, np.float32)
        """(rows, columns) metres, 0 = nothing known yet."""
        self.continued = np.zeros(shape, np.float32)
        """(rows, columns) metres of a plane that goes on where nothing is known yet, 0 = none."""
        self._frames = 0
        """Taken in so far."""
        self._left = np.full(shape, KEPT_FRAMES, np.int32)
        """(rows, columns) frames since the person was there."""
        self._person = np.zeros(shape, np.float32)
        """(rows, columns) metres: where they were then."""

    def learn(
        self,
        depth: NDArray[np.float32],
        person: NDArray[np.bool_],
        noise: float,
        rays: Array,
        up: Array,
        camera_height: float,
    ) -> float:
        """Take in a frame's cells outside `person` (rows, columns); for the rest see `continue_planes`.

        The fraction of the known ones that no longer agreed: near 1 when the camera has moved.
        """
        changed, known = _learn(self.depth, self.continued, self._left, self._person, depth, person, noise)
        if self._frames % CONTINUED_EVERY == 0:
            hidden = (self.depth == 0.0) & (self._person > 0.0)
            continue_planes(self.depth, box_of(hidden), noise, rays, up, camera_height, self.continued)
        self._frames += 1
        return changed / known if known else 0.0


@numba.njit(cache=True)
def _learn(
    background: NDArray[np.float32],
    continued: NDArray[np.float32],
    left: NDArray[np.int32],
    last: NDArray[np.float32],
    depth: NDArray[np.float32],
    person: NDArray[np.bool_],
    noise: float,
) -> tuple[int, int]:
    changed, known = 0, 0
    for row in range(depth.shape[0]):
        for column in range(depth.shape[1]):
            if person[row, column]:
                left[row, column], last[row, column] = 0, depth[row, column]
                continue
            left[row, column] += 1
            z = depth[row, column]
            if z == 0.0:
                continue
            tolerance = tolerance_at(z, noise)
            behind = background[row, column]
            difference = z - behind
            if behind == 0.0:
                expected = abs(z - continued[row, column]) < tolerance
                if expected or left[row, column] > KEPT_FRAMES or z > last[row, column] + BEHIND_M:
                    background[row, column] = z
                continue
            known += 1
            changed += abs(difference) > 2.0 * tolerance
            if difference > tolerance:
                background[row, column] = z
            elif difference > -tolerance:
                background[row, column] += np.float32(LEARNING_RATE * difference)
    return changed, known

"""What shows between a person's holes: dark cloth before a weak projector leaves specks of a leg, and not the same ones
in every picture."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.foreground import height_of, tolerance_at

REACH = 10
"""Cells each way within which a speck has more of the person: 14 cm at 2 m, the width of a thigh."""
FEWEST_QUARTERS = 3
"""Of the four around it, those in which it has: what stands beside somebody has two."""
OFF_THE_FLOOR_M = 0.1
"""Metres over the floor, which noise makes flakes of between the feet."""


@numba.njit(cache=True)
def with_specks(
    labels: NDArray[np.int32],
    theirs: NDArray[np.bool_],
    small: NDArray[np.bool_],
    depth: NDArray[np.float32],
    rays: Array,
    up: Array,
    camera_height: float,
    step: float,
    noise: float,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(rows, columns) the person's cells; and the specks beside, between and below them, off the floor.

    Those specks may be the person's. Of them the ones among their cells, no farther or nearer than they, are.

    Args:
        labels: (rows, columns) of surfaces, -1 = none.
        theirs: (n,) by label, the person's surfaces.
        small: (n,) by label, those too small to be told by themselves.
        depth: (rows, columns) metres along z, 0 = no reading.
        rays: (rows, columns, 3) through the cells, z = 1.
        up: (3,) the room's up in the camera frame.
        camera_height: metres over the floor.
        step: metres within which two readings are of one surface,
        noise: or what k of `rms = k z^2`, 1/metres, allows.
    """
    rows, columns = labels.shape
    person, specks = np.zeros(labels.shape, np.bool_), np.zeros(labels.shape, np.bool_)
    nearest, farthest = np.inf, 0.0
    top, left, right = rows, columns, -1
    for r in range(rows):
        for c in range(columns):
            if labels[r, c] >= 0 and theirs[labels[r, c]]:
                person[r, c] = True
                nearest, farthest = min(nearest, depth[r, c]), max(farthest, depth[r, c])
                top, left, right = min(top, r), min(left, c), max(right, c)
    out = person.copy()
    # Down to the floor, on which they stand though no shank may show.
    for r in range(max(top - REACH, 0), rows):
        for c in range(max(left - REACH, 0), min(right + REACH + 1, columns)):
            if labels[r, c] < 0 or not small[labels[r, c]]:
                continue
            z = depth[r, c]
            limit = max(step, tolerance_at(z, noise))
            off_the_floor = height_of(r, c, z, rays, up, camera_height) > OFF_THE_FLOOR_M
            if off_the_floor and nearest - limit < z < farthest + limit:
                specks[r, c] = True
                out[r, c] = _quarters(person, depth, r, c, limit) >= FEWEST_QUARTERS
    return out, specks


@numba.njit(cache=True)
def _quarters(person: NDArray[np.bool_], depth: NDArray[np.float32], row: int, column: int, limit: float) -> int:
    """In how many quarters around a cell the person shows, no more than `limit` metres nearer or farther."""
    found = 0
    for down in (-1, 1):
        for right in (-1, 1):
            found += _shows(person, depth, row, column, down, right, limit)
    return found


@numba.njit(cache=True)
def _shows(
    person: NDArray[np.bool_], depth: NDArray[np.float32], row: int, column: int, down: int, right: int, limit: float
) -> bool:
    """Whether they do in one of them: `down` and `right` are 1 or -1."""
    for i in range(REACH + 1):
        for j in range(REACH + 1):
            r, c = row + i * down, column + j * right
            inside = 0 <= r < person.shape[0] and 0 <= c < person.shape[1]
            if inside and person[r, c] and abs(depth[r, c] - depth[row, column]) < limit:
                return True
    return False

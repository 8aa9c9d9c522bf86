"""What shows between a person's holes: dark cloth before a weak projector leaves specks of a leg, and not the same ones
in every picture."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.foreground import tolerance_at

REACH = 10
"""Cells each way within which a speck has more of the person: 14 cm at 2 m, the width of a thigh."""
FEWEST_QUARTERS = 3
"""Of the four around it, those in which it has: what stands beside somebody has two."""
OFF_THE_FLOOR_M = 0.1
"""Metres over the floor, which noise makes flakes of between the feet."""


@numba.njit(cache=True)
def near(
    person: NDArray[np.bool_],
    specks: NDArray[np.bool_],
    depth: NDArray[np.float32],
    rays: Array,
    up: Array,
    camera_height: float,
    step: float,
    noise: float,
) -> NDArray[np.bool_]:
    """(rows, columns) the specks that may be the person's: beside, between or below their cells, off the floor.

    Args:
        person: (rows, columns) their cells.
        specks: (rows, columns) cells of surfaces too small to be told by themselves.
        depth: (rows, columns) metres along z, 0 = no reading.
        rays: (rows, columns, 3) through the cells, z = 1.
        up: (3,) the room's up in the camera frame.
        camera_height: metres over the floor.
        step: metres within which two readings are of one surface,
        noise: or what k of `rms = k z^2`, 1/metres, allows.
    """
    out = np.zeros(person.shape, np.bool_)
    nearest, farthest = np.inf, 0.0
    top, left, right = person.shape[0], person.shape[1], -1
    for r in range(person.shape[0]):
        for c in range(person.shape[1]):
            if person[r, c]:
                nearest, farthest = min(nearest, depth[r, c]), max(farthest, depth[r, c])
                top, left, right = min(top, r), min(left, c), max(right, c)
    # Down to the floor, on which they stand though no shank may show.
    for r in range(max(top - REACH, 0), person.shape[0]):
        for c in range(max(left - REACH, 0), min(right + REACH + 1, person.shape[1])):
            if specks[r, c]:
                z = depth[r, c]
                limit = max(step, tolerance_at(z, noise))
                lean = up[0] * rays[r, c, 0] + up[1] * rays[r, c, 1] + up[2]
                out[r, c] = nearest - limit < z < farthest + limit and camera_height + lean * z > OFF_THE_FLOOR_M
    return out


@numba.njit(cache=True)
def among(
    person: NDArray[np.bool_], specks: NDArray[np.bool_], depth: NDArray[np.float32], step: float, noise: float
) -> NDArray[np.bool_]:
    """(rows, columns) the specks that lie among the person's cells, no farther or nearer than those.

    Args:
        person: (rows, columns) their cells.
        specks: (rows, columns) that may be theirs.
        depth: (rows, columns) metres along z, 0 = no reading.
        step: metres within which two readings are of one surface,
        noise: or what k of `rms = k z^2`, 1/metres, allows.
    """
    out = np.zeros(person.shape, np.bool_)
    for r in range(person.shape[0]):
        for c in range(person.shape[1]):
            if specks[r, c]:
                limit = max(step, tolerance_at(depth[r, c], noise))
                out[r, c] = _quarters(person, depth, r, c, limit) >= FEWEST_QUARTERS
    return out


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
    for i in range(REACH + 1):
        for j in range(REACH + 1):
            r, c = row + i * down, column + j * right
            inside = 0 <= r < person.shape[0] and 0 <= c < person.shape[1]
            if inside and person[r, c] and abs(depth[r, c] - depth[row, column]) < limit:
                return True
    return False

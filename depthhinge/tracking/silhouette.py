"""The person's outline on the grid: where it runs, which way it faces, and how far any cell is from the person."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.grid import box_of
from depthhinge.scene.scene import PersonView

MARGIN = 24
"""Cells around the person in which distances are known: 0.35 m at 2 m. Beyond, the margin is returned."""
CONTOUR_STEP = 0.08
"""Metres that what is beside the person must lie behind them to make an outline; the floor at the feet does not."""
_SMOOTHING = 3
"""Cells each way over which the outline's direction is taken."""
HOLE = 2
"""Cells each way that a hole in the person may be wide and still be filled."""
_NOWHERE = -10_000
"""Row and column of no cell, farther from every one than any margin."""


class Silhouette(NamedTuple):
    """All in cells of the grid; (u, v) as (column, row)."""

    mask: NDArray[np.bool_]
    """(rows, columns) the person, small holes filled."""
    known: NDArray[np.bool_]
    """(rows, columns) where absence of the person is certain too."""
    distance: NDArray[np.float32]
    """(rows, columns) to the nearest cell of the person; 0 inside."""
    nearest: NDArray[np.int32]
    """(rows, columns, 2) that cell's row and column."""
    contour: Array
    """(m, 2) points (u, v) of the occluding contour, halfway between a cell of the person and one beside."""
    contour_normals: Array
    """(m, 2) unit vectors in the picture, outward."""
    contour_depth: Array
    """(m,) metres along z of the person there."""
    contour_cells: NDArray[np.int64]
    """(m, 2) column and row of the person's cell at each."""


def silhouette_of(view: PersonView) -> Silhouette:
    """Trace the outline of a person."""
    mask, distance, nearest, contour, normals, depth, cells = _trace(view.mask, view.depth)
    return Silhouette(mask, view.known, distance, nearest, contour, normals, depth, cells)


@numba.njit(cache=True)
def _trace(
    person: NDArray[np.bool_], depth: NDArray[np.float32]
) -> tuple[NDArray[np.bool_], NDArray[np.float32], NDArray[np.int32], Array, Array, Array, NDArray[np.int64]]:
    box = box_of(person)
    mask = _filled(person, box, HOLE)
    distance, nearest = _distances(mask, box, MARGIN)
    contour, normals, contour_depth, cells = _contour(mask, box, depth, CONTOUR_STEP, _SMOOTHING)
    return mask, distance, nearest, contour, normals, contour_depth, cells


@numba.njit(cache=True)
def _filled(mask: NDArray[np.bool_], box: tuple[int, int, int, int], reach: int) -> NDArray[np.bool_]:
    """A cell with the person on both sides within reach, along its row and along its column, is the person's too."""
    rows, columns = mask.shape
    out = mask.copy()
    for r in range(max(box[0], reach), min(box[1] + 1, rows - reach)):
        for c in range(max(box[2], reach), min(box[3] + 1, columns - reach)):
            if mask[r, c]:
                continue
            left = right = up = down = False
            for k in range(1, reach + 1):
                left |= mask[r, c - k]
                right |= mask[r, c + k]
                up |= mask[r - k, c]
                down |= mask[r + k, c]
            out[r, c] = (left and right) and (up and down)
    return out


@numba.njit(cache=True)
def _distances(
    mask: NDArray[np.bool_], box: tuple[int, int, int, int], margin: int
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Distance transform by two sweeps that pass on the nearest cell (Danielsson 1980)."""
    rows, columns = mask.shape
    distance = np.full((rows, columns), np.float32(margin))
    nearest = np.full((rows, columns, 2), np.int32(-1))
    r0, r1 = max(box[0] - margin, 0), min(box[1] + margin, rows - 1)
    c0, c1 = max(box[2] - margin, 0), min(box[3] + margin, columns - 1)
    # A border of cells whose nearest is nowhere near spares every look beyond the edge a question.
    height, width = max(r1 - r0 + 1, 0), max(c1 - c0 + 1, 0)
    near_row = np.full((height + 2, width + 2), np.int32(_NOWHERE))
    near_column = np.full((height + 2, width + 2), np.int32(_NOWHERE))
    squared = np.full((height + 2, width + 2), np.int32(margin * margin))
    for r in range(box[0], box[1] + 1):
        for c in range(box[2], box[3] + 1):
            if mask[r, c]:
                y, x = r - r0 + 1, c - c0 + 1
                squared[y, x], near_row[y, x], near_column[y, x] = 0, y, x
    for sweep in range(2):
        sign = 1 if sweep == 0 else -1
        for i in range(1, height + 1):
            y = i if sweep == 0 else height + 1 - i
            for inner in range(2):
                across = sign if inner == 0 else -sign
                for j in range(1, width + 1):
                    x = j if across == 1 else width + 1 - j
                    if squared[y, x] == 0:
                        continue
                    for k in range(4 if inner == 0 else 1):
                        yy = y - sign if k > 0 else y
                        xx = x - across if k == 0 else x + k - 2
                        dy, dx = y - near_row[yy, xx], x - near_column[yy, xx]
                        d = dy * dy + dx * dx
                        if d < squared[y, x]:
                            squared[y, x], near_row[y, x], near_column[y, x] = d, near_row[yy, xx], near_column[yy, xx]
    for y in range(1, height + 1):
        for x in range(1, width + 1):
            r, c = r0 + y - 1, c0 + x - 1
            distance[r, c] = np.float32(np.sqrt(squared[y, x]))
            if near_row[y, x] != _NOWHERE:
                nearest[r, c, 0], nearest[r, c, 1] = near_row[y, x] + r0 - 1, near_column[y, x] + c0 - 1
    return distance, nearest


@numba.njit(cache=True)
def _contour(
    mask: NDArray[np.bool_],
    box: tuple[int, int, int, int],
    depth: NDArray[np.float32],
    step: float,
    smoothing: int,
) -> tuple[Array, Array, Array, NDArray[np.int64]]:
    rows, columns = mask.shape
    cells = np.empty((rows * columns // 4, 2), np.int64)
    points = np.empty((rows * columns // 4, 2))
    normals = np.empty((len(points), 2))
    depths = np.empty(len(points))
    count = 0
    for r in range(max(box[0], smoothing + 1), min(box[1] + 1, rows - smoothing - 1)):
        for c in range(max(box[2], smoothing + 1), min(box[3] + 1, columns - smoothing - 1)):
            if not mask[r, c] or depth[r, c] == 0.0:
                continue
            # Taken once a cell, and of those at the edge alone.
            nu, nv, length = 0.0, 0.0, -1.0
            for direction in range(4):
                dr = 1 if direction == 0 else -1 if direction == 1 else 0
                dc = 1 if direction == 2 else -1 if direction == 3 else 0
                beside = depth[r + dr, c + dc]
                if mask[r + dr, c + dc] or (beside != 0.0 and beside < depth[r, c] + step) or count == len(points):
                    continue
                if length < 0.0:
                    for y in range(-smoothing, smoothing + 1):
                        for x in range(-smoothing, smoothing + 1):
                            if mask[r + y, c + x]:
                                nu -= x
                                nv -= y
                    length = np.sqrt(nu * nu + nv * nv)
                if length == 0.0:
                    continue
                points[count, 0], points[count, 1] = c + 0.5 * dc, r + 0.5 * dr
                normals[count, 0], normals[count, 1] = nu / length, nv / length
                depths[count] = depth[r, c]
                cells[count, 0], cells[count, 1] = c, r
                count += 1
    return points[:count], normals[:count], depths[:count], cells[:count]

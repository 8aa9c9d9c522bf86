"""Which sample of the body explains each measured point, and which rim point each point of the outline."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import Camera, PosedSurface
from depthhinge.tracking.rim import Rim

BLOCK_CELLS = 6
"""Side of the blocks that the search goes through, in cells: 8 cm at 2 m."""
CONTOUR_REACH = 14.0
"""Cells along the picture within which an outline finds its rim: 20 cm at 2 m."""
MIN_AGREEMENT = 0.5
"""Cosine between the normals of an outline and of its rim."""


@numba.njit(cache=True)
def match_points(points: Array, pixels: Array, posed: PosedSurface, camera: Camera) -> NDArray[np.int64]:
    """For measured points (m, 3) at pixels (m, 2): the nearest visible sample (m,), -1 where none is visible at all.

    Samples are looked up by where they fall in the picture: in the point's block and those around it first, in all of
    them where these are empty.
    """
    rows, columns = camera.rows // BLOCK_CELLS + 1, camera.columns // BLOCK_CELLS + 1
    starts = np.zeros(rows * columns + 1, np.int64)
    block = np.full(len(posed.points), -1, np.int64)
    for i in range(len(block)):
        if posed.visible[i]:
            r, c = int(posed.in_camera[i, 1] + 0.5) // BLOCK_CELLS, int(posed.in_camera[i, 0] + 0.5) // BLOCK_CELLS
            block[i] = r * columns + c
            starts[block[i] + 1] += 1
    for b in range(rows * columns):
        starts[b + 1] += starts[b]
    members = np.empty(starts[-1], np.int64)
    filled = starts[:-1].copy()
    for i in range(len(block)):
        if block[i] >= 0:
            members[filled[block[i]]] = i
            filled[block[i]] += 1

    matched = np.full(len(points), -1, np.int64)
    for p in range(len(points)):
        r0, c0 = int(pixels[p, 1] + 0.5) // BLOCK_CELLS, int(pixels[p, 0] + 0.5) // BLOCK_CELLS
        best = np.inf
        for r in range(max(r0 - 1, 0), min(r0 + 2, rows)):
            for c in range(max(c0 - 1, 0), min(c0 + 2, columns)):
                for m in range(starts[r * columns + c], starts[r * columns + c + 1]):
                    i = members[m]
                    d = 0.0
                    for a in range(3):
                        d += (points[p, a] - posed.points[i, a]) ** 2
                    if d < best:
                        best, matched[p] = d, i
        if matched[p] < 0:
            for m in range(len(members)):
                i = members[m]
                d = 0.0
                for a in range(3):
                    d += (points[p, a] - posed.points[i, a]) ** 2
                if d < best:
                    best, matched[p] = d, i
    return matched


@numba.njit(cache=True)
def match_contour(contour: Array, contour_normals: Array, contour_depth: Array, rim: Rim) -> NDArray[np.int64]:
    """For outline points (m, 2) with normals (m, 2) and depths (m,): the nearest agreeing rim point (m,), or -1.

    Nearness counts depth too, so that an arm's outline is not taken for the trunk's.
    """
    matched = np.full(len(contour), -1, np.int64)
    for p in range(len(contour)):
        best = CONTOUR_REACH * CONTOUR_REACH
        for k in range(len(rim.sample)):
            du, dv = rim.in_camera[k, 0] - contour[p, 0], rim.in_camera[k, 1] - contour[p, 1]
            d = du * du + dv * dv
            if d >= best:
                continue
            agreement = rim.normals[k, 0] * contour_normals[p, 0] + rim.normals[k, 1] * contour_normals[p, 1]
            if agreement < MIN_AGREEMENT:
                continue
            # A depth step of 30 cm counts as much as leaving the reach.
            d += (CONTOUR_REACH * (rim.in_camera[k, 2] - contour_depth[p]) / 0.3) ** 2
            if d < best:
                best, matched[p] = d, k
    return matched

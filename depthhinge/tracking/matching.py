"""Which sample of the body explains each measured point, and which rim point each point of the outline."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.tracking.posed_surface import BLOCK_CELLS, Camera, PosedSurface
from depthhinge.tracking.rim import Rim
from depthhinge.tracking.terms import Measured, Outline

CONTOUR_REACH = 14.0
"""Cells along the picture within which an outline finds its rim: 20 cm at 2 m."""
MIN_AGREEMENT = 0.5
"""Cosine between the normals of an outline and of its rim."""
DEPTH_STEP_M = 0.3
"""A depth step that counts as much as leaving that reach."""


ROW_HALF = 0.500001
"""Rows that a point sorted into a row lies from its middle at most."""


class Blocks(NamedTuple):
    """The visible samples by the block of the picture they fall into."""

    starts: NDArray[np.int64]
    """(blocks + 1,) where each block's members begin."""
    members: NDArray[np.int64]
    """(n,) samples, block by block."""
    block: NDArray[np.int64]
    """(n,) each sample's block, -1 where it is not visible."""


@numba.njit(cache=True)
def room_for_blocks(samples: int, camera: Camera) -> Blocks:
    """Room for sorting `samples` samples."""
    rows, columns = camera.rows // BLOCK_CELLS + 1, camera.columns // BLOCK_CELLS + 1
    return Blocks(np.empty(rows * columns + 1, np.int64), np.empty(samples, np.int64), np.empty(samples, np.int64))


def match_points(measured: Measured, posed: PosedSurface, camera: Camera) -> NDArray[np.int64]:
    """For measured points (m,): the nearest visible sample (m,), -1 where none is visible at all."""
    matched = np.empty(len(measured.points), np.int64)
    fill_matches(measured, posed, camera, room_for_blocks(len(posed.points), camera), matched)
    return matched


@numba.njit(cache=True)
def fill_matches(
    measured: Measured, posed: PosedSurface, camera: Camera, blocks: Blocks, matched: NDArray[np.int64]
) -> None:
    """`match_points` into `matched` (m,).

    Samples are looked up by where they fall in the picture: in the point's block and those around it first, in all of
    them where these are empty.
    """
    rows, columns = camera.rows // BLOCK_CELLS + 1, camera.columns // BLOCK_CELLS + 1
    count = _sort(posed, columns, blocks)
    points = measured.points
    for p in range(len(points)):
        r0 = int(measured.pixels[p, 1] + 0.5) // BLOCK_CELLS
        c0 = int(measured.pixels[p, 0] + 0.5) // BLOCK_CELLS
        x, y, z = points[p, 0], points[p, 1], points[p, 2]
        best, found = np.inf, -1
        for r in range(max(r0 - 1, 0), min(r0 + 2, rows)):
            first = blocks.starts[r * columns + max(c0 - 1, 0)]
            for m in range(first, blocks.starts[r * columns + min(c0 + 1, columns - 1) + 1]):
                i = blocks.members[m]
                dx, dy, dz = x - posed.points[i, 0], y - posed.points[i, 1], z - posed.points[i, 2]
                d = dx * dx + dy * dy + dz * dz
                if d < best:
                    best, found = d, i
        if found < 0:
            for m in range(count):
                i = blocks.members[m]
                dx, dy, dz = x - posed.points[i, 0], y - posed.points[i, 1], z - posed.points[i, 2]
                d = dx * dx + dy * dy + dz * dz
                if d < best:
                    best, found = d, i
        matched[p] = found


@numba.njit(cache=True)
def _sort(posed: PosedSurface, columns: int, blocks: Blocks) -> int:
    """Counting sort of the visible samples; how many there are."""
    starts, members, block = blocks
    starts[:] = 0
    for i in range(len(block)):
        block[i] = -1
        if posed.visible[i]:
            r, c = int(posed.in_camera[i, 1] + 0.5) // BLOCK_CELLS, int(posed.in_camera[i, 0] + 0.5) // BLOCK_CELLS
            block[i] = r * columns + c
            starts[block[i] + 1] += 1
    for b in range(len(starts) - 1):
        starts[b + 1] += starts[b]
    for i in range(len(block)):
        if block[i] >= 0:
            members[starts[block[i]]] = i
            starts[block[i]] += 1
    # Filling moved every start to the next one's place.
    for b in range(len(starts) - 1, 0, -1):
        starts[b] = starts[b - 1]
    starts[0] = 0
    return int(starts[-1])


@numba.njit(cache=True)
def sort_by_row(rim: Rim, rim_count: int, starts: NDArray[np.int64], order: NDArray[np.int64]) -> None:
    """Counting sort of the first `rim_count` rim points by their row: row r has `order[starts[r]:starts[r + 1]]`."""
    last = len(starts) - 2
    starts[:] = 0
    for k in range(rim_count):
        starts[min(max(int(rim.in_camera[k, 1] + 0.5), 0), last) + 1] += 1
    for r in range(last + 1):
        starts[r + 1] += starts[r]
    for k in range(rim_count):
        r = min(max(int(rim.in_camera[k, 1] + 0.5), 0), last)
        order[starts[r]] = k
        starts[r] += 1
    for r in range(last + 1, 0, -1):
        starts[r] = starts[r - 1]
    starts[0] = 0


@numba.njit(cache=True)
def fill_contour_matches(
    outline: Outline,
    rim: Rim,
    starts: NDArray[np.int64],
    order: NDArray[np.int64],
    matched: NDArray[np.int64],
) -> None:
    """For outline points (m,): the nearest agreeing rim point into `matched` (m,), or -1; rim points sorted by row.

    Nearness counts depth too, so that an arm's outline is not taken for the trunk's.
    """
    last, reach = len(starts) - 2, int(CONTOUR_REACH)
    for p in range(len(outline.points)):
        best = CONTOUR_REACH * CONTOUR_REACH
        found, place = -1, -1
        u, v, z = outline.points[p, 0], outline.points[p, 1], outline.depth[p]
        nu, nv = outline.normals[p, 0], outline.normals[p, 1]
        row = int(v + 0.5)
        # From its own row outward: the nearest is mostly found at once, and rows farther off than it are passed over.
        for turn in range(2 * reach + 1):
            r = row + (turn + 1) // 2 if turn % 2 else row - turn // 2
            away = max(abs(r - v) - ROW_HALF, 0.0)
            if r < 0 or r > last or away * away > best:
                continue
            for m in range(starts[r], starts[r + 1]):
                k = order[m]
                du, dv = rim.in_camera[k, 0] - u, rim.in_camera[k, 1] - v
                d = du * du + dv * dv
                if d > best or rim.normals[k, 0] * nu + rim.normals[k, 1] * nv < MIN_AGREEMENT:
                    continue
                step = CONTOUR_REACH * (rim.in_camera[k, 2] - z) / DEPTH_STEP_M
                d += step * step
                # Of two as near, the first of the order.
                if d < best or (d == best and m < place):
                    best, found, place = d, k, m
        matched[p] = found

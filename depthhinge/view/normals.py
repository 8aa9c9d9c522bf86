"""Which way a person's surface faces, from its points alone.

A depth camera sees the front of things: from where it stands, its points are a relief, a depth for each direction.
Laid on a coarse grid of directions and smoothed, the relief's slope gives each point's normal in a millisecond, where
a search for neighbours would take tens.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array

CELL_RAD = 0.0055
"""Grid cell: 14 mm at 2.5 m, wide enough to average a few points, narrow enough to keep an arm's roundness."""

DEEPEST_STEP_M = 0.05
"""Neighbouring cells farther apart in depth belong to different limbs: no slope is drawn between them."""

NEAREST_M = 0.2
"""A point closer to the camera has no useful direction; depth cameras see nothing there."""

SMALLEST_SPAN = 1e-9

CAMERA_HEIGHT_M = 1.0
"""The room frame says where the camera stands on the floor, not how high; shading is not sensitive to it."""


def surface_normals(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit normals (n, 3), toward the depth camera, of points (n, 3) in the room frame."""
    if len(points) == 0:
        return np.zeros((0, 3), np.float32)
    relative = points.astype(np.float64) - np.array([0.0, CAMERA_HEIGHT_M, 0.0])
    depth = np.maximum(-relative[:, 2], NEAREST_M)
    # Cells are counted from the corner of the person's own box, with a border of one all round.
    column, row = (
        np.floor(slope / CELL_RAD).astype(np.intp) for slope in (relative[:, 0] / depth, relative[:, 1] / depth)
    )
    column, row = column - column.min() + 1, row - row.min() + 1
    shape = (int(row.max()) + 2, int(column.max()) + 2)
    cell = row * shape[1] + column
    count = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    total = np.bincount(cell, depth, minlength=shape[0] * shape[1]).reshape(shape)
    relief = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    relief = _smoothed(relief)
    # With the view vector v = (x / depth, y / depth, -1), the surface depth * v has this normal, up to its length.
    along_x, along_y = _slope(relief, 1) / relief, _slope(relief, 0) / relief
    dx, dy = along_x.ravel()[cell], along_y.ravel()[cell]
    x, y = relative[:, 0] / depth, relative[:, 1] / depth
    normals = np.stack([dx, dy, 1.0 + x * dx + y * dy], axis=1)
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True), np.float32)


def _neighbours(relief: Array, axis: int) -> tuple[Array, Array]:
    """The relief one cell before and after, along an axis; a cell across an edge of the body counts as empty."""
    pair = []
    for step in (1, -1):
        moved = np.roll(relief, step, axis)
        pair.append(np.where(np.abs(moved - relief) < DEEPEST_STEP_M, moved, np.nan))
    return pair[0], pair[1]


def _smoothed(relief: Array) -> Array:
    """Each cell averaged with its neighbours on the same limb, first along one axis, then the other, twice."""
    for axis in (0, 1, 0, 1):
        before, after = _neighbours(relief, axis)
        parts = np.stack([relief, relief, before, after])
        present = np.isfinite(parts)
        relief = np.where(present[0], np.where(present, parts, 0.0).sum(0) / np.maximum(present.sum(0), 1), np.nan)
    return relief


def _slope(relief: Array, axis: int) -> Array:
    """Change of depth per radian along an axis, central where both neighbours are there, one-sided at an edge."""
    before, after = _neighbours(relief, axis)
    first = np.where(np.isfinite(before), before, relief)
    last = np.where(np.isfinite(after), after, relief)
    cells = np.isfinite(before).astype(np.float64) + np.isfinite(after)
    slope = (last - first) / np.maximum(cells * CELL_RAD, SMALLEST_SPAN)
    return np.where(cells > 0, slope, 0.0)

"""Things people handle, as meshes: a bottle, a chair, whatever is round and straight."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.geometry import Array, unit
from depthhinge.simulation.performance import Prop

BOTTLE_M = (0.035, 0.25)
"""Radius and height of a litre's."""
_SEAT_M = (0.44, 0.42, 0.04)
"""Width, depth and thickness of a chair's seat."""
_BACK_M = 0.45
"""Its back's height over the seat."""
_LEG_M = 0.04
_AROUND = 12


def bottle(foot: ArrayLike) -> Prop:
    """An upright one standing on `foot` (3,)."""
    radius, height = BOTTLE_M
    low = np.asarray(foot, np.float64)
    return cylinder(low, low + np.array([0.0, height, 0.0]), radius)


def cylinder(start: Array, end: Array, radius: float) -> Prop:
    """A straight round one from `start` (3,) to `end` (3,)."""
    along = unit(end - start)
    across = unit(np.cross(along, [0.0, 0.0, 1.0] if abs(along[2]) < 0.9 else [1.0, 0.0, 0.0]))
    other = np.cross(along, across)
    angles = np.arange(_AROUND) * 2.0 * np.pi / _AROUND
    ring = radius * (np.cos(angles)[:, None] * across + np.sin(angles)[:, None] * other)
    points = np.concatenate([start + ring, end + ring, [start, end]])
    triangles = []
    for k in range(_AROUND):
        n = (k + 1) % _AROUND
        triangles += [[k, n, _AROUND + k], [n, _AROUND + n, _AROUND + k]]
        triangles += [[2 * _AROUND, n, k], [2 * _AROUND + 1, _AROUND + k, _AROUND + n]]
    return Prop(points, np.array(triangles, np.int64))


def chair(seat_height: float, back_z: float) -> Prop:
    """A chair whose seat is at a height and whose back stands at `back_z`, behind the person."""
    width, depth, thick = _SEAT_M
    half, legs_top = width / 2.0, seat_height - thick
    boxes = [
        ((-half, legs_top, back_z), (half, seat_height, back_z + depth)),
        ((-half, seat_height, back_z - thick), (half, seat_height + _BACK_M, back_z)),
    ]
    boxes += [
        ((x, 0.0, z), (x + _LEG_M, legs_top, z + _LEG_M))
        for x in (-half, half - _LEG_M)
        for z in (back_z, back_z + depth - _LEG_M)
    ]
    meshes = [_box(np.array(low), np.array(high)) for low, high in boxes]
    offsets = 8 * np.arange(len(meshes))
    return Prop(
        np.concatenate([points for points, _ in meshes]),
        np.concatenate([triangles + offset for (_, triangles), offset in zip(meshes, offsets, strict=True)]),
    )


def _box(low: Array, high: Array) -> tuple[Array, NDArray[np.int64]]:
    corners = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    triangles = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    return low + corners * (high - low), np.array(triangles, np.int64)

"""The sampled surface in a pose, as the camera sees it."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import PosedBody
from depthhinge.body.skeleton import DOF_SEGMENTS, IS_DESCENDANT
from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array
from depthhinge.tracking.surface import Surface

GRAZING = 0.15
"""Cosine between normal and view below which a surface counts as turned away: stereo does not match it."""

BLOCK_CELLS = 6
"""Side of the blocks, in cells, in which a nearer leg hides the other: 8 cm at 2 m, twice the samples' spacing."""
BEHIND_M = 0.05
"""Metres behind the other leg's nearest sample at which a leg's sample is hidden: a leg's own depth within a block."""


class Camera(NamedTuple):
    """The grid's pinhole camera in the room."""

    rotation: Array
    """(3, 3) camera from room."""
    position: Array
    """(3,) of the camera in the room."""
    fx: float
    fy: float
    cx: float
    cy: float
    columns: int
    rows: int

    @classmethod
    def at(cls, room_from_camera: Array, intrinsics: Intrinsics) -> Camera:
        """The camera of `intrinsics` standing at `room_from_camera` (4, 4)."""
        k = intrinsics
        rotation = np.ascontiguousarray(room_from_camera[:3, :3].T)
        return cls(rotation, room_from_camera[:3, 3].copy(), k.fx, k.fy, k.cx, k.cy, k.width, k.height)


class PosedSurface(NamedTuple):
    """Everything that the terms of the fit need of a pose; n samples, k skin influences, s segments, d angles."""

    points: Array
    """(n, 3) in the room."""
    normals: Array
    """(n, 3) outward, in the room."""
    facing: Array
    """(n,) cosine of normal and direction to the camera."""
    in_camera: Array
    """(n, 3) u, v in cells, z in metres."""
    visible: NDArray[np.bool_]
    """(n,) turned to the camera, in the picture, and not on a leg hidden behind the other one. Samples hidden by arms
    do count: behind a misplaced arm the trunk would lose its own points to that arm."""
    moved: Array
    """(n, k, 3) where each influencing segment alone would carry the sample."""
    skin_segments: NDArray[np.int64]
    skin_weights: Array
    columns: NDArray[np.int64]
    axes: Array
    """(d, 3)."""
    origins: Array
    """(s, 3)."""
    dof_segments: NDArray[np.int64]
    is_descendant: NDArray[np.bool_]
    shape_motion: Array
    """(n, 3, m) metres in the room per unit of each of m shape numbers; m = 0 when the shape is not fitted."""


def pose_surface(
    surface: Surface,
    posed: PosedBody,
    camera: Camera,
    columns: NDArray[np.int64] | None = None,
    shape_motion: Array | None = None,
) -> PosedSurface:
    """Skin and project the samples; `columns` and `shape_motion` when the shape is fitted along."""
    points, normals, moved = _skin(
        surface.points,
        surface.normals,
        surface.skin_segments,
        surface.skin_weights,
        posed.rotations,
        posed.origins,
        posed.body.origins,
    )
    facing, in_camera, visible = _view(points, normals, camera, surface.leg)
    return PosedSurface(
        points,
        normals,
        facing,
        in_camera,
        visible,
        moved,
        surface.skin_segments,
        surface.skin_weights,
        surface.columns if columns is None else columns,
        posed.axes,
        posed.origins,
        DOF_SEGMENTS,
        IS_DESCENDANT,
        np.empty((len(points), 3, 0)) if shape_motion is None else shape_motion,
    )


@numba.njit(cache=True)
def _skin(
    rest: Array,
    rest_normals: Array,
    segments: NDArray[np.int64],
    weights: Array,
    rotations: Array,
    origins: Array,
    rest_origins: Array,
) -> tuple[Array, Array, Array]:
    n, k = segments.shape
    points, normals, moved = np.zeros((n, 3)), np.zeros((n, 3)), np.zeros((n, k, 3))
    for i in range(n):
        for j in range(k):
            w = weights[i, j]
            if w == 0.0:
                continue
            s = segments[i, j]
            for a in range(3):
                p, q = origins[s, a], 0.0
                for b in range(3):
                    p += rotations[s, a, b] * (rest[i, b] - rest_origins[s, b])
                    q += rotations[s, a, b] * rest_normals[i, b]
                moved[i, j, a] = p
                points[i, a] += w * p
                normals[i, a] += w * q
        length = np.sqrt(normals[i, 0] ** 2 + normals[i, 1] ** 2 + normals[i, 2] ** 2)
        if length > 0.0:
            normals[i] /= length
    return points, normals, moved


@numba.njit(cache=True)
def _view(
    points: Array, normals: Array, camera: Camera, leg: NDArray[np.int64]
) -> tuple[Array, Array, NDArray[np.bool_]]:
    n = len(points)
    facing, in_camera = np.empty(n), np.empty((n, 3))
    visible = np.empty(n, np.bool_)
    nearest = np.full((2, camera.rows // BLOCK_CELLS + 1, camera.columns // BLOCK_CELLS + 1), np.inf)
    for i in range(n):
        x, y, z, to_camera, distance = 0.0, 0.0, 0.0, 0.0, 0.0
        for a in range(3):
            offset = points[i, a] - camera.position[a]
            x += camera.rotation[0, a] * offset
            y += camera.rotation[1, a] * offset
            z += camera.rotation[2, a] * offset
            to_camera -= normals[i, a] * offset
            distance += offset * offset
        facing[i] = to_camera / np.sqrt(distance)
        z = max(z, 0.05)
        u, v = camera.fx * x / z + camera.cx, camera.fy * y / z + camera.cy
        in_camera[i, 0], in_camera[i, 1], in_camera[i, 2] = u, v, z
        visible[i] = -0.5 <= u < camera.columns - 0.5 and -0.5 <= v < camera.rows - 0.5 and facing[i] > GRAZING
        if visible[i] and leg[i] >= 0:
            r, c = int(v + 0.5) // BLOCK_CELLS, int(u + 0.5) // BLOCK_CELLS
            nearest[leg[i], r, c] = min(nearest[leg[i], r, c], z)
    for i in range(n):
        if visible[i] and leg[i] >= 0:
            r, c = int(in_camera[i, 1] + 0.5) // BLOCK_CELLS, int(in_camera[i, 0] + 0.5) // BLOCK_CELLS
            visible[i] = in_camera[i, 2] < nearest[1 - leg[i], r, c] + BEHIND_M
    return facing, in_camera, visible

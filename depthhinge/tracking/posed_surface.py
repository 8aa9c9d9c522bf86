"""The sampled surface in a pose, as the camera sees it."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import Pose, place_segments
from depthhinge.body.skeleton import DOF_SEGMENTS
from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array

GRAZING = 0.15
"""Cosine between normal and view below which a surface counts as turned away: stereo does not match it."""

BLOCK_CELLS = 6
"""Side of the blocks, in cells, in which a nearer leg hides the other: 8 cm at 2 m, twice the samples' spacing."""
BEHIND_M = 0.05
"""Metres behind the other leg's nearest sample at which a leg's sample is hidden: a leg's own depth within a block."""
NEAREST_M = 0.05
"""Metres along z in front of the camera at which a point behind it is projected."""


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

    def deproject(self, cells: Array, depth: Array) -> Array:
        """(m, 3) metres in the camera's frame of places u, v (m, 2) in the picture, cells, at depths (m,) along z."""
        x = (cells[:, 0] - self.cx) / self.fx * depth
        y = (cells[:, 1] - self.cy) / self.fy * depth
        return np.stack([x, y, depth], axis=1)


class Skin(NamedTuple):
    """One person's sampled surface at zero angles: n samples, k skin influences, s segments."""

    points: Array
    """(n, 3) body frame, metres."""
    normals: Array
    """(n, 3) outward unit vectors."""
    segments: NDArray[np.int64]
    """(n, k)."""
    weights: Array
    """(n, k), 0 past a sample's last influence."""
    leg: NDArray[np.int64]
    """(n,) 0 on the left leg, 1 on the right, -1 elsewhere."""
    edges: NDArray[np.int64]
    """(e, 2) neighbouring samples."""
    mirrored: NDArray[np.int64]
    """(m, 2) samples of the left and the right lower leg that mirror each other."""
    soles: NDArray[np.int64]
    """(2, m) samples of the left and the right sole."""
    sole_rises: Array
    """(2, m) metres of those over the lowest of the feet, body frame."""
    origins: Array
    """(s, 3) each segment's proximal joint centre, body frame."""
    tangents: Array
    """(n, 2, 3) unit vectors along the surface, square to the normal and to each other."""
    curvature: Array
    """(n, 2, 2) 1/metres along the tangents: how the normal turns on the way; positive where the surface bulges."""
    weight_slopes: Array
    """(n, 2, k) 1/metres: how the weights change along the tangents."""


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
    rotations: Array
    """(s, 3, 3)."""
    origins: Array
    """(s, 3)."""
    axes: Array
    """(d, 3)."""
    nearest_leg: Array
    """(2, rows, columns) of the blocks: metres along z of each leg's nearest sample."""


def pose_surface(skin: Skin, pose: Pose, camera: Camera) -> PosedSurface:
    """Skin and project the samples."""
    posed = room_for(skin, camera)
    pose_into(skin, pose.rotation, pose.position, pose.angles, camera, posed)
    return posed


@numba.njit(cache=True)
def room_for(skin: Skin, camera: Camera) -> PosedSurface:
    """An empty posed surface to be filled by `pose_into`, again and again."""
    n, k = skin.segments.shape
    s = len(skin.origins)
    return PosedSurface(
        np.empty((n, 3)),
        np.empty((n, 3)),
        np.empty(n),
        np.empty((n, 3)),
        np.empty(n, np.bool_),
        np.empty((n, k, 3)),
        np.empty((s, 3, 3)),
        np.empty((s, 3)),
        np.empty((len(DOF_SEGMENTS), 3)),
        np.empty((2, camera.rows // BLOCK_CELLS + 1, camera.columns // BLOCK_CELLS + 1)),
    )


@numba.njit(cache=True)
def pose_into(skin: Skin, rotation: Array, position: Array, angles: Array, camera: Camera, posed: PosedSurface) -> None:
    """Fill `posed` for a pose given by the pelvis' rotation (3, 3), position (3,) and the joint angles (d,)."""
    place_segments(rotation, position, angles, skin.origins, posed.rotations, posed.origins, posed.axes)
    _skin(skin, posed)
    _turn_normals(skin, posed)
    _view(skin, camera, posed)


@numba.njit(cache=True)
def _skin(skin: Skin, posed: PosedSurface) -> None:
    for i in range(len(skin.points)):
        for a in range(3):
            posed.points[i, a] = 0.0
        for j in range(skin.segments.shape[1]):
            w = skin.weights[i, j]
            if w == 0.0:
                break
            s = skin.segments[i, j]
            for a in range(3):
                p = posed.origins[s, a]
                for b in range(3):
                    p += posed.rotations[s, a, b] * (skin.points[i, b] - skin.origins[s, b])
                posed.moved[i, j, a] = p
                posed.points[i, a] += w * p


@numba.njit(cache=True)
def _turn_normals(skin: Skin, posed: PosedSurface) -> None:
    """Square to where skinning carries the tangents: near a joint the surface also turns with its changing weights."""
    # No view of a part of an array is made in the loops: each counts references, which takes longer than the products.
    t, m, r, segments, weights = skin.tangents, posed.moved, posed.rotations, skin.segments, skin.weights
    for i in range(len(weights)):
        ax, ay, az, bx, by, bz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        tx, ty, tz = t[i, 0, 0], t[i, 0, 1], t[i, 0, 2]
        sx, sy, sz = t[i, 1, 0], t[i, 1, 1], t[i, 1, 2]
        for j in range(segments.shape[1]):
            w = weights[i, j]
            if w == 0.0:
                break
            s = segments[i, j]
            ax += w * (r[s, 0, 0] * tx + r[s, 0, 1] * ty + r[s, 0, 2] * tz)
            ay += w * (r[s, 1, 0] * tx + r[s, 1, 1] * ty + r[s, 1, 2] * tz)
            az += w * (r[s, 2, 0] * tx + r[s, 2, 1] * ty + r[s, 2, 2] * tz)
            bx += w * (r[s, 0, 0] * sx + r[s, 0, 1] * sy + r[s, 0, 2] * sz)
            by += w * (r[s, 1, 0] * sx + r[s, 1, 1] * sy + r[s, 1, 2] * sz)
            bz += w * (r[s, 2, 0] * sx + r[s, 2, 1] * sy + r[s, 2, 2] * sz)
            if j > 0:
                # Slopes sum to nothing: what counts is how far apart the segments would carry the sample.
                u, v = skin.weight_slopes[i, 0, j], skin.weight_slopes[i, 1, j]
                x, y, z = m[i, j, 0] - m[i, 0, 0], m[i, j, 1] - m[i, 0, 1], m[i, j, 2] - m[i, 0, 2]
                ax, ay, az = ax + u * x, ay + u * y, az + u * z
                bx, by, bz = bx + v * x, by + v * y, bz + v * z
        x, y, z = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
        length = max(np.sqrt(x * x + y * y + z * z), 1e-12)
        posed.normals[i, 0], posed.normals[i, 1], posed.normals[i, 2] = x / length, y / length, z / length


@numba.njit(cache=True)
def _view(skin: Skin, camera: Camera, posed: PosedSurface) -> None:
    posed.nearest_leg[:] = np.inf
    for i in range(len(posed.points)):
        x, y, z, to_camera, distance = 0.0, 0.0, 0.0, 0.0, 0.0
        for a in range(3):
            offset = posed.points[i, a] - camera.position[a]
            x += camera.rotation[0, a] * offset
            y += camera.rotation[1, a] * offset
            z += camera.rotation[2, a] * offset
            to_camera -= posed.normals[i, a] * offset
            distance += offset * offset
        facing = to_camera / np.sqrt(distance)
        z = max(z, NEAREST_M)
        u, v = camera.fx * x / z + camera.cx, camera.fy * y / z + camera.cy
        posed.facing[i] = facing
        posed.in_camera[i, 0], posed.in_camera[i, 1], posed.in_camera[i, 2] = u, v, z
        visible = -0.5 <= u < camera.columns - 0.5 and -0.5 <= v < camera.rows - 0.5 and facing > GRAZING
        posed.visible[i] = visible
        if visible and skin.leg[i] >= 0:
            r, c = int(v + 0.5) // BLOCK_CELLS, int(u + 0.5) // BLOCK_CELLS
            if z < posed.nearest_leg[skin.leg[i], r, c]:
                posed.nearest_leg[skin.leg[i], r, c] = z
    for i in range(len(posed.points)):
        if posed.visible[i] and skin.leg[i] >= 0:
            r = int(posed.in_camera[i, 1] + 0.5) // BLOCK_CELLS
            c = int(posed.in_camera[i, 0] + 0.5) // BLOCK_CELLS
            posed.visible[i] = posed.in_camera[i, 2] < posed.nearest_leg[1 - skin.leg[i], r, c] + BEHIND_M

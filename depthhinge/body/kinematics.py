"""Forward kinematics of the skeleton, and how its points move with the joint angles.

A pose moves a point of segment s by the revolute axes between the pelvis and s, so a column of the Jacobian is
`axis x (point - axis origin)`, the textbook geometric Jacobian (Siciliano 2009, *Robotics*, 3.1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numba
import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.body.model import JOINT_SEGMENTS, Body
from depthhinge.body.skeleton import (
    DEGREES_OF_FREEDOM,
    DOF_AXES,
    DOF_INDEX,
    DOF_SEGMENTS,
    IS_DESCENDANT,
    PARENTS,
    SEGMENT_INDEX,
)
from depthhinge.geometry import UP, Array, rotation_about, rotation_from_vector

N_ROOT = 6
"""The pose Jacobian's first columns: pelvis translation (3, metres) and rotation (3, radians) along the room's axes."""
N_PARAMETERS = N_ROOT + len(DEGREES_OF_FREEDOM)


@dataclass(frozen=True)
class Pose:
    """Where the pelvis is and how the joints are bent."""

    rotation: Array
    """(3, 3) room from body frame, of the pelvis."""
    position: Array
    """(3,) metres: the midpoint of the hips in the room."""
    angles: Array
    """(n_dofs,) radians, in the order of `DEGREES_OF_FREEDOM`."""

    @classmethod
    def standing(cls, body: Body, position_on_floor: ArrayLike = (0.0, 0.0, 0.0), heading: float = 0.0) -> Pose:
        """Upright with the soles on the floor; `heading` radians about +y, 0 = facing along the room's z."""
        position = np.asarray(position_on_floor, np.float64) + np.array([0.0, body.hip_height, 0.0])
        return cls(rotation_about(UP, heading), position, np.zeros(len(DEGREES_OF_FREEDOM)))

    def with_angles(self, **radians: float) -> Pose:
        """The same pose with some angles set, by the names of `DEGREES_OF_FREEDOM`."""
        angles = self.angles.copy()
        for name, value in radians.items():
            angles[DOF_INDEX[name]] = value
        return replace(self, angles=angles)

    def moved(self, step: ArrayLike) -> Pose:
        """The pose after a step (n_parameters,): translation, rotation vector in the room, changes of angles."""
        s = np.asarray(step, np.float64)
        return Pose(rotation_from_vector(s[3:6]) @ self.rotation, self.position + s[:3], self.angles + s[N_ROOT:])


@dataclass(frozen=True)
class PosedBody:
    """A body in a pose: every segment's place in the room, and every axis it turns about."""

    body: Body
    rotations: Array
    """(n_segments, 3, 3) room from body frame at zero angles."""
    origins: Array
    """(n_segments, 3) proximal joint centres in the room, metres."""
    axes: Array
    """(n_dofs, 3) unit vectors in the room."""

    def joints(self) -> Array:
        """(n_joints, 3) metres in the room, in the order of `JOINTS`."""
        offsets = self.body.joints - self.body.origins[JOINT_SEGMENTS]
        return np.asarray(
            np.einsum("jab,jb->ja", self.rotations[JOINT_SEGMENTS], offsets) + self.origins[JOINT_SEGMENTS]
        )

    def skin(self, members: NDArray[np.int64] | None = None) -> Array:
        """Surface vertices (n, 3) in the room by linear blend skinning; all of them, or those of `members` (n,)."""
        return _skin(
            np.arange(len(self.body.vertices)) if members is None else np.ascontiguousarray(members),
            np.ascontiguousarray(self.body.vertices),
            np.ascontiguousarray(self.body.skin_segments),
            np.ascontiguousarray(self.body.skin_weights),
            self.rotations,
            self.origins,
            self.body.origins,
        )

    def point_jacobian(self, points: Array, segments: NDArray[np.int64]) -> Array:
        """Motion of points (n, 3) fixed to segments (n,) with the pose: (n, 3, n_parameters)."""
        jacobian = np.zeros((len(points), 3, N_PARAMETERS))
        jacobian[:, :, :3] = np.eye(3)
        arms = points - self.origins[0]
        for k in range(3):
            jacobian[:, :, 3 + k] = np.cross(np.eye(3)[k], arms)
        for k, segment in enumerate(DOF_SEGMENTS):
            moves = IS_DESCENDANT[segment, segments]
            jacobian[moves, :, N_ROOT + k] = np.cross(self.axes[k], points[moves] - self.origins[segment])
        return jacobian


def forward(body: Body, pose: Pose) -> PosedBody:
    """Place every segment of `body` in the room."""
    rotations, origins = np.empty((len(PARENTS), 3, 3)), np.empty((len(PARENTS), 3))
    axes = np.empty((len(DOF_SEGMENTS), 3))
    place_segments(pose.rotation, pose.position, pose.angles, body.origins, rotations, origins, axes)
    return PosedBody(body, rotations, origins, axes)


def segment_rotation(posed: PosedBody, name: str) -> Array:
    """Room from body-frame rotation (3, 3) of a segment by name."""
    return np.asarray(posed.rotations[SEGMENT_INDEX[name]])


@numba.njit(cache=True)
def place_segments(
    root_rotation: Array,
    root_position: Array,
    angles: Array,
    rest_origins: Array,
    rotations: Array,
    origins: Array,
    axes: Array,
) -> None:
    """Fill `rotations` (s, 3, 3), `origins` (s, 3) and `axes` (d, 3) of a posed body, as `PosedBody` has them.

    Args:
        root_rotation: (3, 3) of the pelvis.
        root_position: (3,) of the pelvis.
        angles: (d,) radians.
        rest_origins: (s, 3) of the body at zero angles.
        rotations: filled.
        origins: filled.
        axes: filled.
    """
    local = np.empty((3, 3))
    before = np.empty((3, 3))
    dof = 0
    for segment in range(len(PARENTS)):
        if segment == 0:
            rotations[0] = root_rotation
            origins[0] = root_position
        else:
            parent = PARENTS[segment]
            for i in range(3):
                origins[segment, i] = origins[parent, i]
                for j in range(3):
                    offset = rest_origins[segment, j] - rest_origins[parent, j]
                    origins[segment, i] += rotations[parent, i, j] * offset
                    rotations[segment, i, j] = rotations[parent, i, j]
        while dof < len(DOF_SEGMENTS) and DOF_SEGMENTS[dof] == segment:
            x, y, z = DOF_AXES[dof, 0], DOF_AXES[dof, 1], DOF_AXES[dof, 2]
            c, s = np.cos(angles[dof]), np.sin(angles[dof])
            local[0, 0] = c + x * x * (1 - c)
            local[0, 1] = x * y * (1 - c) - z * s
            local[0, 2] = x * z * (1 - c) + y * s
            local[1, 0] = y * x * (1 - c) + z * s
            local[1, 1] = c + y * y * (1 - c)
            local[1, 2] = y * z * (1 - c) - x * s
            local[2, 0] = z * x * (1 - c) - y * s
            local[2, 1] = z * y * (1 - c) + x * s
            local[2, 2] = c + z * z * (1 - c)
            before[:] = rotations[segment]
            for i in range(3):
                axes[dof, i] = before[i, 0] * x + before[i, 1] * y + before[i, 2] * z
                for j in range(3):
                    rotations[segment, i, j] = (
                        before[i, 0] * local[0, j] + before[i, 1] * local[1, j] + before[i, 2] * local[2, j]
                    )
            dof += 1


@numba.njit(cache=True)
def _skin(
    members: NDArray[np.int64],
    vertices: Array,
    skin_segments: NDArray[np.int64],
    skin_weights: Array,
    rotations: Array,
    origins: Array,
    rest_origins: Array,
) -> Array:
    n_segments = len(origins)
    shifts = np.empty((n_segments, 3))
    for s in range(n_segments):
        for i in range(3):
            shifts[s, i] = origins[s, i]
            for j in range(3):
                shifts[s, i] -= rotations[s, i, j] * rest_origins[s, j]
    out = np.zeros((len(members), 3))
    for m, n in enumerate(members):
        for k in range(skin_segments.shape[1]):
            w = skin_weights[n, k]
            if w == 0.0:
                continue
            s = skin_segments[n, k]
            for i in range(3):
                out[m, i] += w * (
                    rotations[s, i, 0] * vertices[n, 0]
                    + rotations[s, i, 1] * vertices[n, 1]
                    + rotations[s, i, 2] * vertices[n, 2]
                    + shifts[s, i]
                )
    return out

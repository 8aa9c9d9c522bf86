"""The legs' inverse kinematics: the one set of angles that joins a given pelvis to a given foot.

Hip (3), knee (1) and ankle (2) are six axes for the foot's six coordinates. The knee's axis is at a right angle both to
the line from hip to ankle and to the ankle's two axes' free direction, so it is the cross product of that line and the
foot's forward axis; the knee's bend follows from the law of cosines, the rest from reading angles off rotations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import SIDES
from depthhinge.body.model import Body
from depthhinge.body.skeleton import DOF_INDEX, SEGMENT_INDEX
from depthhinge.geometry import Array

LEG_ANGLES = (
    "hip_flexion",
    "hip_abduction",
    "hip_external_rotation",
    "knee_flexion",
    "ankle_dorsiflexion",
    "ankle_eversion",
)


@dataclass(frozen=True)
class Legs:
    """What the solution needs to know of a body."""

    hips: Array
    """(2, 3) from the pelvis' origin, body frame; left, right."""
    thighs: Array
    """(2,) lengths in metres."""
    shanks: Array
    """(2,)."""
    columns: NDArray[np.int64]
    """(2, 6) for each side, the indices of `LEG_ANGLES` among all joint angles."""

    @classmethod
    def of(cls, body: Body) -> Legs:
        """Read off a body at zero angles, where thigh and shank hang straight down."""
        hips, knees, ankles = (
            np.array([body.origins[SEGMENT_INDEX[f"{side}_{part}"]] for side in SIDES])
            for part in ("thigh", "shank", "foot")
        )
        return cls(
            hips=hips - body.origins[SEGMENT_INDEX["pelvis"]],
            thighs=np.linalg.norm(knees - hips, axis=1),
            shanks=np.linalg.norm(ankles - knees, axis=1),
            columns=np.array([[DOF_INDEX[f"{side}_{name}"] for name in LEG_ANGLES] for side in SIDES], np.int64),
        )

    def angles(self, rotation: Array, position: Array, feet: Array, ankles: Array) -> Array:
        """Joint angles (2, 6) in the order of `LEG_ANGLES`, radians, that reach both feet.

        Args:
            rotation: (3, 3) of the pelvis.
            position: (3,) of the pelvis' origin.
            feet: (2, 3, 3) rotation of each foot.
            ankles: (2, 3) where each foot's ankle is.

        A leg too short to reach is left straight: its foot then hangs in the air.
        """
        return np.asarray(leg_angles(rotation, position, feet, ankles, self.hips, self.thighs, self.shanks))


@numba.njit(cache=True)
def leg_angles(
    rotation: Array, position: Array, feet: Array, ankles: Array, hips: Array, thighs: Array, shanks: Array
) -> Array:
    """As `Legs.angles`."""
    out = np.empty((2, 6))
    for side in range(2):
        outward = 1.0 if side == 0 else -1.0
        hip = rotation @ hips[side] + position
        line = ankles[side] - hip
        distance = np.sqrt((line * line).sum())
        line = line / distance
        foot = feet[side]
        axis = np.cross(np.ascontiguousarray(foot[:, 2]), line)
        axis = axis / np.sqrt((axis * axis).sum())
        forward = np.cross(line, axis)
        a, b = thighs[side], shanks[side]
        d = min(distance, a + b)
        at_hip = np.arccos(min(max((a * a + d * d - b * b) / (2.0 * a * d), -1.0), 1.0))
        knee = np.pi - np.arccos(min(max((a * a + b * b - d * d) / (2.0 * a * b), -1.0), 1.0))
        thigh_down = np.cos(at_hip) * line + np.sin(at_hip) * forward
        thigh = np.empty((3, 3))
        thigh[:, 0] = axis
        thigh[:, 1] = -thigh_down
        thigh[:, 2] = np.cross(axis, -thigh_down)
        c, s = np.cos(knee), np.sin(knee)
        bend = np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
        # Rotations about -x, then z, then y, the order of the skeleton's axes; z and y turn over with the side.
        hip_turn = rotation.T @ thigh
        out[side, 0] = -np.arctan2(hip_turn[2, 1], hip_turn[1, 1])
        out[side, 1] = outward * np.arcsin(-hip_turn[0, 1])
        out[side, 2] = outward * np.arctan2(hip_turn[0, 2], hip_turn[0, 0])
        out[side, 3] = knee
        ankle_turn = (thigh @ bend).T @ foot
        out[side, 4] = -np.arctan2(ankle_turn[2, 1], ankle_turn[1, 1])
        out[side, 5] = outward * np.arctan2(-ankle_turn[0, 1], ankle_turn[0, 0])
    return out

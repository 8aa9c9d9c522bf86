"""The person's own upright posture: what changes, travel and the wall are measured from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.clinical_angles import inclination
from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array, unit
from depthhinge.tracking.tracked_body import TrackedBody

UP = np.array([0.0, 1.0, 0.0])


def facing_of(rotation: Array) -> Array:
    """(3,) horizontal unit vector that a pelvis (3, 3), room from body, faces: square to its left-right axis.

    The forward axis itself points at the floor in a deep hinge; the left-right axis stays level.
    """
    return unit(np.cross(rotation[:, 0], UP))


@dataclass(frozen=True)
class Standing:
    """Averaged over frames of standing still; room frame, metres, radians."""

    pose: Pose
    joints: Array
    """(n_joints, 3)."""
    facing: Array
    """(3,) horizontal unit vector."""

    @classmethod
    def average(cls, bodies: list[TrackedBody]) -> Standing:
        """The median posture of tracked frames.

        Raises:
            ValueError: no frame, or one without a fitted pose.
        """
        poses = [body.pose for body in bodies if body.pose is not None]
        if not poses or len(poses) != len(bodies):
            raise ValueError("standing posture needs frames with a fitted pose")
        facing = unit(np.mean([facing_of(pose.rotation) for pose in poses], axis=0))
        middle = poses[len(poses) // 2]
        return cls(
            Pose(
                middle.rotation,
                np.median([pose.position for pose in poses], axis=0),
                np.median([pose.angles for pose in poses], axis=0),
            ),
            np.median([body.joints for body in bodies], axis=0),
            facing,
        )

    @property
    def trunk_inclination(self) -> float:
        """Radians from the vertical, forward positive."""
        return inclination(self.joints[JOINT_INDEX["c7"]] - self.joints[JOINT_INDEX["pelvis"]], self.facing)

    def heel_heights(self) -> Array:
        """(2,) left and right, metres."""
        return np.array([self.joints[JOINT_INDEX[f"{side}_heel"], 1] for side in SIDES])

"""The clinical angles of a posed body, by the names and signs of the outputs' contract.

Hip, knee and ankle are the skeleton's own joint angles (0 = segments in line, upright). Shank inclination is that of
the line from ankle to knee, trunk inclination that of the line from mid-hip to C7; both from the vertical, seen from
the side, forward positive. Spine and neck angles are changes from the person's own standing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose
from depthhinge.body.skeleton import DOF_INDEX
from depthhinge.geometry import UP, Array

_LUMBAR = ("lumbar_lower_flexion", "lumbar_upper_flexion")
_THORACIC = ("thorax_lower_flexion", "thorax_upper_flexion")
_NECK = ("neck_flexion", "head_flexion")


@dataclass(frozen=True)
class Angles:
    """Radians."""

    hip_flexion_left: float
    hip_flexion_right: float
    knee_flexion_left: float
    knee_flexion_right: float
    ankle_dorsiflexion_left: float
    ankle_dorsiflexion_right: float
    shank_inclination_left: float
    shank_inclination_right: float
    trunk_inclination: float
    lumbar_flexion: float
    thoracic_flexion: float
    neck_flexion: float


def inclination(vector: Array, facing: Array) -> float:
    """Radians by which an upward vector (3,) leans toward the horizontal unit vector `facing` (3,), from the side."""
    return float(np.arctan2(vector @ facing, vector @ UP))


def trunk_of(joints: Array) -> Array:
    """(3,) from mid-hip to C7 of joints (n_joints, 3), metres."""
    return np.asarray(joints[JOINT_INDEX["c7"]] - joints[JOINT_INDEX["pelvis"]])


def shank_inclinations(joints: Array, facing: Array) -> Array:
    """(2,) left and right, radians, of joints (n_joints, 3)."""
    return np.array(
        [
            inclination(joints[JOINT_INDEX[f"{side}_knee"]] - joints[JOINT_INDEX[f"{side}_ankle"]], facing)
            for side in SIDES
        ]
    )


def measure(pose: Pose, joints: Array, facing: Array, standing: Pose) -> Angles:
    """The angles of a pose whose joints (n_joints, 3) are known, for someone who faces `facing` (3,)."""

    def angle(name: str) -> float:
        return float(pose.angles[DOF_INDEX[name]])

    def change(names: tuple[str, ...]) -> float:
        return float(sum(pose.angles[DOF_INDEX[n]] - standing.angles[DOF_INDEX[n]] for n in names))

    left_shank, right_shank = shank_inclinations(joints, facing)
    return Angles(
        hip_flexion_left=angle("left_hip_flexion"),
        hip_flexion_right=angle("right_hip_flexion"),
        knee_flexion_left=angle("left_knee_flexion"),
        knee_flexion_right=angle("right_knee_flexion"),
        ankle_dorsiflexion_left=angle("left_ankle_dorsiflexion"),
        ankle_dorsiflexion_right=angle("right_ankle_dorsiflexion"),
        shank_inclination_left=float(left_shank),
        shank_inclination_right=float(right_shank),
        trunk_inclination=inclination(trunk_of(joints), facing),
        lumbar_flexion=change(_LUMBAR),
        thoracic_flexion=change(_THORACIC),
        neck_flexion=change(_NECK),
    )

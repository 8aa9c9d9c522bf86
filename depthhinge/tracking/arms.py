"""Arms that hang: where a fit looks for arms that it has lost.

Who bends over with folded arms and lets them drop takes them out of the fit's reach: it goes on holding them along the
trunk, where the back's own points seem to be theirs.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.clinical_angles import trunk_of
from depthhinge.body.joints import ARMS, SIDES
from depthhinge.body.kinematics import Pose
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array

BENT = np.cos(np.deg2rad(30.0))
"""Cosine of the trunk's inclination from which arms that drop leave the trunk."""
BELOW = np.cos(np.deg2rad(35.0))
"""Cosine to the vertical of an arm that hangs, or reaches down."""
_HANGING_DEG = {"shoulder_abduction": 5.0, "shoulder_external_rotation": 0.0, "elbow_flexion": 10.0}
_CHEST = SEGMENT_INDEX["thorax_upper"]


def arms_may_have_dropped(joints: Array) -> bool:
    """Whether somebody with these joints (n_joints, 3) is bent over, and an arm of theirs is not below its shoulder."""
    trunk = trunk_of(joints)
    if trunk[1] > BENT * np.linalg.norm(trunk):
        return False
    arms = [joints[wrist] - joints[shoulder] for shoulder, wrist in ARMS]
    return any(-arm[1] < BELOW * np.linalg.norm(arm) for arm in arms)


def with_arms_hanging(pose: Pose, rotations: Array) -> Pose:
    """The pose with both arms straight down, given its segments' rotations (n_segments, 3, 3), room from body."""
    pitch = float(np.arctan2(-rotations[_CHEST][1, 2], rotations[_CHEST][1, 1]))
    arm = {"shoulder_flexion": pitch} | {name: float(np.deg2rad(degrees)) for name, degrees in _HANGING_DEG.items()}
    return pose.with_angles(**{f"{side}_{name}": angle for side in SIDES for name, angle in arm.items()})

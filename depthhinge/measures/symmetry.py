"""Left against right: a pelvis that turns or shifts, weight that goes over, one knee that bends more, how wide the feet
stand."""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.geometry import Array, leftward
from depthhinge.measures.standing import Standing, facing_of


def pelvis_turn(rotation: Array, standing: Standing) -> float:
    """Radians that a pelvis (3, 3), room from body, has turned to the person's left since standing."""
    now = facing_of(rotation)
    return float(np.arctan2(now @ standing.leftward, now @ standing.facing))


def shoulder_turn(joints: Array, standing: Standing) -> float:
    """Radians that the shoulders of joints (n_joints, 3) are turned to the person's left of the way they stood."""
    rightward = joints[JOINT_INDEX["right_shoulder"]] - joints[JOINT_INDEX["left_shoulder"]]
    return float(np.arctan2(rightward @ standing.facing, -(rightward @ standing.leftward)))


def pelvis_shift(joints: Array, standing: Standing) -> float:
    """Metres that the midpoint of the hips of joints (n_joints, 3) has moved to the person's left."""
    return float((joints - standing.joints)[JOINT_INDEX["pelvis"]] @ standing.leftward)


def weight_left(com: Array, standing: Standing) -> float:
    """Metres that a centre of mass (3,) lies to the person's left of the middle between their ankles as they stood.

    Of weight that goes over to one foot it tells more surely than the pelvis: the centre of mass hardly moves fore and
    aft, so that an error in which way the person faces does not turn its travel into a shift. The pelvis goes back by
    20 cm, of which 5 deg make 17 mm to one side.
    """
    return float((com - standing.between_ankles) @ standing.leftward)


def stance_width(joints: Array, facing: Array) -> float:
    """Metres between the ankles of joints (n_joints, 3), across the facing direction (3,)."""
    return float((joints[JOINT_INDEX["left_ankle"]] - joints[JOINT_INDEX["right_ankle"]]) @ leftward(facing))

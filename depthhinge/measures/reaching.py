"""A hand that reaches for something low, which is no part of any hinge.

Arms that hang stay below their shoulders, however deep the hinge or the squat; arms held out as a counterweight stay
high. Only who reaches down has a hand that is both below the knee and ahead of its shoulder.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.geometry import Array
from depthhinge.measures.standing import Standing

LOW_M = 0.05
"""Over the knees, what still counts as below them: a wrist is fitted no better."""


def reach_down(joints: Array, standing: Standing) -> float | None:
    """Radians that an arm of joints (n_joints, 3) with its hand below the knees leads forward of the vertical.

    The farther one of both; None where no hand is lower than the knees were as the person stood.
    """
    low = standing.joints[[JOINT_INDEX[f"{side}_knee"] for side in SIDES], 1].mean() + LOW_M
    found = []
    for side in SIDES:
        arm = joints[JOINT_INDEX[f"{side}_wrist"]] - joints[JOINT_INDEX[f"{side}_shoulder"]]
        if joints[JOINT_INDEX[f"{side}_wrist"], 1] < low:
            found.append(float(np.arctan2(arm @ standing.facing, -arm[1])))
    return max(found, default=None)

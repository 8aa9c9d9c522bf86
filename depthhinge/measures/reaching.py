"""A hand that reaches for something low, which is no part of any hinge.

Arms that hang stay below their shoulders, however deep the hinge or the squat; arms held out as a counterweight stay
high. Only who reaches down has a hand that is both below the knee and ahead of its shoulder.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import both
from depthhinge.geometry import Array
from depthhinge.measures.standing import Standing

LOW_M = 0.05
"""Over the knees, what still counts as below them: a wrist is fitted no better."""
_ARMS = tuple(zip(both("shoulder"), both("wrist"), strict=True))


def reach_down(joints: Array, standing: Standing) -> float | None:
    """Radians that an arm of joints (n_joints, 3) with its hand below the knees leads forward of the vertical.

    The farther one of both; None where no hand is lower than the knees were as the person stood.
    """
    low = standing.knee_height + LOW_M
    found = []
    for shoulder, wrist in _ARMS:
        if joints[wrist, 1] < low:
            arm = joints[wrist] - joints[shoulder]
            found.append(float(np.arctan2(arm @ standing.facing, -arm[1])))
    return max(found, default=None)

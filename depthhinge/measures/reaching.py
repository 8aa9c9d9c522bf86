"""A hand that reaches for something low, which is no part of any hinge.

Arms that hang stay below their shoulders, however deep the hinge or the squat; arms held out as a counterweight stay
high, but in the deepest squats of an upright trunk. Only who bends over and reaches down has a hand that is both below
the knee and ahead of its shoulder.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.clinical_angles import inclination, trunk_of
from depthhinge.body.joints import ARMS
from depthhinge.geometry import Array
from depthhinge.measures.standing import Standing

LOW_M = 0.05
"""Over the knees, what still counts as below them: a wrist is fitted no better."""
BENT_OVER = np.pi / 4
"""Trunk inclination, radians: who squats so deep that arms held out come below the knee is more upright (recorded
squats 5-35 deg), who picks something up less (65-90)."""


def reach_down(joints: Array, standing: Standing) -> float | None:
    """Radians that an arm of joints (n_joints, 3) with its hand below the knees leads forward of the vertical.

    The farther one of both; None where no hand is lower than the knees were as the person stood, or the trunk is more
    upright than level.
    """
    if inclination(trunk_of(joints), standing.facing) < BENT_OVER:
        return None
    low = standing.knee_height + LOW_M
    found = []
    for shoulder, wrist in ARMS:
        if joints[wrist, 1] < low:
            arm = joints[wrist] - joints[shoulder]
            found.append(float(np.arctan2(arm @ standing.facing, -arm[1])))
    return max(found, default=None)

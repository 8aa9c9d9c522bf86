"""How far pelvis, knees and feet have travelled from the person's own standing."""

from __future__ import annotations

import math

from depthhinge.body.joints import JOINT_INDEX, SIDES, both
from depthhinge.geometry import UP, Array
from depthhinge.measures.standing import Standing
from depthhinge.tracking.tracked_body import TrackedBody

HIGH_M = 0.14
"""Metres: twice an ankle's rise when a heel leaves the floor."""
_ANKLES, _KNEES = both("ankle"), both("knee")


def pelvis_back(joints: Array, standing: Standing) -> float:
    """Metres that the midpoint of the hips of joints (n_joints, 3) has moved against the facing direction."""
    return float((standing.joints - joints)[JOINT_INDEX["pelvis"]] @ standing.facing)


def pelvis_down(joints: Array, standing: Standing) -> float:
    """Metres that the midpoint of the hips has sunk."""
    return float((standing.joints - joints)[JOINT_INDEX["pelvis"]] @ UP)


def knee_forward(joints: Array, standing: Standing) -> float:
    """Metres that the knees have moved the way the person faces, mean of both."""
    left, right = (joints - standing.joints)[_KNEES] @ standing.facing
    return float(left + right) / 2.0


def feet_back(tracked: TrackedBody, standing: Standing, side: str | None = None) -> float | None:
    """Metres that the ankles have moved against the facing direction, mean of those that are seen; None where none is.

    Of someone side-on only the ankle of the `side` that is turned to the camera counts: the other is a guess.
    """
    ankles = _ANKLES if side is None else [_ANKLES[SIDES.index(side)]]
    back = [(standing.joints - tracked.joints)[k] @ standing.facing for k in ankles if tracked.joint_seen[k]]
    return float(sum(back)) / len(back) if back else None


def foot_lifted(tracked: TrackedBody, standing: Standing) -> float | None:
    """Metres that one ankle has risen more than the other; None where not both are seen."""
    if not tracked.joint_seen[_ANKLES].all():
        return None
    left, right = (tracked.joints - standing.joints)[_ANKLES] @ UP
    return abs(float(left - right))


def feet_moved(joints: Array, standing: Standing, side: str | None = None) -> float:
    """Metres that the farther-moved ankle lies from where it stood, level; a foot lifted high counts as well.

    Of someone side-on only the ankle of the `side` that is seen counts: the other is a guess. Heels rise, and the fit
    of an ankle wavers, by less than `HIGH_M`: only what is above that is a lift.
    """
    ankles = _ANKLES if side is None else [_ANKLES[SIDES.index(side)]]
    steps = (joints - standing.joints)[ankles].tolist()
    return max(max(math.sqrt(x * x + z * z), up if up > HIGH_M else 0.0) for x, up, z in steps)

"""How far pelvis and knees have travelled from the person's own standing."""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.geometry import UP, Array
from depthhinge.measures.standing import Standing

HIGH_M = 0.14
"""Metres: twice an ankle's rise when a heel leaves the floor."""


def pelvis_back(joints: Array, standing: Standing) -> float:
    """Metres that the midpoint of the hips of joints (n_joints, 3) has moved against the facing direction."""
    return float((standing.joints - joints)[JOINT_INDEX["pelvis"]] @ standing.facing)


def pelvis_down(joints: Array, standing: Standing) -> float:
    """Metres that the midpoint of the hips has sunk."""
    return float((standing.joints - joints)[JOINT_INDEX["pelvis"]] @ UP)


def knee_forward(joints: Array, standing: Standing) -> float:
    """Metres that the knees have moved the way the person faces, mean of both."""
    knees = [JOINT_INDEX[f"{side}_knee"] for side in SIDES]
    return float(np.mean((joints - standing.joints)[knees] @ standing.facing))


def feet_moved(joints: Array, standing: Standing, side: str | None = None) -> float:
    """Metres that the farther-moved ankle lies from where it stood, level; a foot lifted high counts as well.

    Of someone side-on only the ankle of the `side` that is seen counts: the other is a guess. Heels rise, and the fit
    of an ankle wavers, by less than `HIGH_M`: only what is above that is a lift.
    """
    ankles = [JOINT_INDEX[f"{s}_ankle"] for s in (SIDES if side is None else (side,))]
    moved = (joints - standing.joints)[ankles]
    level = np.linalg.norm(moved[:, [0, 2]], axis=1)
    lifted = np.where(moved[:, 1] > HIGH_M, moved[:, 1], 0.0)
    return float(np.maximum(level, lifted).max())

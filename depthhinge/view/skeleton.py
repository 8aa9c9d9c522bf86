"""The tracked skeleton as strokes: bones and joints, dimmer where the camera did not see them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import BONES, JOINT_INDEX
from depthhinge.tracking.tracked_body import TrackedBody
from depthhinge.view.palette import BONE, RIM, UNSEEN, faded
from depthhinge.view.strokes import RIM_PX, strokes

BONE_PX, JOINT_PX = 3.2, 8.5

_STARTS, _ENDS = (np.array([JOINT_INDEX[bone[end]] for bone in BONES]) for end in (0, 1))


def skeleton(body: TrackedBody) -> NDArray[np.float32]:
    """Strokes of the bones and joints of a tracked body."""
    joints = np.asarray(body.joints, np.float64)
    bone_seen = body.joint_seen[_STARTS] & body.joint_seen[_ENDS]
    return np.concatenate(
        [
            strokes(joints[_STARTS], joints[_ENDS], _by_sight(RIM, bone_seen), BONE_PX + RIM_PX),
            strokes(joints, joints, _by_sight(RIM, body.joint_seen), JOINT_PX + RIM_PX),
            strokes(joints[_STARTS], joints[_ENDS], _by_sight(BONE, bone_seen), BONE_PX),
            strokes(joints, joints, _by_sight(BONE, body.joint_seen), JOINT_PX),
        ]
    )


def _by_sight(colour: tuple[float, float, float, float], seen: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The colour (n, 4) of each part: full where seen, faint where not."""
    full, faint = np.array(colour, np.float32), np.array(faded(colour, UNSEEN), np.float32)
    return np.where(seen[:, None], full, faint)

"""Which side of a person the camera sees when they stand side-on: the farther side is then a guess."""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.geometry import Array, unit
from depthhinge.measures.standing import Standing

LEVEL = np.array([1.0, 0.0, 1.0])
SIDE_ON = 0.6
"""Cosine between facing and view below which one leg hides the other: more than 53 deg from frontal."""


def nearer_side(standing: Standing, camera_position: Array) -> str | None:
    """`left` or `right` of a person who stands side-on to a camera at (3,) in the room, None where both are seen."""
    ankles = standing.joints[[JOINT_INDEX[f"{side}_ankle"] for side in SIDES]]
    toward_camera = unit((camera_position - ankles.mean(axis=0)) * LEVEL)
    if abs(toward_camera @ standing.facing) >= SIDE_ON:
        return None
    return SIDES[int(np.argmax(ankles @ toward_camera))]

"""Which side of a person the camera sees when they stand side-on: the farther side is then a guess."""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import SIDES, both
from depthhinge.geometry import Array, unit
from depthhinge.measures.standing import Standing

LEVEL = np.array([1.0, 0.0, 1.0])
SIDE_ON = 0.6
"""Cosine between facing and view below which one leg hides the other: more than 53 deg from frontal."""


def toward_camera(place: Array, camera_position: Array) -> Array:
    """(3,) level unit vector from a place (3,) to a camera at (3,), both in the room."""
    return unit((camera_position - place) * LEVEL)


def nearer_side(standing: Standing, camera_position: Array) -> str | None:
    """`left` or `right` of a person who stands side-on to a camera at (3,) in the room, None where both are seen."""
    ankles = standing.joints[both("ankle")]
    way = toward_camera(standing.between_ankles, camera_position)
    if abs(way @ standing.facing) >= SIDE_ON:
        return None
    return SIDES[int(np.argmax(ankles @ way))]

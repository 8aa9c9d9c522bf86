"""What a camera sees well from where it stands, in words, and where it would see the rest.

The words follow `tests/benchmarks/accuracy.py`, by camera place, and what is known of reading a back: from the side its
outline hides the groove of the midline, from a low camera a bent back is grazed.
"""

from __future__ import annotations

import numpy as np

from depthhinge.geometry import Array
from depthhinge.measures.side_on import nearer_side, toward_camera
from depthhinge.measures.standing import Standing

SIDE_DEG, OBLIQUE_DEG = 25.0, 65.0
"""How far from square to the person's side a camera stands that is called side-on, and oblique; beyond, it looks along
the movement, and every error in depth becomes one of angle."""
HIGH_M = 1.5
"""Height from which a camera looks down on a back bent to the horizontal."""


def azimuth_deg(standing: Standing, camera_position: Array) -> float:
    """Degrees that a camera at (3,) in the room stands toward the person's back; 0 = at their side, 90 = behind."""
    way = toward_camera(standing.joints.mean(axis=0), camera_position)
    return float(-np.rad2deg(np.arcsin(np.clip(way @ standing.facing, -1.0, 1.0))))


def placement_in_words(standing: Standing, camera_position: Array) -> str:
    """What a clinician should know of the camera's place, in one sentence."""
    azimuth, high = azimuth_deg(standing, camera_position), camera_position[1] >= HIGH_M
    behind = "behind" if azimuth >= 0.0 else "in front"
    if abs(azimuth) < SIDE_DEG:
        seen = nearer_side(standing, camera_position)
        other = "right" if seen == "left" else "left"
        return (
            f"the camera stands side-on: trunk, shins and wall are seen best so, hips and knees on the {seen} side; "
            f"the {other} leg is an estimate, and left-right differences and a slightly rounded back are seen better "
            f"from 45 deg behind at 1.8 m"
        )
    if abs(azimuth) > OBLIQUE_DEG:
        return (
            f"the camera stands {behind}, along the movement: errors in depth become errors of hip, knee and trunk, "
            "which it sees best from the side"
        )
    if azimuth < 0.0:
        return (
            "the camera stands toward the front: back and glutes are hidden, the wall gap and the lower back are "
            "estimates; it sees them from the side or from behind"
        )
    higher = "" if high else ", but not the back at the bottom of a hinge: that takes a height of 1.5 m or more"
    return f"the camera stands {azimuth:.0f} deg behind the side: it sees both legs, the back and the glutes{higher}"

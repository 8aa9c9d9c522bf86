"""How far the heels reach behind the ankles where the camera sees them as an outline over the floor."""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.geometry import Array
from depthhinge.tracking.tracked_body import TrackedBody

HEIGHTS_M = (0.055, 0.095)
"""Of a shoe's heel over the floor: below, the floor is not far enough behind it; above, it leans forward."""
BEHIND = 0.85
"""Least cosine between the way out of the outline and the way back: where it ends at the floor, it runs to the side."""
BESIDE_M = 0.10
"""Level distance from the fitted heel: the other foot stands farther off."""


def seen_behind_ankles(body: TrackedBody, facing: Array) -> Array:
    """(2,) left and right, metres from the ankle back to the heel's outline, NaN where it is not seen.

    Args:
        body: somebody who stands.
        facing: (3,) horizontal unit vector, the way they face.
    """
    out = np.full(2, np.nan)
    if body.outline is None:
        return out
    points, outward = body.outline
    low, high = HEIGHTS_M
    heels = points[(points[:, 1] > low) & (points[:, 1] < high) & (outward @ facing < -BEHIND)]
    for number, side in enumerate(SIDES):
        away = heels - body.joint(f"{side}_heel")
        own = heels[np.hypot(away[:, 0], away[:, 2]) < BESIDE_M]
        if len(own) > 0:
            out[number] = ((body.joint(f"{side}_ankle") - own) @ facing).max()
    return out

"""Shoes: an upper around the toes, and a sole that is thicker under the heel."""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.simulation.fitting import Fitting, Range

_SHOE_UPPER_M: Range = (0.004, 0.009)
_SHOE_SPANS = 30
"""Rounds of smoothing that make a shoe out of five toes."""
_SHOE_HEIGHT_M = 0.02
"""A shoe reaches this far above the ankle's centre."""
_SUNK_M = 0.010
"""The lowest part of the foot is inside of the sole."""
SOLES_M: dict[str, tuple[Range, Range]] = {
    "trainers": ((0.018, 0.030), (0.004, 0.012)),
    "heels": ((0.012, 0.020), (0.018, 0.040)),
}
"""Thickness under the toes, and how much higher the heel stands: running shoes' 4-12 mm, weightlifters' 15-25 mm,
street shoes' up to 40."""


def put_on_shoes(fitting: Fitting, under_toes: Range, drop: Range) -> float:
    """Both feet; how far the heels are held up, radians."""
    thickness, drop_m, upper = (fitting.between(r) for r in (under_toes, drop, _SHOE_UPPER_M))
    pitch = 0.0
    for side in SIDES:
        foot = np.flatnonzero(fitting.of(f"{side}_foot", f"{side}_toes", f"{side}_shank"))
        y = fitting.body.vertices[foot, 1]
        foot = foot[y < fitting.body.origins[SEGMENT_INDEX[f"{side}_foot"], 1] + _SHOE_HEIGHT_M]
        shoe = fitting.body.vertices[foot]
        floor, heel, toe = shoe[:, 1].min(), shoe[:, 2].min(), shoe[:, 2].max()
        fitting.vertices[foot] += (upper + fitting.hollows(_SHOE_SPANS)[foot])[:, None] * fitting.normals[foot]
        sole = foot[shoe[:, 1] < floor + _SUNK_M]
        slope = drop_m / (toe - heel)
        fitting.vertices[sole, 1] = floor - thickness - slope * (toe - fitting.body.vertices[sole, 2])
        pitch += float(np.arctan(slope)) / len(SIDES)
    return pitch

"""One angle for both legs: what each says, weighed by how firmly the frame holds it.

Side-on the farther leg is mostly hidden and errs by twice to three times as much as the nearer one. The frame's own
part of its standard error says so (`uncertainty.py`); the rest, clothes, an unlike body, a deep squat, is in both
legs alike and does not count for either.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.measures.measures import Measures
from depthhinge.measures.uncertainty import ANGLES

LEAST_VARIANCE = float(np.deg2rad(0.1)) ** 2
"""Square radians: no frame holds an angle more firmly than to a tenth of a degree."""


def of_both_sides(measures: Measures, angle: str) -> float | None:
    """The weighted mean of an angle's two sides, in radians, or the one that was taken; None where neither was.

    Args:
        measures: of one frame.
        angle: one of `ANGLES` that has a left and a right, such as `knee_flexion`.
    """
    names = [name for side in SIDES if getattr(measures, name := f"{angle}_{side}") is not None]
    if not names:
        return None
    values = [float(getattr(measures, name)) for name in names]
    if measures.frame_variances is None:
        return sum(values) / len(values)
    # Plain arithmetic on two numbers: it is asked for every frame of a rep, several times.
    shares = [1.0 / max(float(measures.frame_variances[ANGLES.index(name)]), LEAST_VARIANCE) for name in names]
    return sum(value * share for value, share in zip(values, shares, strict=True)) / sum(shares)

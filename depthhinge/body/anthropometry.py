"""The lengths of a person that a clinician would take with a tape, each with its standard error.

Between joint centres, so that they are not quite the tape's. The body model is linear in its components, and so, to the
first order, are these lengths: their variance is the components' covariance seen along the length's gradient, and to it
come what the model lacks and the camera's scale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.model import BodyModel
from depthhinge.geometry import Array

SEGMENT_ENDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "trunk": (("pelvis", "c7"),),
    **{
        name: tuple((f"{side}_{one}", f"{side}_{other}") for side in SIDES)
        for name, one, other in (
            ("thigh", "hip", "knee"),
            ("shank", "knee", "ankle"),
            ("foot", "heel", "toe"),
            ("upper_arm", "shoulder", "elbow"),
            ("forearm", "elbow", "wrist"),
        )
    },
}
"""Joints that each length lies between, left and right; the length is the mean of both sides."""
SCALE_SE = 0.01
"""Of a length: a D400's depth is right within 2 % at 2 m (Intel, *D400 series data sheet*, "depth accuracy"), taken for
two standard errors."""
MISFIT_M: Mapping[str, float] = {
    "stature": 0.0,
    "trunk": 0.017,
    "thigh": 0.018,
    "shank": 0.022,
    "foot": 0.012,
    "upper_arm": 0.018,
    "forearm": 0.015,
}
"""How far people's lengths are from those of the model's body that fits their surface best, standard deviation: what is
left of the errors of simulated people once the spread between sessions is taken off
(`tests/benchmarks/anthropometry.py --first 7100`)."""


@dataclass(frozen=True)
class Length:
    """Metres."""

    value_m: float
    se_m: float
    """Standard error."""

    def differs_from(self, other: Length, standard_errors: float) -> bool:
        """Whether two measurements are further apart than so many standard errors of their difference."""
        return abs(self.value_m - other.value_m) > standard_errors * float(np.hypot(self.se_m, other.se_m))


def anthropometry(model: BodyModel, shape: ArrayLike, covariance: ArrayLike) -> dict[str, Length]:
    """Stature and the lengths of `SEGMENT_ENDS`.

    Args:
        model: of the body.
        shape: (k,) components in standard deviations.
        covariance: (k, k) of them.
    """
    numbers, spread = np.asarray(shape, np.float64), np.asarray(covariance, np.float64)
    body = model.person(numbers)
    lengths = {"stature": _length("stature", body.stature, model.stature_gradient[: len(numbers)], spread)}
    for name, ends in SEGMENT_ENDS.items():
        values, gradients = zip(*(_between(model, body.joints, a, b) for a, b in ends), strict=True)
        gradient = np.mean(gradients, axis=0)[: len(numbers)]
        lengths[name] = _length(name, float(np.mean(values)), gradient, spread)
    return lengths


def _between(model: BodyModel, joints: Array, one: str, other: str) -> tuple[float, Array]:
    """The distance of two joints, metres, and its gradient (n_components,)."""
    a, b = JOINT_INDEX[one], JOINT_INDEX[other]
    span = joints[b] - joints[a]
    length = float(np.linalg.norm(span))
    return length, np.asarray((model.joint_basis[:, b] - model.joint_basis[:, a]) @ span / length)


def _length(name: str, value_m: float, gradient: Array, covariance: Array) -> Length:
    variance = gradient @ covariance @ gradient + (SCALE_SE * value_m) ** 2 + MISFIT_M[name] ** 2
    return Length(value_m, float(np.sqrt(variance)))

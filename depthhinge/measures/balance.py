"""The body's weight over its feet.

Standing still, the centre of pressure lies under the centre of mass. Moving, it is off by the inertial term: it is at
`x - (z / g) * a`, x being the centre of mass along the foot, a its acceleration and z its height (Winter 1995, *Gait &
Posture* 3:193). An acceleration needs the time after a moment as well as the time before: a frame knows the resting
centre of pressure, a finished rep and a file the moving one.

Segment tables put the centre of mass within 25 mm of a laboratory's (Gonzalez 2014, *Sensors* 14:16955), a tenth of the
foot: thirds of the foot can be told apart, and nothing finer.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.geometry import STANDARD_GRAVITY, Array
from depthhinge.measures.standing import Standing

HALF_WINDOW_S = 0.25
"""Seconds to either side over which an acceleration is taken: 2 mm of noise at 30 frames a second become 5 mm of
pressure, a fifth of what a drill's movements make."""


class Zone(StrEnum):
    """A third of the foot."""

    HEEL = "heel"
    MID = "mid"
    TOE = "toe"


def zone(foot_fraction: float) -> Zone:
    """The third of the foot that a centre of pressure lies over; before the toes and behind the heel count as well."""
    if foot_fraction < 1.0 / 3.0:
        return Zone.HEEL
    return Zone.MID if foot_fraction <= 2.0 / 3.0 else Zone.TOE


def foot_ends(joints: Array, facing: Array) -> tuple[float, float]:
    """Metres along `facing` (3,) of the heels and of the toes of joints (n_joints, 3), each the mean of both feet."""
    heel, toe = (
        float(np.mean([joints[JOINT_INDEX[f"{side}_{end}"]] @ facing for side in SIDES])) for end in ("heel", "toe")
    )
    return heel, toe


def foot_fraction(point: Array, standing: Standing) -> float:
    """Where a point (3,) lies along the feet as they stood: 0 at the heels, 1 at the toes, mean of both."""
    heel, toe = foot_ends(standing.joints, standing.facing)
    return (float(point @ standing.facing) - heel) / (toe - heel)


def pressure_fractions(times: ArrayLike, fractions: ArrayLike, heights: ArrayLike) -> Array:
    """The centre of pressure along the foot, (n,), with the inertial term; NaN where the centre of mass is.

    Within `HALF_WINDOW_S` of either end the acceleration is not known and is taken as none.

    Args:
        times: (n,) seconds, rising.
        fractions: (n,) centre of mass along the foot, NaN = not measured.
        heights: (n,) of the centre of mass over the floor, metres.
    """
    t, x, z = (np.asarray(values, np.float64) for values in (times, fractions, heights))
    return np.asarray(x - z / STANDARD_GRAVITY * _accelerations(t, x))


def _accelerations(t: Array, x: Array) -> Array:
    """Second derivative (n,) of a parabola through the readings around each time; 0 where they are one-sided."""
    found = np.zeros(len(t))
    known = np.flatnonzero(np.isfinite(x))
    tk, xk = t[known], x[known]
    first = np.searchsorted(tk, tk - HALF_WINDOW_S - 1e-9)
    last = np.searchsorted(tk, tk + HALF_WINDOW_S + 1e-9)
    for k, (a, b) in enumerate(zip(first, last, strict=True)):
        whole = tk[k] - tk[a] > 0.6 * HALF_WINDOW_S and tk[b - 1] - tk[k] > 0.6 * HALF_WINDOW_S
        if whole and b - a >= 5:
            found[known[k]] = 2.0 * np.polyfit(tk[a:b] - tk[k], xk[a:b], 2)[0]
    return found


def heel_lift(joints: Array, standing: Standing) -> float:
    """Metres that the heels have risen from where they stood, mean of both."""
    heights = np.array([joints[JOINT_INDEX[f"{side}_heel"], 1] for side in SIDES])
    return float(np.mean(heights - standing.heel_heights()))

"""The body's weight over its feet.

Standing still, the centre of pressure lies under the centre of mass. Moving, it is where the moments of weight and
inertia about the floor vanish (the zero-moment point: Vukobratovic & Borovac 2004, *Int J Humanoid Robotics* 1:157):

    pressure = sum of m (g + z'') x - m z x''  /  sum of m (g + z'')

over the masses m of the body's parts, x being how far along the foot each is and z how high. A pendulum of one mass,
x - (z / g) x'' (Winter 1995, *Gait & Posture* 3:193), will not do: in a hinge the trunk turns forward while the hips go
back, and what that takes is as much as what the pendulum does, and against it. Of simulated hinges and squats the
pendulum errs by 6-12 mm RMS, no inertia at all by 5-15, three parts by 1-3.

An acceleration needs the time after a moment as well as the time before: a frame knows the resting centre of pressure,
a finished rep and a file the moving one.

Segment tables put the centre of mass within 25 mm of a laboratory's (Gonzalez 2014, *Sensors* 14:16955), a tenth of the
foot: thirds of the foot can be told apart, and nothing finer. Most of that is one person's own constant: a change from
own standing is some three times as exact.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.body.joints import both
from depthhinge.body.mass import PART_MASSES
from depthhinge.geometry import STANDARD_GRAVITY, Array
from depthhinge.measures.standing import Standing

HALF_WINDOW_S = 0.25
"""Seconds to either side over which an acceleration is taken: 2 mm of noise at 30 frames a second become 5 mm of
pressure, a fifth of what a drill's movements make."""
LEAST_LOAD = 0.2
"""Of the body's weight on the feet: with less nobody does a drill, and where the pressure is hangs on a hair."""


_HEELS = both("heel")


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


def foot_fractions(points: Array, standing: Standing) -> Array:
    """Where points (n, 3) lie along the feet as they stood, (n,): 0 at the heels, 1 at the toes, mean of both."""
    heel, toe = standing.foot_ends
    return np.asarray((points @ standing.facing - heel) / (toe - heel))


def part_places(centres: Array, standing: Standing) -> Array:
    """(n_parts, 2) of parts that are centred at (n_parts, 3): along the feet as `foot_fractions`, and metres high."""
    places = np.empty((len(centres), 2))
    places[:, 0], places[:, 1] = foot_fractions(centres, standing), centres[:, 1]
    return places


def pressure_fractions(times: ArrayLike, fractions: ArrayLike, places: ArrayLike) -> Array:
    """The centre of pressure along the foot, (n,), with the inertial term; NaN where the centre of mass is.

    Within `HALF_WINDOW_S` of either end, and where parts were not measured, there is no inertial term.

    Args:
        times: (n,) seconds, rising.
        fractions: (n,) centre of mass along the foot, NaN = not measured.
        places: (n, n_parts, 2) of the body's parts as `part_places` gives them, NaN = not measured.
    """
    t, x, parts = (np.asarray(values, np.float64) for values in (times, fractions, places))
    along, heights = parts[..., 0], parts[..., 1]
    accelerations = _accelerations(t, parts.reshape(len(t), -1)).reshape(parts.shape)
    lift = PART_MASSES * (STANDARD_GRAVITY + accelerations[..., 1])
    load = lift.sum(axis=1)
    moment = (lift * along - PART_MASSES * heights * accelerations[..., 0]).sum(axis=1)
    known = np.isfinite(moment) & (load > LEAST_LOAD * STANDARD_GRAVITY)
    shift = np.zeros(len(t))
    shift[known] = moment[known] / load[known] - along[known] @ PART_MASSES
    return np.asarray(x + shift)


def _accelerations(t: Array, places: Array) -> Array:
    """Second derivatives (n, k) of parabolas through the places (n, k) around each time; 0 where they are one-sided."""
    found = np.zeros(places.shape)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    tk, xk = t[known], places[known]
    first = np.searchsorted(tk, tk - HALF_WINDOW_S - 1e-9)
    last = np.searchsorted(tk, tk + HALF_WINDOW_S + 1e-9)
    for k, (a, b) in enumerate(zip(first, last, strict=True)):
        whole = tk[k] - tk[a] > 0.6 * HALF_WINDOW_S and tk[b - 1] - tk[k] > 0.6 * HALF_WINDOW_S
        if whole and b - a >= 5:
            found[known[k]] = 2.0 * np.polyfit(tk[a:b] - tk[k], xk[a:b], 2)[0]
    return found


def heel_lift(joints: Array, standing: Standing) -> float:
    """Metres that the heels have risen from where they stood, mean of both."""
    left, right = joints[_HEELS, 1] - standing.heel_heights
    return float(left + right) / 2.0

"""Which way is down, from an accelerometer."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.geometry import Array, unit

_TIME_CONSTANT_S = 0.5
# The camera stands on a tripod: what passes faster than this is a step on the floor, not a tilt.

_LEAST_ACCELERATION = 5.0
# m/s^2; about half of gravity. A camera in free fall or a dead sensor says nothing about down.


class GravityFilter:
    """Low-pass over accelerometer samples; at rest an accelerometer reads the push of what holds it: up.

    `depth_from_accel` (3, 3) rotates from the accelerometer's axes to the depth camera's.
    """

    def __init__(self, depth_from_accel: ArrayLike | None = None) -> None:
        self._rotation = np.eye(3) if depth_from_accel is None else np.asarray(depth_from_accel, np.float64)
        self._mean: Array | None = None
        self._count = 0
        self._time_s = 0.0

    def add(self, acceleration: ArrayLike, time_s: float) -> None:
        """Take in one sample (3,) in m/s^2 in the accelerometer's axes, at `time_s` seconds."""
        sample = self._rotation @ np.asarray(acceleration, np.float64)
        if not np.all(np.isfinite(sample)):
            return
        if self._mean is None:
            self._mean = sample
        else:
            # At first the plain mean: one noisy sample must not outweigh the next ones for half a second.
            share = max(1.0 - math.exp(-max(time_s - self._time_s, 0.0) / _TIME_CONSTANT_S), 1.0 / (self._count + 1))
            self._mean = self._mean + share * (sample - self._mean)
        self._count += 1
        self._time_s = time_s

    @property
    def down(self) -> Array | None:
        """(3,) unit vector in the depth camera's frame, or None while nothing believable came."""
        if self._mean is None or float(np.linalg.norm(self._mean)) < _LEAST_ACCELERATION:
            return None
        return -unit(self._mean)

"""The accelerometer of a simulated camera."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.geometry import STANDARD_GRAVITY, Array, unit
from depthhinge.simulation.noise_settings import NoiseSettings

RATE_HZ = 63.0
"""The slower of a D435i's two rates (Intel, "Getting IMU data from D435i and T265")."""


class Accelerometer:
    """One unit's errors, drawn from the session's seed: a bias and a scale for each axis, and noise.

    Its axes are the camera's, as librealsense gives them.
    """

    def __init__(self, strength: float, seed: int) -> None:
        """
        Args:
            strength: of the noise, see `noise_settings.STRENGTHS`; 0 = exact.
            seed: of the session.
        """
        self._generator = np.random.default_rng([seed, 10])
        self._noise, self.bias, self.scale = 0.0, np.zeros(3), np.ones(3)
        if strength > 0.0:
            settings = NoiseSettings.at(strength)
            self._noise = settings.acceleration_noise
            self.bias = self._generator.normal(0.0, settings.acceleration_bias, 3)
            self.scale = 1.0 + self._generator.normal(0.0, settings.acceleration_scale, 3)

    def at_rest(self, up: ArrayLike, duration_s: float) -> Iterator[tuple[float, Array]]:
        """Time in seconds and reading (3,) in m/s^2 of a camera that stands still with `up` (3,) in its own frame."""
        exact = STANDARD_GRAVITY * unit(up)
        for index in range(int(duration_s * RATE_HZ) + 1):
            yield index / RATE_HZ, self.scale * exact + self.bias + self._generator.normal(0.0, self._noise, 3)

"""The small unrest of a person who stands: slow, never repeating, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from depthhinge.geometry import Array
from depthhinge.simulation.posture import Posture

AMPLITUDES = {
    "com_fraction": 0.006,
    "pelvis_pitch": float(np.deg2rad(0.25)),
    "yaw": float(np.deg2rad(0.3)),
    "sideways": 0.002,
    "arm_reach": float(np.deg2rad(0.8)),
}
"""Root mean square, in the units of `Posture`. Quiet stance sways by 2-5 mm (Winter 1995, *Gait & Posture* 3:193)."""
FREQUENCIES_HZ = (0.1, 0.6)
"""Quiet stance has most of its power below 0.6 Hz (same source)."""
_N_WAVES = 4


@dataclass(frozen=True)
class Sway:
    """A sum of a few sines for each of `AMPLITUDES`."""

    frequencies: Array
    """(n_channels, n_waves) rad/s."""
    phases: Array

    @classmethod
    def draw(cls, generator: np.random.Generator) -> Sway:
        """Another person's, or the same person's on another day."""
        shape = (len(AMPLITUDES), _N_WAVES)
        return cls(2.0 * np.pi * generator.uniform(*FREQUENCIES_HZ, shape), generator.uniform(0.0, 2.0 * np.pi, shape))

    def on(self, posture: Posture, time: float) -> Posture:
        """`posture` at a time in seconds."""
        waves = np.sin(self.frequencies * time + self.phases).sum(axis=1) * np.sqrt(2.0 / _N_WAVES)
        return replace(
            posture,
            **{
                name: getattr(posture, name) + amplitude * float(wave)
                for (name, amplitude), wave in zip(AMPLITUDES.items(), waves, strict=True)
            },
        )

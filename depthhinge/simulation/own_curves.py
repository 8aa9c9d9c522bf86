"""The curves of somebody's own back: how far their spine at rest is from the mean body's, and stays so as they move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.simulation.faults import read_calibration

AVERAGE = "average"
"""The mean body's curves."""
_MOST_SDS = 2.0
"""Standard deviations from them at which what is drawn is cut off: farther off are patients."""


@dataclass(frozen=True)
class OwnCurves:
    """Radians of flexion, over both segments of each part."""

    lumbar: float = 0.0
    thoracic: float = 0.0
    neck: float = 0.0

    @classmethod
    def named(cls, name: str) -> OwnCurves:
        """Those of one of `backs()`.

        Raises:
            UsageError: there are none of that name.
            SettingsError: the calibration file is missing or malformed.
        """
        if name == AVERAGE:
            return MEAN_CURVES
        described = read_calibration()["back"]
        if name not in described:
            raise UsageError(f"there is no back {name!r}; there are {', '.join(backs())}")
        row = described[name]
        return cls(*(float(np.deg2rad(row[f"{part}_deg"])) for part in ("lumbar", "thoracic", "neck")))

    @classmethod
    def drawn(cls, generator: np.random.Generator) -> OwnCurves:
        """Somebody's: below a rounder chest the lower back is hollower, above it the neck holds the head up.

        Raises:
            SettingsError: the calibration file is missing or malformed.
        """
        described = read_calibration()["own_curves"]
        spread = np.array([described[f"{part}_sd_deg"] for part in ("thoracic", "lumbar", "neck")])
        thoracic, lumbar, neck = spread * np.clip(generator.standard_normal(len(spread)), -_MOST_SDS, _MOST_SDS)
        lumbar += described["lumbar_per_thoracic"] * thoracic
        neck += described["neck_per_thoracic"] * thoracic
        return cls(*(float(np.deg2rad(angle)) for angle in (lumbar, thoracic, neck)))


MEAN_CURVES = OwnCurves()


def backs() -> tuple[str, ...]:
    """The names: `AVERAGE`, and what the calibration file describes."""
    return (AVERAGE, *read_calibration()["back"])

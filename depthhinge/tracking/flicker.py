"""The depth noise of a camera that does not state its baseline: how much its readings change from frame to frame."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from depthhinge.scene.scene import PersonView

FLICKER_SHARE = 0.65
"""Median change of a cell's reading between two frames over the noise's RMS: 0.95 of independent noise, less of
stereo's, part of which belongs to its pattern and stays. Measured on simulated D435s and D455s."""
LEAST_COEFFICIENT = 1.43e-3
"""1/metres: a Kinect's (Khoshelham & Elberink 2012, *Sensors* 12:1437), whose coarse steps hardly flicker at all."""
PAIRS = 10
"""Pairs of frames that are looked at, from the first on: people stand then, or move little in a third of a second."""


@dataclass
class Flicker:
    """Of one camera; `coefficient` frame by frame."""

    assumed: float
    """k of `rms = k z^2`, 1/metres, before anything is known; and never more than this, for movement changes readings
    too."""
    _before: NDArray[np.float32] | None = None
    """(rows, columns) metres along z, the last frame's."""
    _changes: list[float] = field(default_factory=list)
    """Of each pair, the median over the person, 1/metres."""

    def coefficient(self, view: PersonView) -> float:
        """k by all frames up to this one."""
        if len(self._changes) < PAIRS:
            self._look(view)
        if not self._changes:
            return self.assumed
        return min(self.assumed, max(LEAST_COEFFICIENT, float(np.median(self._changes)) / FLICKER_SHARE))

    def _look(self, view: PersonView) -> None:
        before, self._before = self._before, view.depth.copy()
        if before is None:
            return
        both = view.mask & (view.depth > 0.0) & (before > 0.0)
        if both.any():
            self._changes.append(float(np.median(np.abs(view.depth - before)[both] / view.depth[both] ** 2)))

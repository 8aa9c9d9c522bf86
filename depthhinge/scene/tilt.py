"""Whether the camera has been tilted since the floor was found, as its accelerometer tells."""

from __future__ import annotations

from collections import deque

import numpy as np

from depthhinge.geometry import Array

MOVED = np.deg2rad(2.0)
"""Beyond the reading's noise once it is smoothed (0.1 deg), far below what spoils a picture of the background."""
SETTLED = np.deg2rad(0.3)
"""Change over `SETTLING_FRAMES` below which the camera stands again; the smoothing itself takes half a second."""
SETTLING_FRAMES = 6


class TiltWatch:
    """Follows gravity in the camera frame; an accelerometer's bias does not count, for only changes do."""

    def __init__(self) -> None:
        self._reference: Array | None = None
        self._recent: deque[Array] = deque(maxlen=SETTLING_FRAMES)

    def anchor(self, gravity: Array | None) -> None:
        """The floor was found with this reading, (3,) down in the camera frame."""
        self._reference = gravity

    def moved(self, gravity: Array | None) -> bool:
        """Whether the camera is tilted otherwise than when it was anchored; False where it cannot tell."""
        if gravity is None:
            return False
        self._recent.append(gravity)
        if self._reference is None:
            self._reference = gravity
        return bool(angle_between(self._reference, gravity) > MOVED)

    @property
    def settled(self) -> bool:
        """Whether the camera has come to rest after it was moved."""
        full = len(self._recent) == SETTLING_FRAMES
        return full and angle_between(self._recent[0], self._recent[-1]) < SETTLED


def angle_between(a: Array, b: Array) -> float:
    """Radians between two unit vectors (3,)."""
    return float(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b))

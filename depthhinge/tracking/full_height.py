"""When somebody who was first seen sitting or bent stands at their full height: only then is their stature known."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

STEADY_FRAMES = 4
STEADY_M = 0.03
"""Metres that the top of the head moves at most meanwhile: less than in two frames of standing up."""
RISEN = 1.05
"""Times the stature they were taken for: more than its error."""


@dataclass
class FullHeight:
    """Watches the highest point of a person over the floor."""

    taken_for: float
    """Metres of stature."""
    _tops: deque[float] = field(default_factory=lambda: deque(maxlen=STEADY_FRAMES))

    def reached(self, top: float) -> bool:
        """Whether they stand, taller than they were taken for; `top` is metres over the floor in this frame."""
        self._tops.append(top)
        steady = len(self._tops) == STEADY_FRAMES and max(self._tops) - min(self._tops) < STEADY_M
        return steady and min(self._tops) > RISEN * self.taken_for

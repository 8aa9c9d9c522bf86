"""How fast something measured changes now."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

WINDOW_S = 0.15
"""Seconds over which a speed is taken: five frames at 30 a second, over which 3 mm of noise make 3 cm/s."""
FEWEST = 3
"""Readings that a speed needs."""


@dataclass
class Speed:
    """The slope of a line through the last readings, by least squares."""

    _trail: deque[tuple[float, float]] = field(default_factory=deque)

    def update(self, time_s: float, value: float | None) -> float | None:
        """Take in a reading; change a second, None where there are not readings enough."""
        if self._trail and time_s <= self._trail[-1][0]:
            return None
        while self._trail and self._trail[0][0] < time_s - WINDOW_S - 1e-9:
            self._trail.popleft()
        if value is None:
            return None
        self._trail.append((time_s, value))
        if len(self._trail) < FEWEST:
            return None
        n = len(self._trail)
        middle, mean = sum(t for t, _ in self._trail) / n, sum(v for _, v in self._trail) / n
        spread = sum((t - middle) ** 2 for t, _ in self._trail)
        return sum((t - middle) * (v - mean) for t, v in self._trail) / spread

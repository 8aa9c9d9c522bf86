"""When a rep moves: the times of its phases, and how far along it is at any moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.simulation.movement import Range

DESCENT_S: Range = (1.2, 2.5)
PAUSE_S: Range = (0.2, 0.6)
ASCENT_S: Range = (0.8, 1.5)
FIRST_STANDING_S: Range = (1.6, 2.2)
"""Long enough for a tracker to find the person and set the wall."""
STANDING_S: Range = (1.0, 1.5)
LOCKOUT_S = 0.3
"""How long the upright end of a rep counts as its lockout."""


def minimum_jerk(share: float) -> float:
    """Distance covered, 0 to 1, at a share of the time (Flash & Hogan 1985, *J Neurosci* 5:1688)."""
    x = min(max(share, 0.0), 1.0)
    return x * x * x * (10.0 + x * (6.0 * x - 15.0))


@dataclass(frozen=True)
class RepTiming:
    """Seconds."""

    start: float
    """The pelvis begins to move."""
    descent: float
    pause: float
    ascent: float

    @classmethod
    def draw(cls, start: float, generator: np.random.Generator) -> RepTiming:
        """A tempo from the ranges above."""
        return cls(
            start=start,
            descent=float(generator.uniform(*DESCENT_S)),
            pause=float(generator.uniform(*PAUSE_S)),
            ascent=float(generator.uniform(*ASCENT_S)),
        )

    @property
    def bottom(self) -> float:
        """The middle of the pause."""
        return self.start + self.descent + self.pause / 2.0

    @property
    def end(self) -> float:
        """Back upright."""
        return self.start + self.descent + self.pause + self.ascent

    def share(self, time: float) -> float:
        """How far into the movement the body is, 0 = standing, 1 = bottom."""
        since_pause = time - (self.start + self.descent + self.pause)
        if since_pause > 0.0:
            return 1.0 - minimum_jerk(since_pause / self.ascent)
        return minimum_jerk((time - self.start) / self.descent)

    def phase(self, time: float) -> str:
        """The phase's word in the outputs' contract; `setup` outside the rep."""
        if time < self.start or time >= self.end + LOCKOUT_S:
            return "setup"
        if time < self.start + self.descent:
            return "descent"
        if time < self.start + self.descent + self.pause:
            return "bottom"
        return "ascent" if time < self.end else "lockout"

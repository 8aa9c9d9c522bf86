"""When a rep moves: the times of its phases, and how far along it is at any moment."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

Range = tuple[float, float]

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


def hump(share: float) -> float:
    """0 at both ends of the time and 1 in its middle, at rest at all three."""
    x = min(max(share, 0.0), 1.0)
    return 64.0 * (x * (1.0 - x)) ** 3


@dataclass(frozen=True)
class RepTiming:
    """Seconds."""

    start: float
    """The pelvis begins to move."""
    descent: float
    """From then to the bottom, with the halt on the way."""
    pause: float
    ascent: float
    halt: float = 0.0
    """How long the descent stops on the way."""
    halt_at: float = 0.5
    """Where on the way, as a share of its time without the halt."""
    lockout: float = LOCKOUT_S
    """How long the upright end counts as the rep's."""

    @classmethod
    def draw(cls, start: float, generator: np.random.Generator) -> RepTiming:
        """A tempo from the ranges above."""
        return cls(
            start=start,
            descent=float(generator.uniform(*DESCENT_S)),
            pause=float(generator.uniform(*PAUSE_S)),
            ascent=float(generator.uniform(*ASCENT_S)),
        )

    def slowed(self, times: float) -> RepTiming:
        """The same rep with every phase `times` as long."""
        return replace(self, descent=times * self.descent, pause=times * self.pause, ascent=times * self.ascent)

    @property
    def bottom(self) -> float:
        """The middle of the pause."""
        return self.start + self.descent + self.pause / 2.0

    @property
    def end(self) -> float:
        """Back upright."""
        return self.start + self.descent + self.pause + self.ascent

    @property
    def over(self) -> float:
        """The end of the lockout."""
        return self.end + self.lockout

    def share(self, time: float, delay: float = 0.0) -> float:
        """How far into the movement the body is, 0 = standing, 1 = bottom.

        `delay` is the share of the descent by which a part of the body sets off after the first; it arrives with it.
        """
        since_pause = time - (self.start + self.descent + self.pause)
        if since_pause > 0.0:
            return 1.0 - minimum_jerk(since_pause / self.ascent)
        return minimum_jerk((self._descended(time) - delay) / (1.0 - delay))

    def phase(self, time: float) -> str:
        """The phase's word in the outputs' contract; `setup` outside the rep."""
        if time < self.start or time >= self.over:
            return "setup"
        if time < self.start + self.descent:
            return "descent"
        if time < self.start + self.descent + self.pause:
            return "bottom"
        return "ascent" if time < self.end else "lockout"

    def _descended(self, time: float) -> float:
        """The share of the descent's time that has run; around a halt it slows to rest and sets off again."""
        since = min(max(time - self.start, 0.0), self.descent)
        if self.halt == 0.0:
            return since / self.descent
        moving = self.descent - self.halt
        before = self.halt_at * moving
        if since <= before:
            return self.halt_at * (1.0 - (1.0 - since / before) ** 3)
        if since <= before + self.halt:
            return self.halt_at
        return self.halt_at + (1.0 - self.halt_at) * ((since - before - self.halt) / (moving - before)) ** 3

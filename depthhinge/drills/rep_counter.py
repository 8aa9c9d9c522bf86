"""Reps by the pelvis' travel from standing, back and down together; the knee has no say.

A knee-angle rule would never count a hinge. A rep is counted when it was seen whole: from standing, past the smallest
travel that is a movement at all, and back.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from depthhinge.drills.moment import Phase
from depthhinge.settings import WallTapSettings

REVERSAL_M = 0.02
"""Metres back from the farthest point that make a turning point: over the fit's noise."""
BOTTOM_M = 0.01
"""Metres from the farthest point within which the person is at the bottom."""
REST_M = 0.008
"""Metres of travel that cannot be told from standing: twice the noise of the fitted pelvis."""
LOCKOUT_S = 0.6
"""Longest time from passing the onset to standing: the last tenth of a movement is its slowest part."""
LOST_S = 0.5
"""Longest gap in tracking that a rep may have."""
NEARLY_BACK = 0.35
"""Share of the travel left at which a rep whose recording ends counts as seen whole."""
MIN_DESCENT_S = 0.2
"""Shortest descent of a rep: a pelvis dropped freely falls 20 cm in that time, a jogger's bounces faster."""
TRAIL_FRAMES = 90
"""Frames over which the onset is traced back."""


@dataclass(frozen=True)
class Span:
    """A rep's times, in seconds."""

    start_s: float
    bottom_s: float
    end_s: float
    travel_m: float


@dataclass
class RepCounter:
    """A small state machine; `update` once a frame, `phase` says where it is."""

    settings: WallTapSettings
    phase: Phase = Phase.SETUP
    _trail: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=TRAIL_FRAMES))
    _start_s: float = 0.0
    _bottom_s: float = 0.0
    _farthest_m: float = 0.0
    _passed_s: float = 0.0
    _last_s: float = 0.0
    _last_m: float = 0.0

    @property
    def under_way(self) -> bool:
        """Whether a rep has begun and not ended."""
        return self.phase not in (Phase.SETUP, Phase.ABSENT)

    @property
    def start_s(self) -> float:
        """When the rep under way began."""
        return self._start_s

    def update(self, time_s: float, travel_m: float) -> Span | None:
        """Take in the pelvis' travel in metres; the rep, in the frame in which it ended."""
        if self.under_way and time_s - self._last_s > LOST_S:
            self.abandon()
        self._last_s, self._last_m = time_s, travel_m
        self._trail.append((time_s, travel_m))
        if self.phase in (Phase.SETUP, Phase.ABSENT):
            self.phase = Phase.SETUP
            if travel_m > self.settings.onset_travel_m:
                self._begin(time_s, travel_m)
            return None
        if self.phase is Phase.LOCKOUT:
            return self._lock_out(time_s, travel_m)
        return self._move(time_s, travel_m)

    def finish(self) -> Span | None:
        """The recording ends: the rep under way, if it was nearly over."""
        going_up = self.phase in (Phase.ASCENT, Phase.LOCKOUT)
        if not going_up or self._last_m > NEARLY_BACK * self._farthest_m:
            self.abandon()
            return None
        return self._end(self._last_s)

    def abandon(self) -> None:
        """Forget the rep under way: it was not seen whole, or the person walked off."""
        self.phase = Phase.SETUP
        self._trail.clear()

    def _begin(self, time_s: float, travel_m: float) -> None:
        self.phase = Phase.DESCENT
        self._start_s = self._trail[0][0]
        for earlier_s, earlier_m in reversed(self._trail):
            if earlier_m < REST_M:
                self._start_s = earlier_s
                break
        self._farthest_m, self._bottom_s = travel_m, time_s

    def _move(self, time_s: float, travel_m: float) -> Span | None:
        if travel_m > self._farthest_m:
            self._farthest_m, self._bottom_s = travel_m, time_s
        reached = self._farthest_m >= self.settings.minimum_travel_m
        if travel_m < self.settings.onset_travel_m:
            if not reached:
                self.abandon()
                return None
            self.phase, self._passed_s = Phase.LOCKOUT, time_s
        elif reached and travel_m < self._farthest_m - REVERSAL_M:
            self.phase = Phase.ASCENT
        elif reached and travel_m > self._farthest_m - BOTTOM_M and self._slow(travel_m):
            self.phase = Phase.BOTTOM
        return None

    def _slow(self, travel_m: float) -> bool:
        """Whether the pelvis has hardly moved over the last frames."""
        recent = [m for _, m in list(self._trail)[-3:]]
        return max(recent) - min(recent) < BOTTOM_M and travel_m >= self._farthest_m - BOTTOM_M

    def _lock_out(self, time_s: float, travel_m: float) -> Span | None:
        if travel_m > self.settings.onset_travel_m:
            # Down again at once: this rep ended where it was nearest to standing.
            span = self._end(self._passed_s)
            self._trail.append((time_s, travel_m))
            self._begin(time_s, travel_m)
            return span
        if travel_m < REST_M or time_s - self._passed_s > LOCKOUT_S:
            return self._end(time_s)
        return None

    def _end(self, time_s: float) -> Span | None:
        span = Span(self._start_s, self._bottom_s, time_s, self._farthest_m)
        self.abandon()
        return span if span.bottom_s - span.start_s >= MIN_DESCENT_S else None

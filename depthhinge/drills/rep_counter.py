"""Reps by how far someone leaves their own standing and comes back (`measures/excursion.py`).

    setup -> descent -> bottom -> ascent -> lockout -> setup

A rep is counted when it was seen whole: from standing, past the smallest excursion that is a movement at all, back, and
upright for a moment. Its times are then read off the whole curve, more exactly than the frames in which a phase shows.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from depthhinge.drills.moment import Phase
from depthhinge.drills.ramp import onset_s
from depthhinge.geometry import Array
from depthhinge.settings import WallTapSettings

REVERSAL_M = 0.02
"""Metres back from the farthest point that make a turning point: over the fit's noise."""
BOTTOM_M = 0.01
"""Metres from the farthest point within which the person is at the bottom."""
BACK_SHARE = 0.2
"""Share of the farthest excursion left at which someone is nearly upright again: few come back to the millimetre."""
LOCKOUT_S = 0.4
"""How long someone stays upright before the rep is over: the last tenth of a movement is its slowest part, and whoever
leans back past their own upright does it now."""
LONGEST_LOCKOUT_S = 1.5
"""By then the rep is over, whether or not the person has come to rest."""
SETTLED_S = 0.25
"""Time within which whoever has come to rest moves less than `BOTTOM_M`."""
LOST_S = 0.5
"""Longest gap in tracking that a rep may have."""
LONGEST_S = 20.0
"""A movement that takes longer is none: the person sat down or stands elsewhere."""
NEARLY_BACK = 0.35
"""Share of the excursion left at which a rep whose recording ends counts as seen whole."""
MIN_DESCENT_S = 0.2
"""Shortest descent of a rep: a pelvis dropped freely falls 20 cm in that time, a jogger's bounces faster."""
MIN_REP_S = 0.85
"""Shortest rep: the quickest squat of four recorded students takes 0.91 s (UTD-MHAD), jumps on the spot 0.6-0.8 (CMU 13
and 14)."""
UNSEEN_S = 0.4
"""Time before the first reading at which a rep may have begun by the line through its descent: one that began earlier
was not seen whole."""
BEFORE_S = 1.5
"""How long before a rep is noticed its beginning is looked for."""
REST_QUANTILE = 0.25
"""Of the readings around a rep, the one taken as rest: an excursion is never negative, so that noise only adds."""
WAY_FROM, WAY_TO = 0.1, 0.9
"""Of the way down or up, what says when it began or ended: its first and last tenths are lost in the noise, and the
more of the rest is read the surer is the line through it."""
WAY_SMOOTHING = 5
"""Readings whose mean is taken before that; the fit's errors last as long."""
HIPS_AHEAD = 0.022
"""Of the descent, by which the hips set off before trunk and knees have their share in the excursion: the median over
simulated people of the development split."""
FAR_QUANTILE = 0.95
"""Of a rep's readings, the one taken as the bottom: a single farthest reading is noise."""


@dataclass(frozen=True)
class Span:
    """A rep's times, in seconds."""

    start_s: float
    bottom_s: float
    """The middle of the time spent at the bottom."""
    end_s: float
    excursion_m: float
    """Farthest from standing."""
    pause_s: float = 0.0
    """Time spent at the bottom."""

    @property
    def descent_s(self) -> float:
        """From the start to the bottom."""
        return max(self.bottom_s - self.pause_s / 2.0 - self.start_s, 0.0)

    @property
    def ascent_s(self) -> float:
        """From the bottom to the end."""
        return max(self.end_s - self.bottom_s - self.pause_s / 2.0, 0.0)


@dataclass
class RepCounter:
    """A small state machine; `update` once a frame, `phase` says where it is."""

    settings: WallTapSettings
    phase: Phase = Phase.SETUP
    _trail: deque[tuple[float, float]] = field(default_factory=deque)
    """Readings since shortly before the rep under way, or of the last moments of standing."""
    _noticed_s: float = 0.0
    _farthest_m: float = 0.0
    _farthest_s: float = 0.0
    _upright_s: float = 0.0
    """When the person was nearly upright again."""
    _ended_s: float = -np.inf
    """When the last rep ended: the next cannot begin before."""
    _stood: bool = False
    """Whether they have been at their standing since they were last lost, or walked off. Who is farther from it in the
    first frame, as a foot comes back to its place, has begun nothing that was seen."""
    _last_s: float = -np.inf
    _last_m: float = 0.0

    @property
    def under_way(self) -> bool:
        """Whether a rep has begun and not ended."""
        return self.phase not in (Phase.SETUP, Phase.ABSENT)

    @property
    def noticed_s(self) -> float:
        """When the rep under way was noticed; it began up to `BEFORE_S` before."""
        return self._noticed_s

    def update(self, time_s: float, excursion_m: float | None) -> Span | None:
        """Take in the excursion in metres; the rep, in the frame in which it was over.

        A frame out of its order, or whose excursion is not known, is passed over.
        """
        if excursion_m is None or not np.isfinite(excursion_m) or not time_s > self._last_s:
            return None
        lost = time_s - self._last_s > LOST_S
        if lost and self.phase is Phase.LOCKOUT:
            # They were upright again when they were last seen.
            span = self._end()
            self.abandon()
            self._last_s, self._last_m = time_s, excursion_m
            return span
        if lost or (self.under_way and time_s - self._noticed_s > LONGEST_S):
            self.abandon()
        self._last_s, self._last_m = time_s, excursion_m
        self._trail.append((time_s, excursion_m))
        if not self.under_way:
            self.phase = Phase.SETUP
            while self._trail[0][0] < time_s - BEFORE_S:
                self._trail.popleft()
            away = excursion_m > self.settings.onset_excursion_m
            self._stood = self._stood or not away
            if away and self._stood:
                self._begin(time_s, excursion_m)
            return None
        if self.phase is Phase.LOCKOUT:
            return self._lock_out(time_s, excursion_m)
        return self._move(time_s, excursion_m)

    def finish(self) -> Span | None:
        """The recording ends: the rep under way, if it was nearly over."""
        going_up = self.phase in (Phase.ASCENT, Phase.LOCKOUT)
        if self.phase is Phase.ASCENT:
            self._upright_s = self._last_s
        if not going_up or self._last_m > NEARLY_BACK * self._farthest_m:
            self.abandon()
            return None
        return self._end()

    def abandon(self) -> None:
        """Forget the rep under way: it was not seen whole, or the person walked off."""
        self.phase, self._stood = Phase.SETUP, False
        self._trail.clear()

    def _begin(self, time_s: float, excursion_m: float) -> None:
        self.phase, self._noticed_s = Phase.DESCENT, time_s
        self._farthest_m, self._farthest_s = excursion_m, time_s

    def _move(self, time_s: float, excursion_m: float) -> Span | None:
        if excursion_m > self._farthest_m:
            self._farthest_m, self._farthest_s = excursion_m, time_s
        reached = self._farthest_m >= self.settings.minimum_excursion_m
        if excursion_m < self._nearly_upright_m(reached):
            if not reached:
                self.phase = Phase.SETUP  # It was sway, or noise before the rep: the trail stays.
                return None
            self.phase, self._upright_s = Phase.LOCKOUT, time_s
        elif reached and excursion_m < self._farthest_m - REVERSAL_M:
            self.phase = Phase.ASCENT
        elif reached and self._resting_at_the_bottom(excursion_m):
            self.phase = Phase.BOTTOM
        return None

    def _nearly_upright_m(self, reached: bool) -> float:
        onset = self.settings.onset_excursion_m
        return max(onset, BACK_SHARE * self._farthest_m) if reached else onset

    def _resting_at_the_bottom(self, excursion_m: float) -> bool:
        recent = [m for _, m in list(self._trail)[-3:]]
        return excursion_m > self._farthest_m - BOTTOM_M and max(recent) - min(recent) < BOTTOM_M

    def _lock_out(self, time_s: float, excursion_m: float) -> Span | None:
        if excursion_m > self._nearly_upright_m(reached=True) + REVERSAL_M:
            # Down again at once: the next rep begins where this one was nearest to standing.
            after = [(t, m) for t, m in self._trail if t >= self._upright_s]
            turned_s = min(after, key=lambda reading: reading[1])[0]
            later = [(t, m) for t, m in after if t >= turned_s]
            self._trail = deque((t, m) for t, m in self._trail if t <= turned_s)
            span = self._end()
            self._trail = deque(later)
            self._begin(time_s, excursion_m)
            return span
        upright_for = time_s - self._upright_s
        over = upright_for >= LONGEST_LOCKOUT_S or (upright_for >= LOCKOUT_S and self._settled(time_s))
        return self._end() if over else None

    def _settled(self, time_s: float) -> bool:
        recent = [m for t, m in self._trail if t > time_s - SETTLED_S]
        return max(recent) - min(recent) < BOTTOM_M

    def _end(self) -> Span | None:
        """The rep in the trail; None where it was quicker than anybody is, or was not seen from its start."""
        times, metres = np.array(self._trail).T
        span = _span_of(times, metres, self._noticed_s, self._farthest_s, self._upright_s)
        span = replace(span, start_s=max(span.start_s, self._ended_s))
        self.phase, self._ended_s = Phase.SETUP, span.end_s
        self._trail.clear()
        quick = span.descent_s < MIN_DESCENT_S or span.end_s - span.start_s < MIN_REP_S
        return None if quick or span.start_s < times[0] - UNSEEN_S else span


def _span_of(times: Array, metres: Array, noticed_s: float, farthest_s: float, upright_s: float) -> Span:
    """The times of a rep in readings (n,) that begin before it was noticed and end after it was nearly upright."""
    farthest = int(np.flatnonzero(times <= farthest_s)[-1])
    far = max(float(np.quantile(metres[times >= noticed_s], FAR_QUANTILE)), float(metres[farthest]) - BOTTOM_M)
    before, after = times < noticed_s, times > upright_s

    def way(rest: NDArray[np.bool_]) -> Array:
        level = float(np.quantile(metres[rest], REST_QUANTILE)) if rest.any() else 0.0
        return np.asarray((metres - level) / max(far - level, BOTTOM_M))

    down_t, down = times[: farthest + 1], way(before)[: farthest + 1]
    up_t, up = times[farthest:], way(after)[farthest:]
    seen_s = onset_s(down_t, _mean_around(down), WAY_TO, WAY_FROM)
    arrived_s = np.clip(-onset_s(-down_t[::-1], 1.0 - down[::-1]), seen_s, farthest_s)
    # Not to the farthest reading, which lies anywhere in a pause at the bottom.
    start_s = seen_s - HIPS_AHEAD * (arrived_s - seen_s)
    end_s = -onset_s(-up_t[::-1], _mean_around(up[::-1]), WAY_TO, WAY_FROM)
    left_s = np.clip(onset_s(up_t, 1.0 - up), farthest_s, end_s)
    return Span(
        start_s=start_s,
        bottom_s=float(arrived_s + left_s) / 2.0,
        end_s=end_s,
        excursion_m=float(metres[farthest]),
        pause_s=float(left_s - arrived_s),
    )


def _mean_around(values: Array) -> Array:
    """(n,) mean over `WAY_SMOOTHING` readings, the ends repeated."""
    half = WAY_SMOOTHING // 2
    padded = np.pad(values, half, mode="edge")
    return np.convolve(padded, np.full(WAY_SMOOTHING, 1.0 / WAY_SMOOTHING), "valid")

"""A rep's frames as columns of numbers, and what is read off a column: peaks, the bottom, when a part set off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from depthhinge.geometry import Array
from depthhinge.measures.excursion import excursion
from depthhinge.measures.measures import Measures

Timed = Sequence[tuple[float, Measures]]
Reading = Callable[[Measures], float | None]

PEAK_PERCENTILE = 95.0
"""Of a rep's frames: a peak that one frame alone shows is noise."""
SMOOTHING = 5
"""Frames whose running median is taken before a column's own extremes are looked for: the fit errs in single frames."""
BOTTOM_SHARE = 0.9
"""Frames with at least this share of the farthest excursion are the bottom."""
FARTHEST_PERCENTILE = 90.0
"""Of a measure's values on the way down, the one taken as its farthest."""
ONSET_SHARE = 0.2
"""Of its own change to the bottom that a part of the body has made when it counts as having set off: a tenth of the
knees' change is less than the fit's noise."""
RESTING_QUANTILE = 0.25
"""Of a measure's values before a rep, the one taken as rest: knees that set off long before the hips are not at rest in
half of them."""
ON_THE_WAY = 5
"""Frames whose mean is taken before shares of the way are compared."""


@dataclass(frozen=True)
class Series:
    """The frames of one rep, from shortly before its start to the end of its lockout."""

    frames: Timed
    _columns: dict[Reading, Array] = field(default_factory=dict, compare=False, repr=False)
    """Those that were read: the judgement of a rep asks for some of them ten times, within one frame of the line."""

    @cached_property
    def times(self) -> Array:
        """(n,) seconds."""
        return np.array([t for t, _ in self.frames])

    def column(self, read: Reading) -> Array:
        """(n,) of a measure, NaN where it was not taken."""
        if read not in self._columns:
            values = np.array([np.nan if (value := read(m)) is None else value for _, m in self.frames])
            values.setflags(write=False)
            self._columns[read] = values
        return self._columns[read]

    def between(self, start_s: float, end_s: float) -> Series:
        """The frames from one time to another."""
        return Series([(t, m) for t, m in self.frames if start_s <= t <= end_s])

    @cached_property
    def bottom(self) -> Series:
        """The frames farthest from standing."""
        away = self.column(excursion)
        if not np.isfinite(away).any():
            return Series([])
        return Series(
            [frame for frame, far in zip(self.frames, away, strict=True) if far >= BOTTOM_SHARE * np.nanmax(away)]
        )

    def highest(self, read: Reading) -> float | None:
        """Peak of a measure."""
        return self._percentile(read, PEAK_PERCENTILE)

    def lowest(self, read: Reading) -> float | None:
        """Its trough."""
        return self._percentile(read, 100.0 - PEAK_PERCENTILE)

    def median(self, read: Reading, of_at_least: float = 0.0) -> float | None:
        """Its middle value; None where less than a share of the frames, `of_at_least`, has one."""
        return self._percentile(read, 50.0, of_at_least)

    def time_of_highest(self, read: Reading) -> float | None:
        """When a measure was highest, seconds."""
        values = smoothed(self.column(read))
        return float(self.times[np.nanargmax(values)]) if np.isfinite(values).any() else None

    def onset_s(self, read: Reading, start_s: float, bottom_s: float, least: float) -> float | None:
        """When a measure had made its first share of its change on the way down, seconds.

        Args:
            read: the measure.
            start_s: before it the person stands.
            bottom_s: there the change is whole.
            least: a change smaller than this has no onset: None.
        """
        share = self._way(read, smoothed, start_s, bottom_s, least)
        return None if share is None else self._reached_s(share, ONSET_SHARE)

    def reached_s(
        self, read: Reading, start_s: float, bottom_s: float, least: float, shares: Sequence[float]
    ) -> float | None:
        """When a measure had made each of some shares of its change on the way down, the mean of it in seconds.

        Of several crossings the noise of one frame moves only one. None as in `onset_s`.
        """
        share = self._way(read, mean_around, start_s, bottom_s, least)
        if share is None:
            return None
        times = [self._reached_s(share, part) for part in shares]
        known = [time for time in times if time is not None]
        return sum(known) / len(known) if len(known) == len(times) else None

    def change(self, read: Reading, start_s: float, bottom_s: float) -> float | None:
        """By how much a measure changes on the way down, from rest to its farthest; None where it was not taken.

        Args:
            read: the measure.
            start_s: before it the person stands.
            bottom_s: there the change is whole.
        """
        found = self._rest_and_change(mean_around(self.column(read)), start_s, bottom_s)
        return None if found is None else found[1]

    def _way(
        self, read: Reading, smooth: Callable[[Array], Array], start_s: float, bottom_s: float, least: float
    ) -> Array | None:
        """(n,) the share of its change that a measure has made in each frame; None where it changes by too little.

        Args:
            read: the measure.
            smooth: takes the fit's errors out of its column.
            start_s: before it the person stands.
            bottom_s: there the change is whole.
            least: a change smaller than this has no onset: None.
        """
        values = smooth(self.column(read))
        found = self._rest_and_change(values, start_s, bottom_s)
        if found is None or found[1] < least:
            return None
        rest, change = found
        return np.asarray((values - rest) / change)

    def _rest_and_change(self, values: Array, start_s: float, bottom_s: float) -> tuple[float, float] | None:
        """Where values (n,) rest, and from there to their farthest on the way down.

        Knees that set off first may have that behind them before the bottom.
        """
        resting = values[self.times <= start_s]
        moving = values[(self.times > start_s) & (self.times <= bottom_s)]
        if not np.isfinite(resting).any() or not np.isfinite(moving).any():
            return None
        rest = float(np.nanquantile(resting, RESTING_QUANTILE))
        return rest, float(np.nanpercentile(moving, FARTHEST_PERCENTILE)) - rest

    def _reached_s(self, share: Array, part: float) -> float | None:
        """When shares (n,) of the way last passed `part` of it on the way down."""
        there = int(np.argmax(share >= 1.0))
        below = np.flatnonzero(share[:there] < part)
        if len(below) == 0 or below[-1] + 1 >= len(share) or not np.isfinite(share[below[-1] + 1]):
            return None
        k = int(below[-1])
        into = (part - share[k]) / (share[k + 1] - share[k])
        return float(self.times[k] + into * (self.times[k + 1] - self.times[k]))

    def _percentile(self, read: Reading, percent: float, of_at_least: float = 0.0) -> float | None:
        values = self.column(read)
        known = values[np.isfinite(values)]
        enough = len(known) > 0 and len(known) >= of_at_least * len(values)
        return float(np.percentile(known, percent)) if enough else None


def smoothed(values: Array) -> Array:
    """(n,) running median over `SMOOTHING` frames, fewer at the ends; NaN is passed over."""
    return _running(values, SMOOTHING, np.median)


def mean_around(values: Array) -> Array:
    """(n,) running mean over `ON_THE_WAY` frames, fewer at the ends; NaN is passed over."""
    return _running(values, ON_THE_WAY, np.mean)


def _running(values: Array, frames: int, middle: Callable[..., Any]) -> Array:
    half = frames // 2
    out = np.full(len(values), np.nan)
    whole = np.zeros(len(values), bool)
    if len(values) >= frames:
        windows = sliding_window_view(values, frames)
        whole[half : half + len(windows)] = np.isfinite(windows).all(axis=1)
        out[whole] = middle(windows[whole[half : half + len(windows)]], axis=1)
    for k in np.flatnonzero(~whole):
        around = values[max(k - half, 0) : k + half + 1]
        known = around[np.isfinite(around)]
        if len(known):
            out[k] = middle(known)
    return out

"""Touches of the wall: contact of the glute surface, with hysteresis."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np

from depthhinge.drills.rep import Tap
from depthhinge.geometry import Array
from depthhinge.settings import WallTapSettings

APPROACH_S = 0.2
"""Seconds before a touch over which the speed of coming is taken."""

AROUND_S = 0.4
"""Seconds to either side of a touch whose gaps say, afterwards, when exactly it was."""
FEWEST_AROUND = 6
"""Gaps that takes."""
FARTHEST_OFF_S = 0.15
"""Seconds by which the first look at a touch can be wrong."""


@dataclass
class TapDetector:
    """`update` once a frame with the gap; `taps` are those not forgotten."""

    settings: WallTapSettings
    contact_m: float = 0.0
    """Gap from which the surface is at the wall: more than nothing at a real one, which nobody gets past."""
    touching: bool = False
    taps: list[Tap] = field(default_factory=list)
    _trail: deque[tuple[float, float]] = field(default_factory=deque)
    """Gaps of the last moments."""

    def update(self, time_s: float, gap_m: float | None) -> Tap | None:
        """The touch, in the frame in which it began; None where the gap was not measured, too.

        A frame out of its order is passed over.
        """
        if gap_m is None or not np.isfinite(gap_m) or (self._trail and time_s <= self._trail[-1][0]):
            return None
        before = self._trail[-1] if self._trail else None
        while self._trail and self._trail[0][0] < time_s - APPROACH_S:
            self._trail.popleft()
        self._trail.append((time_s, gap_m))
        if self.touching:
            self.touching = gap_m < self.contact_m + self.settings.touch_release_m
            self._go_on(time_s, gap_m)
            return None
        if gap_m > self.contact_m:
            return None
        self.touching = True
        tap = Tap(_crossing(before, time_s, gap_m, self.contact_m), gap_m, max(-gap_m, 0.0), 0.0, self._approach())
        self.taps.append(tap)
        return tap

    @property
    def last(self) -> Tap | None:
        """The latest touch that is not forgotten."""
        return self.taps[-1] if self.taps else None

    def forget_before(self, time_s: float) -> None:
        """Touches from before a time in seconds are another rep's."""
        self.taps = [tap for tap in self.taps if tap.time_s >= time_s]

    def forget(self) -> None:
        """The wall has moved: gaps from before say nothing."""
        self.touching = False
        self._trail.clear()

    def _go_on(self, time_s: float, gap_m: float) -> None:
        if not self.taps:
            return
        last = self.taps[-1]
        dwell = time_s - last.time_s if gap_m <= self.contact_m else last.dwell_s
        self.taps[-1] = replace(last, depth_m=max(last.depth_m, -gap_m), dwell_s=dwell)

    def _approach(self) -> float | None:
        """Metres a second at which the gap closed, by a straight line through the last moments."""
        if len(self._trail) < 3:
            return None
        times, gaps = np.array(self._trail).T
        return float(-np.polyfit(times - times[-1], gaps, 1)[0])


def _crossing(before: tuple[float, float] | None, time_s: float, gap_m: float, contact_m: float) -> float:
    """When the gap was `contact_m` between the frame before and this one, by a straight line."""
    if before is None or before[1] <= contact_m:
        return time_s
    earlier_s, earlier_m = before
    return earlier_s + (time_s - earlier_s) * (earlier_m - contact_m) / (earlier_m - gap_m)


def retimed(tap: Tap, times: Array, gaps: Array, contact_m: float = 0.0) -> Tap:
    """The tap at the time a cubic through the gaps around it says: one frame's error moves a slow touch by two.

    Args:
        tap: as it was noticed.
        times: (n,) seconds, of the frames before and after it.
        gaps: (n,) metres, NaN = not measured.
        contact_m: the gap at which the surface is at the wall.
    """
    near = np.isfinite(gaps) & (np.abs(times - tap.time_s) <= AROUND_S)
    if near.sum() < FEWEST_AROUND:
        return tap
    since = times[near] - tap.time_s
    curve = np.poly1d(np.polyfit(since, gaps[near] - contact_m, 3))
    real = curve.r.real[np.abs(curve.r.imag) < 1e-9]
    close = real[(np.abs(real) <= FARTHEST_OFF_S) & (curve.deriv()(real) < 0.0)]
    if len(close) == 0:
        return tap
    return replace(tap, time_s=float(tap.time_s + close[np.argmin(np.abs(close))]))

"""Touches of the wall: contact of the glute surface, with hysteresis."""

from __future__ import annotations

from dataclasses import dataclass, field

from depthhinge.drills.rep import Tap
from depthhinge.settings import WallTapSettings


@dataclass
class TapDetector:
    """`update` once a frame with the gap; `taps` are those since the last `clear`."""

    settings: WallTapSettings
    touching: bool = False
    taps: list[Tap] = field(default_factory=list)
    _before: tuple[float, float] | None = None

    def update(self, time_s: float, gap_m: float | None) -> Tap | None:
        """The touch, in the frame in which it began; None where the gap was not measured, too."""
        if gap_m is None:
            return None
        before, self._before = self._before, (time_s, gap_m)
        if self.touching:
            self.touching = gap_m < self.settings.touch_release_m
            self._deepen(-gap_m)
            return None
        if gap_m > 0.0:
            return None
        self.touching = True
        tap = Tap(_crossing(before, time_s, gap_m), gap_m, max(-gap_m, 0.0))
        self.taps.append(tap)
        return tap

    def clear(self) -> None:
        """A new rep: forget its forerunners' touches."""
        self.taps.clear()

    def _deepen(self, depth_m: float) -> None:
        if self.taps and depth_m > self.taps[-1].depth_m:
            last = self.taps[-1]
            self.taps[-1] = Tap(last.time_s, last.gap_m, depth_m)


def _crossing(before: tuple[float, float] | None, time_s: float, gap_m: float) -> float:
    """When the gap was zero between the frame before and this one, by a straight line."""
    if before is None or before[1] <= 0.0:
        return time_s
    earlier_s, earlier_m = before
    return earlier_s + (time_s - earlier_s) * earlier_m / (earlier_m - gap_m)

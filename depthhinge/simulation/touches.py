"""When exactly somebody touches the virtual wall, and how far they go into it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from depthhinge.simulation.truth import TAP_RELEASE_M, TapTruth

_TIME_TOLERANCE_S = 1e-5
_FASTEST_SEAT_M_PER_S = 1.0
"""Half as fast again as the quickest ascent over the longest way."""


def touches(gap: Callable[[float], float], start: float, end: float, fps: float) -> tuple[TapTruth, ...]:
    """The touches between two times in seconds, looked for at a camera's rate.

    Args:
        gap: metres to the wall at a time, negative past it.
        start: of the looking.
        end: of the looking.
        fps: frames a second.
    """
    taps: list[TapTruth] = []
    touching = False
    index, last = int(np.ceil(start * fps)), int(end * fps)
    while index <= last:
        time = index / fps
        value = gap(time)
        if not touching and value <= 0.0:
            met = _crossing(gap, max(time - 1.0 / fps, 0.0), time)
            taps.append(TapTruth(met, value, -value))
            touching = True
        elif touching:
            taps[-1] = TapTruth(taps[-1].time_s, taps[-1].gap, max(taps[-1].depth, -value))
            touching = value < TAP_RELEASE_M
        # From this far off, the wall cannot be met before that many frames.
        index += 1 if touching else max(1, int(value / _FASTEST_SEAT_M_PER_S * fps))
    return tuple(taps)


def _crossing(gap: Callable[[float], float], before: float, after: float) -> float:
    """The time between two at which the gap changes its sign, by halving."""
    while after - before > _TIME_TOLERANCE_S:
        middle = (before + after) / 2.0
        before, after = (before, middle) if gap(middle) <= 0.0 else (middle, after)
    return (before + after) / 2.0

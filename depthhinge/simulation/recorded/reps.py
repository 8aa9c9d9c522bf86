"""The reps in a recorded movement: each time somebody leaves their standing place and comes back to it.

What kind of rep it was no recording says; whoever knows what was asked of the person in the laboratory names it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array

LEAST_M = 0.08
"""Way of the pelvis below which nothing was done: an upright stander sways by a third of that at most."""
_LEAST_SHARE = 0.4
"""Of the farthest way in the recording: what is nearer than that between reps is a step or a shift of weight."""
_BACK_SHARE = 0.2
"""Of its farthest way from standing: nearer than that the person is back. Few come back to the centimetre."""
_AT_BOTTOM_M = 0.01
_STILL_M_PER_S = 0.03
"""Slower, the pelvis has not set off yet, or has come to rest."""


@dataclass(frozen=True)
class RecordedRep:
    """Seconds."""

    start: float
    at_bottom: float
    """From here ..."""
    leaves_bottom: float
    """... to here within a centimetre of the farthest."""
    end: float
    over: float
    """The upright end that counts as the rep's lockout is over, too."""

    @property
    def bottom(self) -> float:
        """The middle of the time at the bottom."""
        return (self.at_bottom + self.leaves_bottom) / 2.0

    def phase(self, time: float) -> str:
        """What goes on at a time between start and `over`."""
        if time < self.at_bottom:
            return "descent"
        if time <= self.leaves_bottom:
            return "bottom"
        return "ascent" if time < self.end else "lockout"


def find_reps(times: Array, excursion: Array, lockout: float) -> tuple[RecordedRep, ...]:
    """Those seen whole, in order.

    Args:
        times: (n,) seconds, evenly spaced.
        excursion: (n,) metres of the pelvis from its place at standing.
        lockout: seconds that the upright end of a rep lasts at most.
    """
    reps: list[RecordedRep] = []
    spans = _away(excursion)
    for k, (first, last) in enumerate(spans):
        farthest = float(excursion[first : last + 1].max())
        near = first + np.flatnonzero(excursion[first : last + 1] > farthest - _AT_BOTTOM_M)
        start = _at_rest(times, excursion, first, -1)
        end = _at_rest(times, excursion, last, 1)
        next_start = times[-1] if k + 1 == len(spans) else times[_at_rest(times, excursion, spans[k + 1][0], -1)]
        over = max(min(times[end] + lockout, next_start), times[end])
        reps.append(RecordedRep(*(float(t) for t in (times[start], times[near[0]], times[near[-1]], times[end], over))))
    return tuple(reps)


def _away(excursion: Array) -> list[tuple[int, int]]:
    """First and last index of each time that the pelvis was away, begun and ended at standing."""
    spans: list[tuple[int, int]] = []
    for first, last in _runs(excursion > max(LEAST_M, _LEAST_SHARE * float(excursion.max()))):
        back = _BACK_SHARE * float(excursion[first : last + 1].max())
        while first > 0 and excursion[first] > back:
            first -= 1
        while last < len(excursion) - 1 and excursion[last] > back:
            last += 1
        whole = excursion[first] <= back and excursion[last] <= back
        if whole and not (spans and spans[-1][1] > first):
            spans.append((first, last))
    return spans


def _runs(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], true, [False]]).astype(np.int8)))
    return [(int(first), int(after) - 1) for first, after in edges.reshape(-1, 2)]


def _at_rest(times: Array, excursion: Array, index: int, step: int) -> int:
    """From `index` on in the direction of `step`, as long as the pelvis goes on toward standing."""
    while 0 <= index + step < len(excursion):
        speed = (excursion[index] - excursion[index + step]) / abs(times[index + step] - times[index])
        if speed < _STILL_M_PER_S:
            break
        index += step
    return index

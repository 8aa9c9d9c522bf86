"""When a movement began and ended, more exactly than the frames in which it can first be seen.

Who moves from rest to rest starts slowly: a tenth of the time passes before a hundredth of the way is covered, and that
is below the noise. But the speed of such movements is bell-shaped, and the way covered follows the minimum-jerk curve
(Flash & Hogan 1985, *J Neurosci* 5:1688); a line through the part well above the noise says where the curve began.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.geometry import Array

CLEAR_OF_REST = 0.04
"""Share of the way from which the curve is read: above the noise."""
HALF_WAY = 0.55
"""Share to which it is read: before the far end has its say."""
STALLED = 0.02
"""Share of the way that must be covered in `STALLED_S`, or the movement has paused."""
STALLED_S = 0.25
ARRIVING = 0.85
"""Share from which slowing down is arriving."""
PAUSE_SHARE = 0.3
"""Of the way to a pause, up to which the curve is read."""
FEWEST = 3
"""Readings that a line is laid through."""
LEAST_PROGRESS = 1e-6
"""Share of a movement's time: a line through readings nearer together than this has any slope."""
EARLIEST_S = 1.0
"""Seconds before the curve is clear of rest that it can have begun."""

_U = np.linspace(0.0, 1.0, 201)
_WAY = _U**3 * (10.0 + _U * (6.0 * _U - 15.0))


def onset_s(times: ArrayLike, shares: ArrayLike, until: float = HALF_WAY, clear: float = CLEAR_OF_REST) -> float:
    """When a movement began, seconds.

    Args:
        times: (n,) seconds, rising, from rest to the far end.
        shares: (n,) of the way covered, 0 at rest and 1 at the far end.
        until: share of the way to which the curve is read.
        clear: share from which it is.

    Raises:
        ValueError: no reading.
    """
    t, way = np.asarray(times, np.float64), np.asarray(shares, np.float64)
    if len(t) == 0:
        raise ValueError("a movement without a reading has no beginning")
    first = _clear_of_rest(way, clear)
    if first >= len(t):
        return float(t[-1])
    pause = _pause(t, way, first, until)
    whole = _begun_s(t, way, first, _before(pause, way, first, until))
    if pause is None:
        return whole
    # Who halts had set out for the whole way, and brakes harder than at its end: read as a movement of its own that
    # ended there, it began too early, read as the first part of the whole, too late.
    t, own = t[: pause + 1], way[: pause + 1] / way[pause]
    first = _clear_of_rest(own, clear)
    alone = _begun_s(t, own, first, _before(_pause(t, own, first, HALF_WAY), own, first, HALF_WAY))
    return (whole + alone) / 2.0


def _clear_of_rest(way: Array, clear: float) -> int:
    """Index of the first reading after the last that is at rest."""
    at_rest = np.flatnonzero(way < clear)
    return int(at_rest[-1]) + 1 if len(at_rest) else 0


def _begun_s(t: Array, way: Array, first: int, chosen: NDArray[np.int64]) -> float:
    """When a movement that is clear of rest from the reading `first` began, by the `chosen` ones, seconds."""
    if len(chosen) < FEWEST:
        return float(t[max(first - 1, 0)])
    progress = np.interp(np.clip(way[chosen], 0.0, 1.0), _WAY, _U)
    if np.ptp(progress) < LEAST_PROGRESS:
        return float(t[max(first - 1, 0)])  # It was there at once: there is no curve to read.
    slope, at_zero = np.polyfit(progress, t[chosen], 1)
    if slope <= 0.0:
        return float(t[max(first - 1, 0)])
    return float(np.clip(at_zero, t[first] - EARLIEST_S, t[first]))


def _pause(t: Array, way: Array, first: int, until: float) -> int | None:
    """Index of the reading at which the movement has stalled, if it does before the share `until`."""
    for k in range(first, len(t)):
        if way[k] > until and k - first >= FEWEST:
            return None
        earlier = np.flatnonzero((t <= t[k] - STALLED_S) & (t >= t[first]))
        if way[k] < ARRIVING and len(earlier) and way[k] - way[earlier[-1]] < STALLED:
            return k
    return None


def _before(pause: int | None, way: Array, first: int, until: float) -> NDArray[np.int64]:
    """Indices of the readings from `first` to the share `until`, or to where the movement slows down for its pause."""
    if pause is not None:
        # Slowing down for the pause is no part of the curve either.
        return np.asarray(first + np.flatnonzero(way[first:pause] <= PAUSE_SHARE * way[pause]))
    past = np.flatnonzero(way[first:] > until)
    past = past[past >= FEWEST]
    return np.arange(first, first + int(past[0]) if len(past) else len(way))

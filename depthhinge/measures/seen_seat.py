"""The seat's rearmost where the camera sees it as an outline: of someone side-on, the picture says it without a body.

The fitted surface moves smoothly and errs by the person (their clothes, their shape); the outline errs by the frame.
So the outline says how far the fitted seat is off, over a fifth of a second, and the fit how it moves meanwhile.
Measured on 29 dressed people of development, side-on, with the heels seen too: the gap's error near the wall is 7 mm
RMS so, and 12 by the surface alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import SIDES
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array, Plane
from depthhinge.measures.wall_gap import Glutes
from depthhinge.tracking.tracked_body import TrackedBody

EVERY = 6
"""One vertex in so many is looked at, 4 cm apart: what counts is only which part of the body a point is nearest to."""
BEHIND = 0.6
"""Least cosine between the way out of the outline and the way back: the rest of it runs above or below the seat."""
REACH_M = 0.08
"""How far off the fitted seat the outline may run and be the seat's."""
FARTHEST_AHEAD_M = 0.03
"""How far the outline's rearmost may lie before the fitted one, three standard deviations: a seat half hidden by an arm
has its rearmost elsewhere. One that is seen to reach farther back does reach there: cloth that hangs off a heavy person
as they fold is 5 cm behind what was fitted to them standing."""
FEWEST = 6
"""Points of an outline that make a seat: fewer are a flying pixel's."""
IN_FRONT_M = 0.003
"""Metres that an outline's rearmost lies before the seat's: stereo rounds off what curves away from the view. Measured
on the same people."""
FOLLOWS_S = 0.2
"""Seconds over which the fitted seat's error is taken from the outline: its noise is 4 mm a frame, 2 so."""


@dataclass
class SeenSeat:
    """For one person; `gap` frame by frame."""

    _seat: NDArray[np.int64]
    """Vertices of the seat."""
    _arms: NDArray[np.int64]
    """And of what may hang beside it."""
    _off: float | None = None
    """Metres by which the outline's gap is larger than the fitted one, lately."""
    _time_s: float = 0.0

    @classmethod
    def of(cls, body: Body, glutes: Glutes) -> SeenSeat:
        """Prepare a body."""
        strongest = body.strongest_segments
        parts = [SEGMENT_INDEX[f"{side}_{part}"] for side in SIDES for part in ("forearm", "hand")]
        return cls(glutes.members()[::EVERY], np.flatnonzero(np.isin(strongest, parts))[::EVERY])

    def gap(self, time_s: float, body: TrackedBody, wall: Plane, fitted: float) -> float:
        """Metres from the seat to a wall, by the outline and the fitted surface's gap together."""
        seen = self._by_outline(body, wall)
        if seen is not None and seen - fitted < FARTHEST_AHEAD_M:
            share = 1.0 if self._off is None else 1.0 - float(np.exp(-max(time_s - self._time_s, 0.0) / FOLLOWS_S))
            before = 0.0 if self._off is None else self._off
            self._off = before + share * (seen - fitted - before)
            self._time_s = time_s
        return fitted if self._off is None else fitted + self._off

    def _by_outline(self, body: TrackedBody, wall: Plane) -> float | None:
        """Metres from the rearmost of the seat's outline to a wall; None where no outline of it is seen."""
        if body.outline is None or body.posed is None:
            return None
        points, outward = body.outline
        seat = body.posed.skin(self._seat)
        low, high = seat[:, 1].min(), seat[:, 1].max()
        own = points[(outward @ wall.normal < -BEHIND) & (points[:, 1] > low) & (points[:, 1] < high)]
        if len(own) < FEWEST:
            return None
        distance = wall.distance(own)
        nearest_first = np.argsort(distance)
        rearmost = _first_of_seat(own[nearest_first], seat, body.posed.skin(self._arms))
        return None if rearmost < 0 else float(distance[nearest_first[rearmost]]) - IN_FRONT_M


@numba.njit(cache=True)
def _first_of_seat(points: Array, seat: Array, arms: Array) -> int:
    """Which of points (n, 3) is the first that is the seat's; -1 where fewer than `FEWEST` are.

    No more of them are looked at than that takes: arms that hang beside a seat have many vertices.

    Args:
        points: of the outline.
        seat: (m, 3) of the surface.
        arms: (k, 3) likewise.
    """
    first, found = -1, 0
    for p in range(len(points)):
        off = _squared_distance(points[p], seat)
        if off < REACH_M**2 and off < _squared_distance(points[p], arms):
            first = p if found == 0 else first
            found += 1
            if found == FEWEST:
                return first
    return -1


@numba.njit(cache=True)
def _squared_distance(point: Array, surface: Array) -> float:
    """m^2 from a point (3,) to the nearest of a surface's (m, 3)."""
    least = np.inf
    for vertex in surface:
        x, y, z = vertex[0] - point[0], vertex[1] - point[1], vertex[2] - point[2]
        least = min(least, x * x + y * y + z * z)
    return least

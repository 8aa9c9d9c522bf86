"""Where the seat is while somebody stands: behind it the first wall is put up."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from depthhinge.drills.moment import Moment, Phase

STANDING_S = 1.5
"""Seconds of standing before the wall that are waited for: the person's shape is learned in the first of them."""
LAST_S = 1.0
"""Seconds whose median counts: sway goes to and fro in about that time."""


@dataclass
class StandingSeat:
    """`update` frame by frame; once it says so, the seat's place is known as well as it will be."""

    _since: float | None = None
    _seats: deque[tuple[float, float]] = field(default_factory=deque)
    """Time and metres behind the heels."""

    @property
    def behind_heels_m(self) -> float | None:
        """Metres from the heels back to the seat's rearmost, standing; None where it was never measured."""
        return float(np.median([seat for _, seat in self._seats])) if self._seats else None

    def update(self, moment: Moment) -> bool:
        """Take in a frame; whether the person has stood long enough, or moves already."""
        if moment.wall is None or moment.phase is Phase.ABSENT:
            self._since = None
            return False
        if moment.phase is not Phase.SETUP:
            return True
        self._since = moment.time_s if self._since is None else self._since
        if moment.measures.wall_gap is not None:
            self._seats.append((moment.time_s, moment.wall.distance_m - moment.measures.wall_gap))
        while self._seats and self._seats[0][0] < moment.time_s - LAST_S:
            self._seats.popleft()
        return moment.time_s - self._since >= STANDING_S

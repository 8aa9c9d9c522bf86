"""A real wall behind the person, found in what of the room stands still.

Only planes that could be hinged to are looked for: upright, square to the way the person faces, from below the hips to
above them. Every turn of such a plane is tried, and for each the readings are counted by their distance behind the
heels: a wall is where most of them pile up. From the side it is seen at a grazing angle, where depth's noise runs along
the wall and its distance is known best.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from depthhinge.geometry import UP, Array, Plane, leftward, rotation_about

FARTHEST_M = 0.8
"""Behind the heels: twice what anybody can hinge to."""
ASIDE_M = 0.9
"""To either side of the heels."""
LOW_M, HIGH_M = 0.1, 2.0
"""Heights over the floor between which a wall is looked for: the floor itself is noisy up to the one."""
HIPS_LOW_M, HIPS_HIGH_M = 0.7, 1.1
"""What hips can meet reaches from below the one to above the other."""
TURNS = np.deg2rad(np.arange(-20.0, 20.1, 1.0))
"""From square to the person: beyond it the two sides of the seat would meet it 10 cm apart."""
BIN_M, WINDOW = 0.01, 5
"""Readings are counted in bins; those of a wall lie in so many of them side by side (a D435's noise at 2 m)."""
NEAR_M = 0.025
"""From the plane within which a reading is the wall's."""
FEWEST = 150
"""Readings; half of what the narrow grazing view of a wall gives side-on."""
LEAST_WIDTH_M, LEAST_HEIGHT_M = 0.3, 0.6
REFINEMENTS = 3


def wall_behind(points: Array, heels: Array, facing: Array) -> Plane | None:
    """The nearest upright plane behind somebody, its normal level and toward them; None where there is none.

    Args:
        points: (n, 3) of what stands still, room frame, metres.
        heels: (3,) midway between them, on the floor.
        facing: (3,) horizontal unit vector, the way the person faces.
    """
    offset = points - heels
    behind, aside, height = -(offset @ facing), offset @ leftward(facing), points[:, 1]
    kept = (behind > 0.0) & (behind < FARTHEST_M) & (np.abs(aside) < ASIDE_M) & (height > LOW_M) & (height < HIGH_M)
    behind, aside, height = behind[kept], aside[kept], height[kept]
    if len(behind) < FEWEST:
        return None
    turn, distance = _fullest(behind, aside)
    slope = float(np.tan(turn))
    at_heels = distance / float(np.cos(turn))
    for _ in range(REFINEMENTS):
        near = np.abs(behind - at_heels - slope * aside) < NEAR_M / np.cos(np.arctan(slope))
        if near.sum() < FEWEST:
            return None
        slope, at_heels = _line(aside[near], behind[near])
    if not _could_be_touched(aside[near], height[near]) or abs(np.arctan(slope)) > TURNS[-1]:
        return None
    normal = rotation_about(UP, float(np.arctan(slope))) @ facing
    return Plane.through(heels - at_heels * facing, normal)


def _fullest(behind: Array, aside: Array) -> tuple[float, float]:
    """The turn in radians and the distance in metres at which most readings (n,) lie."""
    edges = np.arange(0.0, FARTHEST_M + BIN_M, BIN_M)
    best = (-1, 0.0, 0.0)
    for turn in TURNS:
        away = behind * np.cos(turn) - aside * np.sin(turn)
        counts = np.convolve(np.histogram(away, edges)[0], np.ones(WINDOW, np.int64), "valid")
        k = int(np.argmax(counts))
        if counts[k] > best[0]:
            best = (int(counts[k]), float(turn), float(edges[k] + WINDOW * BIN_M / 2.0))
    return best[1], best[2]


def _line(aside: Array, behind: Array) -> tuple[float, float]:
    """Slope and height at zero of the line nearest to points (n,), in the level plane."""
    centre = np.array([aside.mean(), behind.mean()])
    spread = np.cov(np.stack([aside, behind]))
    across = np.linalg.eigh(spread)[1][:, 0]
    slope = float(-across[0] / across[1]) if across[1] != 0.0 else np.inf
    return slope, float(centre[1] - slope * centre[0])


def _could_be_touched(aside: Array, height: Array) -> bool:
    """Whether the readings (n,) of a plane spread as a wall's do, past the hips both ways."""
    left, right = np.percentile(aside, [2.0, 98.0])
    low, high = np.percentile(height, [2.0, 98.0])
    wide, tall = right - left > LEAST_WIDTH_M, high - low > LEAST_HEIGHT_M
    return bool(wide and tall and low < HIPS_LOW_M and high > HIPS_HIGH_M)


LOOK_EVERY_S = 5.0
"""From one look to the next: each takes a good part of a frame's time, and the room does not change."""
STEPPED_M = 0.05
"""Somebody who stands elsewhere has another wall behind them."""


@dataclass
class RealWall:
    """Remembers the wall found last; `look` now and then."""

    plane: Plane | None = None
    _looked_s: float = -np.inf
    _heels: Array = field(default_factory=lambda: np.full(3, np.inf))

    def due(self, time_s: float, heels: Array) -> bool:
        """Whether to look again."""
        stepped = bool(np.linalg.norm(heels - self._heels) > STEPPED_M)
        return stepped or time_s - self._looked_s >= LOOK_EVERY_S

    def look(self, time_s: float, points: Array, heels: Array, facing: Array) -> None:
        """Look for it in what stands still, as `wall_behind`."""
        self._looked_s, self._heels = time_s, heels
        self.plane = wall_behind(points, heels, facing)

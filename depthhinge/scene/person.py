"""Which of the surfaces in front of the background is the person."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array

MIN_AREA = 0.12
"""m^2 turned to the camera: a small adult bent double, feet first, still shows more."""
MAX_AREA = 1.8
"""m^2: a large adult with arms spread shows 1.2."""
SMALLEST = MIN_AREA / 20.0
"""m^2: a hand's surface; less is a speck."""
BIN, EXTENT = 0.01, 6.0
"""Metres: width of the bins in which percentiles are counted, and how far from the origin they reach."""
MIN_TOP, MAX_TOP = 0.55, 2.35
"""Metres over the floor of the highest point: bent fully over, and a tall person with an arm up."""
MAX_WIDTH = 1.9
"""Metres, level: arms spread."""
FRAGMENT_GAP = 0.25
"""Metres, level, from the person's extent within which another surface is a part of them: a hidden foot, a hand, or
the whole upper body, which bent toward the camera has no surface in common with the legs."""
SAME_SHARE = 0.5
"""A surface with more of its cells than this where the person was a frame ago is still theirs: a leg that a bent trunk
has cut off from the rest is as tall as a small person."""
FEET_HEIGHT = 0.35
"""Metres over the floor below which a surface that belongs to someone standing begins."""
SECOND_PERSON_SHARE = 0.5
"""A surface with this share of the person's area that stands on its own feet is another person."""
SECOND_PERSON_TOP = 1.2
"""Metres: a surface from the floor to over this is a whole person, not a part of one."""
SECOND_PERSON_WIDTH = 0.8
"""Metres, level: a wall behind somebody, seen along itself, is longer and no larger in the picture."""
FLAT_AREA = 0.8
"""m^2 from which flatness tells a wall, a door or a cupboard from a person."""
FLAT_SIGMAS, FLATTEST = 1.6, 0.03
"""Flat is within so many of the sensor's own errors, or metres, root mean square: a body has 4 cm and more."""
DEPTH_SHARE = 0.5
"""How much of it a distance along the line of sight counts: a camera is turned to whoever drills, and stands where the
room lets it."""
STEP = 0.6
"""Metres the person's middle can move between two frames they are seen in."""


@dataclass(frozen=True)
class Surface:
    """One connected surface: its cells' count, area and extent in the room, metres."""

    label: int
    area: float
    centre: Array
    """(3,) median point."""
    low: Array
    """(3,) 2nd percentile of x, y, z."""
    high: Array
    """(3,) 98th percentile."""
    top: float
    was_person: float = 0.0
    """Share of its cells that were the person's a frame ago."""
    flat: bool = False
    """Large, and as flat as the sensor sees a plane."""

    @property
    def could_be_a_person(self) -> bool:
        """By size and flatness alone."""
        fits = MIN_AREA < self.area < MAX_AREA and MIN_TOP < self.top < MAX_TOP and self.width < MAX_WIDTH
        return fits and not self.flat

    @property
    def width(self) -> float:
        """Metres, level, along the wider of the room's axes."""
        return float(max(self.high[0] - self.low[0], self.high[2] - self.low[2]))


def surfaces(
    labels: NDArray[np.int32],
    count: int,
    depth: NDArray[np.float32],
    rays: Array,
    room_from_camera: Array,
    cell_area: float,
    before: NDArray[np.bool_],
    noise: float,
) -> list[Surface]:
    """Describe the surfaces of `labels` (rows, columns) that are large enough to matter; largest first.

    Args:
        labels: (rows, columns), -1 = none.
        count: of labels.
        depth: (rows, columns) metres along z.
        rays: (rows, columns, 3) through the cells, z = 1.
        room_from_camera: (4, 4).
        cell_area: what a cell covers at a depth of one metre, m^2.
        before: (rows, columns) the person's cells a frame ago.
        noise: k of `rms = k z^2`, 1/metres.
    """
    areas = _areas(labels, count, depth, cell_area)
    wanted = np.flatnonzero(areas > SMALLEST)
    low, middle, high, top, shares, spread = _describe(labels, wanted, count, depth, rays, room_from_camera, before)
    found = []
    for k, label in enumerate(wanted):
        area = float(areas[label])
        flat = area > FLAT_AREA and _is_flat(spread[k], middle[k] - room_from_camera[:3, 3], noise)
        found.append(Surface(int(label), area, middle[k], low[k], high[k], float(top[k]), float(shares[k]), flat))
    return sorted(found, key=lambda s: -s.area)


def _is_flat(spread: Array, from_camera: Array, noise: float) -> bool:
    thinnest = float(np.sqrt(max(np.linalg.eigvalsh(spread)[0], 0.0)))
    return bool(thinnest < max(FLAT_SIGMAS * noise * float(from_camera @ from_camera), FLATTEST))


@numba.njit(cache=True)
def _areas(labels: NDArray[np.int32], count: int, depth: NDArray[np.float32], cell_area: float) -> Array:
    areas = np.zeros(count)
    for r in range(labels.shape[0]):
        for c in range(labels.shape[1]):
            if labels[r, c] >= 0:
                areas[labels[r, c]] += depth[r, c] * depth[r, c] * cell_area
    return areas


@numba.njit(cache=True)
def _describe(
    labels: NDArray[np.int32],
    wanted: NDArray[np.int64],
    count: int,
    depth: NDArray[np.float32],
    rays: Array,
    room_from_camera: Array,
    before: NDArray[np.bool_],
) -> tuple[Array, Array, Array, Array, Array, Array]:
    """2nd percentile, median, 98th percentile (k, 3), top (k,), share that was the person's (k,), covariance (k, 3, 3).

    Percentiles are read off histograms: as fine as is needed, and a tenth of the time of sorting.
    """
    n = len(wanted)
    slot = np.full(count, -1, np.int64)
    for k in range(n):
        slot[wanted[k]] = k
    bins = int(2.0 * EXTENT / BIN)
    histogram = np.zeros((n, 3, bins), np.int64)
    cells, own = np.zeros(n, np.int64), np.zeros(n, np.int64)
    top = np.full(n, -np.inf)
    sums, products = np.zeros((n, 3)), np.zeros((n, 3, 3))
    point = np.empty(3)
    for r in range(labels.shape[0]):
        for c in range(labels.shape[1]):
            if labels[r, c] < 0 or slot[labels[r, c]] < 0:
                continue
            k = slot[labels[r, c]]
            cells[k] += 1
            own[k] += before[r, c]
            for a in range(3):
                p = room_from_camera[a, 3]
                for b in range(3):
                    p += room_from_camera[a, b] * rays[r, c, b] * depth[r, c]
                if a == 1:
                    top[k] = max(top[k], p)
                histogram[k, a, min(max(int((p + EXTENT) / BIN), 0), bins - 1)] += 1
                point[a] = p
            for a in range(3):
                sums[k, a] += point[a]
                for b in range(3):
                    products[k, a, b] += point[a] * point[b]
    found = np.empty((3, n, 3))
    for k in range(n):
        for a in range(3):
            for q in range(3):
                target = (0.02, 0.5, 0.98)[q] * cells[k]
                passed, bin_ = 0, 0
                while passed + histogram[k, a, bin_] < target:
                    passed += histogram[k, a, bin_]
                    bin_ += 1
                found[q, k, a] = (bin_ + 0.5) * BIN - EXTENT
    spread = np.empty((n, 3, 3))
    for k in range(n):
        for a in range(3):
            for b in range(3):
                spread[k, a, b] = products[k, a, b] / cells[k] - sums[k, a] * sums[k, b] / (cells[k] * cells[k])
    return found[0], found[1], found[2], top, own / np.maximum(cells, 1), spread


def same_person(found: list[Surface], last_centre: Array) -> Surface | None:
    """Among surfaces the person whose middle was at `last_centre` (3,) a frame ago."""
    near = [s for s in found if s.could_be_a_person and _level_distance(s.centre, last_centre) < STEP]
    return min(near, key=lambda s: (_level_distance(s.centre, last_centre), s.label), default=None)


def choose_person(found: list[Surface], middle: Array, camera: Array) -> Surface | None:
    """The person among surfaces: nearest to `middle` (3,) of the drill area, at which a camera (3,) looks."""
    sight = (middle - camera)[[0, 2]] / _level_distance(middle, camera)

    def away(surface: Surface) -> float:
        offset = (surface.centre - middle)[[0, 2]]
        deep = float(offset @ sight)
        aside = float(np.linalg.norm(offset - deep * sight))
        # A larger surface is likelier a person than a chair: distance counts less for it.
        return float(np.hypot(aside, DEPTH_SHARE * deep)) - surface.area

    return min((s for s in found if s.could_be_a_person), key=lambda s: (away(s), s.label), default=None)


def fragments(found: list[Surface], person: Surface) -> list[Surface]:
    """Other surfaces that belong to the person: next to them, and not a whole person themselves."""
    return [
        s
        for s in found
        if s.label != person.label
        and (s.was_person > SAME_SHARE or not (s.flat or stands_alone(s)))
        and s.area < MAX_AREA
        and level_gap(s, person) < FRAGMENT_GAP
    ]


def second_person(found: list[Surface], person: Surface) -> bool:
    """Whether another surface looks like a whole person too."""
    return any(
        s.label != person.label
        and s.was_person <= SAME_SHARE
        and s.could_be_a_person
        and s.area > SECOND_PERSON_SHARE * person.area
        and s.width < SECOND_PERSON_WIDTH
        and stands_alone(s)
        and stands_alone(person)
        for s in found
    )


def stands_alone(surface: Surface) -> bool:
    """Whether it reaches from the floor to a whole person's height."""
    return bool(surface.low[1] < FEET_HEIGHT and surface.top > SECOND_PERSON_TOP)


def level_gap(a: Surface, b: Surface) -> float:
    """Level distance in metres between the extents of two surfaces, 0 where they overlap."""
    apart = np.maximum(np.maximum(a.low - b.high, b.low - a.high), 0.0)
    return float(np.hypot(apart[0], apart[2]))


def _level_distance(a: Array, b: Array) -> float:
    return float(np.hypot(a[0] - b[0], a[2] - b[2]))

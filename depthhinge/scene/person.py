"""Which of the surfaces in front of the background is the person."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array

MIN_AREA = 0.12
"""m^2 turned to the camera: a small adult bent double, feet first, still shows more."""
MAX_AREA = 1.8
"""m^2: a large adult with arms spread shows 1.2."""
MIN_TOP, MAX_TOP = 0.55, 2.35
"""Metres over the floor of the highest point: bent fully over, and a tall person with an arm up."""
MAX_WIDTH = 1.9
"""Metres, level: arms spread."""
FRAGMENT_GAP = 0.25
"""Metres, level, from the person's extent within which another surface is a part of them: a hidden foot, a hand, or
the whole upper body, which bent toward the camera has no surface in common with the legs."""
FEET_HEIGHT = 0.35
"""Metres over the floor below which a surface that belongs to someone standing begins."""
SECOND_PERSON_SHARE = 0.5
"""A surface with this share of the person's area that stands on its own feet is another person."""
SECOND_PERSON_TOP = 1.2
"""Metres: a surface from the floor to over this is a whole person, not a part of one."""
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

    @property
    def could_be_a_person(self) -> bool:
        """By size alone."""
        width = max(self.high[0] - self.low[0], self.high[2] - self.low[2])
        return MIN_AREA < self.area < MAX_AREA and MIN_TOP < self.top < MAX_TOP and bool(width < MAX_WIDTH)


def surfaces(labels: NDArray[np.int32], count: int, points: Array, cell_area: NDArray[np.float32]) -> list[Surface]:
    """Describe the surfaces of `labels` (rows, columns) that are large enough to matter; largest first.

    `points` (rows, columns, 3) are in the room; `cell_area` (rows, columns) is what a cell covers at its depth, m^2.
    """
    flat = labels.ravel()
    member = np.flatnonzero(flat >= 0)
    area = np.bincount(flat[member], weights=cell_area.ravel()[member], minlength=count)
    order = member[np.argsort(flat[member], kind="stable")]
    ends = np.cumsum(np.bincount(flat[member], minlength=count))
    found = []
    smallest = MIN_AREA / 20.0
    for label in np.flatnonzero(area > smallest):
        cells = order[ends[label - 1] if label else 0 : ends[label]]
        p = points.reshape(-1, 3)[cells]
        low, high = np.percentile(p, [2, 98], axis=0)
        found.append(Surface(int(label), float(area[label]), np.median(p, axis=0), low, high, float(p[:, 1].max())))
    return sorted(found, key=lambda s: -s.area)


def choose_person(found: list[Surface], middle: Array, last_centre: Array | None) -> Surface | None:
    """The person among surfaces: nearest to where they last were, else to `middle` (3,) of the drill area."""
    people = [s for s in found if s.could_be_a_person]
    if last_centre is not None:
        near = [s for s in people if _level_distance(s.centre, last_centre) < STEP]
        if near:
            return min(near, key=lambda s: (_level_distance(s.centre, last_centre), s.label))
    # A larger surface is likelier a person than a chair: distance counts less for it.
    return min(people, key=lambda s: (_level_distance(s.centre, middle) - s.area, s.label), default=None)


def fragments(found: list[Surface], person: Surface) -> list[Surface]:
    """Other surfaces that belong to the person: next to them, and not a whole person themselves."""
    return [
        s
        for s in found
        if s.label != person.label and not _stands_alone(s) and s.area < MAX_AREA and _gap(s, person) < FRAGMENT_GAP
    ]


def second_person(found: list[Surface], person: Surface) -> bool:
    """Whether another surface looks like a whole person too."""
    return any(
        s.label != person.label
        and s.could_be_a_person
        and s.area > SECOND_PERSON_SHARE * person.area
        and _stands_alone(s)
        and _stands_alone(person)
        for s in found
    )


def _stands_alone(surface: Surface) -> bool:
    return bool(surface.low[1] < FEET_HEIGHT and surface.top > SECOND_PERSON_TOP)


def _gap(a: Surface, b: Surface) -> float:
    """Level distance in metres between the extents of two surfaces, 0 where they overlap."""
    apart = np.maximum(np.maximum(a.low - b.high, b.low - a.high), 0.0)
    return float(np.hypot(apart[0], apart[2]))


def _level_distance(a: Array, b: Array) -> float:
    return float(np.hypot(a[0] - b[0], a[2] - b[2]))

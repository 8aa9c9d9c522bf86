"""A real rod held along the back: found in the person's own outline, and taken out of it before the fit sees it.

A rod is the only thing about a person that is thin, straight and sticks out beyond the head. It is first found as they
stand, over the head and near the vertical, and then followed, for bent over it lies as an arm could.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numba
import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from depthhinge.geometry import Array
from depthhinge.scene.scene import PersonView

THICK_CELLS = 4
"""A square of so many cells fits into every limb and into no rod: an inch is two or three, with its widened edges."""
ON_LINE_CELLS = 1.6
"""From the line within which a cell is the rod's: half its width."""
WIDEST_CELLS = 2.8
"""That much of it where it sticks out, its wild edges included."""
FREE_CELLS = 4.0
"""To either side of a rod that sticks out there is nothing of the person."""
FEWEST_FREE = 12
"""Cells that stick out: five rows of a rod."""
FIRST_TILT = np.deg2rad(35.0)
"""From the room's vertical, of a rod along the back of who stands."""
TURN = np.deg2rad(12.0)
"""From one frame to the next: a fast hinge at 15 frames a second."""
TRIED = 48
"""Cells from whose pairs lines are tried, taken evenly."""
SHORTEST_PAIR = 6.0
"""Cells between two that say a direction."""
REFINEMENTS = 3


@dataclass(frozen=True)
class RodLine:
    """A line in the picture of the scene's cells, as (row, column)."""

    point: Array
    """(2,) on it, in the middle of what was seen of it."""
    direction: Array
    """(2,) unit vector, toward the head: up in the picture as the person stands."""
    low: float
    """Along it from `point` to the lowest cell that was seen of it, negative."""
    high: float
    """To the highest."""

    def away(self, cells: Array) -> Array:
        """(n,) signed distance of cells (n, 2), positive to the right of who looks toward the head."""
        offset = cells - self.point
        return np.asarray(offset @ np.array([-self.direction[1], self.direction[0]]))

    def along(self, cells: Array) -> Array:
        """(n,) from `point` toward the head."""
        return np.asarray((cells - self.point) @ self.direction)


class RodFinder:
    """Follows a rod from frame to frame."""

    def __init__(self) -> None:
        self.line: RodLine | None = None
        """Where it was seen last; None until it was."""

    def update(self, view: PersonView) -> RodLine | None:
        """The rod in this frame; None where none is seen."""
        if self.line is None:
            found = _find(view.mask, view.up, FIRST_TILT)
        else:
            found = _find(view.mask, self.line.direction, TURN)
        self.line = found or self.line
        return found


def without_rod(view: PersonView, line: RodLine) -> PersonView:
    """The view without the rod's cells, of which it is not known whether the person is behind them."""
    cells = np.argwhere(view.mask).astype(np.float64)
    away, along = np.abs(line.away(cells)), line.along(cells)
    right = _is_person(view.mask, cells, line, FREE_CELLS)
    left = _is_person(view.mask, cells, line, -FREE_CELLS)
    # Across the body the rod hides what it lies on, and a cut there would look like an outline.
    width = np.where(right & left, 0.0, np.where(right | left, ON_LINE_CELLS, WIDEST_CELLS))
    # Against the back it is as broad as its widened edge, and nothing tells where it ends but that it reaches the hips.
    lowest = min(line.low, float(along.min() + along.max()) / 2.0)
    taken = cells[(away <= width) & (along >= lowest - 1.0) & (along <= line.high + 1.0)].astype(np.int64)
    mask, known = view.mask.copy(), view.known.copy()
    mask[taken[:, 0], taken[:, 1]] = False
    known[taken[:, 0], taken[:, 1]] = False
    kept = mask.ravel()[view.cells]
    return replace(view, mask=mask, known=known, cells=view.cells[kept], points=view.points[kept])


def _find(mask: NDArray[np.bool_], along: Array, turn: float) -> RodLine | None:
    """The rod in a mask that lies within `turn` radians of a direction (2,), toward the head."""
    rows, columns = np.nonzero(mask)
    if len(rows) == 0:
        return None
    corner = np.array([rows.min(), columns.min()])
    own = np.pad(mask[corner[0] : rows.max() + 1, corner[1] : columns.max() + 1], THICK_CELLS)
    # Minimum and maximum of squares take half the time of a binary opening, and are the same.
    thick = ndimage.grey_opening(own.view(np.uint8), (THICK_CELLS, THICK_CELLS)).view(bool)
    thin = (np.argwhere(own & ~thick) + (corner - THICK_CELLS)).astype(np.float64)
    # Of who walks out of the picture only a sliver may be left.
    if len(thin) < FEWEST_FREE or not thick.any():
        return None
    line = _fullest(thin, along, turn)
    if line is None:
        return None
    for _ in range(REFINEMENTS):
        near = thin[np.abs(line.away(thin)) <= ON_LINE_CELLS]
        line = _through(near, line.direction)
    free = ~_is_person(mask, near, line, FREE_CELLS) & ~_is_person(mask, near, line, -FREE_CELLS)
    if free.sum() < FEWEST_FREE or not _sticks_out(thick, corner, near[free], line):
        return None
    return line


def _fullest(thin: Array, along: Array, turn: float) -> RodLine | None:
    """The line on which most of the thin cells (n, 2) lie, among those a rod could have."""
    some = thin[:: max(1, len(thin) // TRIED)]
    first, second = _best_pair(some, thin.T.copy(), along, np.cos(turn))
    if first < 0:
        return None
    apart = some[first] - some[second]
    pair = RodLine(some[first], apart / np.linalg.norm(apart), 0.0, 0.0)
    return _through(thin[np.abs(pair.away(thin)) <= ON_LINE_CELLS], along)


@numba.njit(cache=True)
def _best_pair(some: Array, thin: Array, along: Array, smallest_cosine: float) -> tuple[int, int]:
    """Which two of `some` (m, 2) have most of the thin cells (2, n) on the line through them; -1, -1 where none may.

    Args:
        some: cells that lines are tried through.
        thin: all of them, rows first.
        along: (2,) unit vector that the line lies near.
        smallest_cosine: of the angle between them.
    """
    best, first, second = 0, -1, -1
    for i in range(len(some)):
        for j in range(i + 1, len(some)):
            down, right = some[i, 0] - some[j, 0], some[i, 1] - some[j, 1]
            length = np.sqrt(down * down + right * right)
            if length < SHORTEST_PAIR or abs(down * along[0] + right * along[1]) < smallest_cosine * length:
                continue
            on_line = 0
            for k in range(thin.shape[1]):
                away = (thin[0, k] - some[i, 0]) * right - (thin[1, k] - some[i, 1]) * down
                on_line += abs(away) <= ON_LINE_CELLS * length
            if on_line > best:
                best, first, second = on_line, i, j
    return first, second


def _through(cells: Array, toward: Array) -> RodLine:
    """The line nearest to cells (n, 2), its direction the one nearer to `toward` (2,)."""
    middle = cells.mean(axis=0)
    direction = np.linalg.eigh((cells - middle).T @ (cells - middle))[1][:, 1]
    direction = direction if direction @ toward >= 0.0 else -direction
    along = (cells - middle) @ direction
    return RodLine(middle, direction, float(along.min()), float(along.max()))


def _is_person(mask: NDArray[np.bool_], cells: Array, line: RodLine, aside: float) -> NDArray[np.bool_]:
    """(n,) whether the mask is set so many cells aside of cells (n, 2), square to the line."""
    across = np.array([line.direction[1], -line.direction[0]])
    there = np.rint(cells + aside * across).astype(np.int64)
    inside = ((there >= 0) & (there < mask.shape)).all(axis=1)
    found = np.zeros(len(cells), bool)
    found[inside] = mask[there[inside, 0], there[inside, 1]]
    return found


def _sticks_out(thick: NDArray[np.bool_], corner: NDArray[np.int64], free: Array, line: RodLine) -> bool:
    """Whether what is free of the rod lies beyond all else of the person, along it."""
    body = (np.argwhere(thick) + (corner - THICK_CELLS)).astype(np.float64)
    return bool((line.along(free) > np.percentile(line.along(body), 99.0)).sum() >= FEWEST_FREE)

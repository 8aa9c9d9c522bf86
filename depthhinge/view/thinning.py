"""Which of a person's points are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 24_000
"""Drawn at most: software OpenGL draws this many at about 100 pictures a second, and more are not told apart."""


def chosen(count: int) -> NDArray[np.intp]:
    """Which of `count` points to draw: all, or `MOST_POINTS` of them spread evenly over their order."""
    if count <= MOST_POINTS:
        return np.arange(count, dtype=np.intp)
    return np.arange(MOST_POINTS, dtype=np.intp) * count // MOST_POINTS

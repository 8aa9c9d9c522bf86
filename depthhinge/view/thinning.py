"""Which of a person's points are drawn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 24_000
"""Drawn at most: about what an 848x480 depth camera has of a person; more are not told apart."""

MOST_POINTS_QUICK = 9_000
"""Without a graphics card each point costs about a microsecond: fewer and larger ones in a window that must move."""


def chosen(count: int, most: int = MOST_POINTS) -> NDArray[np.intp]:
    """Which of `count` points to draw: all, or `most` of them spread evenly over their order."""
    if count <= most:
        return np.arange(count, dtype=np.intp)
    return np.arange(most, dtype=np.intp) * count // most

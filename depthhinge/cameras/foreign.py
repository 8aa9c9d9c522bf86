"""What is taken for granted of recordings that other programs wrote, whatever their format."""

from __future__ import annotations

import numpy as np

from depthhinge.geometry import Array

MAX_SIDE_PX = 8192
"""Far beyond any depth camera; it bounds what one picture may take in memory."""
RIGID_TOLERANCE = 1e-3
"""Transforms are often stored in single precision or written with a few decimals."""
_FPS_OF_ONE_FRAME = 30.0
"""A single frame has no rate; the usual one is as good as any."""


def frames_per_second(time_s: Array) -> float:
    """The rate of frames at rising times (n,) in seconds."""
    return 1.0 / float(np.median(np.diff(time_s))) if len(time_s) > 1 else _FPS_OF_ONE_FRAME

"""PLY: the person's points, one file a frame, for any program that shows point clouds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.errors import SessionError
from depthhinge.sessions.folders import NewFolder


def ply_bytes(points: ArrayLike, time_s: float) -> bytes:
    """Points (n, 3) in metres as a binary little-endian PLY of float32 vertices."""
    vertices = np.ascontiguousarray(points, "<f4").reshape(-1, 3)
    header = (
        "ply\n"
        "format binary_little_endian 1.0\n"
        f"comment time_s {time_s:.6f}\n"
        "comment room frame: metres, y up against gravity, origin on the floor below the camera\n"
        f"element vertex {len(vertices)}\n"
        "property float x\nproperty float y\nproperty float z\n"
        "end_header\n"
    )
    return header.encode("ascii") + vertices.tobytes()


def export_ply(frames: Iterable[tuple[int, float, ArrayLike]], out: Path) -> int:
    """Write `frame_000000.ply`, ... into the new folder `out`, which appears only when it is whole.

    Args:
        frames: (index, time_s, points (n, 3) in the room frame, metres) of each frame.
        out: a folder that does not exist yet, or is empty.

    Returns:
        How many files were written.

    Raises:
        UsageError: `out` exists already or cannot be written.
        SessionError: the disk refuses, or is full.
    """
    folder = NewFolder(out)
    count = 0
    try:
        for index, time_s, points in frames:
            (folder.path / f"frame_{index:06d}.ply").write_bytes(ply_bytes(points, time_s))
            count += 1
    except OSError as problem:
        folder.discard()
        raise SessionError(f"cannot write to {out}: {problem.strerror or problem}") from problem
    except BaseException:
        folder.discard()
        raise
    folder.keep()
    return count

"""Force plates that were recorded with the markers (OpenSim's `.mot`): where the ground pushed back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import Array

_LEAST_FORCE_N = 20.0
"""A plate with less on it says nothing of where."""


@dataclass(frozen=True)
class GroundForce:
    """All plates together, in the markers' frame."""

    time_s: Array
    """(n_frames,)."""
    pressure: Array
    """(n_frames, n_plates, 3) centre of pressure of each plate, metres; NaN where nobody stands on it."""
    lift: Array
    """(n_frames, n_plates) vertical force, newtons."""

    def centre(self) -> Array:
        """(n_frames, 3) of all plates; NaN where nobody stands on any."""
        weights = np.where(self.lift > _LEAST_FORCE_N, self.lift, 0.0)
        total = weights.sum(axis=1)
        points = np.where(weights[:, :, None] > 0.0, self.pressure, 0.0)
        with np.errstate(invalid="ignore"):
            return np.asarray(
                (weights[:, :, None] * points).sum(axis=1) / np.where(total > 0.0, total, np.nan)[:, None]
            )


def read_force_plates(path: Path) -> GroundForce:
    """Read a `.mot` file with columns `ground_force_1_vy`, `ground_force_1_px`, ...

    Raises:
        UsageError: it cannot be read or has no such columns.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror or problem}") from problem
    ends = [number for number, line in enumerate(lines) if line.strip() == "endheader"]
    if not ends or ends[0] + 2 > len(lines):
        raise UsageError(f"{path} is not a force file: it has no endheader")
    columns = lines[ends[0] + 1].split()
    plates = [n for n in range(1, len(columns)) if f"ground_force_{n}_vy" in columns]
    if not plates or columns[0] != "time":
        raise UsageError(f"{path} has no columns time and ground_force_1_vy")
    try:
        table = np.array([[float(word) for word in line.split()] for line in lines[ends[0] + 2 :] if line.strip()])
    except ValueError as problem:
        raise UsageError(f"{path}: {problem}") from problem
    if table.ndim != 2 or table.shape[1] != len(columns):
        raise UsageError(f"{path}: its rows do not have {len(columns)} numbers each")

    def column(name: str) -> Array:
        return np.asarray(table[:, columns.index(name)])

    lift = np.stack([column(f"ground_force_{n}_vy") for n in plates], axis=1)
    points = np.stack(
        [np.stack([column(f"ground_force_{n}_p{axis}") for axis in "xyz"], axis=1) for n in plates], axis=1
    )
    return GroundForce(table[:, 0], np.where((lift > _LEAST_FORCE_N)[:, :, None], points, np.nan), lift)

"""Marker files of motion laboratories (`.trc`, as OpenSim and Vicon write them)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import Array

_UNITS_M = {"m": 1.0, "cm": 0.01, "mm": 0.001}
_HEADER_LINES = 5
_FEWEST_FRAMES = 2


@dataclass(frozen=True)
class Markers:
    """Points followed through time, in a frame whose y is up."""

    names: tuple[str, ...]
    time_s: Array
    """(n_frames,)."""
    points: Array
    """(n_frames, n_markers, 3) metres; NaN where a marker was not seen."""

    def of(self, name: str) -> Array:
        """The track (n_frames, 3) of one marker."""
        return np.asarray(self.points[:, self.names.index(name)])

    def every(self, step: int) -> Markers:
        """Only every `step`-th frame."""
        return Markers(self.names, self.time_s[::step], self.points[::step])


def read_trc(path: Path) -> Markers:
    """Read a `.trc` file.

    Raises:
        UsageError: it cannot be read, or is not such a file; with the line where it goes wrong.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror or problem}") from problem
    if len(lines) <= _HEADER_LINES or not lines[0].startswith("PathFileType"):
        raise UsageError(f"{path} is not a marker file: it does not begin with PathFileType")
    header = dict(zip(lines[1].split(), lines[2].split(), strict=False))
    unit = header.get("Units", "")
    if unit not in _UNITS_M:
        raise UsageError(f"{path}: the unit is {unit!r}, not one of {', '.join(_UNITS_M)}")
    names = tuple(word.strip() for word in lines[3].split("\t")[2:] if word.strip())
    if not names or len(set(names)) < len(names):
        raise UsageError(f"{path}: line 4 does not name markers, each once")
    rows = []
    for number, line in enumerate(lines[_HEADER_LINES:], _HEADER_LINES + 1):
        if line.strip():
            rows.append(_row(line, 3 * len(names), f"{path}, line {number}"))
    if len(rows) < _FEWEST_FRAMES:
        raise UsageError(f"{path} has {len(rows)} frames")
    table = np.array(rows)
    if np.any(np.diff(table[:, 0]) <= 0.0):
        raise UsageError(f"{path}: the times do not go forward")
    points = table[:, 1:].reshape(len(table), len(names), 3) * _UNITS_M[unit]
    # A marker that was lost is written as empty or as the origin.
    points[np.all(points == 0.0, axis=2)] = np.nan
    return Markers(names, table[:, 0], points)


def _row(line: str, n_values: int, where: str) -> list[float]:
    words = line.rstrip("\r\n").split("\t")[1:]
    words = (words + [""] * (n_values + 1))[: n_values + 1]
    try:
        return [float(word) if word.strip() else np.nan for word in words]
    except ValueError as problem:
        raise UsageError(f"{where}: not a number: {problem}") from problem

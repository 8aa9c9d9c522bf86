"""C3D: joints, angles and events, for the gait laboratory's programs (Vicon, Qualisys, Visual3D, Mokka).

The layout is that of c3d.org's user guide, written by ezc3d; angles are points that `POINT:ANGLES` lists, as Vicon has
them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from depthhinge.body.joints import JOINTS
from depthhinge.errors import SessionError
from depthhinge.geometry import Array
from depthhinge.lengths import MM_PER_M
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import Format, Progress, missing_library

_SECONDS_PER_MINUTE = 60.0
LAB_FROM_ROOM = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, -1.0], [0.0, 1.0, 0.0]])
"""z up, as laboratories have it: x stays, y leads away from the camera."""
MOST_FRAMES = 65535
"""A C3D counts its frames in 16 bits."""
_INVALID, _CALCULATED = -1.0, 0.0
"""Residuals that the format gives a meaning: no such point, and a point that was not measured but calculated."""


def angle_columns(excerpt: Excerpt) -> dict[str, str]:
    """Name of each angle in the file, and its column."""
    return {name.removesuffix("_deg"): name for name in excerpt.table.column_names if name.endswith("_deg")}


def slots(times: Array, rate: float) -> np.ndarray:
    """(n,) frame numbers from 0 of times at an even rate; the first of two that fall together keeps its place."""
    return np.asarray(np.round(times * rate), np.int64)


def _write(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    try:
        import ezc3d
    except ImportError as problem:
        raise missing_library("ezc3d", "c3d", problem) from problem
    rate = excerpt.frames_per_s
    numbers, rows = np.unique(slots(excerpt.time_s, rate), return_index=True)
    first, count = int(numbers[0]), int(numbers[-1] - numbers[0]) + 1
    if int(numbers[-1]) >= MOST_FRAMES:
        raise SessionError(
            f"{excerpt.session.folder}: a C3D ends at frame {MOST_FRAMES}, which is {MOST_FRAMES / rate:.0f} s here; "
            "export an earlier rep or range"
        )
    file = ezc3d.c3d()
    angles = angle_columns(excerpt)
    points = np.full((4, len(JOINTS) + len(angles), count), np.nan)
    residuals = np.full((1, *points.shape[1:]), _INVALID)
    place = numbers - first
    joints_mm = MM_PER_M * excerpt.joints[rows] @ LAB_FROM_ROOM.T
    known = np.isfinite(joints_mm).all(axis=2) & excerpt.tracked[rows][:, None]
    points[:3, : len(JOINTS), place] = np.where(known[..., None], joints_mm, np.nan).transpose(2, 1, 0)
    measured = np.where(excerpt.seen[rows], excerpt.column("fit_residual_mm")[rows][:, None], _CALCULATED)
    residuals[0, : len(JOINTS), place] = np.where(known, measured, _INVALID)
    for number, column in enumerate(angles.values(), len(JOINTS)):
        values = excerpt.column(column)[rows]
        points[0, number, place] = values
        points[1:3, number, place] = np.where(np.isfinite(values), 0.0, np.nan)
        residuals[0, number, place] = np.where(np.isfinite(values), _CALCULATED, _INVALID)
    file["data"]["points"] = points
    file["data"]["meta_points"]["residuals"] = residuals
    file["header"]["points"]["first_frame"] = first
    _describe(file, excerpt, rate, tuple(angles))
    file.write(str(path))


def _describe(file: Any, excerpt: Excerpt, rate: float, angles: tuple[str, ...]) -> None:
    point = file["parameters"]["POINT"]
    point["RATE"]["value"] = [rate]
    point["UNITS"]["value"] = ["mm"]
    point["LABELS"]["value"] = [*JOINTS, *angles]
    file.add_parameter("POINT", "ANGLES", list(angles))
    file.add_parameter("POINT", "ANGLE_UNITS", ["deg"])
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Z"])
    file.add_parameter("MANUFACTURER", "SOFTWARE", ["depthhinge"])
    events = excerpt.events
    file.add_parameter("EVENT", "USED", [len(events)])
    if events:
        minutes, seconds = np.divmod([event.time_s for event in events], _SECONDS_PER_MINUTE)
        file.add_parameter("EVENT", "CONTEXTS", ["General"] * len(events))
        file.add_parameter("EVENT", "LABELS", [event.kind.value for event in events])
        file.add_parameter("EVENT", "DESCRIPTIONS", [event.text for event in events])
        file.add_parameter("EVENT", "TIMES", np.stack([minutes, seconds]))


C3D = Format(
    "c3d",
    False,
    "every joint as a point, with the fit's residual where it was seen, 0 where it was calculated and none where the "
    "body was not tracked; every angle as a point listed in POINT:ANGLES, its value in x; every event (rep start, "
    "bottom, tap, fault, rep end, cue) in EVENT, times as minutes and seconds since the session's first frame",
    "millimetres and degrees; z up, x to the camera's right, y away from the camera, origin on the floor below the "
    "camera: (x, y, z) of frames.parquet is (x, -z, y) here; frame number = time times POINT:RATE, counted from the "
    "session's first frame as 0 (1 in programs that count from 1)",
    "the points, the wall, timestamps between whole frames (a frame that is missing is empty), and lengths that are "
    "neither joint nor angle (wall gap, balance); single precision, residuals to the whole millimetre",
    _write,
)

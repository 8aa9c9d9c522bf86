"""The C3D, as ezc3d reads it: joints, angles and events of the session, within rounding."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from depthhinge.body.joints import JOINTS
from depthhinge.errors import MissingLibraryError, SessionError
from depthhinge.sessions.export.excerpt import Excerpt, choose
from depthhinge.sessions.export.export import export_to
from depthhinge.sessions.export.format import Progress
from depthhinge.sessions.export.formats import FORMATS
from depthhinge.sessions.session import Session

ezc3d = pytest.importorskip("ezc3d", reason="ezc3d is not installed here")

SINGLE_PRECISION = 2.0**-23
"""Relative: a C3D holds single precision."""


def read(excerpt: Excerpt, folder: Path) -> Any:
    export_to(excerpt, FORMATS["c3d"], folder / "a.c3d", Progress())
    return ezc3d.c3d(str(folder / "a.c3d"))


def placed(excerpt: Excerpt) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the excerpt that are in the file, and the frames of the file they are at: timestamps jitter."""
    numbers = np.round(excerpt.time_s * excerpt.frames_per_s).astype(int)
    rows = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 1) > 0)
    return rows, numbers[rows] - numbers[0]


def value(file: Any, group: str, name: str) -> Any:
    return file["parameters"][group][name]["value"]


def with_column(excerpt: Excerpt, name: str, values: list[Any]) -> Excerpt:
    """The excerpt with another column in place of its own."""
    table = excerpt.table
    column = table.schema.get_field_index(name)
    return replace(excerpt, table=table.set_column(column, table.schema.field(column), [values]))


def test_the_joints_are_those_of_the_frames_in_millimetres_with_z_up(session: Session, tmp_path: Path) -> None:
    excerpt = choose(session)
    file = read(excerpt, tmp_path)
    assert value(file, "POINT", "UNITS") == ["mm"]
    assert value(file, "POINT", "RATE")[0] == excerpt.frames_per_s
    assert (value(file, "POINT", "X_SCREEN"), value(file, "POINT", "Y_SCREEN")) == (["+X"], ["+Z"])
    labels = value(file, "POINT", "LABELS")
    assert labels[: len(JOINTS)] == list(JOINTS)
    rows, places = placed(excerpt)
    assert len(rows) > 0.95 * len(excerpt)
    x, y, z = (1000.0 * excerpt.joints[rows][:, :, axis].T for axis in range(3))
    assert np.isfinite(x).any()
    for axis, wanted in enumerate((x, -z, y)):
        found = file["data"]["points"][axis, : len(JOINTS), places].T
        known = np.where(excerpt.tracked[rows], wanted, np.nan)
        assert np.allclose(found, known, rtol=SINGLE_PRECISION, equal_nan=True)


def test_residuals_tell_seen_from_calculated(session: Session, tmp_path: Path) -> None:
    excerpt = choose(session)
    rows, places = placed(excerpt)
    residuals = read(excerpt, tmp_path)["data"]["meta_points"]["residuals"][0, : len(JOINTS), places]
    seen = excerpt.seen[rows]
    tracked = excerpt.tracked[rows][:, None] & np.ones_like(seen)
    assert (residuals[seen & tracked] > 0.0).all()
    assert (residuals[~seen & tracked] == 0.0).all()
    assert (seen & tracked).any()
    assert (~seen & tracked).any()


def test_every_angle_is_listed_and_the_same(hinge: Excerpt, tmp_path: Path) -> None:
    file = read(hinge, tmp_path)
    labels = value(file, "POINT", "LABELS")
    angles = value(file, "POINT", "ANGLES")
    assert "knee_flexion_left" in angles
    assert value(file, "POINT", "ANGLE_UNITS") == ["deg"]
    for angle in angles:
        rows, places = placed(hinge)
        found = file["data"]["points"][0, labels.index(angle), places]
        assert np.allclose(found, hinge.column(f"{angle}_deg")[rows], rtol=SINGLE_PRECISION, equal_nan=True)


def test_events_and_frames_keep_the_session_s_time(hinge: Excerpt, tmp_path: Path) -> None:
    file = read(hinge, tmp_path)
    assert file["header"]["points"]["first_frame"] == round(hinge.time_s[0] * hinge.frames_per_s)
    assert value(file, "EVENT", "USED")[0] == len(hinge.events) > 0
    assert value(file, "EVENT", "LABELS") == [event.kind.value for event in hinge.events]
    minutes, seconds = value(file, "EVENT", "TIMES")
    assert np.allclose(60.0 * minutes + seconds, [event.time_s for event in hinge.events], atol=1e-5)


def test_a_frame_that_was_dropped_is_an_empty_one(few: Excerpt, tmp_path: Path) -> None:
    late = with_column(few, "time_s", [slot / few.frames_per_s for slot in (100, 101, 103, 104, 105)])
    points = read(late, tmp_path)["data"]["points"][0, 0]
    assert np.isnan(points).tolist() == [slot == 2 for slot in range(6)]


def test_a_frame_without_the_body_is_empty(few: Excerpt, tmp_path: Path) -> None:
    even = with_column(few, "time_s", [slot / few.frames_per_s for slot in range(100, 100 + len(few))])
    guessed = with_column(even, "tracked", [row != 1 for row in range(len(few))])
    points = read(guessed, tmp_path)["data"]["points"][:3, : len(JOINTS)]
    assert np.isnan(points).all(axis=(0, 1)).tolist() == [row == 1 for row in range(len(few))]


def test_more_frames_than_the_format_counts_are_refused(few: Excerpt, tmp_path: Path) -> None:
    late = with_column(few, "time_s", (few.time_s + 5000.0).tolist())
    with pytest.raises(SessionError, match="65535"):
        read(late, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_without_the_library_one_line_says_what_to_install(
    few: Excerpt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(MissingLibraryError, match=r"pip install 'depthhinge\[formats\]'"):
        export_to(few, FORMATS["c3d"], tmp_path / "a.c3d", Progress())
    assert list(tmp_path.iterdir()) == []

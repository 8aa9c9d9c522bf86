"""Profiles: whole or not there, for their owner's eyes alone."""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from depthhinge.body.model import BodyModel
from depthhinge.clinic.profile import Profile, WallFinding
from depthhinge.clinic.profile_files import profile_path, read_profile, write_profile
from depthhinge.clinic.wall_protocol import Climb, Limit, WallResult
from depthhinge.errors import SessionError, UsageError
from depthhinge.tracking.shape_estimate import ShapeEstimate, ShapeMeasurement, lengths_of
from depthhinge.tracking.shape_fit import shape_of_stature

FOUND = WallResult(0.1778, Limit.BACK, (Climb(0.1778, Limit.BACK), Climb(0.2032, Limit.BACK)), 71.0, 64.0)
NONE = WallResult(None, Limit.TAP, (Climb(None, Limit.TAP),), None, 40.0)


def anna(*results: WallResult) -> Profile:
    walls = tuple(WallFinding.of(result, datetime(2026, 3, 1, 14, k)) for k, result in enumerate(results))
    return Profile("P-0d1e55", 1.68, (0.5, -1.25), walls)


def test_a_profile_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_profile(anna(FOUND, NONE), tmp_path / "profiles")
    assert read_profile("P-0d1e55", tmp_path / "profiles") == anna(FOUND, NONE)
    assert read_profile("P-000001", tmp_path / "profiles") is None


def measured(stature_m: float, sure: float = 30.0) -> ShapeMeasurement:
    """What standing says of somebody of a stature."""
    shape = shape_of_stature(BodyModel.load(), stature_m)[:12]
    return ShapeMeasurement(ShapeEstimate(shape, np.eye(12)), sure * np.eye(12), sure * shape)


def test_a_profile_remembers_the_shape_to_the_bit_and_grows_surer(tmp_path: Path) -> None:
    assert anna(FOUND).known_shape is None
    statures, errors = [], []
    profile = anna(FOUND)
    for stature_m in (1.66, 1.70, 1.68):
        profile = profile.after(measured(stature_m))
        assert profile.known_shape is not None
        stature = lengths_of(profile.known_shape)["stature"]
        statures.append(stature.value_m)
        errors.append(stature.se_m)
    assert statures == sorted(statures, key=lambda s: abs(s - 1.68), reverse=True)
    assert errors == sorted(errors, reverse=True)
    assert profile.stature_m == statures[-1]
    write_profile(profile, tmp_path)
    assert read_profile("P-0d1e55", tmp_path) == profile


def test_somebody_else_is_noticed_and_leaves_the_profile_as_it_was() -> None:
    profile = anna(FOUND).after(measured(1.68))
    assert profile.unlike(measured(1.70)) is None
    different = profile.unlike(measured(1.90))
    assert different is not None
    assert [round(length.value_m, 2) for length in different] == [1.90, 1.68]
    assert profile.after(measured(1.90)) == profile


def test_the_latest_distance_that_was_found_counts() -> None:
    assert anna(FOUND, NONE).wall_distance_m == 0.1778
    assert anna(NONE).wall_distance_m is None
    assert anna(FOUND).walls[0].repeatability_m == pytest.approx(0.0254)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_nobody_else_on_the_machine_reads_it(tmp_path: Path) -> None:
    path = write_profile(anna(FOUND), tmp_path / "profiles")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["P-0d1e55.json"]


@pytest.mark.parametrize("name", ["", "Anna", "../P-0d1e55", "P-0d1e55/b", "P-", "P-0d1e55\n"])
def test_a_name_is_no_file(name: str) -> None:
    with pytest.raises(UsageError, match="is no pseudonym"):
        profile_path(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"person": "P-0d1e55"}',
        '{"person": 1, "stature_m": "x", "shape": [], "walls": []}',
        '{"person": "P-0d1e55", "stature_m": 1.7, "shape": [0.1], "covariance": [[-1.0]], "walls": []}',
    ],
)
def test_a_damaged_profile_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "P-0d1e55.json").write_text(text)
    with pytest.raises(SessionError, match="damaged"):
        read_profile("P-0d1e55", tmp_path)

"""Profiles: whole or not there, for their owner's eyes alone."""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from depthhinge.clinic.profiles import Profile, WallFinding, profile_path, read_profile, write_profile
from depthhinge.clinic.wall_protocol import Climb, Limit, WallResult
from depthhinge.errors import SessionError, UsageError
from depthhinge.tracking.shape_estimate import ShapeEstimate

FOUND = WallResult(0.1778, Limit.BACK, (Climb(0.1778, Limit.BACK), Climb(0.2032, Limit.BACK)), 71.0, 64.0)
NONE = WallResult(None, Limit.TAP, (Climb(None, Limit.TAP),), None, 40.0)


def anna(*results: WallResult) -> Profile:
    walls = tuple(WallFinding.of(result, datetime(2026, 3, 1, 14, k)) for k, result in enumerate(results))
    return Profile("P-0d1e55", 1.68, (0.5, -1.25), walls)


def test_a_profile_reads_back_as_it_was_written(tmp_path: Path) -> None:
    write_profile(anna(FOUND, NONE), tmp_path / "profiles")
    assert read_profile("P-0d1e55", tmp_path / "profiles") == anna(FOUND, NONE)
    assert read_profile("P-000001", tmp_path / "profiles") is None


def test_a_profile_remembers_the_shape_with_its_covariance(tmp_path: Path) -> None:
    learned = ShapeEstimate(np.array([0.5, -1.0 / 3.0]), np.array([[0.2, 0.01], [0.01, 0.3]]))
    assert anna(FOUND).known_shape is None
    write_profile(anna(FOUND).with_shape(1.69, learned), tmp_path)
    profile = read_profile("P-0d1e55", tmp_path)
    assert profile is not None
    assert (profile.stature_m, profile.walls) == (1.69, anna(FOUND).walls)
    assert profile.known_shape is not None
    assert profile.known_shape.record() == learned.record()


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

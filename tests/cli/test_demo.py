"""The demo leaves a session and tells each verdict beside the truth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depthhinge.errors import MissingLibraryError
from depthhinge.sessions.session import Session
from tests.cli.conftest import MadeUpVoice, Run


@pytest.fixture(autouse=True)
def no_opengl(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that draws nothing: the drill still runs to its end."""

    def refuse(*_: object, **__: object) -> None:
        raise MissingLibraryError("no pictures: apt install libegl1")

    monkeypatch.setattr("depthhinge.view.window.DrillView", refuse)


def test_the_demo_leaves_a_session_with_its_depth_and_tells_the_truth(
    run: Run, tmp_path: Path, voice: type[MadeUpVoice]
) -> None:
    ended = run("demo", "--reps", 1, "--mistakes", "none", "--out", tmp_path / "out", "--wall-distance", "15cm")
    assert ended.code == 0
    assert ended.out.startswith("rep 1: hinge")
    assert "truth: hinge" in ended.out
    assert f"session: {tmp_path / 'out'}" in ended.out
    assert ended.err.count("no pictures") == 1
    assert not voice.latest.audible
    assert any(moment.tap for moment in voice.latest.heard)
    session = Session.open(tmp_path / "out")
    assert session.recording() == tmp_path / "out" / "depth.mcap"
    assert session.summary.wall_distance_m == pytest.approx(0.15)
    assert session.summary.camera.room_from_camera is not None


def test_without_librealsense_the_demo_runs_and_says_what_is_not_recorded(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise MissingLibraryError("no pyrealsense2")

    monkeypatch.setattr("depthhinge.cli.simulated_camera.SoftwareCamera", missing)
    ended = run("demo", "--reps", 1, "--raw", "--out", tmp_path / "out", "--json")
    record = json.loads(ended.out)
    assert record["recording"]["path"] == "depth.mcap"
    assert any("no raw recording" in note for note in record["notes"])
    assert record["beside_truth"][0]["truth"]["label"] == "squat"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--mistakes", "lunge"), "no movement 'lunge'"),
        (("--reps", "2", "--mistakes", "squat,rounded,toe_shifted"), "do not fit"),
        (("--wall-distance", "8"), "no unit"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_line(
    run: Run, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    ended = run("demo", "--out", tmp_path / "out", *words)
    assert ended.code == 2
    assert complaint in ended.line
    assert list(tmp_path.iterdir()) == []

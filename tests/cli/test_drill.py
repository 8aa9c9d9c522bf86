"""A live drill ends well on Ctrl-C, and a crash costs no depth."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from depthhinge.cameras import DepthCamera
from depthhinge.clinic.profile import Profile
from depthhinge.clinic.profile_files import read_profile, write_profile
from depthhinge.errors import CameraError, MissingLibraryError
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.locked import is_locked
from depthhinge.sessions.people import pseudonym_of
from depthhinge.sessions.recorded_depth import open_depth, session_depth
from depthhinge.sessions.session import Session
from depthhinge.tracking.shape_estimate import ShapeEstimate, lengths_of
from tests.cli.conftest import Run


class MadeUpCamera(DepthCamera):
    """Gives frames of a person without end, or does what `at_frame` says."""

    at_frame: dict[int, BaseException] = {}  # noqa: RUF012

    def __init__(self, serial: str | None = None, *, record_to: Path | None = None) -> None:
        if record_to is not None:
            record_to.write_bytes(b"raw depth")

    @property
    def info(self) -> CameraInfo:
        return CameraInfo("Made-up D435", None, Intrinsics(4, 4, 4.0, 4.0, 2.0, 2.0), 0.001, 30.0)

    def frames(self) -> Iterator[DepthFrame]:
        for index in range(10_000):
            if index in self.at_frame:
                raise self.at_frame[index]
            if index == 20:
                os.kill(os.getpid(), signal.SIGINT)
            yield DepthFrame(index, index / 30.0, np.full((4, 4), 2000, np.uint16))

    def close(self) -> None:
        """The recording is complete."""


@pytest.fixture(autouse=True)
def made_up_camera(monkeypatch: pytest.MonkeyPatch) -> None:
    """A camera on a machine that draws nothing."""

    def no_opengl(*_: object, **__: object) -> None:
        raise MissingLibraryError("no pictures")

    monkeypatch.setattr("depthhinge.view.window.DrillView", no_opengl)
    monkeypatch.setattr("depthhinge.cameras.LiveCamera", MadeUpCamera)
    monkeypatch.setattr(MadeUpCamera, "at_frame", {})


def test_a_drill_may_be_locked_as_soon_as_it_is_finished(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyrage")
    monkeypatch.setenv("DEPTHHINGE_PASSPHRASE", "")
    assert "the passphrase is empty" in run("drill", "wall-tap", "--encrypt", "--out", tmp_path / "none").line
    assert not (tmp_path / "none").exists(), "said before the drill"
    monkeypatch.setenv("DEPTHHINGE_PASSPHRASE", "correct horse")
    ended = run("drill", "wall-tap", "--reps", 1, "--encrypt", "--out", tmp_path / "out")
    assert ended.code == 0
    assert ended.out.endswith("out, locked\n")
    assert is_locked(tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == ["out"]
    assert run("sessions", "unlock", tmp_path / "out").code == 0
    assert Session.open(tmp_path / "out").summary.counts.reps == 1


def test_a_drill_of_somebody_bears_their_pseudonym(run: Run, tmp_path: Path, own_home: Path) -> None:
    pseudonym = pseudonym_of("Jane Roe")
    write_profile(Profile(pseudonym))
    assert run("drill", "wall-tap", "--reps", 1, "--person", "jane roe", "--out", tmp_path / "out").code == 0
    assert Annotations.read(tmp_path / "out").person == pseudonym
    assert not any(b"Jane" in path.read_bytes() for path in (tmp_path / "out").rglob("*"))


@pytest.mark.parametrize("drill", ["wall-tap", "dowel"])
def test_a_drill_makes_its_persons_profile_surer(drill: str, run: Run, tmp_path: Path, own_home: Path) -> None:
    pseudonym = pseudonym_of("Jane Roe")
    write_profile(Profile(pseudonym))
    spreads = []
    for place in (tmp_path / "first", tmp_path / "second"):
        ended = run("drill", drill, "--reps", 1, "--person", "Jane Roe", "--out", place)
        assert ended.code == 0
        assert "measured, with standard errors: stature 1" in ended.out
        assert Session.open(place).summary.person.lengths["stature"].se_m > 0.0
        profile = read_profile(pseudonym)
        assert profile is not None
        spreads.append(profile.covariance[0][0])
    assert spreads[1] < spreads[0]


def test_who_is_not_the_profiles_person_is_asked_about_at_once(run: Run, tmp_path: Path, own_home: Path) -> None:
    giant = Profile(pseudonym_of("Jane Roe"), 2.0, (-2.0, 0.0), (), ((0.01, 0.0), (0.0, 0.01)))
    assert lengths_of(ShapeEstimate(np.array(giant.shape), np.array(giant.covariance)))["stature"].value_m > 1.9
    write_profile(giant)
    ended = run("drill", "wall-tap", "--reps", 1, "--person", "Jane Roe", "--out", tmp_path / "out", "--no-sound")
    assert ended.code == 0
    assert "are they the same? The profile keeps its shape" in ended.err
    assert read_profile(giant.person) == giant


def test_ctrl_c_ends_the_drill_and_keeps_the_session(run: Run, tmp_path: Path) -> None:
    ended = run("drill", "wall-tap", "--out", tmp_path / "out")
    assert ended.code == 0
    assert "rep 1: hinge" in ended.out
    session = Session.open(tmp_path / "out")
    assert session.summary.counts.frames in (20, 21)
    assert session.summary.input is None
    assert session.recording() == tmp_path / "out" / "depth.mcap"
    with session_depth(session) as depth:
        assert len(list(depth.frames())) == session.summary.counts.frames
    assert not (tmp_path / "out" / "raw.db3").exists()


def test_the_whole_room_is_recorded_where_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    assert run("drill", "wall-tap", "--reps", 1, "--raw", "--out", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "raw.db3").read_bytes() == b"raw depth"


def test_the_drill_ends_after_so_many_reps(run: Run, tmp_path: Path) -> None:
    assert run("drill", "wall-tap", "--reps", 1, "--out", tmp_path / "out", "--wall-distance", "10in").code == 0
    session = Session.open(tmp_path / "out")
    assert session.summary.counts.frames == 6
    assert session.summary.wall_distance_m == pytest.approx(0.254)


def test_without_out_the_session_is_among_the_users_own(run: Run, own_home: Path) -> None:
    assert run("drill", "wall-tap", "--reps", 1).code == 0
    (folder,) = own_home.iterdir()
    assert Session.open(folder).summary.counts.reps == 1


def test_a_camera_that_stops_costs_no_depth(run: Run, tmp_path: Path) -> None:
    MadeUpCamera.at_frame[4] = CameraError("the camera was unplugged")
    ended = run("drill", "wall-tap", "--out", tmp_path / "out")
    assert ended.code == 1
    kept = tmp_path / ".out.partial" / "depth.mcap"
    with open_depth(kept) as depth:
        assert len(list(depth.frames())) == 4
    assert not (tmp_path / "out").exists()
    assert ended.err.splitlines()[-2:] == [
        f"depthhinge: the drill was cut short; depthhinge sessions repair {kept.parent} saves what was recorded",
        "depthhinge: the camera was unplugged",
    ]


def test_an_interrupted_demo_or_analysis_says_so(run: Run, tmp_path: Path) -> None:
    MadeUpCamera.at_frame[4] = KeyboardInterrupt()
    ended = run("drill", "wall-tap", "--out", tmp_path / "out")
    assert ended.code == 130
    assert "Traceback" not in ended.err


def test_without_a_camera_the_answer_comes_at_once(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    begun = time.monotonic()
    ended = run("drill", "wall-tap", "--out", tmp_path / "out")
    if ended.code == 0:
        pytest.skip("a camera is plugged in")
    assert ended.code == 1
    assert "RealSense" in ended.line
    assert list(tmp_path.iterdir()) == []
    assert time.monotonic() - begun < 10.0

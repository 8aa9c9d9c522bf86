"""Listing and seeing again what was kept; and checking the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depthhinge.cli import doctor
from depthhinge.cli.numba_cache import settle_numba_cache
from depthhinge.errors import MissingLibraryError
from tests.cli.conftest import Clip, Run


@pytest.fixture
def session(run: Run, clip: Clip, own_home: Path) -> Path:
    """One session among the user's own."""
    run("analyze", clip("a.npz"), "--out", own_home / "one")
    return own_home / "one"


def test_the_sessions_are_listed(run: Run, session: Path) -> None:
    (session.parent / "broken").mkdir()
    (session.parent / ".lost.partial").mkdir()
    ended = run("sessions")
    assert "one  1 reps (1 hinge), 1 taps" in ended.out
    assert "broken  unreadable" in ended.out
    assert ".lost.partial" in ended.err
    listed = json.loads(run("sessions", "--json").out)
    assert [Path(entry["session"]).name for entry in listed] == ["broken", "one"]


def test_no_sessions_is_no_failure(run: Run) -> None:
    ended = run("sessions")
    assert (ended.code, ended.out) == (0, "")
    assert "depthhinge demo makes one" in ended.line


def test_a_machine_without_opengl_shows_nothing_and_says_so_once(
    run: Run, session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_opengl(*_: object, **__: object) -> None:
        raise MissingLibraryError("no pictures: apt install libegl1")

    monkeypatch.setattr("depthhinge.view.window.DrillView", no_opengl)
    ended = run("view", session)
    assert ended.code == 0
    assert ended.line == "depthhinge: no pictures: apt install libegl1"


def test_the_doctor_says_what_to_do_and_fails_only_where_nothing_works(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> doctor.Finding:
        return doctor.Finding("data", doctor.State.BROKEN, "body.npz is missing", "install depthhinge again")

    def check_surprise() -> doctor.Finding:
        raise RuntimeError("a driver in a bad mood")

    monkeypatch.setattr(doctor, "CHECKS", (doctor.check_python, check_surprise))
    assert run("doctor").code == 0
    monkeypatch.setattr(doctor, "CHECKS", (doctor.check_python, check_surprise, broken))
    ended = run("doctor")
    assert ended.code == 1
    assert "install depthhinge again" in ended.out
    findings = json.loads(run("doctor", "--json").out)
    assert [finding["state"] for finding in findings] == ["ok", "missing", "broken"]
    assert "a driver in a bad mood" in findings[1]["found"]


def test_the_doctor_checks_this_machine() -> None:
    for check in (doctor.check_calibration, doctor.check_data, doctor.check_numba_cache):
        assert check().state is doctor.State.OK, check().found


def test_without_a_writable_place_numba_gets_a_temporary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = {}
    monkeypatch.setattr("depthhinge.cli.numba_cache.os.environ", environment)
    monkeypatch.setattr("depthhinge.cli.numba_cache._is_writable", lambda folder: False)
    settle_numba_cache()
    assert Path(environment["NUMBA_CACHE_DIR"]).is_dir()
    Path(environment["NUMBA_CACHE_DIR"]).rmdir()


def test_numba_is_left_alone_where_it_can_write(monkeypatch: pytest.MonkeyPatch) -> None:
    environment: dict[str, str] = {}
    monkeypatch.setattr("depthhinge.cli.numba_cache.os.environ", environment)
    monkeypatch.setattr("depthhinge.cli.numba_cache._is_writable", lambda folder: True)
    settle_numba_cache()
    assert environment == {}

"""`depthhinge report`: where the page goes, and what it never replaces."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Clip, Run


def test_a_report_goes_into_the_session_and_may_be_written_again(run: Run, session: Path) -> None:
    place = session / "report.html"
    for _ in range(2):
        ended = run("report", session)
        assert (ended.code, ended.out) == (0, f"reps: 1, clean hinges: 0 -> {place}\n")
    assert place.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert not list(session.glob(".report*"))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of another kind")
def test_a_report_is_health_data_and_its_owners_alone(run: Run, session: Path, tmp_path: Path) -> None:
    place = tmp_path / "new" / "page.html"
    assert run("report", session, "--out", place).code == 0
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_nothing_but_a_report_is_replaced(run: Run, session: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("<!DOCTYPE html>\n<p>my own page</p>")
    for place in (mine, session / "reps.json", tmp_path):
        ended = run("report", session, "--out", place)
        assert ended.code == 2
        assert ended.line == f"depthhinge: {place} exists already and is no report; name another place with --out"
    assert "my own page" in mine.read_text()


def test_deleting_a_session_takes_its_report_along(run: Run, session: Path, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere.html"
    run("report", session, "--out", place)
    assert run("sessions", "delete", "one", "--yes").code == 0
    assert not place.exists()


def test_the_name_is_in_a_report_only_where_that_is_asked_for(run: Run, session: Path) -> None:
    run("sessions", "person", "one", "Jane Roe")
    told = json.loads(run("report", session, "--json").out)
    assert told["person"].startswith("P-")
    assert (told["reps"], told["clean"], told["sessions"]) == (1, 0, 1)
    assert "Jane Roe" not in (session / "report.html").read_text(encoding="utf-8")
    run("report", session, "--with-name")
    assert "Jane Roe" in (session / "report.html").read_text(encoding="utf-8")


def test_what_is_no_session_is_refused_in_one_line(run: Run, tmp_path: Path) -> None:
    ended = run("report", tmp_path / "nowhere")
    assert ended.code == 1
    assert ended.line == f"depthhinge: {tmp_path / 'nowhere'}: no such session folder"


def test_a_full_disk_leaves_no_half_a_report(run: Run, session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    run("report", session)
    before = (session / "report.html").read_bytes()
    monkeypatch.setattr("os.fsync", full)
    ended = run("report", session, "--with-name")
    assert ended.code == 1
    assert "No space left on device" in ended.line
    assert (session / "report.html").read_bytes() == before
    assert not list(session.glob(".report*"))


def test_a_persons_latest_session_is_found_by_their_name(run: Run, clip: Clip, own_home: Path) -> None:
    for name in ("2026-03-08_10-00-00", "2026-03-01_10-00-00"):
        run("analyze", clip("a.npz", frames=70), "--out", own_home / name)
        run("sessions", "person", name, "Jane Roe")
    told = json.loads(run("report", "--person", "jane roe", "--json").out)
    assert told["report"] == str(own_home / "2026-03-08_10-00-00" / "report.html")
    assert told["sessions"] == 2
    nobody = run("report", "--person", "John Doe")
    assert (nobody.code, "no session of John Doe" in nobody.line) == (2, True)


def test_a_session_or_a_person_is_named_and_not_both(run: Run, session: Path) -> None:
    for words in ((), (session, "--person", "Jane Roe")):
        ended = run("report", *words)
        assert (ended.code, ended.line) == (2, "depthhinge: name a session, or a person with --person")
    assert run("report", session.name).code == 0, "by its name among the user's own"


def test_a_place_that_cannot_be_is_refused_in_one_line(run: Run, session: Path) -> None:
    ended = run("report", session, "--out", session / "reps.json" / "page.html")
    assert ended.code == 1
    assert ended.line.startswith(f"depthhinge: cannot write {session / 'reps.json' / 'page.html'}: ")

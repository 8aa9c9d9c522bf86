"""`depthhinge sessions`: finding, tagging, correcting, keeping and deleting, as a clinician types it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Clip, Run


@pytest.fixture
def session(run: Run, clip: Clip, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One session among the user's own."""
    monkeypatch.delenv("DEPTHHINGE_CATALOGUE", raising=False)
    run("analyze", clip("a.npz", frames=70), "--out", own_home / "one")
    return own_home / "one"


def found(run: Run, *words: object) -> list[str]:
    return [Path(row["folder"]).name for row in json.loads(run("sessions", "search", *words, "--json").out)]


def test_a_tag_and_a_note_are_found_again(run: Run, session: Path) -> None:
    assert run("sessions", "tag", "one", "knee", "left side").code == 0
    assert run("sessions", "note", session, "felt the hamstrings").code == 0
    assert found(run, "--tag", "knee") == found(run, "HAMSTRINGS") == ["one"]
    assert "#knee" in run("sessions", "list").out
    run("sessions", "tag", "one", "knee", "--remove")
    assert found(run, "--tag", "knee") == []
    assert found(run, "--tag", "left side") == ["one"]


def test_a_correction_stands_beside_the_verdict(run: Run, session: Path) -> None:
    verdicts = (session / "reps.json").read_bytes()
    assert found(run, "--label", "hinge") == ["one"]
    assert run("sessions", "correct", "one", "--rep", 1, "--label", "squat", "--rounded").code == 0
    assert found(run, "--label", "squat") == ["one"]
    assert found(run, "--label", "hinge") == []
    assert (session / "reps.json").read_bytes() == verdicts
    nowhere = run("sessions", "correct", "one", "--rep", 9, "--label", "squat")
    assert nowhere.code == 2
    assert "its reps are 1" in nowhere.line
    assert run("sessions", "correct", "one", "--rep", 1).code == 2


def test_deleting_takes_the_exports_along_and_nothing_else(run: Run, session: Path, tmp_path: Path) -> None:
    run("export", session, "--to", "csv", "--out", tmp_path / "a.csv")
    run("export", session, "--to", "pcd", "--out", tmp_path / "points", "--to-time", 0)
    run("export", session, "--to", "trc", "--out", tmp_path / "mine.trc")
    (tmp_path / "mine.trc.notes.txt").unlink()
    ended = run("sessions", "delete", "one", "--yes", "--json")
    assert ended.code == 0
    assert "mine.trc is left" in ended.err
    assert "a.npz, which was analysed, is left" in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.npz", "home", "mine.trc"]
    assert not session.exists()
    assert found(run) == []


def test_deleting_asks_first(run: Run, session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    assert run("sessions", "delete", "one").code == 1
    assert session.is_dir()


def test_what_is_no_session_is_not_deleted(run: Run, session: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter1").write_text("years of work")
    ended = run("sessions", "delete", tmp_path / "thesis", "--yes")
    assert ended.code == 1
    assert "is not a session" in ended.line
    assert (tmp_path / "thesis" / "chapter1").exists()


def test_a_session_goes_when_its_time_is_over_and_not_before(run: Run, session: Path) -> None:
    run("sessions", "keep", "one", "--days", 1)
    assert run("sessions", "delete", "--expired", "--yes").out == "0 deleted\n"
    run("sessions", "keep", "one", "--until", (date.today() - timedelta(days=1)).isoformat())
    run("sessions", "keep", "one", "--forever")
    assert run("sessions", "delete", "--expired", "--yes").out == "0 deleted\n"
    run("sessions", "keep", "one", "--until", (date.today() - timedelta(days=1)).isoformat())
    assert run("sessions", "delete", "--expired", "--yes").out == "1 deleted\n"
    assert not session.exists()


def test_bad_words_are_told(run: Run, session: Path) -> None:
    assert run("sessions", "keep", "one").code == 2
    assert run("sessions", "keep", "one", "--until", "tomorrow").code == 2
    assert run("sessions", "search", "--since", "May").code == 2
    assert run("sessions", "delete").code == 2
    assert run("sessions", "tag", "gone", "x").code == 1
    assert run("sessions", "list", "--catalogue", "nonsense").code == 2

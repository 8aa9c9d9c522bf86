"""Pseudonyms, locking and de-identified exports, as a clinician types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Clip, Run


@pytest.fixture
def session(run: Run, clip: Clip, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One session among the user's own."""
    for name in ("DEPTHHINGE_CATALOGUE", "DEPTHHINGE_PEOPLE", "DEPTHHINGE_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    run("analyze", clip("a.npz", frames=70), "--out", own_home / "one")
    return own_home / "one"


def test_the_session_holds_the_pseudonym_and_one_file_the_name(run: Run, session: Path) -> None:
    pseudonym = run("sessions", "person", "one", "Jane Roe").out.strip()
    assert pseudonym.startswith("P-")
    assert run("sessions", "people").out == f"{pseudonym}  Jane Roe\n"
    rows = json.loads(run("sessions", "search", "--person", pseudonym, "--json").out)
    assert [row["person"] for row in rows] == [pseudonym]
    home = session.parent.parent
    with_name = [path.name for path in home.rglob("*") if path.is_file() and b"Jane" in path.read_bytes()]
    assert with_name == ["people.json"]
    assert json.loads(run("sessions", "people", "--forget", pseudonym, "--json").out) == {}


def test_a_session_is_locked_and_unlocked(
    run: Run, session: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("pyrage")
    monkeypatch.setenv("DEPTHHINGE_PASSPHRASE", "correct horse")
    assert run("sessions", "lock", "one").code == 0
    for words in (("export", session, "--to", "csv"), ("view", session), ("sessions", "tag", "one", "x")):
        ended = run(*words)
        assert ended.code == 1
        assert "is locked" in ended.line
    assert "is locked" in run("sessions", "list").out
    (tmp_path / "wrong").write_text("battery staple\n")
    wrong = run("sessions", "unlock", "one", "--passphrase-file", tmp_path / "wrong")
    assert wrong.code == 1
    assert "the passphrase is wrong" in wrong.line
    assert run("sessions", "unlock", "one").code == 0
    assert run("export", session, "--to", "csv").code == 0


def test_a_de_identified_export_is_named_after_nothing(run: Run, session: Path) -> None:
    ended = json.loads(run("export", session, "--to", "csv", "--de-identified", "--json").out)
    place = Path(ended["export"])
    assert place.name.startswith("deidentified_")
    assert "De-identified" in place.with_name(place.name + ".notes.txt").read_text()

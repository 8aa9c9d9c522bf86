"""Names are kept apart, and a locked session opens with its passphrase alone."""

from __future__ import annotations

import hashlib
import re
import stat
from pathlib import Path

import pytest

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions import encryption, people
from depthhinge.sessions.encryption import lock, unlock
from depthhinge.sessions.locked import ARCHIVE_FILE, IDENTITY_FILE, is_locked
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import SessionWriter
from tests.sessions.moments import moments, summary_of


def content(folder: Path) -> dict[str, str]:
    """Digest of each file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A session with a depth that does not fit a pipe at once, and a folder in it."""
    with SessionWriter(tmp_path / "sessions" / "one") as writer:
        for moment in moments():
            writer.add(moment)
        (writer.folder / "exports").mkdir()
        (writer.folder / "exports" / "points.bin").write_bytes(bytes(range(256)) * 4000)
        return writer.finish(summary_of(writer))


def test_a_locked_session_opens_as_it_was(session: Path) -> None:
    pytest.importorskip("pyrage")
    before = content(session)
    lock(session, "correct horse")
    assert is_locked(session)
    assert sorted(path.name for path in session.iterdir()) == [IDENTITY_FILE, ARCHIVE_FILE]
    assert (session / ARCHIVE_FILE).read_bytes().startswith(b"age-encryption.org/v1")
    assert stat.S_IMODE(session.stat().st_mode) == 0o700
    assert stat.S_IMODE((session / ARCHIVE_FILE).stat().st_mode) == 0o600
    with pytest.raises(SessionError, match="is locked; open it with"):
        Session.open(session)
    unlock(session, "correct horse")
    assert content(session) == before
    assert Session.open(session).summary.counts.reps == 1
    assert [path.name for path in session.parent.iterdir()] == ["one"]


def test_a_lock_opens_though_age_takes_the_busy_machine_for_a_slow_one(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age = pytest.importorskip("pyrage")
    before = content(session)
    lock(session, "correct horse")
    decrypt, refusals = age.passphrase.decrypt, iter(["Excessive work parameter for passphrase."] * 2)

    def refuse_twice(locked: bytes, passphrase: str) -> bytes:
        for refusal in refusals:
            raise age.DecryptError(refusal)
        return bytes(decrypt(locked, passphrase))

    monkeypatch.setattr(encryption, "TRY_AGAIN_S", 0.0)
    monkeypatch.setattr(age.passphrase, "decrypt", refuse_twice)
    unlock(session, "correct horse")
    assert content(session) == before


def test_a_lock_that_is_too_much_work_is_not_called_a_wrong_passphrase(
    session: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyrage")
    lock(session, "correct horse")
    identity = session / IDENTITY_FILE
    identity.write_bytes(re.sub(rb"(-> scrypt \S+) \d+", rb"\1 40", identity.read_bytes(), count=1))
    monkeypatch.setattr(encryption, "TRY_AGAIN_S", 0.0)
    with pytest.raises(SessionError, match="too busy"):
        unlock(session, "correct horse")
    assert is_locked(session)


def test_a_wrong_passphrase_is_a_plain_word_and_changes_nothing(session: Path) -> None:
    pytest.importorskip("pyrage")
    lock(session, "correct horse")
    before = content(session)
    with pytest.raises(SessionError, match="the passphrase is wrong") as failure:
        unlock(session, "battery staple")
    assert "\n" not in str(failure.value)
    assert content(session) == before
    assert [path.name for path in session.parent.iterdir()] == ["one"]


@pytest.mark.parametrize("place", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("cut", [True, False])
def test_a_damaged_archive_is_told_and_stays(session: Path, place: float, cut: bool) -> None:
    pytest.importorskip("pyrage")
    lock(session, "x")
    archive = session / ARCHIVE_FILE
    data = bytearray(archive.read_bytes())
    at = int(place * len(data))
    data[at] ^= 0x10
    archive.write_bytes(bytes(data[:at]) if cut else bytes(data))
    before = content(session)
    with pytest.raises(SessionError, match="damaged"):
        unlock(session, "x")
    assert content(session) == before
    assert [path.name for path in session.parent.iterdir()] == ["one"]


def test_what_makes_no_sense_is_refused(session: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyrage")
    with pytest.raises(UsageError, match="empty"):
        lock(session, "")
    with pytest.raises(SessionError, match="not locked"):
        unlock(session, "x")
    (tmp_path / "thesis").mkdir()
    with pytest.raises(SessionError, match="is not a session"):
        lock(tmp_path / "thesis", "x")
    lock(session, "x")
    with pytest.raises(SessionError, match="is locked"):
        lock(session, "x")


@pytest.fixture
def names_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Names of the tests are not among the user's own."""
    path = tmp_path / "elsewhere" / "people.json"
    monkeypatch.setenv("DEPTHHINGE_PEOPLE", str(path))
    return path


def test_a_person_has_one_pseudonym_that_tells_nothing(names_file: Path) -> None:
    jane, john = people.pseudonym_of("Jane  Roe"), people.pseudonym_of("John Doe")
    assert jane != john
    assert people.pseudonym_of("jane roe") == jane
    assert people.names() == {jane: "Jane Roe", john: "John Doe"}
    assert stat.S_IMODE(names_file.stat().st_mode) == 0o600
    assert not any(part in jane for part in ("Jane", "Roe", "J", "R"))
    people.forget(jane)
    assert people.names() == {john: "John Doe"}
    assert people.pseudonym_of("Jane Roe") != jane
    with pytest.raises(UsageError, match="no pseudonym"):
        people.forget(jane)
    with pytest.raises(UsageError):
        people.pseudonym_of("  ")


def test_a_damaged_file_of_names_is_told(names_file: Path) -> None:
    people.pseudonym_of("Jane Roe")
    names_file.write_text("[]")
    with pytest.raises(SessionError, match="damaged"):
        people.names()

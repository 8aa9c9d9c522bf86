"""A session finds its depth, and the catalogue lists sessions."""

from __future__ import annotations

import dataclasses
import stat
from datetime import datetime
from pathlib import Path

import pytest

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions import catalogue
from depthhinge.sessions.session import Session
from depthhinge.sessions.summary import SourceFile
from depthhinge.sessions.writer import RAW_FILE, SessionWriter
from tests.sessions.moments import moments, summary_of

MORNING = datetime(2026, 3, 1, 9, 5, 7)


def write(out: Path, recording: Path | None = None) -> Session:
    """A session with its own recording, or one that points to `recording`."""
    with SessionWriter(out) as writer:
        for moment in moments():
            writer.add(moment)
        if recording is None:
            (writer.folder / RAW_FILE).write_bytes(b"depth")
            source = SourceFile.of(writer.folder / RAW_FILE, RAW_FILE)
        else:
            source = SourceFile.of(recording)
        return Session.open(writer.finish(dataclasses.replace(summary_of(writer), recording=source)))


def test_a_session_that_was_moved_still_finds_the_depth_inside_it(tmp_path: Path) -> None:
    moved = write(tmp_path / "drill").folder.rename(tmp_path / "moved")
    assert Session.open(moved).recording().read_bytes() == b"depth"


def test_a_session_finds_the_recording_it_was_made_from(tmp_path: Path) -> None:
    (tmp_path / "clip.npz").write_bytes(b"clip")
    assert write(tmp_path / "drill", tmp_path / "clip.npz").recording() == tmp_path / "clip.npz"


def test_a_recording_that_was_changed_or_moved_is_said(tmp_path: Path) -> None:
    clip = tmp_path / "clip.npz"
    clip.write_bytes(b"clip")
    session = write(tmp_path / "drill", clip)
    clip.write_bytes(b"another")
    with pytest.raises(SessionError, match="was changed"):
        session.recording()
    clip.unlink()
    with pytest.raises(SessionError, match="not there any more"):
        session.recording()


def test_a_new_session_is_named_by_its_time_and_never_takes_a_used_name(tmp_path: Path) -> None:
    first = catalogue.new_session_folder(MORNING, tmp_path / "sessions")
    assert first.name == "2026-03-01_09-05-07"
    first.mkdir()
    assert catalogue.new_session_folder(MORNING, tmp_path / "sessions").name == "2026-03-01_09-05-07_2"
    assert stat.S_IMODE((tmp_path / "sessions").stat().st_mode) == 0o700


def test_a_catalogue_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="say --out DIR"):
        catalogue.new_session_folder(MORNING, tmp_path / "file" / "sessions")


def test_the_catalogue_lists_sessions_and_says_which_cannot_be_read(tmp_path: Path) -> None:
    assert list(catalogue.entries(tmp_path / "none yet")) == []
    write(tmp_path / "b")
    (tmp_path / "a").mkdir()
    (tmp_path / ".c.partial").mkdir()
    listed = list(catalogue.entries(tmp_path))
    assert [entry.folder.name for entry in listed] == ["a", "b"]
    assert "is not a session" in str(listed[0].problem)
    assert listed[1].session is not None
    assert [path.name for path in catalogue.unfinished(tmp_path)] == [".c.partial"]

"""A session whose files were fed with anything is read as what it is, or refused in a line."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depthhinge.errors import SessionError
from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.recorded_depth import session_depth
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import FRAMES_FILE, REPS_FILE, SUMMARY_FILE, SessionWriter
from tests.sessions.moments import moments, summary_of

FILES = (FRAMES_FILE, REPS_FILE, SUMMARY_FILE, "annotations.json")
Patches = list[tuple[int, bytes]]
patches = st.lists(st.tuples(st.integers(0, 1 << 16), st.binary(min_size=1, max_size=30)), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session as it should be."""
    with SessionWriter(tmp_path_factory.mktemp("whole") / "one") as writer:
        for moment in moments():
            writer.add(moment)
        folder = writer.finish(summary_of(writer))
    Annotations(person="P-0d1e55", tags=("knee",)).write(folder)
    return folder


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.booleans(), patches)
def test_any_bytes_are_a_session_or_one_plain_line(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, name: str, cut: bool, patches: Patches
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzzed"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(whole, folder)
    data = bytearray((folder / name).read_bytes())
    for place, patch in patches:
        place %= len(data)
        data[place : place + len(patch)] = b"" if cut else patch
    (folder / name).write_bytes(data)
    refusal = ""
    try:
        session = Session.open(folder)
        session.frames()
        Annotations.read(folder)
        with contextlib.suppress(SessionError):
            session_depth(session).close()
    except SessionError as problem:
        refusal = str(problem)
    assert "\n" not in refusal

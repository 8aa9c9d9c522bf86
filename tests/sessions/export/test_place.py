"""An export is whole or not there, and replaces nothing but an export."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.export.place import new_export, notes_of

NOTES = "depthhinge export, made up\n"


def write(target: Path, is_folder: bool, content: str, force: bool = False) -> None:
    with new_export(target, is_folder, NOTES, force) as path:
        (path / "frame.txt" if is_folder else path).write_text(content)


def content_of(target: Path) -> str:
    return (target / "frame.txt" if target.is_dir() else target).read_text()


@pytest.mark.parametrize("is_folder", [True, False])
def test_an_export_has_its_notes_and_is_its_owner_s_alone(is_folder: bool, tmp_path: Path) -> None:
    write(tmp_path / "new" / "a.txt", is_folder, "points")
    target = tmp_path / "new" / "a.txt"
    assert content_of(target) == "points"
    assert notes_of(target, is_folder).read_text() == NOTES
    for path in [target, *target.rglob("*"), notes_of(target, is_folder)]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize("is_folder", [True, False])
def test_an_export_is_replaced_only_with_force(is_folder: bool, tmp_path: Path) -> None:
    write(tmp_path / "a", is_folder, "first")
    with pytest.raises(UsageError, match="--force"):
        write(tmp_path / "a", is_folder, "second")
    assert content_of(tmp_path / "a") == "first"
    before = sorted(path.name for path in tmp_path.rglob("*"))
    write(tmp_path / "a", is_folder, "second", force=True)
    assert content_of(tmp_path / "a") == "second"
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("is_folder", [True, False])
def test_force_never_replaces_what_no_export_wrote(is_folder: bool, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "thesis.txt").write_text("years of work")
    (tmp_path / "thesis.txt").write_text("years of work")
    (tmp_path / "link").symlink_to(tmp_path / "thesis.txt")
    for name in ("folder", "thesis.txt", "link"):
        with pytest.raises(UsageError, match="was not written by an export"):
            write(tmp_path / name, is_folder, "points", force=True)
    assert (tmp_path / "folder" / "thesis.txt").read_text() == (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("is_folder", [True, False])
@pytest.mark.parametrize("force", [True, False])
def test_a_failure_half_way_leaves_what_was_there_before(is_folder: bool, force: bool, tmp_path: Path) -> None:
    if force:
        write(tmp_path / "a", is_folder, "first")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    full = OSError(28, "No space left on device")
    for failure, told in ((full, SessionError), (KeyboardInterrupt(), KeyboardInterrupt)):
        with pytest.raises(told), new_export(tmp_path / "a", is_folder, NOTES, force) as path:  # noqa: PT012
            (path / "frame.txt" if is_folder else path).write_text("half")
            raise failure
        assert sorted(path.name for path in tmp_path.rglob("*")) == before
    if force:
        assert content_of(tmp_path / "a") == "first"


def test_a_place_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for is_folder in (True, False):
        with pytest.raises((UsageError, SessionError), match="cannot write to"):
            write(tmp_path / "file" / "a", is_folder, "points")

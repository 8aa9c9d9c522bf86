"""Where an export goes: it appears whole or not at all, its notes beside it, and nothing else is ever replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.export.format import NOTES_BEGIN
from depthhinge.sessions.folders import PRIVATE_FILE, PRIVATE_FOLDER, NewFolder

FOLDER_NOTES = "NOTES.txt"
_FILE_NOTES_SUFFIX = ".notes.txt"
REPORT_MARK = "<!-- report of depthhinge -->"
"""What a report has in its second line: a page has its notes in itself."""
_REPORT_HEAD_BYTES = 100


def notes_of(target: Path, is_folder: bool) -> Path:
    """Where the notes of an export at `target` are."""
    return target / FOLDER_NOTES if is_folder else target.with_name(target.name + _FILE_NOTES_SUFFIX)


def require_place(target: Path, is_folder: bool, force: bool) -> None:
    """Pass if an export may be written to `target`.

    Raises:
        UsageError: something is there, and it is no export or `force` was not given.
    """
    there = target.exists() or target.is_symlink()
    if is_folder and there and target.is_dir() and not any(target.iterdir()):
        return
    if not there:
        return
    if not force:
        raise UsageError(f"{target} exists already; name another place, or say --force to replace it")
    if target.is_symlink() or target.is_dir() != is_folder or not is_export(notes_of(target, is_folder)):
        raise UsageError(f"{target} was not written by an export, so --force does not replace it; name another place")


@contextmanager
def new_export(target: Path, is_folder: bool, notes: str, force: bool) -> Iterator[Path]:
    """Gives the path to write to; puts it in place at the end, or removes every trace of it.

    Raises:
        UsageError: as `require_place`, or the place cannot be written.
        SessionError: the disk refuses, or is full.
    """
    require_place(target, is_folder, force)
    with _plainly(target):
        if is_folder:
            with _new_folder(target) as path:
                yield path
                (path / FOLDER_NOTES).write_text(notes, encoding="utf-8")
        else:
            with _new_file(target, notes) as path:
                yield path


@contextmanager
def _new_folder(target: Path) -> Iterator[Path]:
    replacing = target.is_dir() and any(target.iterdir())
    folder = NewFolder(target.with_name(f".{target.name}.{os.getpid()}.new") if replacing else target)
    try:
        yield folder.path
    except BaseException:
        folder.discard()
        raise
    folder.keep()
    if replacing:
        old = target.with_name(f".{target.name}.{os.getpid()}.old")
        target.rename(old)
        folder.target.rename(target)
        shutil.rmtree(old)


@contextmanager
def _new_file(target: Path, notes: str) -> Iterator[Path]:
    try:
        target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as problem:
        raise UsageError(f"cannot write to {target.parent}: {problem.strerror or problem}") from problem
    # Some libraries name the format by the suffix, so that it stays.
    unfinished = target.with_name(f".{target.stem}.{os.getpid()}.partial{target.suffix}")
    unfinished_notes = target.with_name(f".{target.name}.{os.getpid()}.partial.txt")
    try:
        yield unfinished
        unfinished_notes.write_text(notes, encoding="utf-8")
        for path in (unfinished, unfinished_notes):
            path.chmod(PRIVATE_FILE)
            _sync(path)
        unfinished_notes.replace(notes_of(target, is_folder=False))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
        unfinished_notes.unlink(missing_ok=True)


@contextmanager
def _plainly(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise SessionError(f"cannot write to {target}: {problem.strerror or problem}") from problem


def is_export(notes: Path) -> bool:
    """Whether these notes are those of an export."""
    try:
        with notes.open(encoding="utf-8") as file:
            return file.readline().startswith(NOTES_BEGIN)
    except (OSError, UnicodeDecodeError):
        return False


def is_report(path: Path) -> bool:
    """Whether this is a session's report (`clinic.report`)."""
    try:
        with path.open("rb") as file:
            return REPORT_MARK.encode() in file.read(_REPORT_HEAD_BYTES)
    except OSError:
        return False


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())

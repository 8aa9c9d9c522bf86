"""Where sessions lie when nobody says otherwise, and which are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.folders import PRIVATE_FOLDER
from depthhinge.sessions.own_folder import own_folder
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import SUMMARY_FILE

_DATE_FORM = "%Y-%m-%d_%H-%M-%S"
_DATE_LENGTH = len("2026-03-01_14-05-09")


def default_folder() -> Path:
    """The user's own folder of sessions (not made here)."""
    return own_folder() / "sessions"


def new_session_folder(started: datetime, catalogue: Path | None = None) -> Path:
    """A free place in the catalogue, named by date and time (`2026-03-01_14-05-09`); readable by its owner alone.

    Raises:
        UsageError: the catalogue cannot be made.
    """
    folder = catalogue or default_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(PRIVATE_FOLDER)
    except OSError as problem:
        raise UsageError(f"cannot keep sessions in {folder} ({problem.strerror}); say --out DIR") from problem
    return _free(folder, started.strftime(_DATE_FORM))


def started_at(folder: Path) -> datetime:
    """When a session began: by its folder's name, else when it was finished.

    Raises:
        OSError: there is no such folder.
    """
    try:
        return datetime.strptime(folder.name[:_DATE_LENGTH], _DATE_FORM)
    except ValueError:
        summary = folder / SUMMARY_FILE
        return datetime.fromtimestamp((summary if summary.exists() else folder).stat().st_mtime)


_UNFINISHED = re.compile(r"\.(?P<name>.+)\.partial(-\d+)?")


def _free(folder: Path, name: str) -> Path:
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{name}_{number}"
    return path


@dataclass(frozen=True)
class Entry:
    """One folder of the catalogue: a session, or why it cannot be read."""

    folder: Path
    session: Session | None
    problem: str | None


def entries(catalogue: Path | None = None) -> Iterator[Entry]:
    """Every session of a catalogue, newest name last; hidden folders (unfinished ones) are left out.

    Raises:
        SessionError: the catalogue itself cannot be read.
    """
    root = catalogue or default_folder()
    if not root.exists():
        return
    try:
        folders = sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError as problem:
        raise SessionError(f"{root} cannot be read: {problem.strerror}") from problem
    for folder in folders:
        try:
            yield Entry(folder, Session.open(folder), None)
        except SessionError as problem:
            yield Entry(folder, None, str(problem))


def sessions_of(person: str, catalogue: Path | None = None) -> Iterator[tuple[Session, Annotations]]:
    """The readable sessions of a person, by their pseudonym, with what people added to them; newest name last.

    Raises:
        SessionError: the catalogue itself cannot be read, or what was added to a session is damaged.
    """
    for entry in entries(catalogue):
        if entry.session is not None and (added := Annotations.read(entry.folder)).person == person:
            yield entry.session, added


def unfinished(catalogue: Path | None = None) -> tuple[Path, ...]:
    """What interrupted drills left behind: hidden folders that may hold a depth recording."""
    root = catalogue or default_folder()
    return tuple(sorted(root.glob(".*.partial*"))) if root.is_dir() else ()


def meant_for(unfinished: Path) -> Path:
    """Where the session of an unfinished folder (`.NAME.partial`) was to stand, or a free place beside that.

    Raises:
        SessionError: the folder is no unfinished one.
    """
    match = _UNFINISHED.fullmatch(unfinished.resolve().name)
    if match is None:
        raise SessionError(f"{unfinished} is no unfinished session")
    return _free(unfinished.resolve().parent, match["name"])

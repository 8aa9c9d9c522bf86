"""Deletes a session for good, with the exports that were made of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from depthhinge.errors import SessionError
from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.export.place import is_export, is_report, notes_of
from depthhinge.sessions.session import Session


@dataclass(frozen=True)
class Deletion:
    """What deleting a session takes along, and what it leaves."""

    session: Path
    exports: tuple[Path, ...]
    """Outside the session's folder; those inside go with it."""
    left: tuple[str, ...]
    """In words, what stays behind and why."""


def plan(folder: Path) -> Deletion:
    """What deleting this session would do.

    Raises:
        SessionError: it is no session, so nothing of it is deleted.
    """
    session, added = Session.open(folder), Annotations.read(folder)
    root = folder.resolve()
    exports, left = [], []
    for listed in added.exports:
        place = Path(listed) if Path(listed).is_absolute() else root / listed
        if place.resolve().is_relative_to(root):
            continue
        if not place.exists():
            left.append(f"the export {place} is not there any more; copies of it, if any, are not known")
        elif place.is_symlink() or not (is_report(place) or is_export(notes_of(place, place.is_dir()))):
            left.append(f"{place} is left: it is not the export that was written there")
        else:
            exports.append(place)
    recording = session.summary.recording
    if recording is not None:
        place = root / recording.path
        if not place.resolve().is_relative_to(root) and place.exists():
            left.append(f"the recording {place}, which was analysed, is left: it is not part of the session")
    return Deletion(folder, tuple(dict.fromkeys(exports)), tuple(left))


def delete(deletion: Deletion) -> None:
    """Carry it out, the exports first: a session that is still there still lists what is left of them.

    Raises:
        SessionError: the system refuses.
    """
    try:
        for export in deletion.exports:
            notes = notes_of(export, export.is_dir())
            if export.is_dir():
                _remove_folder(export)
            else:
                export.unlink()
                notes.unlink(missing_ok=True)
        _remove_folder(deletion.session.resolve())
    except OSError as problem:
        raise SessionError(
            f"{deletion.session} could not be deleted: {problem.strerror or problem}; what is left of it is still there"
        ) from problem


def _remove_folder(folder: Path) -> None:
    # Renamed first, so that what an interruption leaves does not look like a session.
    going = folder.with_name(f".{folder.name}.deleted")
    if going.exists():
        shutil.rmtree(going)
    folder.rename(going)
    shutil.rmtree(going)

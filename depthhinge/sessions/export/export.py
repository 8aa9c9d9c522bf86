"""A part of a session in another program's format, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.export.deidentified import date_files, nameless_place, shifted_start
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import Format, Progress
from depthhinge.sessions.export.place import new_export, notes_of, require_place

EXPORTS_FOLDER = "exports"
"""In the session, where no other place is named."""


def default_place(excerpt: Excerpt, form: Format) -> Path:
    """`exports/<session>[_rep2|_3-5s].<format>` in the session's folder; a folder has no dot."""
    part = "" if excerpt.what == "whole session" else "_" + excerpt.what.replace(" s", "s").replace(" ", "_")
    name = f"{excerpt.session.folder.resolve().name}{part}"
    ending = f"_{form.name}" if form.is_folder else f".{form.name}"
    if excerpt.deidentified:
        return nameless_place(excerpt.session.folder / EXPORTS_FOLDER, ending)
    return excerpt.session.folder / EXPORTS_FOLDER / f"{name}{ending}"


def export_to(excerpt: Excerpt, form: Format, target: Path, progress: Progress, force: bool = False) -> None:
    """Write the excerpt to `target`, its notes beside it, and list it in the session.

    Raises:
        UsageError: `target` is taken, or cannot be written.
        MissingLibraryError: the format needs a package that is not there.
        SessionError, RecordingError: the session lacks what the format needs, or the disk is full.
    """
    require_place(target, form.is_folder, force)
    began = shifted_start(excerpt.session.folder) if excerpt.deidentified else None
    # Before it is written: listed and not there harms nothing, there and not listed would outlive the session.
    list_export(excerpt.session.folder, target)
    with new_export(target, form.is_folder, form.notes(excerpt, began), force) as path:
        form.write(excerpt, path, progress)
    if began is not None:
        date_files(target, began)
        date_files(notes_of(target, form.is_folder), began)


def list_export(folder: Path, target: Path) -> None:
    """Have a session know what was written of it where, so that deleting it takes that away too."""
    root, place = folder.resolve(), target.resolve()
    shown = str(place.relative_to(root)) if place.is_relative_to(root) else str(place)
    added = Annotations.read(folder)
    if shown not in added.exports:
        replace(added, exports=(*added.exports, shown)).write(folder)

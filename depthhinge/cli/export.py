"""`depthhinge export`: a session in another program's format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import Json, SessionFolder
from depthhinge.cli.output import result, result_json, with_progress
from depthhinge.errors import UsageError

if TYPE_CHECKING:
    from depthhinge.sessions.export.format import Item


def _print_formats(wanted: bool) -> None:
    if not wanted:
        return
    from depthhinge.sessions.export.formats import FORMATS

    for form in FORMATS.values():
        result(f"{form.name} ({'a folder' if form.is_folder else 'a file'})")
        result(f"    carries: {form.carries}")
        result(f"    units and axes: {form.axes}")
        result(f"    cannot carry: {form.lacks}")
    raise typer.Exit


def export(
    session: SessionFolder,
    to: Annotated[
        str,
        typer.Option(
            "--to", metavar="FORMAT", help="ply, pcd, mcap, db3, trc, mot, c3d, csv, parquet or glb; see --formats."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="PLACE", help="New file, or new folder for ply and pcd. Default: in SESSION/exports."),
    ] = None,
    rep: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only this rep.")] = None,
    from_time: Annotated[
        float | None, typer.Option("--from-time", min=0.0, metavar="SECONDS", help="Only from this time on.")
    ] = None,
    to_time: Annotated[
        float | None, typer.Option("--to-time", min=0.0, metavar="SECONDS", help="Only up to this time.")
    ] = None,
    de_identified: Annotated[
        bool,
        typer.Option(
            "--de-identified",
            help="Without head, room and serial number; the date shifted, by the same span for all of a person's "
            "sessions. Joints and shape remain.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier export at that place.")] = False,
    formats: Annotated[
        bool,
        typer.Option(
            "--formats",
            callback=_print_formats,
            is_eager=True,
            help="Say of each format what it carries, in which units and axes, and what it cannot carry; then stop.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Write a session, a rep or a range of time in another program's format.

    ply, pcd: the person's points, a file a frame. mcap: points, skeleton and wall for Foxglove. db3: the depth for
    librealsense. trc, mot: OpenSim. c3d: gait laboratories. csv, parquet: tables. glb: the body in motion. What a
    format cannot carry is said by --formats and written beside the export.

    Example: depthhinge export my-session --to trc --rep 2
    """
    from depthhinge.sessions.export.excerpt import choose
    from depthhinge.sessions.export.export import default_place, export_to
    from depthhinge.sessions.export.format import Progress
    from depthhinge.sessions.export.formats import FORMATS
    from depthhinge.sessions.session import Session

    class Shown(Progress):
        def over(self, items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
            return with_progress(items, what, total)

    form = FORMATS.get(to)
    if form is None:
        raise UsageError(f"there is no format {to!r}; there are {', '.join(FORMATS)}: see depthhinge export --formats")
    excerpt = replace(choose(Session.open(session), rep, from_time, to_time), deidentified=de_identified)
    place = out or default_place(excerpt, form)
    export_to(excerpt, form, place, Shown(), force)
    if json:
        result_json({"export": str(place), "format": form.name, "excerpt": excerpt.what, "frames": len(excerpt)})
    else:
        result(f"{excerpt.what}, {len(excerpt)} frames -> {place}")

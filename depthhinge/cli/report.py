"""`depthhinge report`: a session as a page to read, print and file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depthhinge.cli.options import Json
from depthhinge.cli.output import result, result_json
from depthhinge.errors import UsageError


def report(
    session: Annotated[
        str | None, typer.Argument(metavar="[SESSION]", help="Folder of a session, or its name among your own.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="NAME", help="Of this person's latest session among your own.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the page goes. Default: SESSION/report.html.")
    ] = None,
    with_name: Annotated[
        bool, typer.Option("--with-name", help="Write the person's name, where it is known here, not their pseudonym.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a session's report: one HTML page that needs nothing beside itself.

    Each rep from the side and over time, its verdict and its faults with their evidence, every measure with its 95 %
    interval and its definition, how well it could be measured, and the person's earlier sessions beside this one.
    Open it in a browser; print it from there. An earlier report at that place is replaced.

    Example: depthhinge report my-session --out ~/my-session.html

    Example: depthhinge report --person "Jane Roe"
    """
    from depthhinge import settings
    from depthhinge.clinic.report.contents import Contents
    from depthhinge.clinic.report.page import page_of
    from depthhinge.clinic.report.write import REPORT_FILE, require_place, write_report
    from depthhinge.sessions.session import Session

    folder = _folder_of(session, person)
    place = out or folder / REPORT_FILE
    opened = Session.open(folder)
    require_place(place)
    contents = Contents.of(opened, with_name)
    write_report(page_of(contents, settings.faults()), folder, place)
    if json:
        result_json(
            {
                "report": str(place),
                "session": contents.session,
                "person": contents.person,
                "reps": len(contents.rows),
                "clean": contents.clean,
                "sessions": len(contents.history),
            }
        )
        return
    before = f", sessions before: {len(contents.history) - 1}" if len(contents.history) > 1 else ""
    result(f"reps: {len(contents.rows)}, clean hinges: {contents.clean}{before} -> {place}")


def _folder_of(session: str | None, person: str | None) -> Path:
    """Of the session that is named, or of a person's latest."""
    from depthhinge.cli.catalogue import session_place
    from depthhinge.sessions.catalogue import sessions_of, started_at
    from depthhinge.sessions.people import find

    if (session is None) == (person is None):
        raise UsageError("name a session, or a person with --person")
    if session is not None:
        return session_place(session, None)
    assert person is not None
    pseudonym = find(person)
    folders = [] if pseudonym is None else [one.folder for one, _ in sessions_of(pseudonym)]
    if not folders:
        raise UsageError(f"there is no session of {person}; depthhinge sessions person says of whom one is")
    return max(folders, key=started_at)

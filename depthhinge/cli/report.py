"""`depthhinge report`: a session as a page to read, print and file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depthhinge.cli.options import Json, SessionFolder
from depthhinge.cli.output import result, result_json


def report(
    session: SessionFolder,
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
    """
    from depthhinge import settings
    from depthhinge.clinic.report.contents import Contents
    from depthhinge.clinic.report.page import page_of
    from depthhinge.clinic.report.write import REPORT_FILE, require_place, write_report
    from depthhinge.sessions.session import Session

    place = out or session / REPORT_FILE
    opened = Session.open(session)
    require_place(place)
    contents = Contents.of(opened, with_name)
    write_report(page_of(contents, settings.faults()), session, place)
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
    before = f", {len(contents.history) - 1} sessions before" if len(contents.history) > 1 else ""
    result(f"reps: {len(contents.rows)}, clean hinges: {contents.clean}{before} -> {place}")

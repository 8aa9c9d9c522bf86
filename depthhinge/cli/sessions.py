"""`depthhinge sessions`: what is there, and what can be saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depthhinge.cli import catalogue as catalogue_commands
from depthhinge.cli import privacy
from depthhinge.cli.options import Json
from depthhinge.cli.output import counted, result, result_json, say
from depthhinge.cli.repair import repair

if TYPE_CHECKING:
    from depthhinge.sessions.catalogue import Entry


app = typer.Typer()
app.command("repair")(repair)
app.command("list")(catalogue_commands.list_sessions)
app.command("search")(catalogue_commands.search)
app.command("tag")(catalogue_commands.tag)
app.command("note")(catalogue_commands.note)
app.command("correct")(catalogue_commands.correct)
app.command("keep")(catalogue_commands.keep)
app.command("delete")(catalogue_commands.delete)
app.command("person")(privacy.person)
app.command("people")(privacy.people)
app.command("lock")(privacy.lock)
app.command("unlock")(privacy.unlock)


@app.callback(invoke_without_command=True)
def sessions(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to look. Default: your own sessions.")
    ] = None,
    json: Json = False,
) -> None:
    """List the sessions that were kept, oldest first.

    Example: depthhinge sessions --json
    """
    from depthhinge.sessions import catalogue

    if context.invoked_subcommand is not None:
        return
    found = list(catalogue.entries(folder))
    if json:
        result_json([_record(entry) for entry in found])
    elif found:
        for entry in found:
            result(_in_words(entry))
    else:
        say(f"no sessions in {folder or catalogue.default_folder()}; depthhinge demo makes one")
    for left in catalogue.unfinished(folder):
        say(f"an interrupted drill left {left}; depthhinge sessions repair makes a session of it")


def _record(entry: Entry) -> dict[str, Any]:
    if entry.session is None:
        return {"session": str(entry.folder), "problem": entry.problem}
    return {"session": str(entry.folder), **entry.session.summary.record()}


def _in_words(entry: Entry) -> str:
    if entry.session is None:
        return f"{entry.folder.name}  unreadable: {entry.problem}"
    summary = entry.session.summary
    counts = summary.counts
    return f"{entry.folder}  {counts.reps} reps ({counted(counts.labels)}), {counts.taps} taps, {summary.camera.name}"

"""`depthhinge sessions list`, `search`, `tag`, `note`, `correct`, `keep`, `delete`: the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import Json
from depthhinge.cli.output import counted, result, result_json, say
from depthhinge.errors import UsageError

if TYPE_CHECKING:
    from depthhinge.sessions.annotations import Annotations
    from depthhinge.sessions.database import Catalogue, Row, Wanted
    from depthhinge.sessions.deletion import Deletion

Folder = Annotated[Path | None, typer.Option(metavar="DIR", help="Where to look. Default: your own sessions.")]
Url = Annotated[
    str | None,
    typer.Option(
        "--catalogue",
        metavar="URL",
        help="A database of several stations, like postgresql://user@host/clinic. Default: DEPTHHINGE_CATALOGUE in the "
        "environment, else SQLite among your own data.",
    ),
]
Named = Annotated[str, typer.Argument(metavar="SESSION", help="Folder of a session, or its name among your own.")]


class LabelName(StrEnum):
    """What a rep can be."""

    HINGE = "hinge"
    SQUAT = "squat"
    TOE_SHIFTED = "toe_shifted"
    UNSURE = "unsure"


def list_sessions(folder: Folder = None, catalogue: Url = None, json: Json = False) -> None:
    """List the sessions of the catalogue, oldest first, those of other stations too.

    Example: depthhinge sessions list --json
    """
    _show(folder, catalogue, json, None)


def search(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="In the session's name, a tag or a note.")] = None,
    person: Annotated[str | None, typer.Option(metavar="PSEUDONYM", help="Of this person.")] = None,
    tag: Annotated[str | None, typer.Option(help="With this tag.")] = None,
    label: Annotated[LabelName | None, typer.Option(help="With such a rep, by correction or classifier.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="On this day or later: 2026-03-01.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="On this day or earlier.")] = None,
    folder: Folder = None,
    catalogue: Url = None,
    json: Json = False,
) -> None:
    """Find sessions; everything that is given must be so.

    Example: depthhinge sessions search knee --label squat --since 2026-03-01
    """
    from depthhinge.sessions.database import Wanted

    for name, value in (("--since", since), ("--until", until)):
        if value is not None:
            _day(value, name)
    wanted = Wanted(text, person, tag, None if label is None else label.value, since, until)
    _show(folder, catalogue, json, wanted)


def tag(
    session: Named,
    tags: Annotated[list[str], typer.Argument(metavar="TAG...", help="Words to find it by.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take them away instead.")] = False,
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Tag a session, or take tags away.

    Example: depthhinge sessions tag 2026-03-01_14-05-09 before-surgery
    """
    words = [word.strip() for word in tags]
    if not all(words):
        raise UsageError("a tag must have at least one letter")

    def change(added: Annotations) -> Annotations:
        kept = [word for word in added.tags if word not in words]
        return replace(added, tags=tuple(kept if remove else dict.fromkeys((*added.tags, *words))))

    annotate(session, folder, change, json)


def note(
    session: Named,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Kept with the time it was written.")],
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Write a note into a session.

    Example: depthhinge sessions note 2026-03-01_14-05-09 "felt the hamstrings"
    """
    from depthhinge.sessions.annotations import Note

    if not text.strip():
        raise UsageError("a note must have at least one letter")
    annotate(session, folder, lambda added: replace(added, notes=(*added.notes, Note(text, _now()))), json)


def correct(
    session: Named,
    rep: Annotated[int, typer.Option(min=1, metavar="N", help="Which rep.")],
    label: Annotated[LabelName | None, typer.Option(help="What it was.")] = None,
    rounded: Annotated[
        bool | None, typer.Option("--rounded/--not-rounded", help="Whether the back was rounded.")
    ] = None,
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Say what a rep was. The classifier's verdict stays as it is; the correction stands beside it.

    Example: depthhinge sessions correct 2026-03-01_14-05-09 --rep 2 --label squat
    """
    from depthhinge.drills.rep import Label
    from depthhinge.sessions.annotations import Correction
    from depthhinge.sessions.session import Session

    if label is None and rounded is None:
        raise UsageError("say what the rep was: --label, --rounded or --not-rounded")
    place = session_place(session, folder)
    numbers = [one.number for one in Session.open(place).reps]
    if rep not in numbers:
        raise UsageError(f"{place}: there is no rep {rep}; its reps are {', '.join(map(str, numbers)) or 'none'}")
    correction = Correction(rep, None if label is None else Label(label.value), rounded, _now())
    annotate(session, folder, lambda added: replace(added, corrections=(*added.corrections, correction)), json)


def keep(
    session: Named,
    days: Annotated[int | None, typer.Option(min=1, metavar="N", help="From today on.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Up to and with this day: 2027-03-01.")] = None,
    forever: Annotated[bool, typer.Option("--forever", help="Take the rule away.")] = False,
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Say how long a session is kept. When the time is over, `sessions delete --expired` deletes it.

    Example: depthhinge sessions keep 2026-03-01_14-05-09 --days 365
    """
    if (days is not None) + (until is not None) + forever != 1:
        raise UsageError("say one of --days, --until or --forever")
    last = None if forever else _day(until, "--until") if until else date.today() + timedelta(days=days or 0)
    annotate(session, folder, lambda added: replace(added, keep_until=last), json)


def delete(
    sessions: Annotated[
        list[str] | None, typer.Argument(metavar="SESSION...", help="Folders, or names among your own.")
    ] = None,
    expired: Annotated[bool, typer.Option("--expired", help="Those whose time to be kept is over.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    folder: Folder = None,
    catalogue: Url = None,
    json: Json = False,
) -> None:
    """Delete sessions for good, with the exports that were made of them.

    Example: depthhinge sessions delete 2026-03-01_14-05-09
    """
    from depthhinge.sessions import deletion

    if bool(sessions) == expired:
        raise UsageError("name sessions, or say --expired")
    with _open(catalogue) as opened:
        root = _root(folder)
        opened.refresh(root)
        places = _expired(opened, root) if expired else [session_place(name, folder) for name in sessions or ()]
        plans = [deletion.plan(place) for place in places]
        for one in plans:
            _tell(one)
        if plans and not yes and not typer.confirm(f"delete {len(plans)} session(s) for good?", err=True):
            raise typer.Exit(1)
        for one in plans:
            deletion.delete(one)
            opened.forget(one.session)
    if json:
        result_json(
            [
                {"session": str(one.session), "exports": [str(export) for export in one.exports], "left": one.left}
                for one in plans
            ]
        )
    else:
        result(f"{len(plans)} deleted")


def _expired(catalogue: Catalogue, root: Path) -> list[Path]:
    today = date.today().isoformat()
    return [
        Path(row.folder)
        for row in catalogue.search()
        if row.station == catalogue.station
        and Path(row.folder).parent == root.resolve()
        and row.keep_until is not None
        and row.keep_until < today
    ]


def _tell(one: Deletion) -> None:
    say(f"{one.session} goes, and all that is in it")
    for export in one.exports:
        say(f"  and its export {export}")
    for left in one.left:
        say(f"  {left}")


def _show(folder: Path | None, url: str | None, json: bool, wanted: Wanted | None) -> None:
    with _open(url) as catalogue:
        catalogue.refresh(_root(folder))
        rows = catalogue.search(wanted)
        own = catalogue.station
    if json:
        result_json([row.record() for row in rows])
        return
    for row in rows:
        result(_in_words(row, own))
    if not rows:
        say("no such session" if wanted else f"no sessions in {_root(folder)}; depthhinge demo makes one")


def _in_words(row: Row, own_station: str) -> str:
    where = row.folder if row.station == own_station else f"{row.station}:{row.folder}"
    if row.problem is not None:
        return f"{where}  unreadable: {row.problem}"
    parts = [f"{row.reps} reps ({counted(row.labels)})", f"{row.taps} taps", row.camera or "", row.person or ""]
    parts += [f"#{tag}" for tag in row.tags]
    parts += [f"{len(row.notes)} notes"] if row.notes else []
    parts += [f"kept until {row.keep_until}"] if row.keep_until else []
    return f"{where}  {', '.join(part for part in parts if part)}"


def annotate(name: str, folder: Path | None, change: Callable[[Annotations], Annotations], json: bool) -> None:
    """Change what stands beside a session, and show it as JSON where that is wanted."""
    from depthhinge.sessions.annotations import Annotations
    from depthhinge.sessions.session import Session

    place = session_place(name, folder)
    Session.open(place)
    added = change(Annotations.read(place))
    added.write(place)
    if json:
        result_json({"session": str(place), **added.record()})


def _open(url: str | None) -> Catalogue:
    from depthhinge.sessions.database import Catalogue

    return Catalogue(url)


def _root(folder: Path | None) -> Path:
    from depthhinge.sessions.catalogue import default_folder

    return folder or default_folder()


def session_place(name: str, folder: Path | None) -> Path:
    """The folder that is meant: the one at that path, else the one of that name among the sessions."""
    path = Path(name)
    return path if path.is_dir() or path.name != name else _root(folder) / name


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text!r} is not a day; write it like 2026-03-01") from None


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")

"""The catalogue: session folders in a database that can be searched.

The folders are what counts. The database only repeats what they say, is brought up to date at each look, and may be
thrown away at any time. It is SQLite in the user's data folder, or one PostgreSQL for several stations; a station is a
computer, and each keeps the rows of its own folders.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from platform import node
from typing import Any, Self

import sqlalchemy as sa

from depthhinge.errors import SessionError
from depthhinge.sessions.annotations import ANNOTATIONS_FILE, Annotations
from depthhinge.sessions.catalogue import started_at
from depthhinge.sessions.catalogue_engine import database_at, own_database, plainly
from depthhinge.sessions.catalogue_tables import NOTES, REPS, SESSIONS, TABLES, TAGS
from depthhinge.sessions.folders import PRIVATE_FILE
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import REPS_FILE, SUMMARY_FILE

URL_VARIABLE = "DEPTHHINGE_CATALOGUE"


@dataclass(frozen=True)
class Row:
    """One session, as the catalogue has it."""

    station: str
    folder: str
    started: str
    """ISO 8601, by the folder's name or else its files."""
    person: str | None
    """Pseudonym."""
    camera: str | None
    reps: int | None
    taps: int | None
    labels: dict[str, int]
    """Reps by label, corrected ones by their correction."""
    tags: tuple[str, ...]
    notes: tuple[str, ...]
    keep_until: str | None
    problem: str | None
    """Why it cannot be read."""

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return dict(vars(self))


@dataclass(frozen=True)
class Wanted:
    """What to search for; everything that is given must be so."""

    text: str | None = None
    """In the folder's name, a tag or a note, whatever its capitals."""
    person: str | None = None
    tag: str | None = None
    label: str | None = None
    """Of at least one rep."""
    since: str | None = None
    """ISO 8601 date or time."""
    until: str | None = None


class Catalogue:
    """An open catalogue; use it in a `with` statement."""

    def __init__(self, url: str | None = None, station: str | None = None) -> None:
        """Open the database, and make its tables where they are missing.

        Args:
            url: of SQLAlchemy (`postgresql://user@host/clinic`); default: the environment's `DEPTHHINGE_CATALOGUE`,
                else SQLite in the user's data folder.
            station: name of this computer, where its own will not do.

        Raises:
            UsageError: the URL makes no sense.
            MissingLibraryError: the database's driver is not there.
            SessionError: the database does not answer, or is damaged.
        """
        self.station = station or node() or "this computer"
        asked_for = url or os.environ.get(URL_VARIABLE)
        self._engine = database_at(asked_for) if asked_for else own_database()
        with plainly(self._engine):
            TABLES.create_all(self._engine)
        if not asked_for and self._engine.url.database:
            Path(self._engine.url.database).chmod(PRIVATE_FILE)

    def refresh(self, root: Path) -> int:
        """Bring the rows of this station's folders under `root` up to date; returns how many changed."""
        found = {str(folder): stamp for folder in _folders(root) if (stamp := _stamp(folder)) is not None}
        mine = SESSIONS.c.station == self.station
        changed = 0
        with plainly(self._engine), self._engine.begin() as connection:
            rows = connection.execute(sa.select(SESSIONS.c.folder, SESSIONS.c.stamp).where(mine))
            known = {row.folder: row.stamp for row in rows}
            inside = {folder for folder in known if Path(folder).parent == root.resolve()}
            for folder in inside - set(found):
                connection.execute(sa.delete(SESSIONS).where(mine, SESSIONS.c.folder == folder))
                changed += 1
            for folder, stamp in found.items():
                if known.get(folder) != stamp:
                    self._put(connection, Path(folder), stamp)
                    changed += 1
        return changed

    def search(self, wanted: Wanted | None = None) -> list[Row]:
        """The sessions of all stations that are so, oldest first."""
        w = wanted or Wanted()
        query = sa.select(SESSIONS).order_by(SESSIONS.c.started, SESSIONS.c.station, SESSIONS.c.folder)
        if w.text is not None:
            like = f"%{_escaped(w.text)}%"
            query = query.where(
                sa.or_(
                    SESSIONS.c.folder.ilike(like, escape="\\"),
                    _has(TAGS, TAGS.c.tag.ilike(like, escape="\\")),
                    _has(NOTES, NOTES.c.text.ilike(like, escape="\\")),
                )
            )
        if w.person is not None:
            query = query.where(SESSIONS.c.person == w.person)
        if w.tag is not None:
            query = query.where(_has(TAGS, TAGS.c.tag == w.tag))
        if w.label is not None:
            query = query.where(_has(REPS, REPS.c.label == w.label))
        if w.since is not None:
            query = query.where(SESSIONS.c.started >= w.since)
        if w.until is not None:
            # A day means all of it: compared by as much as is given.
            query = query.where(sa.func.substr(SESSIONS.c.started, 1, len(w.until)) <= w.until)
        with plainly(self._engine), self._engine.connect() as connection:
            return [_row(connection, found) for found in connection.execute(query)]

    def forget(self, folder: Path) -> None:
        """Take a deleted session out."""
        with plainly(self._engine), self._engine.begin() as connection:
            connection.execute(
                sa.delete(SESSIONS).where(
                    SESSIONS.c.station == self.station, SESSIONS.c.folder == str(folder.resolve())
                )
            )

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _put(self, connection: sa.Connection, folder: Path, stamp: str) -> None:
        key = {"station": self.station, "folder": str(folder)}
        connection.execute(
            sa.delete(SESSIONS).where(SESSIONS.c.station == self.station, SESSIONS.c.folder == str(folder))
        )
        row: dict[str, Any] = {**key, "stamp": stamp, "started": started_at(folder).isoformat(timespec="seconds")}
        try:
            session, added = Session.open(folder), Annotations.read(folder)
        except SessionError as problem:
            connection.execute(sa.insert(SESSIONS), {**row, "problem": str(problem)})
            return
        summary = session.summary
        connection.execute(
            sa.insert(SESSIONS),
            {
                **row,
                "person": added.person,
                "camera": summary.camera.name,
                "reps": summary.counts.reps,
                "taps": summary.counts.taps,
                "keep_until": None if added.keep_until is None else added.keep_until.isoformat(),
            },
        )
        reps: list[dict[str, Any]] = []
        for rep in {rep.number: rep for rep in session.reps}.values():
            better = added.corrected(rep.number)
            label = rep.verdict.label if better is None or better.label is None else better.label
            rounded = rep.verdict.rounded if better is None or better.rounded is None else better.rounded
            corrected = better is not None
            reps.append({**key, "rep": rep.number, "label": label.value, "corrected": corrected, "rounded": rounded})
        notes = [{**key, "number": number, "text": note.text} for number, note in enumerate(added.notes)]
        tags = [{**key, "tag": tag} for tag in dict.fromkeys(added.tags)]
        for table, rows in ((REPS, reps), (TAGS, tags), (NOTES, notes)):
            if rows:
                connection.execute(sa.insert(table), rows)


def _has(table: sa.Table, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    same = sa.and_(table.c.station == SESSIONS.c.station, table.c.folder == SESSIONS.c.folder)
    return sa.exists().where(same, condition)


def _row(connection: sa.Connection, found: sa.Row[Any]) -> Row:
    def beside(table: sa.Table, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        return sa.select(*columns).where(table.c.station == found.station, table.c.folder == found.folder)

    count = sa.func.count()
    labels = beside(REPS, REPS.c.label, count.label("number")).group_by(REPS.c.label).order_by(REPS.c.label)
    return Row(
        station=found.station,
        folder=found.folder,
        started=found.started,
        person=found.person,
        camera=found.camera,
        reps=found.reps,
        taps=found.taps,
        labels={row.label: row.number for row in connection.execute(labels)},
        tags=tuple(connection.execute(beside(TAGS, TAGS.c.tag).order_by(TAGS.c.tag)).scalars()),
        notes=tuple(connection.execute(beside(NOTES, NOTES.c.text).order_by(NOTES.c.number)).scalars()),
        keep_until=found.keep_until,
        problem=found.problem,
    )


def _folders(root: Path) -> list[Path]:
    try:
        return sorted(path for path in root.resolve().iterdir() if path.is_dir() and not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as problem:
        raise SessionError(f"{root} cannot be read: {problem.strerror}") from problem


def _stamp(folder: Path) -> str | None:
    """Changes when a file does that the rows are made of; None where there is no session (any more)."""
    parts = []
    for name in (SUMMARY_FILE, REPS_FILE, ANNOTATIONS_FILE):
        try:
            stat = (folder / name).stat()
            parts.append(f"{stat.st_mtime_ns}:{stat.st_size}")
        except OSError:
            parts.append("-")
    return " ".join(parts) if folder.is_dir() else None


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

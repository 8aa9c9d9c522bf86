"""The catalogue: session folders in a database that can be searched.

The folders are what counts. The database only repeats what they say, is brought up to date at each look, and may be
thrown away at any time. It is SQLite in the user's data folder, or one PostgreSQL for several stations; a station is a
computer, and each keeps the rows of its own folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from platform import node
from typing import Any, Self

import sqlalchemy as sa

from depthhinge.errors import MissingLibraryError, SessionError, UsageError
from depthhinge.sessions.annotations import ANNOTATIONS_FILE, Annotations
from depthhinge.sessions.catalogue import started_at
from depthhinge.sessions.folders import PRIVATE_FILE, PRIVATE_FOLDER
from depthhinge.sessions.own_folder import own_folder
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import REPS_FILE, SUMMARY_FILE

URL_VARIABLE = "DEPTHHINGE_CATALOGUE"
_FORMAT = 1
"""Part of every table's name: another version's tables are left alone and its own made anew."""
_PATIENCE_S = 10

_TABLES = sa.MetaData()
_KEY = ("station", "folder")
SESSIONS = sa.Table(
    f"depthhinge{_FORMAT}_sessions",
    _TABLES,
    sa.Column("station", sa.String(255), primary_key=True),
    sa.Column("folder", sa.Text, primary_key=True),
    sa.Column("stamp", sa.Text, nullable=False),
    sa.Column("started", sa.String(19), nullable=False, index=True),
    sa.Column("person", sa.String(64), index=True),
    sa.Column("camera", sa.Text),
    sa.Column("reps", sa.Integer),
    sa.Column("taps", sa.Integer),
    sa.Column("keep_until", sa.String(10)),
    sa.Column("problem", sa.Text),
)


def _beside(name: str, *columns: sa.Column[Any]) -> sa.Table:
    return sa.Table(
        f"depthhinge{_FORMAT}_{name}",
        _TABLES,
        sa.Column("station", sa.String(255), primary_key=True),
        sa.Column("folder", sa.Text, primary_key=True),
        *columns,
        sa.ForeignKeyConstraint(_KEY, [SESSIONS.c.station, SESSIONS.c.folder], ondelete="CASCADE"),
    )


REPS = _beside(
    "reps",
    sa.Column("rep", sa.Integer, primary_key=True),
    sa.Column("label", sa.String(32), nullable=False, index=True),
    sa.Column("corrected", sa.Boolean, nullable=False),
    sa.Column("rounded", sa.Boolean),
)
TAGS = _beside("tags", sa.Column("tag", sa.String(255), primary_key=True, index=True))
NOTES = _beside("notes", sa.Column("number", sa.Integer, primary_key=True), sa.Column("text", sa.Text, nullable=False))


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
        self._engine = _engine(asked_for) if asked_for else sa.create_engine(_own_file())
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _enforce_foreign_keys)
        with _plainly(self._engine):
            _TABLES.create_all(self._engine)
        if not asked_for and self._engine.url.database:
            Path(self._engine.url.database).chmod(PRIVATE_FILE)

    def refresh(self, root: Path) -> int:
        """Bring the rows of this station's folders under `root` up to date; returns how many changed."""
        found = {str(folder): stamp for folder in _folders(root) if (stamp := _stamp(folder)) is not None}
        mine = SESSIONS.c.station == self.station
        changed = 0
        with _plainly(self._engine), self._engine.begin() as connection:
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
        with _plainly(self._engine), self._engine.connect() as connection:
            return [_row(connection, found) for found in connection.execute(query)]

    def forget(self, folder: Path) -> None:
        """Take a deleted session out."""
        with _plainly(self._engine), self._engine.begin() as connection:
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


def _own_file() -> str:
    folder = own_folder()
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as problem:
        raise SessionError(
            f"cannot keep the catalogue in {folder}: {problem.strerror}; say --catalogue URL"
        ) from problem
    return f"sqlite:///{folder / f'catalogue-{_FORMAT}.sqlite'}"


def _engine(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise UsageError("--catalogue: not a database URL; write it like postgresql://user@host/clinic") from None
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in ("postgresql", "sqlite"):
        raise UsageError(f"--catalogue: {parsed.drivername} is not supported; use PostgreSQL or SQLite")
    arguments = {"connect_timeout": _PATIENCE_S} if parsed.get_backend_name() == "postgresql" else {}
    try:
        return sa.create_engine(parsed, connect_args=arguments)
    except ModuleNotFoundError as problem:
        raise MissingLibraryError(
            f"a PostgreSQL catalogue needs the package psycopg ({problem}): pip install 'depthhinge[postgresql]'"
        ) from problem
    except sa.exc.ArgumentError as problem:
        raise UsageError(f"--catalogue: {problem}") from problem


def _enforce_foreign_keys(connection: Any, _: object) -> None:
    # SQLite deletes along with a session what hangs on it only if asked.
    connection.execute("PRAGMA foreign_keys=ON")


@contextmanager
def _plainly(engine: sa.Engine) -> Iterator[None]:
    try:
        yield
    except sa.exc.SQLAlchemyError as problem:
        cause = problem.orig if isinstance(problem, sa.exc.DBAPIError) else problem
        reason = " ".join(str(cause).split())
        where = engine.url.render_as_string(hide_password=True)
        remedy = "; remove the file, and it is made anew from the sessions" if engine.dialect.name == "sqlite" else ""
        raise SessionError(f"the catalogue {where} cannot be used: {reason}{remedy}") from problem

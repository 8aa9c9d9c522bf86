"""Which database the catalogue is in, and how it is spoken to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from depthhinge.errors import MissingLibraryError, SessionError, UsageError
from depthhinge.sessions.catalogue_tables import FORMAT
from depthhinge.sessions.folders import PRIVATE_FOLDER
from depthhinge.sessions.own_folder import own_folder

_PATIENCE_S = 10
"""For PostgreSQL to answer."""


def own_database() -> sa.Engine:
    """SQLite in the user's data folder.

    Raises:
        SessionError: it cannot be made there.
    """
    folder = own_folder()
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as problem:
        raise SessionError(
            f"cannot keep the catalogue in {folder}: {problem.strerror}; say --catalogue URL"
        ) from problem
    return _cascading(sa.create_engine(f"sqlite:///{folder / f'catalogue-{FORMAT}.sqlite'}"))


def database_at(url: str) -> sa.Engine:
    """PostgreSQL or SQLite at a URL of SQLAlchemy.

    Raises:
        UsageError: the URL makes no sense.
        MissingLibraryError: the database's driver is not there.
    """
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
        return _cascading(sa.create_engine(parsed, connect_args=arguments))
    except ModuleNotFoundError as problem:
        raise MissingLibraryError(
            f"a PostgreSQL catalogue needs the package psycopg ({problem}): pip install 'depthhinge[postgresql]'"
        ) from problem
    except sa.exc.ArgumentError as problem:
        raise UsageError(f"--catalogue: {problem}") from problem


def _cascading(engine: sa.Engine) -> sa.Engine:
    """The same, where what hangs on a session is deleted along with it."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _enforce_foreign_keys)
    return engine


def _enforce_foreign_keys(connection: Any, _: object) -> None:
    # SQLite does so only if asked.
    connection.execute("PRAGMA foreign_keys=ON")


@contextmanager
def plainly(engine: sa.Engine) -> Iterator[None]:
    """What goes wrong in the database, as a plain `SessionError`."""
    try:
        yield
    except sa.exc.SQLAlchemyError as problem:
        cause = problem.orig if isinstance(problem, sa.exc.DBAPIError) else problem
        reason = " ".join(str(cause).split())
        where = engine.url.render_as_string(hide_password=True)
        remedy = "; remove the file, and it is made anew from the sessions" if engine.dialect.name == "sqlite" else ""
        raise SessionError(f"the catalogue {where} cannot be used: {reason}{remedy}") from problem

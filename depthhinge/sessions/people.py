"""Who is behind a pseudonym: the one file that has names, apart from all sessions, so that it can be kept elsewhere."""

from __future__ import annotations

import secrets
from typing import Any

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions import date_shift
from depthhinge.sessions.json_files import read_json, write_private_json
from depthhinge.sessions.names_folder import people_file

_DIGITS = 3


def names() -> dict[str, str]:
    """Name by pseudonym.

    Raises:
        SessionError: the file is damaged.
    """
    path = people_file()
    if not path.exists():
        return {}
    record: Any = read_json(path)
    if not isinstance(record, dict) or not all(isinstance(name, str) for name in record.values()):
        raise SessionError(f"{path} is damaged: it is no list of names by pseudonym")
    return record


def pseudonym_of(name: str) -> str:
    """The pseudonym of a person, a new one where they are new. It is drawn, and so tells nothing about the name.

    Raises:
        UsageError: the name is empty.
        SessionError: the file is damaged or cannot be written.
    """
    name = " ".join(name.split())
    if not name:
        raise UsageError("a name must have at least one letter")
    found = find(name)
    if found is not None:
        return found
    known = names()
    new = f"P-{secrets.token_hex(_DIGITS)}"
    while new in known:
        new = f"P-{secrets.token_hex(_DIGITS)}"
    _write({**known, new: name})
    return new


def find(name: str) -> str | None:
    """The pseudonym of a person by their name, or by the pseudonym itself; None where nobody is called so.

    Raises:
        SessionError: the file is damaged.
    """
    known = names()
    if name in known:
        return name
    wanted = " ".join(name.split()).casefold()
    return next((pseudonym for pseudonym, of in known.items() if of.casefold() == wanted), None)


def forget(pseudonym: str) -> None:
    """Take a name out: nobody can resolve the pseudonym in the sessions any more, nor shift their exports' dates back.

    Raises:
        UsageError: there is no such pseudonym.
        SessionError: the file is damaged or cannot be written.
    """
    known = names()
    if pseudonym not in known:
        raise UsageError(f"there is no pseudonym {pseudonym}; depthhinge sessions people lists them")
    _write({one: name for one, name in known.items() if one != pseudonym})
    date_shift.forget(pseudonym)


def _write(known: dict[str, str]) -> None:
    write_private_json(people_file(), known)

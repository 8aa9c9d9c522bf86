"""Who is behind a pseudonym: the one file that has names, apart from all sessions, so that it can be kept elsewhere."""

from __future__ import annotations

import re
import secrets

from depthhinge.errors import UsageError
from depthhinge.sessions import date_shift
from depthhinge.sessions.json_files import read_mapping, write_private_json
from depthhinge.sessions.names_folder import people_file

_PREFIX, _BYTES = "P-", 3
_PSEUDONYM = re.compile(f"{_PREFIX}[0-9a-f]+")


def names() -> dict[str, str]:
    """Name by pseudonym.

    Raises:
        SessionError: the file is damaged.
    """
    return read_mapping(people_file(), str, "names")


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
    new = _drawn()
    while new in known:
        new = _drawn()
    _write({**known, new: name})
    return new


def is_pseudonym(text: str) -> bool:
    """Whether a text has the form of a pseudonym; nobody need bear it."""
    return _PSEUDONYM.fullmatch(text) is not None


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


def _drawn() -> str:
    return f"{_PREFIX}{secrets.token_hex(_BYTES)}"


def _write(known: dict[str, str]) -> None:
    write_private_json(people_file(), known)

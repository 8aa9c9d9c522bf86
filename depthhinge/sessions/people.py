"""Who is behind a pseudonym: the one file that has names, apart from all sessions, so that it can be kept elsewhere."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import platformdirs

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.folders import PRIVATE_FILE, PRIVATE_FOLDER
from depthhinge.sessions.json_files import read_json, write_json

FILE_VARIABLE = "DEPTHHINGE_PEOPLE"
_DIGITS = 3


def people_file() -> Path:
    """Where the names are: `DEPTHHINGE_PEOPLE` in the environment, else among the user's own data."""
    named = os.environ.get(FILE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_data_dir("depthhinge", appauthor=False)) / "people.json"


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
    known = names()
    for pseudonym, of in known.items():
        if of.casefold() == name.casefold():
            return pseudonym
    new = f"P-{secrets.token_hex(_DIGITS)}"
    while new in known:
        new = f"P-{secrets.token_hex(_DIGITS)}"
    _write({**known, new: name})
    return new


def forget(pseudonym: str) -> None:
    """Take a name out; the sessions keep a pseudonym that nobody can resolve any more.

    Raises:
        UsageError: there is no such pseudonym.
        SessionError: the file is damaged or cannot be written.
    """
    known = names()
    if pseudonym not in known:
        raise UsageError(f"there is no pseudonym {pseudonym}; depthhinge sessions people lists them")
    _write({one: name for one, name in known.items() if one != pseudonym})


def _write(known: dict[str, str]) -> None:
    path = people_file()
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        path.touch(mode=PRIVATE_FILE)
        write_json(path, known)
        path.chmod(PRIVATE_FILE)
    except OSError as problem:
        raise SessionError(f"cannot write {path}: {problem.strerror or problem}") from problem

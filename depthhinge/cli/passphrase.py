"""Where the passphrase of a locked session comes from: a file, the environment, or whoever sits there."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from depthhinge.errors import UsageError

_VARIABLE = "DEPTHHINGE_PASSPHRASE"
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help=f"Its first line is the passphrase. Default: {_VARIABLE} in the environment, else it is asked for.",
    ),
]
Encrypt = Annotated[
    bool,
    typer.Option(
        "--encrypt",
        help="Lock the session with a passphrase as soon as it is finished; sessions unlock opens it again. The "
        f"passphrase is {_VARIABLE} in the environment, else it is asked for before the drill.",
    ),
]


def passphrase_of(file: Path | None, new: bool) -> str:
    """The passphrase; asked for twice if it is `new`.

    Raises:
        UsageError: the file cannot be read.
    """
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as problem:
            raise UsageError(f"the passphrase file {file} cannot be read ({problem})") from problem
        return lines[0] if lines else ""
    given = os.environ.get(_VARIABLE)
    if given is not None:
        return given
    return str(typer.prompt("passphrase", hide_input=True, confirmation_prompt=new, err=True))


def passphrase_for(encrypt: bool) -> str | None:
    """The passphrase of a session that is yet to be recorded; None where it is not to be locked.

    Raises:
        UsageError: it is empty.
        MissingLibraryError: nothing can be locked here; better said before the drill than after it.
    """
    if not encrypt:
        return None
    from depthhinge.sessions.encryption import require_age

    require_age()
    passphrase = passphrase_of(None, new=True)
    if not passphrase:
        raise UsageError("the passphrase is empty")
    return passphrase


def lock_if_asked(session: Path, passphrase: str | None) -> None:
    """Lock a finished session if there is a passphrase.

    Raises:
        SessionError: the disk refuses; the session is then as it was.
    """
    if passphrase is not None:
        from depthhinge.sessions.encryption import lock

        lock(session, passphrase)

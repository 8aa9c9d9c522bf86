"""`depthhinge sessions person`, `people`, `lock`, `unlock`: who may know what."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from depthhinge.cli.catalogue import Folder, Named, annotate, session_place
from depthhinge.cli.options import Json
from depthhinge.cli.output import result, result_json, say
from depthhinge.cli.passphrase import PassphraseFile, passphrase_of


def person(
    session: Named,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Kept in one file apart; the session gets a pseudonym.")],
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Say of whom a session is. In it stands a pseudonym; the name goes to a file of its own.

    Example: depthhinge sessions person 2026-03-01_14-05-09 "Jane Roe"
    """
    from depthhinge.sessions.people import pseudonym_of
    from depthhinge.sessions.session import Session

    Session.open(session_place(session, folder))
    pseudonym = pseudonym_of(name)
    annotate(session, folder, lambda added: replace(added, person=pseudonym), json)
    if not json:
        result(pseudonym)


def people(
    forget: Annotated[
        str | None, typer.Option("--forget", metavar="PSEUDONYM", help="Take this name out for good.")
    ] = None,
    json: Json = False,
) -> None:
    """List the names behind the pseudonyms, or take one out: its sessions are nobody's then.

    Example: depthhinge sessions people
    """
    from depthhinge.sessions import people as known
    from depthhinge.sessions.names_folder import people_file

    if forget is not None:
        known.forget(forget)
    names = known.names()
    if json:
        result_json(names)
        return
    for pseudonym, name in names.items():
        result(f"{pseudonym}  {name}")
    if not names:
        say(f"no names in {people_file()}")


def lock(session: Named, folder: Folder = None, passphrase_file: PassphraseFile = None) -> None:
    """Encrypt a session with a passphrase. Without it nobody can open it again, nor can anybody help.

    The files are those of age (age-encryption.org). Exports outside the session are not locked.

    Example: depthhinge sessions lock 2026-03-01_14-05-09
    """
    from depthhinge.sessions import encryption
    from depthhinge.sessions.session import Session

    place = session_place(session, folder)
    Session.open(place)
    encryption.lock(place, passphrase_of(passphrase_file, new=True))
    result(f"{place} is locked")


def unlock(session: Named, folder: Folder = None, passphrase_file: PassphraseFile = None) -> None:
    """Open a locked session again.

    Example: depthhinge sessions unlock 2026-03-01_14-05-09
    """
    from depthhinge.errors import SessionError
    from depthhinge.sessions import encryption
    from depthhinge.sessions.locked import is_locked

    place = session_place(session, folder)
    if not is_locked(place):
        raise SessionError(f"{place} is not locked")
    encryption.unlock(place, passphrase_of(passphrase_file, new=False))
    result(f"{place} is open")

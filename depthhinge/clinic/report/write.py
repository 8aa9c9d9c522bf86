"""Where a report goes: whole or not at all, readable by its owner alone, and in the place of nothing but a report."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.export.export import list_export
from depthhinge.sessions.export.place import is_report
from depthhinge.sessions.folders import PRIVATE_FILE, PRIVATE_FOLDER

REPORT_FILE = "report.html"
"""In the session, where no other place is named."""


def require_place(target: Path) -> None:
    """Pass if a report may be written to `target`.

    Raises:
        UsageError: something else is there.
    """
    if (target.exists() or target.is_symlink()) and not is_report(target):
        raise UsageError(f"{target} exists already and is no report; name another place with --out")


def write_report(page: str, session: Path, target: Path) -> None:
    """Write the page to `target`, and list it in the session whose it is.

    Raises:
        UsageError: the place is taken by something else.
        SessionError: it cannot be written.
    """
    require_place(target)
    list_export(session, target)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(page)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    except OSError as problem:
        raise SessionError(f"cannot write {target}: {problem.strerror or problem}") from problem
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)

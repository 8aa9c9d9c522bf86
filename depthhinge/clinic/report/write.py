"""Where a report goes: whole or not at all, readable by its owner alone, and in the place of nothing but a report."""

from __future__ import annotations

from pathlib import Path

from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.export.export import list_export
from depthhinge.sessions.export.place import is_report
from depthhinge.sessions.folders import PRIVATE_FILE, PRIVATE_FOLDER
from depthhinge.sessions.whole_file import write_whole

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
    try:
        target.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        write_whole(target, page, PRIVATE_FILE)
    except OSError as problem:
        raise SessionError(f"cannot write {target}: {problem.strerror or problem}") from problem

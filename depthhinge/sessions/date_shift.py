"""Dates of de-identified exports, shifted: by a span drawn once for a person, so that all intervals stay.

The span is kept beside the names, for whoever has it can shift the dates back.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from depthhinge.sessions.json_files import read_mapping, write_private_json
from depthhinge.sessions.names_folder import shifts_file

LEAST, MOST = timedelta(days=366), timedelta(days=3653)
"""Back in time, by one year to ten: a season tells nothing, and no date lies ahead."""


def shifted(moment: datetime, of: str) -> datetime:
    """A moment as exports have it, by the span of a person (their pseudonym), which is drawn where there is none yet.

    Raises:
        SessionError: the file of the spans is damaged or cannot be written.
    """
    spans = _read()
    if of not in spans:
        seconds = secrets.randbelow(int((MOST - LEAST).total_seconds()))
        spans[of] = int(LEAST.total_seconds()) + seconds
        write_private_json(shifts_file(), spans)
    return moment - timedelta(seconds=spans[of])


def forget(of: str) -> None:
    """Let go of a person's span: the dates of their earlier exports cannot be shifted back any more.

    Raises:
        SessionError: the file of the spans is damaged or cannot be written.
    """
    spans = _read()
    if spans.pop(of, None) is not None:
        write_private_json(shifts_file(), spans)


def _read() -> dict[str, int]:
    return read_mapping(shifts_file(), int, "spans")

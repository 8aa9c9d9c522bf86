"""A look into a `.db3` recording as the SQLite file it is, before librealsense plays it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from depthhinge.errors import RecordingError

SQLITE_MAGIC = b"SQLite format 3\x00"

# Where SQLite keeps page size and page count (sqlite.org/fileformat2.html, section 1.3).
_HEADER_BYTES = 100
_PAGE_SIZE_AT = slice(16, 18)
_PAGE_COUNT_AT = slice(28, 32)
_PAGE_SIZE_OF_1 = 65536

_DEPTH_TOPIC = "/device_%/Depth_%/image/data%"
_OF_DEPTH = "FROM messages WHERE topic_id = (SELECT min(id) FROM topics WHERE name LIKE ?)"
_COUNT_FRAMES = f"SELECT count(*) {_OF_DEPTH}"
# Rows are numbered as they are written and played by their timestamps.
_COUNT_DISORDER = f"""
    SELECT count(*) FROM (SELECT timestamp < lag(timestamp) OVER (ORDER BY id) AS disorder {_OF_DEPTH}) WHERE disorder
"""


def require_whole(path: Path) -> None:
    """Pass if the SQLite file is as long as its header says and its pages hang together.

    librealsense may find damage only half way through, or wait on it for good.

    Raises:
        RecordingError: it is not SQLite, cut short or damaged.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(SQLITE_MAGIC):
        raise RecordingError(f"{path}: not a librealsense recording, whatever its suffix; record it again")
    page_size = int.from_bytes(header[_PAGE_SIZE_AT], "big")
    page_size = _PAGE_SIZE_OF_1 if page_size == 1 else page_size
    expected = page_size * int.from_bytes(header[_PAGE_COUNT_AT], "big")
    actual = path.stat().st_size
    if actual < expected:
        raise RecordingError(
            f"{path}: cut short, {actual} of {expected} bytes are there; copy it again from where it was recorded"
        )
    try:
        verdict = _ask(path, "PRAGMA quick_check(1)", "mode=ro")
    except sqlite3.OperationalError:
        return  # Locked, or left by a recorder that was killed: sound as far as can be told.
    except (sqlite3.Error, UnicodeError) as error:
        raise RecordingError(f"{path}: damaged ({' '.join(str(error).split())}); copy it again") from error
    if verdict != "ok":
        raise RecordingError(f"{path}: damaged; copy it again from where it was recorded")


def count_depth_frames(path: Path, *, being_written: bool = False) -> int | None:
    """How many depth frames the file holds, or None where it cannot be told (another layout, half a write).

    With `being_written` no lock is taken, which the recorder would take for an error.
    """
    return _count(path, _COUNT_FRAMES, "immutable=1" if being_written else "mode=ro") or None


def is_in_order(path: Path) -> bool:
    """Whether the depth frames play in the order in which they were written."""
    return _count(path, _COUNT_DISORDER, "mode=ro") == 0


def _count(path: Path, query: str, access: str) -> int | None:
    try:
        return int(_ask(path, query, access, _DEPTH_TOPIC))
    except (sqlite3.Error, UnicodeError):
        return None


def _ask(path: Path, query: str, access: str, *parameters: str) -> Any:
    """The first value of the answer; damaged text raises UnicodeError."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{access}", uri=True)) as database:
        return database.execute(query, parameters).fetchone()[0]

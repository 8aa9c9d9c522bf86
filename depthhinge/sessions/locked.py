"""How a locked session looks from outside."""

from __future__ import annotations

from pathlib import Path

IDENTITY_FILE, ARCHIVE_FILE = "identity.age", "session.tar.age"


def is_locked(folder: Path) -> bool:
    """Whether a session lies there encrypted."""
    return (folder / IDENTITY_FILE).is_file() and (folder / ARCHIVE_FILE).is_file()

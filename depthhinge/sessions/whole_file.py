"""A text file that is whole, as it was before, or not there."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, text: str, mode: int = 0o666) -> None:
    """Write `text` in UTF-8, its lines ended alike on every system; `mode` as of `os.open`.

    Raises:
        OSError: the disk refuses; nothing half-written is left.
    """
    unfinished = path.with_name(f".{path.name}.partial")
    try:
        # Never readable by others, not even before it is whole.
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise

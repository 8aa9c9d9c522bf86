"""Room held back on the disk: a session that has filled it can still be finished."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

LEAST_BYTES = 16 << 20
"""Whatever a session of some minutes writes at its end, several times over."""
BYTES_A_FRAME = 1 << 10
"""Of what is written at the end; a row of the table is 0.9 KiB before it is packed."""
STEP_FRAMES = 1000
"""Frames after which the room is widened."""


class Reserve:
    """Holds back what the end of a session needs, in a nameless file that goes with the program however it ends."""

    def __init__(self, folder: Path) -> None:
        """Hold back `LEAST_BYTES`; less, or nothing, where there is no such room any more."""
        self._file: BinaryIO | None = None
        with contextlib.suppress(OSError):
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by `release`
            self._hold(LEAST_BYTES)

    def frames(self, count: int) -> None:
        """The session has so many frames now."""
        if count % STEP_FRAMES == 0:
            # What a full disk costs is the recorder's to tell.
            with contextlib.suppress(OSError):
                self._hold(LEAST_BYTES + BYTES_A_FRAME * (count + STEP_FRAMES))

    def release(self) -> None:
        """Give the room free: the end has come."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _hold(self, size: int) -> None:
        if self._file is None:
            return
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self._file.fileno(), 0, size)
        else:
            held = self._file.seek(0, os.SEEK_END)
            self._file.write(bytes(size - held))

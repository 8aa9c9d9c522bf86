"""Rows of numbers of which only the last few minutes are in memory: a drill of hours must not fill it."""

from __future__ import annotations

import contextlib
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from depthhinge.geometry import Array

BLOCK_ROWS = 18_000
"""Ten minutes at 30 Hz, some 16 MB of a session's table: a shorter drill never touches the disk."""


class NumberRows:
    """Grows by a row at a time; earlier blocks lie in a nameless file, which goes with the program however it ends."""

    def __init__(self, width: int, folder: Path | None) -> None:
        """No rows yet.

        Args:
            width: numbers a row.
            folder: where the file may be; None = everything stays in memory.
        """
        self.waiting = array("d")
        """Where the numbers of a row are put, one after another; then `row_done`."""
        self._width = width
        self._folder = folder
        self._file: BinaryIO | None = None
        self._stored_blocks = 0

    def row_done(self) -> None:
        """A whole row has been put into `waiting`."""
        if self._folder is not None and len(self.waiting) == BLOCK_ROWS * self._width:
            # A disk that is full is the recorder's to tell; the rows then stay in memory.
            with contextlib.suppress(OSError):
                self._store(self._folder)

    def blocks(self) -> Iterator[Array]:
        """Every row so far, (n, width) at a time.

        Raises:
            OSError: the file cannot be read.
        """
        for block in range(self._stored_blocks):
            assert self._file is not None
            self._file.seek(block * BLOCK_ROWS * self._width * self.waiting.itemsize)
            data = self._file.read(BLOCK_ROWS * self._width * self.waiting.itemsize)
            yield np.frombuffer(data, np.float64).reshape(-1, self._width)
        if self._file is not None:
            self._file.seek(0, 2)
        if self.waiting:
            yield np.array(self.waiting).reshape(-1, self._width)

    def close(self) -> None:
        """Let go of the file, and of the rows in it."""
        if self._file is not None:
            self._file.close()

    def _store(self, folder: Path) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by `close`
        start = self._stored_blocks * BLOCK_ROWS * self._width * self.waiting.itemsize
        self._file.seek(start)
        left = memoryview(self.waiting).cast("B")
        try:
            while left:
                left = left[self._file.write(left) :]
        finally:
            left.release()
        self._stored_blocks += 1
        self.waiting = array("d")

"""Lossless coding of a mask: each cell by the ten before it, as JBIG does (ITU-T T.82, its template of three rows)."""

from __future__ import annotations

import zlib

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.errors import RecordingError
from depthhinge.sessions.recording.range_coder import (
    MOST_BYTES_A_NUMBER,
    TAIL,
    Bytes,
    Models,
    code_bit,
    finish,
    new_models,
    start,
)

Mask = NDArray[np.bool_]

_NEIGHBOURS = 10
_REACH = 2
# Rows and columns that they lie away at most.
_CRC_BYTES = 4


def encode_mask(mask: Mask) -> bytes:
    """A mask (rows, columns)."""
    cells = mask.astype(np.uint8)
    # A decision needs less than a number does.
    data = np.empty(mask.size * MOST_BYTES_A_NUMBER // _NEIGHBOURS + TAIL, np.uint8)
    length = _code_cells(data, False, new_models(1 << _NEIGHBOURS), cells)
    return _crc(cells) + data[:length].tobytes()


def decode_mask(coded: bytes, shape: tuple[int, int]) -> Mask:
    """The mask of that shape that `encode_mask` was given.

    Raises:
        RecordingError: these bytes are not its work.
    """
    cells = np.zeros(shape, np.uint8)
    data = np.frombuffer(coded[_CRC_BYTES:], np.uint8).copy()
    _code_cells(data, True, new_models(1 << _NEIGHBOURS), cells)
    if coded[:_CRC_BYTES] != _crc(cells):
        raise RecordingError("a mask is damaged: its checksum does not agree")
    return cells.astype(np.bool_)


def _crc(cells: NDArray[np.uint8]) -> bytes:
    return zlib.crc32(np.packbits(cells).tobytes()).to_bytes(_CRC_BYTES, "little")


@numba.njit(cache=True, nogil=True)
def _code_cells(data: Bytes, reading: bool, models: Models, cells: NDArray[np.uint8]) -> int:
    """Row by row; the bytes filled."""
    rows, columns = cells.shape
    known = np.zeros((rows + _REACH, columns + 2 * _REACH), np.int64)
    coder = start(data, reading)
    for row in range(rows):
        higher, above, here = known[row], known[row + 1], known[row + 2]
        for column in range(columns):
            # The cell itself is at `column + _REACH`.
            around = (higher[column + 1] << 2) | (higher[column + 2] << 1) | higher[column + 3]
            for other in range(2 * _REACH + 1):
                around = (around << 1) | above[column + other]
            around = (around << 2) | (here[column] << 1) | here[column + 1]
            cell, coder = code_bit(coder, data, reading, models, around, int(cells[row, column]))
            here[column + _REACH] = cell
            cells[row, column] = cell
    return 0 if reading else finish(coder, data)

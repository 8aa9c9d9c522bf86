"""Lossless coding of the kept part of a depth picture: rank, predict, and code by what is around.

A stereo camera answers in steps of disparity, so a frame holds a few hundred different depths among 65536. Each reading
becomes its rank among those that occur; neighbours then differ by a few ranks, whatever the distance. Whether a pixel
has a reading is coded by which of its neighbours have one. Its rank is predicted from the left, upper and upper left
neighbour by the median edge detector (Weinberger, Seroussi and Sapiro 2000, "The LOCO-I lossless image compression
algorithm", the predictor of JPEG-LS), and the error coded by how much these neighbours differ, as there; by a range
coder in place of Golomb codes, which waste half a bit a pixel where errors are small.
"""

from __future__ import annotations

import struct
import zlib

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.errors import RecordingError
from depthhinge.sessions.recording.range_coder import (
    MOST_BYTES_A_NUMBER,
    NUMBER_MODELS,
    TAIL,
    Bytes,
    Coder,
    Models,
    code_bit,
    code_number,
    finish,
    new_models,
    start,
)
from depthhinge.sessions.recording.tiles import TILE, Picture, Tiles, count_pixels

_LEVELS = 1 << 16
_HEAD = struct.Struct("<IH")
# CRC-32 of the pixels, number of depths.

_ACTIVITY = np.array([1, 3, 5, 8, 12, 20, 40, 100])
# Ranks by which the neighbours differ; where one such level ends, the next begins.
_LEFT, _ABOVE, _ABOVE_RIGHT, _CORNER, _NOBODY = range(len(_ACTIVITY) + 1, len(_ACTIVITY) + 6)
# Contexts of pixels that lack a neighbour for the edge detector: which one stands for it.
_DEPTHS = _NOBODY + 1
_CONTEXTS = _DEPTHS + 1
# The differences between the depths that occur have a context of their own.
_HOLES = _CONTEXTS * NUMBER_MODELS
_NEIGHBOURS = 6
_MODELS = _HOLES + 3**_NEIGHBOURS
_NOT_KEPT, _HOLE = -1, 0
_BEFORE, _AFTER = 2, 1
# Columns beyond the picture's edges that neighbours may lie in.


def encode_depth(values: Picture, tiles: Tiles, shape: tuple[int, int]) -> bytes:
    """The pixels `values` (n,), as `tiles.gather` gives them, of the set tiles of a (height, width) picture."""
    occurs = np.zeros(_LEVELS, np.bool_)
    occurs[values] = True
    occurs[0] = False
    depths = np.flatnonzero(occurs)
    ranks = np.zeros(_LEVELS, np.int32)
    ranks[depths] = np.arange(1, len(depths) + 1)
    numbers = ranks[values]
    data = np.empty((len(depths) + 2 * len(values)) * MOST_BYTES_A_NUMBER + TAIL, np.uint8)
    length = _code_picture(data, False, new_models(_MODELS), tiles, shape[0], shape[1], depths, numbers)
    return _HEAD.pack(_crc(values), len(depths)) + data[:length].tobytes()


def decode_depth(coded: bytes, tiles: Tiles, shape: tuple[int, int]) -> Picture:
    """The pixels (n,) that `encode_depth` was given.

    Raises:
        RecordingError: these bytes are not its work for these tiles.
    """
    count = int(count_pixels(tiles, *shape))
    if len(coded) < _HEAD.size:
        raise RecordingError("a depth picture is damaged: it is cut short")
    crc, different = _HEAD.unpack_from(coded)
    if different > count:
        raise RecordingError("a depth picture is damaged: it has more depths than pixels")
    data = np.frombuffer(coded, np.uint8, offset=_HEAD.size).copy()
    depths, numbers = np.zeros(different, np.int64), np.zeros(count, np.int32)
    if _code_picture(data, True, new_models(_MODELS), tiles, shape[0], shape[1], depths, numbers) < 0:
        raise RecordingError("a depth picture is damaged: a depth is out of range")
    values = np.concatenate(([0], depths)).astype(np.uint16)[numbers]
    if _crc(values) != crc:
        raise RecordingError("a depth picture is damaged: its checksum does not agree")
    return np.asarray(values)


def _crc(values: Picture) -> int:
    return zlib.crc32(values.astype("<u2").tobytes())


@numba.njit(cache=True, nogil=True)
def _code_picture(
    data: Bytes,
    reading: bool,
    models: Models,
    tiles: Tiles,
    height: int,
    width: int,
    depths: NDArray[np.int64],
    numbers: NDArray[np.int32],
) -> int:
    """Its depths, then its pixels; the bytes filled, or -1 where those that are read are no picture's."""
    coder = start(data, reading)
    sound, coder = _code_depths(coder, data, reading, models, depths)
    if sound:
        sound, coder = _code_pixels(coder, data, reading, models, tiles, height, width, len(depths), numbers)
    if not sound:
        return -1
    return 0 if reading else finish(coder, data)


@numba.njit(cache=True, nogil=True)
def _code_depths(
    coder: Coder, data: Bytes, reading: bool, models: Models, depths: NDArray[np.int64]
) -> tuple[bool, Coder]:
    """The depths that occur, rising: how much each gap between two is larger than the one before."""
    before, gap = 0, 0
    for place in range(len(depths)):
        model = _DEPTHS * NUMBER_MODELS
        more, coder = code_number(coder, data, reading, models, model, depths[place] - before - gap)
        gap += more
        before += gap
        if gap <= 0 or before >= _LEVELS:
            return False, coder
        depths[place] = before
    return True, coder


@numba.njit(cache=True, nogil=True)
def _code_pixels(
    coder: Coder,
    data: Bytes,
    reading: bool,
    models: Models,
    tiles: Tiles,
    height: int,
    width: int,
    depths: int,
    numbers: NDArray[np.int32],
) -> tuple[bool, Coder]:
    """The pixels of the set tiles, row by row: 0 = no reading, else the rank of the depth, from 1 on."""
    rows = np.full((3, _BEFORE + width + _AFTER), _NOT_KEPT, np.int32)
    here, above, higher = rows[0], rows[1], rows[2]
    place, last = 0, 1
    for row in range(height):
        here[:] = _NOT_KEPT
        for tile in range(tiles.shape[1]):
            if not tiles[row // TILE, tile]:
                continue
            for column in range(_BEFORE + tile * TILE, _BEFORE + min((tile + 1) * TILE, width)):
                left, up, corner, right = here[column - 1], above[column], above[column - 1], above[column + 1]
                number = numbers[place]
                around = _state(left)
                for other in (up, corner, right, here[column - 2], higher[column]):
                    around = 3 * around + _state(other)
                hole, coder = code_bit(coder, data, reading, models, _HOLES + around, 1 if number == _HOLE else 0)
                if hole:
                    number = _HOLE
                else:
                    expected, context = _expected(left, up, corner, right, last)
                    model = context * NUMBER_MODELS
                    error, coder = code_number(coder, data, reading, models, model, number - expected)
                    number = expected + error
                    if not 0 < number <= depths:
                        return False, coder
                    last = number
                here[column] = number
                numbers[place] = number
                place += 1
        here, above, higher = higher, here, above
    return True, coder


@numba.njit(cache=True, nogil=True)
def _state(number: int) -> int:
    """Of a neighbour: 0 not kept, 1 no reading, 2 a reading."""
    return min(number, 1) + 1


@numba.njit(cache=True, nogil=True)
def _expected(left: int, up: int, corner: int, right: int, last: int) -> tuple[int, int]:
    """What a pixel's neighbours let expect, and in which context it errs. 0 or less = a neighbour has no reading."""
    if left > 0 and up > 0 and corner > 0:
        low, high = min(left, up), max(left, up)
        activity = abs(left - corner) + abs(up - corner) + (abs(up - right) if right > 0 else 0)
        context = 0
        while context < len(_ACTIVITY) and activity >= _ACTIVITY[context]:
            context += 1
        return (low if corner >= high else high if corner <= low else left + up - corner), context
    if left > 0:
        return left, _LEFT
    if up > 0:
        return up, _ABOVE
    if right > 0:
        return right, _ABOVE_RIGHT
    return (corner, _CORNER) if corner > 0 else (last, _NOBODY)

"""An adaptive binary range coder: each yes or no costs as many bits as it was unexpected.

Martin 1979, "Range encoding: an algorithm for removing redundancy from a digitised message", without carries: an
interval that lies across the border of its top byte for too long is cut at it (Subbotin 1999). Every decision has a
model, the chance of a yes as it was met so far. The same walk over the data encodes and decodes, so that the two cannot
drift apart: it asks for each decision and gets it back.

All numbers are whole: the bytes are the same on every machine.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

Coder = tuple[np.uint64, np.uint64, np.uint64, int]
"""The interval's low end and width, the code read in it, and the place in the bytes. Handed on from one decision
to the next and not kept in an array, so that it stays in the processor's registers: eight times as fast."""
Models = NDArray[np.uint64]
"""(n, 2): chance of a yes in units of 1 / 2^16, and how often it was asked."""
Bytes = NDArray[np.uint8]

LONGEST = 16
"""Bits of the largest number."""
NUMBER_MODELS = LONGEST + 1 + 4 * (LONGEST + 1)
"""Models that `code_number` uses."""
MOST_BYTES_A_NUMBER = 40
"""That `code_number` may need: 2 * LONGEST + 1 decisions at 9 bits or less (see `_LEAST`), rounded up."""
TAIL = 16
"""Bytes beyond what the decisions need."""

_WORD_BYTES = 8
_CHANCE_BITS = 16
_SURE, _HALF = np.uint64(1 << _CHANCE_BITS), 1 << (_CHANCE_BITS - 1)
_LEAST = np.uint64(1 << 7)
_MOST = _SURE - _LEAST
# No decision is ever held for impossible: the most it can cost is 9 bits.
_LIMIT = 255
# Times a decision is asked before the oldest answers begin to count less.
_RATES = np.rint((1 << _CHANCE_BITS) / (np.arange(_LIMIT + 1) + 1.5)).astype(np.uint64)
# How far an answer moves a chance: nearly the mean of all answers so far.
_TOP, _BOTTOM = np.uint64(1 << 56), np.uint64(1 << 48)
_NOTHING, _ONE, _BYTE, _TO_TOP, _SHIFT = (np.uint64(n) for n in (0, 1, 8, 56, _CHANCE_BITS))


def new_models(count: int) -> Models:
    """Models that know nothing yet."""
    models = np.zeros((count, 2), np.uint64)
    models[:, 0] = _HALF
    return models


@numba.njit(cache=True, nogil=True)
def start(data: Bytes, reading: bool) -> Coder:
    """The state before the first decision; `data` is to be filled or, if `reading`, what was filled."""
    code, place = _NOTHING, 0
    if reading:
        while place < _WORD_BYTES:
            code = (code << _BYTE) | _byte_at(data, place)
            place += 1
    return _NOTHING, ~_NOTHING, code, place


@numba.njit(cache=True, nogil=True)
def finish(coder: Coder, data: Bytes) -> int:
    """Length of what an encoder has filled, once its last decision is coded."""
    low, _, _, place = coder
    for _ in range(_WORD_BYTES):
        data[place] = np.uint8(low >> _TO_TOP)
        low <<= _BYTE
        place += 1
    # A reader adds zeros.
    while place > 0 and data[place - 1] == 0:
        place -= 1
    return int(place)


@numba.njit(cache=True, nogil=True, inline="always")
def code_bit(coder: Coder, data: Bytes, reading: bool, models: Models, model: int, bit: int) -> tuple[int, Coder]:
    """One decision, 0 or 1: takes it in or, when reading, finds it (`bit` is then not looked at)."""
    low, width, code, place = coder
    chance, seen = models[model, 0], models[model, 1]
    bound = (width >> _SHIFT) * chance
    if reading:
        bit = 1 if code - low < bound else 0
    if bit:
        width = bound
        chance += ((_SURE - chance) * _RATES[seen]) >> _SHIFT
    else:
        low += bound
        width -= bound
        chance -= (chance * _RATES[seen]) >> _SHIFT
    models[model, 0] = min(max(chance, _LEAST), _MOST)
    models[model, 1] = min(seen + _ONE, np.uint64(_LIMIT))
    while True:
        if (low ^ (low + width)) >= _TOP:
            if width >= _BOTTOM:
                break
            width = (_NOTHING - low) & (_BOTTOM - _ONE)
        if reading:
            code = (code << _BYTE) | _byte_at(data, place)
        else:
            data[place] = np.uint8(low >> _TO_TOP)
        place += 1
        low <<= _BYTE
        width <<= _BYTE
    return bit, (low, width, code, place)


@numba.njit(cache=True, nogil=True, inline="always")
def code_number(coder: Coder, data: Bytes, reading: bool, models: Models, base: int, number: int) -> tuple[int, Coder]:
    """A number of at most `LONGEST` bits and a sign: its length, one decision a step; its sign; its bits.

    For every length the first bit after the leading one has a model, the second has one for each value of the first,
    and all those after them share one: they are hardly worth it.
    """
    size = abs(number)
    length, more = 0, 1
    while length < LONGEST and more:
        more, coder = code_bit(coder, data, reading, models, base + length, 1 if size >> length else 0)
        length += more
    found = 0
    if length > 0:
        negative, coder = code_bit(coder, data, reading, models, base + LONGEST, 1 if number < 0 else 0)
        found = 1
        for place in range(length - 2, -1, -1):
            after = length - 2 - place
            which = 0 if after == 0 else 1 + (found & 1) if after == 1 else 3
            model = base + LONGEST + 1 + 4 * length + which
            bit, coder = code_bit(coder, data, reading, models, model, (size >> place) & 1)
            found = (found << 1) | bit
        if negative:
            found = -found
    return found, coder


@numba.njit(cache=True, nogil=True, inline="always")
def _byte_at(data: Bytes, place: int) -> np.uint64:
    return np.uint64(data[place]) if place < len(data) else np.uint64(0)

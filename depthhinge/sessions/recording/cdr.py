"""The few parts of CDR (OMG, *Common Data Representation*; ROS 2's own encoding) that the pictures need."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from depthhinge.errors import RecordingError

_LITTLE_ENDIAN = b"\x00\x01\x00\x00"


def encode(numbers: struct.Struct, values: Sequence[float], blobs: Sequence[bytes]) -> bytes:
    """Fixed numbers (aligned by their own order), then byte sequences."""
    out = bytearray(_LITTLE_ENDIAN + numbers.pack(*values))
    for blob in blobs:
        # Lengths stand on multiples of four, counted after the four bytes of the head.
        out += b"\x00" * (-len(out) % 4) + struct.pack("<I", len(blob)) + blob
    return bytes(out)


def decode(data: bytes, numbers: struct.Struct, blobs: int) -> tuple[tuple[float, ...], list[bytes]]:
    """The reverse of `encode`.

    Raises:
        RecordingError: another form, or cut short.
    """
    if data[:4] != _LITTLE_ENDIAN or len(data) < 4 + numbers.size:
        raise RecordingError("a message is damaged: it is too short")
    values = numbers.unpack_from(data, 4)
    place, found = 4 + numbers.size, []
    for _ in range(blobs):
        place += -place % 4
        if place + 4 > len(data):
            raise RecordingError("a message is damaged: it is too short")
        (length,) = struct.unpack_from("<I", data, place)
        place += 4
        if place + length > len(data):
            raise RecordingError("a message is damaged: it is too short")
        found.append(data[place : place + length])
        place += length
    return values, found

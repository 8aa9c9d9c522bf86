"""Finds what is whole in an MCAP file of `chunk_writer`, whatever has happened to the rest of it.

The index at the end of the file is not needed: a file whose writing was cut short has none. The records are walked
through from the start, and where that leads nowhere the next chunk is looked for. A chunk counts only if its checksum
agrees, and nothing outside of chunks is believed.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from mcap.opcode import Opcode

from depthhinge.errors import RecordingError
from depthhinge.sessions.recording.chunk_writer import COMPRESSION, MAGIC
from depthhinge.sessions.recording.zstd import unpacked

MOST_BYTES = 1 << 28
"""Of one chunk: a hundred times what half a second takes. A damaged length must not claim the memory."""
_HEAD = struct.Struct("<BQ")
_CHUNK = struct.Struct("<QQQI")
_NAME = struct.Struct("<I")
_MESSAGE = struct.Struct("<HIQQ")
_INDEX = struct.Struct("<HI")
_FOOTER = struct.Struct("<QQI")
_ENTRY_BYTES = 16
_DATA_END_BYTES = 4
_SIGN = _NAME.pack(len(COMPRESSION)) + COMPRESSION.encode()
# What every chunk's head holds at the same place.
_HEAD_BYTES = _HEAD.size + _CHUNK.size + len(_SIGN) + 8
_SEARCH_BYTES = 1 << 20
_FOOTER_BYTES = _HEAD.size + _FOOTER.size


@dataclass(frozen=True)
class ChunkPlace:
    """Where a chunk lies, and what its index says is in it."""

    offset: int
    length: int
    counts: Mapping[int, int] | None
    """Messages by channel; None where the index is missing or damaged."""


@dataclass(frozen=True)
class Found:
    """What there is in a file."""

    chunks: tuple[ChunkPlace, ...]
    complete: bool
    """The file was finished, and its end is as it was written."""
    gaps: int
    """Places where something was that is no record."""


@dataclass(frozen=True)
class ReadMessage:
    """One message of a chunk."""

    topic: str
    time_ns: int
    sequence: int
    data: bytes


def is_recording(file: BinaryIO) -> bool:
    """Whether a file begins as an MCAP file does."""
    file.seek(0)
    return file.read(len(MAGIC)) == MAGIC


def find_chunks(file: BinaryIO) -> Found:
    """Every chunk that lies whole in the file; their content is not looked at.

    Raises:
        OSError: the disk refuses.
    """
    size = file.seek(0, 2)
    complete = _is_finished(file, size)
    chunks: list[ChunkPlace] = []
    gaps, place = 0, len(MAGIC)
    end = False
    while place < size and not end:
        record = _record_at(file, place, size)
        if record is None:
            gaps += 1
            found = _next_chunk(file, place + 1, size)
            if found is None:
                break
            place = found
            continue
        opcode, length = record
        whole = _HEAD.size + length
        if opcode == Opcode.CHUNK:
            chunks.append(ChunkPlace(place, whole, _counts_after(file, place + whole, size)))
        end = opcode == Opcode.DATA_END
        place += whole
    # A file that was cut short usually ends within a record: that is no damage.
    cut = not complete and not end and gaps > 0
    return Found(tuple(chunks), complete, gaps - cut)


def read_chunk(file: BinaryIO, place: ChunkPlace) -> list[ReadMessage]:
    """The messages of a chunk, in the order they were written.

    Raises:
        RecordingError: the chunk is damaged.
        OSError: the disk refuses.
    """
    file.seek(place.offset)
    record = file.read(place.length)
    if len(record) != place.length or not _is_chunk_head(record[:_HEAD_BYTES]):
        raise RecordingError("a chunk is damaged: it is cut short")
    _, _, size, crc = _CHUNK.unpack_from(record, _HEAD.size)
    (stored,) = struct.unpack_from("<Q", record, _HEAD_BYTES - 8)
    if size > MOST_BYTES or stored != len(record) - _HEAD_BYTES:
        raise RecordingError("a chunk is damaged: its length cannot be")
    content = unpacked(record[_HEAD_BYTES:], size)
    if len(content) != size or zlib.crc32(content) != crc:
        raise RecordingError("a chunk is damaged: its checksum does not agree")
    messages = list(_messages(content))
    if place.counts is not None and len(messages) != sum(place.counts.values()):
        raise RecordingError("a chunk is damaged: its index tells of other messages")
    return messages


def _messages(content: bytes) -> Iterator[ReadMessage]:
    topics: dict[int, str] = {}
    place = 0
    try:
        while place < len(content):
            opcode, length = _HEAD.unpack_from(content, place)
            start, place = place + _HEAD.size, place + _HEAD.size + length
            if place > len(content):
                raise RecordingError("a chunk is damaged: a record in it is cut short")
            if opcode == Opcode.CHANNEL:
                number, _, name = struct.unpack_from("<HHI", content, start)
                topics[number] = content[start + 8 : start + 8 + name].decode()
            elif opcode == Opcode.MESSAGE:
                channel, sequence, time_ns, _ = _MESSAGE.unpack_from(content, start)
                yield ReadMessage(topics[channel], time_ns, sequence, content[start + _MESSAGE.size : place])
    except (struct.error, KeyError, UnicodeDecodeError) as problem:
        raise RecordingError(f"a chunk is damaged: {problem}") from problem


def _is_finished(file: BinaryIO, size: int) -> bool:
    if size < 2 * len(MAGIC) + _FOOTER_BYTES:
        return False
    file.seek(size - len(MAGIC) - _FOOTER_BYTES)
    end = file.read(_FOOTER_BYTES + len(MAGIC))
    if end[_FOOTER_BYTES:] != MAGIC or _HEAD.unpack_from(end) != (Opcode.FOOTER, _FOOTER.size):
        return False
    start, _, crc = _FOOTER.unpack_from(end, _HEAD.size)
    if not len(MAGIC) <= start <= size or size - start > MOST_BYTES:
        return False
    file.seek(start)
    return bool(zlib.crc32(file.read(size - start)[: -len(MAGIC) - 4]) == crc)


def _record_at(file: BinaryIO, place: int, size: int) -> tuple[int, int] | None:
    """Opcode and length of the record there; None where there is none, or not all of it."""
    file.seek(place)
    head = file.read(_HEAD_BYTES)
    if len(head) < _HEAD.size:
        return None
    opcode, length = _HEAD.unpack_from(head)
    if place + _HEAD.size + length > size:
        return None
    # Nothing but these is written there, and each has a form that a damaged one hardly has by chance.
    sound = {
        Opcode.HEADER: place == len(MAGIC),
        Opcode.CHUNK: _is_chunk_head(head),
        Opcode.MESSAGE_INDEX: _entries_of(head) is not None,
        Opcode.DATA_END: length == _DATA_END_BYTES,
    }
    return (opcode, length) if sound.get(opcode, False) else None


def _entries_of(head: bytes) -> tuple[int, int] | None:
    """Channel and number of messages that an index record tells of; None where it cannot be one."""
    if len(head) < _HEAD.size + _INDEX.size or head[0] != Opcode.MESSAGE_INDEX:
        return None
    length: int = _HEAD.unpack_from(head)[1]
    channel, size = _INDEX.unpack_from(head, _HEAD.size)
    return None if length != _INDEX.size + size or size % _ENTRY_BYTES else (channel, size // _ENTRY_BYTES)


def _is_chunk_head(head: bytes) -> bool:
    sign = _HEAD.size + _CHUNK.size
    if len(head) != _HEAD_BYTES or head[0] != Opcode.CHUNK or head[sign : sign + len(_SIGN)] != _SIGN:
        return False
    whole: int = _HEAD.unpack_from(head)[1]
    stored: int = struct.unpack_from("<Q", head, _HEAD_BYTES - 8)[0]
    return whole == _HEAD_BYTES - _HEAD.size + stored


def _next_chunk(file: BinaryIO, place: int, size: int) -> int | None:
    """Where the next chunk begins that ends within the file, at `place` or after it."""
    before_sign = _HEAD.size + _CHUNK.size
    while place < size:
        file.seek(place)
        block = file.read(_SEARCH_BYTES + len(_SIGN))
        at = block.find(_SIGN)
        while at != -1:
            start = place + at - before_sign
            if start >= 0 and (record := _record_at(file, start, size)) is not None and record[0] == Opcode.CHUNK:
                return start
            at = block.find(_SIGN, at + 1)
        place += _SEARCH_BYTES
    return None


def _counts_after(file: BinaryIO, place: int, size: int) -> dict[int, int] | None:
    """Messages by channel, from the index records that follow a chunk; None where they are missing or damaged."""
    counts: dict[int, int] = {}
    while place + _HEAD.size <= size:
        file.seek(place)
        head = file.read(_HEAD.size + _INDEX.size)
        if len(head) < _HEAD.size + _INDEX.size or head[0] != Opcode.MESSAGE_INDEX:
            break
        entries = _entries_of(head)
        if entries is None or entries[0] in counts:
            return None
        counts[entries[0]] = entries[1]
        place += _HEAD.size + _INDEX.size + entries[1] * _ENTRY_BYTES
    return counts or None

"""An append-only MCAP file of chunks that are each checked, whole on the disk when written, and readable alone.

The format is https://mcap.dev/spec; its records are written by the `mcap` library. Its own writer closes a chunk by
size only and leaves half of one behind when the disk is full, so chunks are put together here: by time, each with the
schemas and channels it needs, and a file that cannot grow is cut back to its last whole chunk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import FileIO

import zstandard
from mcap.data_stream import RecordBuilder
from mcap.opcode import Opcode
from mcap.records import (
    Channel,
    Chunk,
    ChunkIndex,
    DataEnd,
    Footer,
    Header,
    McapRecord,
    Message,
    MessageIndex,
    Schema,
    Statistics,
    SummaryOffset,
)

MAGIC = b"\x89MCAP0\r\n"
COMPRESSION = "zstd"


@dataclass(frozen=True)
class Topic:
    """A kind of message: its channel and the schema of its content."""

    name: str
    message_encoding: str
    schema_name: str
    schema_encoding: str
    schema: str


class ChunkWriter:
    """Collects messages into a chunk; `flush` puts the chunk on the disk.

    Any `OSError` of the disk comes out of `flush` and `finish`; the file is then as it was after the last whole chunk.
    """

    def __init__(self, file: FileIO, topics: Sequence[Topic], library: str) -> None:
        """Write the head of the file.

        Args:
            file: new, unbuffered, opened for writing; left open.
            topics: what messages there will be; a message names its topic by its place among them.
            library: program and version, for the header.

        Raises:
            OSError: the disk refuses.
        """
        self._file = file
        # Schema 0 means none, and readers are easier on channels from 1 on.
        self._schemas = [
            Schema(n, topic.schema.encode(), topic.schema_encoding, topic.schema_name)
            for n, topic in enumerate(topics, 1)
        ]
        self._channels = [Channel(n, topic.name, topic.message_encoding, {}, n) for n, topic in enumerate(topics, 1)]
        self._messages: list[Message] = []
        self._chunks: list[ChunkIndex] = []
        self._counts = {channel.id: 0 for channel in self._channels}
        self._end = 0
        self._digest = hashlib.sha256()
        self._append(MAGIC + _bytes_of(Header(profile="", library=library)))

    @property
    def sha256(self) -> str:
        """Of all that is on the disk."""
        return self._digest.hexdigest()

    @property
    def oldest_ns(self) -> int | None:
        """Time of the first message that is not on the disk yet."""
        return self._messages[0].log_time if self._messages else None

    def add(self, topic: int, time_ns: int, data: bytes, sequence: int = 0) -> None:
        """One message, kept until `flush`."""
        self._messages.append(Message(topic + 1, time_ns, data, time_ns, sequence))

    def flush(self) -> None:
        """Put what was added on the disk, as one chunk; it lasts when this returns.

        Raises:
            OSError: the disk refuses; the messages are lost, and the file is as it was before.
        """
        if not self._messages:
            return
        messages, self._messages = self._messages, []
        content, offsets = self._content(messages)
        times = [message.log_time for message in messages]
        record = _bytes_of(
            Chunk(
                compression=COMPRESSION,
                data=zstandard.ZstdCompressor().compress(content),
                message_start_time=min(times),
                message_end_time=max(times),
                uncompressed_crc=zlib.crc32(content),
                uncompressed_size=len(content),
            )
        )
        places: dict[int, int] = {}
        indexes = b""
        for channel, entries in offsets.items():
            places[channel] = self._end + len(record) + len(indexes)
            indexes += _bytes_of(MessageIndex(channel, entries))
        start = self._end
        self._append(record + indexes)
        self._chunks.append(
            ChunkIndex(
                chunk_start_offset=start,
                chunk_length=len(record),
                compression=COMPRESSION,
                compressed_size=len(record) - _CHUNK_HEAD,
                message_start_time=min(times),
                message_end_time=max(times),
                message_index_length=len(indexes),
                message_index_offsets=places,
                uncompressed_size=len(content),
            )
        )
        for channel, entries in offsets.items():
            self._counts[channel] += len(entries)

    def finish(self) -> None:
        """The end of the file: an index of its chunks, and the sign that it is complete.

        Raises:
            OSError: the disk refuses; all chunks are there all the same.
        """
        self.flush()
        data_end = _bytes_of(DataEnd(data_section_crc=0))  # 0 = none: every chunk has its own
        start = self._end + len(data_end)
        summary, groups = b"", b""
        for opcode, records in self._summary():
            group = b"".join(map(_bytes_of, records))
            groups += _bytes_of(SummaryOffset(opcode, start + len(summary), len(group)))
            summary += group
        footer = Footer(summary_start=start, summary_offset_start=start + len(summary), summary_crc=0)
        # The sum covers the footer up to itself.
        footer.summary_crc = zlib.crc32(summary + groups + _bytes_of(footer)[:-4])
        self._append(data_end + summary + groups + _bytes_of(footer) + MAGIC)

    def _content(self, messages: list[Message]) -> tuple[bytes, Mapping[int, list[tuple[int, int]]]]:
        """A chunk's records, and where each channel's messages begin in it."""
        builder = RecordBuilder()
        used = sorted({message.channel_id for message in messages})
        for channel in used:
            self._schemas[channel - 1].write(builder)
            self._channels[channel - 1].write(builder)
        offsets: dict[int, list[tuple[int, int]]] = {channel: [] for channel in used}
        for message in messages:
            offsets[message.channel_id].append((message.log_time, builder.count))
            message.write(builder)
        return _taken_from(builder), offsets

    def _summary(self) -> list[tuple[int, Sequence[McapRecord]]]:
        starts = [chunk.message_start_time for chunk in self._chunks]
        ends = [chunk.message_end_time for chunk in self._chunks]
        statistics = Statistics(
            attachment_count=0,
            channel_count=len(self._channels),
            channel_message_counts={channel: count for channel, count in self._counts.items() if count},
            chunk_count=len(self._chunks),
            message_count=sum(self._counts.values()),
            message_start_time=min(starts, default=0),
            message_end_time=max(ends, default=0),
            metadata_count=0,
            schema_count=len(self._schemas),
        )
        groups: list[tuple[int, Sequence[McapRecord]]] = [
            (Opcode.SCHEMA, self._schemas),
            (Opcode.CHANNEL, self._channels),
            (Opcode.STATISTICS, [statistics]),
            (Opcode.CHUNK_INDEX, self._chunks),
        ]
        return [(opcode, records) for opcode, records in groups if records]

    def _append(self, data: bytes) -> None:
        """Write all of `data` and make it last, or leave no trace of it."""
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
            os.fsync(self._file.fileno())
        except OSError:
            with contextlib.suppress(OSError):
                self._file.truncate(self._end)
                self._file.seek(self._end)
            raise
        self._end += len(data)
        self._digest.update(data)


_CHUNK_HEAD = 9 + 8 + 8 + 8 + 4 + 4 + len(COMPRESSION) + 8
# Opcode and length, two times, size, sum, compression's name, length of the data.


def _bytes_of(record: McapRecord) -> bytes:
    builder = RecordBuilder()
    record.write(builder)
    return _taken_from(builder)


def _taken_from(builder: RecordBuilder) -> bytes:
    return bytes(builder.end())  # type: ignore[no-untyped-call]

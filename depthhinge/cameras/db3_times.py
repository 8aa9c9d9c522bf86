"""The times of a finished `.db3`, taken from its frames instead of from the clock on the wall.

librealsense files every message at the moment at which it happened to be written. For a simulated camera that moment
means nothing, and it is all that two recordings of the same pictures differ by: in the file's order by time, in the
stamps inside of the messages, and in how SQLite lays out its pages for them.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from depthhinge.errors import RecordingError

_STREAM = re.compile(r"(?P<stream>.+)/(?:image|imu)/")
"""The topics of a stream's frames: each frame is some messages that were filed at the same time."""
_METADATA = "/metadata"
_FRAME_TIME = re.compile(rb"[;\n\x00]timestamp=(?P<ms>\d+\.\d+);")
_STAMPED = tuple(f"sensor_msgs/msg/{kind}" for kind in ("Imu", "Image", "CompressedImage", "CameraInfo"))
_STAMP_AT = 4
"""Bytes before the seconds and nanoseconds of a ROS 2 header: the mark of the CDR encoding (OMG DDS-XTypes 7.4)."""
_NS_PER_MS, _NS_PER_S = 1e6, 1_000_000_000
_FIRST_NS = 1_000_000
"""Of the first frame, after what describes the device, which is filed at zero."""
_UNFINISHED = ".{}.unfinished"


def take_times_from_frames(path: Path) -> None:
    """File every frame of a finished recording at its own time after the first; the same frames give the same bytes.

    Raises:
        RecordingError: the file cannot be rewritten.
    """
    rewritten = path.with_name(_UNFINISHED.format(path.name))
    try:
        rewritten.unlink(missing_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("BEGIN IMMEDIATE")
            _refile(database)
            database.execute("COMMIT")
            # Lays the pages out anew, which otherwise show how the times were written before.
            database.execute("VACUUM INTO ?", (str(rewritten),))
        rewritten.replace(path)
    except (sqlite3.Error, OSError) as error:
        rewritten.unlink(missing_ok=True)
        raise RecordingError(f"{path}: cannot be finished ({error}); check the space on disk") from error


def _refile(database: sqlite3.Connection) -> None:
    topics = {number: (name, kind) for number, name, kind in database.execute("SELECT id, name, type FROM topics")}
    streams = {number: found["stream"] for number, (name, _) in topics.items() if (found := _STREAM.match(name))}
    times = {(streams[topic], filed): ms for topic, filed, ms in _frame_times(database, topics)}
    if not times:
        return
    first = min(times.values())
    rows = database.execute("SELECT id, topic_id, timestamp FROM messages").fetchall()
    for number, topic, filed in rows:
        ms = times.get((streams.get(topic, ""), filed))
        if ms is None:
            continue
        ns = _FIRST_NS + round((ms - first) * _NS_PER_MS)
        database.execute("UPDATE messages SET timestamp = ? WHERE id = ?", (ns, number))
        if topics[topic][1] in _STAMPED:
            with database.blobopen("messages", "data", number) as message:
                message.seek(_STAMP_AT)
                message.write(b"".join(part.to_bytes(4, "little") for part in divmod(ns, _NS_PER_S)))


def _frame_times(database: sqlite3.Connection, topics: dict[int, tuple[str, str]]) -> Iterator[tuple[int, int, float]]:
    """Of every frame: topic of its metadata, when that was filed, and the frame's own time in milliseconds."""
    for topic, (name, _) in topics.items():
        if not name.endswith(_METADATA):
            continue
        for filed, text in database.execute("SELECT timestamp, data FROM messages WHERE topic_id = ?", (topic,)):
            found = _FRAME_TIME.search(text)
            if found is not None:
                yield topic, filed, float(found["ms"])

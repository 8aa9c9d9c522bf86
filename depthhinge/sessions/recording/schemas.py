"""What each kind of message in a recording looks like, as the file itself tells its readers.

Where Foxglove has a schema that fits (https://docs.foxglove.dev/docs/sdk/schemas) it is used by its name, so that any
viewer shows it; what has none is described here. The two kinds of picture are ROS 2 messages (`ros2msg`, CDR), because
JSON has no bytes; everything else is JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from depthhinge.sessions.recording.chunk_writer import Topic

KEPT_DEPTH = """\
# One frame: the readings of the tiles that were kept, byte for byte the camera's. Elsewhere the room's picture stands,
# message `background` of the topic /background. Depth is in the units stated in /session, 0 = no reading.

float64 time_s             # since the first frame
float64[3] gravity         # down in the camera frame, unit length; NaN where there is no accelerometer
uint32 index               # of the camera's frames; a gap is a frame that the disk was too slow for
uint32 background          # number of the room's picture; 0 = every tile is kept
uint32 width
uint32 height
uint32 tile                # pixels a side of a tile
uint32 person_rows
uint32 person_columns
uint8[] tiles              # one bit a tile, row by row, 1 = kept: a mask, see below
uint8[] pixels             # the kept ones, row by row: see below
uint8[] person             # one bit a cell of person_rows x person_columns, 1 = the person: a mask

# range coder. low = 0, width = 2^64 - 1; code = the first 8 bytes, big endian, zeros following the last byte.
# Decision of a model (p = 2^15, n = 0 at first): bound = (width >> 16) * p; yes if code - low < bound (modulo 2^64).
# Yes: width = bound, p += ((2^16 - p) * r[n]) >> 16; no: low += bound, width -= bound, p -= (p * r[n]) >> 16; r[n] =
# round(2^16 / (n + 1.5)); then p is clipped to [2^7, 2^16 - 2^7], n = min(n + 1, 255). While low and low + width
# agree in their top byte, or width < 2^48 (then first width = -low modulo 2^48): low, width and code move up a byte,
# code takes in the next.
# number. Models l[0..15], s, t[1..16][0..3]. Length: one decision l[0], l[1], ... each until a no, 16 at most; 0 =
# the number is 0. Then s: yes = negative. Then the bits after the leading one, yes = 1: the first by t[length][0],
# the second by t[length][1 + first], the others by t[length][3].
# mask: uint32 CRC-32 of the cells packed into bytes; then a decision a cell, row by row, yes = 1. Its model is one of
# 1024: ten cells before it, as bits, cells beyond the edges being 0; row - 2: columns -1 to 1; row - 1: columns -2 to
# 2; the row itself: columns -2 and -1.
# pixels: uint32 CRC-32 of the kept pixels as uint16; uint16 n, how many depths occur besides 0; then by the range
# coder the depths, rising: for each a number, by how much its distance from the one before is larger than that one's
# was (the first from 0, as if 0 from the one before). Then the kept pixels, row by row. First a decision, yes = no
# reading, its model one of 3^6 by left, above, above left, above right, two to the left, two above: each 0 not kept,
# 1 no reading, 2 a reading. If no: a number, the pixel's rank (1 to n) less the one expected, by models of its
# context. Expected, where left a, above b and above left c have readings: max(a, b) - (c clipped to [min(a, b),
# max(a, b)]) + min(a, b); context: of the limits 1 3 5 8 12 20 40 100 how many |a - c| + |b - c| + |b - above right,
# if that has a reading| reaches. Else the first that has one of: left, above, above right, above left, the last rank
# coded (at first 1), each its own context.
"""

BACKGROUND = """\
# The room's picture, whole. Written twice, in two chunks, because many frames depend on it.

uint32 number              # 1, 2, ...
uint32 width
uint32 height
uint32 tile
uint8[] pixels             # as in /depth, every tile kept
"""


def _json_schema(title: str, properties: Mapping[str, Any]) -> str:
    return json.dumps({"title": title, "type": "object", "properties": properties}, separators=(",", ":"))


def _numbers(*names: str) -> dict[str, Any]:
    return dict.fromkeys(names, _NUMBER)


_NUMBER, _INTEGER, _STRING, _BOOLEAN = ({"type": kind} for kind in ("number", "integer", "string", "boolean"))
_TIME = {"type": "object", "title": "time", "properties": {"sec": _INTEGER, "nsec": _INTEGER}}
_VECTOR = {"type": "object", "title": "foxglove.Vector3", "properties": _numbers("x", "y", "z")}
_QUATERNION = {"type": "object", "title": "foxglove.Quaternion", "properties": _numbers("x", "y", "z", "w")}
_POSE = {
    "type": "object",
    "title": "foxglove.Pose",
    "properties": {"position": _VECTOR, "orientation": _QUATERNION},
}


def _list_of(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_LOG = _json_schema(
    "foxglove.Log",
    {"timestamp": _TIME, "level": _INTEGER, "message": _STRING, "name": _STRING, "file": _STRING, "line": _INTEGER},
)


def _json(name: str, schema_name: str, schema: str) -> Topic:
    return Topic(name, "json", schema_name, "jsonschema", schema)


def _own(name: str, title: str, properties: Mapping[str, Any]) -> Topic:
    return _json(name, title, _json_schema(title, properties))


def _picture(name: str, title: str, schema: str) -> Topic:
    return Topic(name, "cdr", title, "ros2msg", schema)


SESSION = _own(
    "/session",
    "depthhinge.Session",
    {
        "format": {**_INTEGER, "description": "version of this recording's form"},
        "program": _STRING,
        "wall_distance_m": _NUMBER,
        "real_wall": {"type": "boolean", "description": "a real wall behind the person was to be used"},
        "drill": _STRING,
        "language": {**_STRING, "description": "of the cues"},
        "camera": {
            "type": "object",
            "description": "name, serial, intrinsics (pinhole, pixels), depth_scale (metres a unit), fps, "
            "stereo_baseline_m, room_from_camera where the camera stated it",
        },
    },
)
CALIBRATION = _json(
    "/calibration",
    "foxglove.CameraCalibration",
    _json_schema(
        "foxglove.CameraCalibration",
        {
            "timestamp": _TIME,
            "frame_id": _STRING,
            "width": _INTEGER,
            "height": _INTEGER,
            "distortion_model": _STRING,
            "D": _list_of(_NUMBER),
            "K": _list_of(_NUMBER),
            "R": _list_of(_NUMBER),
            "P": _list_of(_NUMBER),
        },
    ),
)
DEPTH = _picture("/depth", "depthhinge_msgs/msg/KeptDepth", KEPT_DEPTH)
ROOM = _picture("/background", "depthhinge_msgs/msg/Background", BACKGROUND)
TRANSFORM = _json(
    "/tf",
    "foxglove.FrameTransform",
    _json_schema(
        "foxglove.FrameTransform",
        {
            "timestamp": _TIME,
            "parent_frame_id": _STRING,
            "child_frame_id": _STRING,
            "translation": _VECTOR,
            "rotation": _QUATERNION,
        },
    ),
)
PERSON = _own(
    "/person",
    "depthhinge.Person",
    {"stature_m": _NUMBER, "shape": {**_list_of(_NUMBER), "description": "weights of the body model's components"}},
)
BODY = _json(
    "/body",
    "foxglove.PosesInFrame",
    _json_schema("foxglove.PosesInFrame", {"timestamp": _TIME, "frame_id": _STRING, "poses": _list_of(_POSE)}),
)
MEASURES = _own(
    "/measures",
    "depthhinge.Measures",
    {"tracked": _BOOLEAN, "phase": _STRING, "rep": _INTEGER, "fit_residual_mm": _NUMBER},
)
EVENTS = _own("/events", "depthhinge.Event", {"time_s": _NUMBER, "kind": _STRING, "rep": _INTEGER, "text": _STRING})
CUES = _json("/cues", "foxglove.Log", _LOG)
NOTES = _json("/notes", "foxglove.Log", _LOG)

TOPICS = (SESSION, CALIBRATION, DEPTH, ROOM, TRANSFORM, PERSON, BODY, MEASURES, EVENTS, CUES, NOTES)
"""In the order of their channels."""

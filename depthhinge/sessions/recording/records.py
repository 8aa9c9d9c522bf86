"""The small messages of a recording, as JSON: what the camera is, who was there, what they did, what it was worth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.drills.moment import DrillKind, Moment
from depthhinge.frames import CameraInfo
from depthhinge.geometry import Array
from depthhinge.lengths import MM_PER_M
from depthhinge.sessions.camera_record import camera_record
from depthhinge.sessions.events import SessionEvent, events_of
from depthhinge.sessions.frame_table import READINGS
from depthhinge.sessions.json_files import plain
from depthhinge.sessions.recording.chunk_writer import Topic
from depthhinge.sessions.recording.schemas import (
    BODY,
    CALIBRATION,
    CUES,
    EVENTS,
    MEASURES,
    NOTES,
    PERSON,
    SESSION,
    TRANSFORM,
)

ROOM_FRAME, CAMERA_FRAME = "room", "camera"
NS_PER_S = 1_000_000_000
_DECIMALS = 4
# Tenths of a millimetre and of a milliradian: what is exact comes from the depth, by the line.
_LOG_INFO, _LOG_WARNING = 2, 3
# foxglove.LogLevel

Record = tuple[Topic, bytes]


def nanoseconds(time_s: float) -> int:
    """Seconds since the first frame on the recording's clock."""
    return round(time_s * NS_PER_S)


def session_record(
    format: int,
    program: str,
    camera: CameraInfo,
    wall_distance_m: float,
    drill: DrillKind,
    language: str,
    real_wall: bool,
) -> Record:
    """What the reader must know before all else; numbers in full."""
    content = {
        "format": format,
        "program": program,
        "wall_distance_m": wall_distance_m,
        "real_wall": real_wall,
        "drill": drill.value,
        "language": language,
        "camera": {**camera_record(camera), "room_from_camera": camera.room_from_camera},
    }
    return SESSION, json.dumps(plain(content)).encode()


def calibration_record(camera: CameraInfo) -> Record:
    """The pinhole camera, for viewers."""
    i = camera.intrinsics
    return CALIBRATION, _json(
        {
            "timestamp": _timestamp(0.0),
            "frame_id": CAMERA_FRAME,
            "width": i.width,
            "height": i.height,
            "distortion_model": "",
            "D": [],
            "K": [i.fx, 0.0, i.cx, 0.0, i.fy, i.cy, 0.0, 0.0, 1.0],
            "R": np.eye(3).ravel(),
            "P": [i.fx, 0.0, i.cx, 0.0, 0.0, i.fy, i.cy, 0.0, 0.0, 0.0, 1.0, 0.0],
        }
    )


def transform_record(time_s: float, room_from_camera: Array) -> Record:
    """Where the camera stands in the room."""
    return TRANSFORM, _json(
        {
            "timestamp": _timestamp(time_s),
            "parent_frame_id": ROOM_FRAME,
            "child_frame_id": CAMERA_FRAME,
            "translation": _vector(room_from_camera[:3, 3]),
            "rotation": _quaternion(quaternions(room_from_camera[None, :3, :3])[0]),
        }
    )


def person_record(stature_m: float | None, shape: ArrayLike) -> Record:
    """Who is tracked, as the line has learned them."""
    return PERSON, _json({"stature_m": stature_m, "shape": np.asarray(shape, np.float64)})


def moment_records(moment: Moment) -> Iterator[Record]:
    """What the line made of one frame."""
    body = moment.body
    if body is not None and len(body.segment_origins):
        turns = quaternions(body.segment_rotations)
        poses = [
            {"position": _vector(origin), "orientation": _quaternion(turn)}
            for origin, turn in zip(body.segment_origins, turns, strict=True)
        ]
        yield BODY, _json({"timestamp": _timestamp(moment.time_s), "frame_id": ROOM_FRAME, "poses": poses})
    measures = {name: read(moment.measures) for name, read in READINGS.items()}
    content = {
        "tracked": body is not None and body.tracked,
        "phase": moment.phase.value,
        "rep": moment.rep,
        "fit_residual_mm": None if body is None else MM_PER_M * body.residual_m,
        **measures,
    }
    yield MEASURES, _json({name: value for name, value in content.items() if value is not None})
    if moment.finished is not None:
        for event in events_of([moment.finished]):
            yield event_record(event)
    if moment.cue is not None:
        yield CUES, _log(moment.time_s, _LOG_INFO, moment.cue, "coach")
    for note in moment.notes:
        yield NOTES, _log(moment.time_s, _LOG_WARNING, note, "line")


def event_record(event: SessionEvent) -> Record:
    """Something that happened, at its own time."""
    content = {"time_s": event.time_s, "kind": event.kind.value, "rep": event.rep, "text": event.text}
    return EVENTS, _json(content)


def quaternions(rotations: Array) -> Array:
    """Unit quaternions (n, 4), in the order x, y, z, w, of rotations (n, 3, 3).

    The eigenvector of the largest eigenvalue of the attitude matrix (Bar-Itzhack 2000, "New method for extracting the
    quaternion from a rotation matrix"): no case to tell apart, and right for rotations rounded a little.
    """
    r = np.asarray(rotations, np.float64)
    k = np.zeros((len(r), 4, 4))
    k[:, :3, :3] = r + r.transpose(0, 2, 1) - np.trace(r, axis1=1, axis2=2)[:, None, None] * np.eye(3)
    for axis, (a, b) in enumerate(((2, 1), (0, 2), (1, 0))):
        k[:, axis, 3] = k[:, 3, axis] = r[:, a, b] - r[:, b, a]
    k[:, 3, 3] = np.trace(r, axis1=1, axis2=2)
    q = np.linalg.eigh(k)[1][:, :, -1]
    return np.asarray(q * np.where(q[:, 3:] < 0.0, -1.0, 1.0))


def _log(time_s: float, level: int, message: str, name: str) -> bytes:
    content = {"timestamp": _timestamp(time_s), "level": level, "message": message, "name": name, "file": "", "line": 0}
    return _json(content)


def _timestamp(time_s: float) -> dict[str, int]:
    seconds, rest = divmod(nanoseconds(time_s), NS_PER_S)
    return {"sec": seconds, "nsec": rest}


def _vector(point: Array) -> dict[str, float]:
    return dict(zip("xyz", point.tolist(), strict=True))


def _quaternion(turn: Array) -> dict[str, float]:
    return dict(zip("xyzw", turn.tolist(), strict=True))


def _json(content: Any) -> bytes:
    return json.dumps(_rounded(plain(content)), separators=(",", ":"), ensure_ascii=False).encode()


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value

"""MCAP: points, skeleton, wall and events in one time, for Foxglove, Rerun and ROS tools.

Foxglove's own schemas (docs.foxglove.dev/docs/sdk/schemas), written by its SDK.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial.transform import Rotation

from depthhinge.body.joints import BONES, JOINT_INDEX
from depthhinge.drills.wall import Wall
from depthhinge.errors import SessionError
from depthhinge.geometry import UP, Array
from depthhinge.sessions.events import SessionEvent
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import ROOM_AXES, Format, Progress, missing_library
from depthhinge.sessions.export.points import BODY_PARTS, PersonCloud, person_clouds
from depthhinge.sessions.recording.records import NS_PER_S, nanoseconds

ROOM, CAMERA = "room", "camera"
_POINT = np.dtype(
    [
        *((name, "<f4") for name in ("x", "y", "z", "normal_x", "normal_y", "normal_z")),
        ("intensity", "<f4"),
        ("body_part", "u1"),
    ]
)
_BONE_COLOUR, _GUESS_COLOUR, _WALL_COLOUR = (1.0, 0.8, 0.2, 1.0), (0.6, 0.6, 0.6, 1.0), (0.2, 0.6, 0.9, 0.3)
_BONE_WIDTH_PX = 4.0
_WALL_THICKNESS_M, _WALL_WIDTH_M, _WALL_HEIGHT_M = 0.005, 1.6, 2.0


def _write(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    try:
        import foxglove
        from foxglove import channels
    except ImportError as problem:
        raise missing_library("foxglove-sdk", "mcap", problem) from problem
    context = foxglove.Context()
    cloud_channel = channels.PointCloudChannel("/points", context=context)
    scene_channel = channels.SceneUpdateChannel("/scene", context=context)
    transform_channel = channels.FrameTransformChannel("/tf", context=context)
    event_channel = channels.LogChannel("/events", context=context)
    room_from_camera, wall = excerpt.session.summary.room_from_camera, excerpt.session.summary.wall
    if room_from_camera is None:
        raise SessionError(f"{excerpt.session.folder}: no room was found in it, so its points have no place")
    events = list(excerpt.events)
    with foxglove.open_mcap(str(path), context=context) as file:
        file.write_metadata(
            "depthhinge",
            {"excerpt": excerpt.what, "body_part": ", ".join(f"{n} {name}" for n, name in enumerate(BODY_PARTS))},
        )
        for cloud in progress.over(person_clouds(excerpt), "frames", len(excerpt)):
            while events and events[0].time_s <= cloud.time_s:
                _log_event(event_channel, events.pop(0))
            now = nanoseconds(cloud.time_s)
            transform_channel.log(_transform(room_from_camera, now), log_time=now)
            cloud_channel.log(_cloud(cloud, now), log_time=now)
            scene_channel.log(_scene(excerpt, cloud.index - excerpt.start, wall, now), log_time=now)
        for event in events:
            _log_event(event_channel, event)


def _stamp(now: int) -> Any:
    from foxglove.messages import Timestamp

    return Timestamp(*divmod(now, NS_PER_S))


def _cloud(cloud: PersonCloud, now: int) -> Any:
    from foxglove.messages import PackedElementField, PackedElementFieldNumericType, PointCloud, Pose

    points = np.empty(len(cloud.points), _POINT)
    for axis, name in enumerate("xyz"):
        points[name], points[f"normal_{name}"] = cloud.points[:, axis], cloud.normals[:, axis]
    points["body_part"], points["intensity"] = cloud.part, cloud.intensity
    kinds = {"f": PackedElementFieldNumericType.Float32, "u": PackedElementFieldNumericType.Uint8}
    return PointCloud(
        timestamp=_stamp(now),
        frame_id=ROOM,
        pose=Pose(position=_vector(np.zeros(3)), orientation=_quaternion(np.eye(3))),
        point_stride=_POINT.itemsize,
        fields=[
            PackedElementField(name=name, offset=_offset(name), type=kinds[_POINT[name].kind])
            for name in _POINT.names or ()
        ],
        data=points.tobytes(),
    )


def _offset(name: str) -> int:
    assert _POINT.fields is not None
    return int(_POINT.fields[name][1])


def _transform(room_from_camera: Array, now: int) -> Any:
    from foxglove.messages import FrameTransform

    return FrameTransform(
        timestamp=_stamp(now),
        parent_frame_id=ROOM,
        child_frame_id=CAMERA,
        translation=_vector(room_from_camera[:3, 3]),
        rotation=_quaternion(room_from_camera[:3, :3]),
    )


def _scene(excerpt: Excerpt, row: int, wall: Wall | None, now: int) -> Any:
    from foxglove.messages import SceneEntity, SceneEntityDeletion, SceneUpdate

    entities, deletions = [], []
    joints = excerpt.joints[row]
    if np.isfinite(joints).all():
        colour = _BONE_COLOUR if excerpt.tracked[row] else _GUESS_COLOUR
        entities.append(
            SceneEntity(timestamp=_stamp(now), frame_id=ROOM, id="skeleton", lines=[_bones(joints, colour)])
        )
    else:
        deletions.append(SceneEntityDeletion(timestamp=_stamp(now), id="skeleton"))
    if wall is not None:
        entities.append(SceneEntity(timestamp=_stamp(now), frame_id=ROOM, id="wall", cubes=[_wall(wall)]))
    return SceneUpdate(entities=entities, deletions=deletions)


def _bones(joints: Array, colour: tuple[float, ...]) -> Any:
    from foxglove.messages import Color, LinePrimitive, LinePrimitiveLineType, Point3

    ends = [joints[JOINT_INDEX[joint]] for bone in BONES for joint in bone]
    return LinePrimitive(
        type=LinePrimitiveLineType.LineList,
        thickness=_BONE_WIDTH_PX,
        scale_invariant=True,
        points=[Point3(x=x, y=y, z=z) for x, y, z in ends],
        color=Color(r=colour[0], g=colour[1], b=colour[2], a=colour[3]),
    )


def _wall(wall: Wall) -> Any:
    from foxglove.messages import Color, CubePrimitive, Pose

    normal = wall.plane.normal
    foot = wall.heels - wall.plane.distance(wall.heels) * normal
    axes = np.stack([normal, UP, np.cross(normal, UP)], axis=1)
    r, g, b, a = _WALL_COLOUR
    return CubePrimitive(
        pose=Pose(position=_vector(foot + 0.5 * _WALL_HEIGHT_M * UP), orientation=_quaternion(axes)),
        size=_vector(np.array([_WALL_THICKNESS_M, _WALL_HEIGHT_M, _WALL_WIDTH_M])),
        color=Color(r=r, g=g, b=b, a=a),
    )


def _log_event(channel: Any, event: SessionEvent) -> None:
    from foxglove.messages import Log, LogLevel

    now = nanoseconds(event.time_s)
    channel.log(
        Log(
            timestamp=_stamp(now), level=LogLevel.Info, name=event.kind.value, message=f"rep {event.rep}: {event.text}"
        ),
        log_time=now,
    )


def _vector(v: Array) -> Any:
    from foxglove.messages import Vector3

    return Vector3(x=float(v[0]), y=float(v[1]), z=float(v[2]))


def _quaternion(rotation: Array) -> Any:
    from foxglove.messages import Quaternion

    x, y, z, w = Rotation.from_matrix(rotation).as_quat()
    return Quaternion(x=float(x), y=float(y), z=float(z), w=float(w))


MCAP = Format(
    "mcap",
    False,
    "/points: the person's points as foxglove.PointCloud (position, normal, body part, intensity, as in ply); /scene: "
    "skeleton (grey where it is a guess) and wall as foxglove.SceneUpdate; /tf: the camera in the room; /events: reps, "
    "taps, faults, cues as foxglove.Log",
    f"metres, frame `room`: {ROOM_AXES} (set the 3D panel's up axis to y); frame `camera`: librealsense's; times count "
    "from the session's first frame as 0",
    "angles and balance (see parquet); the depth picture itself (see db3); which joints were seen",
    _write,
)

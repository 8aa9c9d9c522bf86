"""MCAP and DB3, read by what others wrote."""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
import pytest
from scipy.spatial.transform import Rotation

from depthhinge.body.joints import BONES, JOINT_INDEX
from depthhinge.cameras import open_recording
from depthhinge.cameras.librealsense import load_librealsense
from depthhinge.errors import MissingLibraryError
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.export import export_to
from depthhinge.sessions.export.format import Progress
from depthhinge.sessions.export.formats import FORMATS
from depthhinge.sessions.export.points import person_clouds


@pytest.fixture(scope="module")
def messages(few: Excerpt, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[int, str, Any]]]:
    """(time in ns, schema, message) by topic, read by the `mcap` library with the schemas that are in the file."""
    pytest.importorskip("foxglove", reason="foxglove-sdk is not installed here")
    from mcap.reader import make_reader
    from mcap_protobuf.decoder import DecoderFactory

    path = tmp_path_factory.mktemp("mcap") / "a.mcap"
    export_to(few, FORMATS["mcap"], path, Progress())
    found = defaultdict(list)
    with path.open("rb") as file:
        for schema, channel, message, decoded in make_reader(
            file, validate_crcs=True, decoder_factories=[DecoderFactory()]
        ).iter_decoded_messages():
            assert schema is not None
            found[channel.topic].append((message.log_time, schema.name, decoded))
    return found


def test_the_clouds_are_those_of_the_ply(few: Excerpt, messages: dict[str, list[tuple[int, str, Any]]]) -> None:
    clouds = list(person_clouds(few))
    assert len(messages["/points"]) == len(clouds)
    kinds = {7: "<f4", 1: "u1"}  # foxglove.PackedElementField.NumericType
    for (time_ns, schema, message), cloud in zip(messages["/points"], clouds, strict=True):
        assert schema == "foxglove.PointCloud"
        assert time_ns == round(1e9 * cloud.time_s)
        assert message.frame_id == "room"
        layout = np.dtype(
            {
                "names": [field.name for field in message.fields],
                "formats": [kinds[field.type] for field in message.fields],
                "offsets": [field.offset for field in message.fields],
                "itemsize": message.point_stride,
            }
        )
        points = np.frombuffer(message.data, layout)
        assert np.array_equal(np.column_stack([points[axis] for axis in "xyz"]), cloud.points)
        assert np.array_equal(np.column_stack([points[f"normal_{axis}"] for axis in "xyz"]), cloud.normals)
        assert np.array_equal(points["body_part"], cloud.part)
        assert np.array_equal(points["intensity"], cloud.intensity)


def test_the_skeleton_and_the_wall_are_where_the_session_has_them(
    few: Excerpt, messages: dict[str, list[tuple[int, str, Any]]]
) -> None:
    wall = few.session.summary.wall
    assert wall is not None
    for row, (_, schema, update) in enumerate(messages["/scene"]):
        assert schema == "foxglove.SceneUpdate"
        entities = {entity.id: entity for entity in update.entities}
        ends = np.array([(p.x, p.y, p.z) for p in entities["skeleton"].lines[0].points])
        wanted = [few.joints[row, JOINT_INDEX[joint]] for bone in BONES for joint in bone]
        assert np.allclose(ends, wanted, atol=1e-12)
        (cube,) = entities["wall"].cubes
        p, q = cube.pose.position, cube.pose.orientation
        assert abs(wall.plane.distance([p.x, p.y, p.z])) < 1e-9
        thin = Rotation.from_quat([q.x, q.y, q.z, q.w]).apply([1.0, 0.0, 0.0])
        assert abs(thin @ wall.plane.normal) == pytest.approx(1.0)
        assert cube.size.x < min(cube.size.y, cube.size.z)


def test_the_camera_stands_in_the_room(few: Excerpt, messages: dict[str, list[tuple[int, str, Any]]]) -> None:
    wanted = few.session.summary.room_from_camera
    assert wanted is not None
    for _, schema, transform in messages["/tf"]:
        assert schema == "foxglove.FrameTransform"
        assert (transform.parent_frame_id, transform.child_frame_id) == ("room", "camera")
        t, q = transform.translation, transform.rotation
        assert np.allclose([t.x, t.y, t.z], wanted[:3, 3])
        assert np.allclose(Rotation.from_quat([q.x, q.y, q.z, q.w]).as_matrix(), wanted[:3, :3], atol=1e-9)


def test_events_are_logged_in_their_time(few: Excerpt, messages: dict[str, list[tuple[int, str, Any]]]) -> None:
    assert len(few.events) > 0
    logged = [(time_ns, message.name) for time_ns, _, message in messages["/events"]]
    assert logged == [(round(1e9 * event.time_s), event.kind.value) for event in few.events]


@pytest.fixture(scope="module")
def db3(few: Excerpt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        load_librealsense()
    except MissingLibraryError as problem:
        pytest.skip(str(problem))
    path = tmp_path_factory.mktemp("db3") / "a.db3"
    export_to(few, FORMATS["db3"], path, Progress())
    return path


def depth_of(excerpt: Excerpt) -> list[np.ndarray]:
    with excerpt.depth() as depth:
        return [recorded.frame.depth for recorded in depth.recorded(excerpt.start, excerpt.stop)]


def test_librealsense_plays_the_db3_bit_for_bit(few: Excerpt, db3: Path) -> None:
    with open_recording(db3) as played:
        frames = list(played.frames())
        assert played.info.serial == few.session.summary.camera.serial
        assert played.info.depth_scale == few.session.summary.camera.depth_scale
        assert played.info.intrinsics.fx == pytest.approx(few.session.summary.camera.intrinsics.fx)
    for frame, wanted in zip(frames, depth_of(few), strict=True):
        assert np.array_equal(frame.depth, wanted)
    assert np.allclose([frame.time_s for frame in frames], few.time_s - few.time_s[0], atol=1e-4)


def test_rosbags_reads_the_db3(few: Excerpt, db3: Path) -> None:
    rosbag2 = pytest.importorskip("rosbags.rosbag2", reason="rosbags is not installed here")
    from rosbags.typesys import Stores, get_typestore

    store = get_typestore(Stores.ROS2_HUMBLE)
    pictures = []
    with rosbag2.Reader(db3) as bag:
        for connection, _, raw in bag.messages():
            if "Depth" in connection.topic and "/image/data" in connection.topic:
                data = bytes(store.deserialize_cdr(raw, connection.msgtype).data)
                # Behind the header of ROS's compressed depth is a PNG.
                pictures.append(np.array(PIL.Image.open(io.BytesIO(data[data.index(b"\x89PNG") :]))))
    for picture, wanted in zip(pictures, depth_of(few), strict=True):
        assert np.array_equal(picture, wanted)

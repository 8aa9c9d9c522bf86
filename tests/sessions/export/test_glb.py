"""The GLB: a container others open, and a skin that moves as the body did."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from scipy.spatial.transform import Rotation

from depthhinge.body.kinematics import forward
from depthhinge.errors import SessionError
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.export import export_to
from depthhinge.sessions.export.format import Progress
from depthhinge.sessions.export.formats import FORMATS
from tests.sessions.export.test_c3d import with_column

_TYPES = {5126: "<f4", 5121: "u1", 5125: "<u4"}
_WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Gltf:
    """A strict reading of the container and of what the specification says of its parts."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        magic, version, length = struct.unpack_from("<4sII", data)
        assert (magic, version, length) == (b"glTF", 2, len(data))
        size, kind = struct.unpack_from("<I4s", data, 12)
        assert kind == b"JSON"
        self.document: dict[str, Any] = json.loads(data[20 : 20 + size])
        binary, kind = struct.unpack_from("<I4s", data, 20 + size)
        assert kind == b"BIN\0"
        self.data = data[28 + size :]
        assert len(self.data) == binary == self.document["buffers"][0]["byteLength"]

    def array(self, accessor: int) -> np.ndarray:
        """(n, k) of an accessor."""
        a = self.document["accessors"][accessor]
        view = self.document["bufferViews"][a["bufferView"]]
        assert view["byteOffset"] % 4 == 0
        width = _WIDTHS[a["type"]]
        return np.frombuffer(self.data, _TYPES[a["componentType"]], a["count"] * width, view["byteOffset"]).reshape(
            -1, width
        )


@pytest.fixture(scope="module")
def file(few: Excerpt, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("glb") / "a.glb"
    export_to(few, FORMATS["glb"], path, Progress())
    return path


def test_the_skin_moves_as_the_body_did(few: Excerpt, file: Path) -> None:
    gltf = Gltf(file)
    nodes, (animation,) = gltf.document["nodes"], gltf.document["animations"]
    parents = {child: number for number, node in enumerate(nodes) for child in node.get("children", ())}
    primitive = gltf.document["meshes"][0]["primitives"][0]["attributes"]
    rest, joints, weights = (gltf.array(primitive[name]) for name in ("POSITION", "JOINTS_0", "WEIGHTS_0"))
    bind = gltf.array(gltf.document["skins"][0]["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1)
    for frame, pose in enumerate(few.poses()):
        local = [np.eye(4) for _ in nodes]
        for number, node in enumerate(nodes):
            local[number][:3, 3] = node.get("translation", (0.0, 0.0, 0.0))
        for channel in animation["channels"]:
            sampler = animation["samplers"][channel["sampler"]]
            value, node = gltf.array(sampler["output"])[frame], channel["target"]["node"]
            if channel["target"]["path"] == "rotation":
                local[node][:3, :3] = Rotation.from_quat(value).as_matrix()
            else:
                local[node][:3, 3] = value
        world: dict[int, np.ndarray] = {}
        for number in range(len(bind)):
            world[number] = world[parents[number]] @ local[number] if number in parents else local[number]
        skinning = np.stack([world[number] @ bind[number] for number in range(len(bind))])
        blended = np.einsum("vk,vkij->vij", weights, skinning[joints])
        moved = np.einsum("vij,vj->vi", blended[:, :3, :3], rest) + blended[:, :3, 3]
        assert pose is not None
        assert np.abs(moved - forward(few.body, pose).skin()).max() < 1e-4


def test_times_begin_at_zero_and_keep_their_distances(few: Excerpt, file: Path) -> None:
    gltf = Gltf(file)
    times = gltf.array(gltf.document["animations"][0]["samplers"][0]["input"])[:, 0]
    assert np.allclose(times, few.time_s - few.time_s[0], atol=1e-6)


def test_trimesh_opens_body_and_wall_in_metres(few: Excerpt, file: Path) -> None:
    scene = trimesh.load(file)
    meshes = scene.geometry
    assert set(meshes) == {"body", "wall"}
    assert np.ptp(meshes["body"].vertices[:, 1]) == pytest.approx(few.body.stature, abs=1e-3)
    assert meshes["body"].is_watertight or len(meshes["body"].faces) == len(few.body.triangles)
    wall = few.session.summary.wall
    assert wall is not None
    assert np.abs(wall.plane.distance(meshes["wall"].vertices)).max() < 1e-6
    assert np.allclose(np.abs(meshes["wall"].face_normals @ wall.plane.normal), 1.0, atol=1e-6)


def test_without_a_tracked_body_nothing_is_written(few: Excerpt, tmp_path: Path) -> None:
    lost = with_column(few, "tracked", [False] * len(few))
    with pytest.raises(SessionError, match="not tracked"):
        export_to(lost, FORMATS["glb"], tmp_path / "a.glb", Progress())
    assert list(tmp_path.iterdir()) == []

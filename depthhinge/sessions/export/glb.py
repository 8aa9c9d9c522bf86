"""GLB: the body in motion, for Blender, browsers and everything else that shows glTF 2.0.

It is one JSON text and one block of numbers (Khronos, *glTF 2.0 specification*, 4.4): the standard library writes it.
Its skinning is the body's own, four weights a vertex.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from depthhinge.body.kinematics import forward
from depthhinge.body.model import Body
from depthhinge.body.skeleton import PARENTS, SEGMENTS
from depthhinge.drills.wall import Wall
from depthhinge.errors import SessionError
from depthhinge.geometry import UP, Array
from depthhinge.sessions.export.deidentified import HEAD_SEGMENTS
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import ROOM_AXES, Format, Progress

_FLOAT, _UNSIGNED_BYTE, _UNSIGNED_INT = 5126, 5121, 5125
_COMPONENTS = {np.dtype("<f4"): _FLOAT, np.dtype("u1"): _UNSIGNED_BYTE, np.dtype("<u4"): _UNSIGNED_INT}
_KINDS = {1: "SCALAR", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_ARRAY_BUFFER, _ELEMENT_ARRAY_BUFFER = 34962, 34963
_JSON_CHUNK, _BINARY_CHUNK = 0x4E4F534A, 0x004E4942
_SKIN_COLOUR, _WALL_COLOUR = (0.75, 0.62, 0.55, 1.0), (0.2, 0.6, 0.9, 0.3)
_WALL_WIDTH_M, _WALL_HEIGHT_M = 1.6, 2.0


class _Buffer:
    """Grows by an array at a time; each gets its view and accessor."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def add(self, array: np.ndarray, target: int | None = None, limits: bool = False) -> int:
        """Number of the accessor of an array (n,) or (n, k)."""
        flat = array.reshape(len(array), -1)
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": array.nbytes}
        self.views.append(view if target is None else {**view, "target": target})
        accessor: dict[str, Any] = {
            "bufferView": len(self.views) - 1,
            "componentType": _COMPONENTS[array.dtype],
            "count": len(array),
            "type": _KINDS[flat.shape[1]],
        }
        if limits:
            accessor |= {"min": flat.min(axis=0).tolist(), "max": flat.max(axis=0).tolist()}
        self.accessors.append(accessor)
        self.data += np.ascontiguousarray(array).tobytes()
        self.data += b"\0" * (-len(self.data) % 4)
        return len(self.accessors) - 1


def _write(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    times: list[float] = []
    rotations: list[Array] = []
    origins: list[Array] = []
    for time_s, pose in progress.over(zip(excerpt.time_s, excerpt.poses(), strict=True), "frames", len(excerpt)):
        if pose is not None:
            posed = forward(excerpt.body, pose)
            times.append(float(time_s - excerpt.time_s[0]))
            rotations.append(posed.rotations)
            origins.append(posed.origins[0])
    if not times:
        raise SessionError(f"{excerpt.session.folder}: the body was not tracked in {excerpt.what}, so nothing moves")
    buffer = _Buffer()
    document = _document(excerpt, buffer)
    document["animations"] = [
        _animation(buffer, np.array(times, "<f4"), np.array(rotations), np.array(origins), excerpt.what)
    ]
    document |= {
        "buffers": [{"byteLength": len(buffer.data)}],
        "bufferViews": buffer.views,
        "accessors": buffer.accessors,
    }
    path.write_bytes(_container(document, bytes(buffer.data)))


def _document(excerpt: Excerpt, buffer: _Buffer) -> dict[str, Any]:
    """Everything but the motion: nodes 0 to n - 1 are the segments, then the body, then the wall."""
    body, wall = excerpt.body, excerpt.session.summary.wall
    children: list[list[int]] = [[] for _ in SEGMENTS]
    for segment, parent in enumerate(PARENTS):
        if parent >= 0:
            children[parent].append(segment)
    nodes: list[dict[str, Any]] = []
    for segment, (name, parent) in enumerate(zip(SEGMENTS, PARENTS, strict=True)):
        offset = body.origins[segment] - (body.origins[parent] if parent >= 0 else 0.0)
        node: dict[str, Any] = {"name": name, "translation": offset.tolist()}
        nodes.append({**node, "children": children[segment]} if children[segment] else node)
    nodes.append({"name": "body", "mesh": 0, "skin": 0})
    scene = [0, len(nodes) - 1]
    triangles = body.triangles
    if excerpt.deidentified:
        strongest = body.strongest_segments
        triangles = triangles[~np.isin(strongest, HEAD_SEGMENTS)[triangles].any(axis=1)]
    meshes = [{"name": "body", "primitives": [_body_primitive(body, triangles, buffer)]}]
    materials: list[dict[str, Any]] = [_material("body", _SKIN_COLOUR)]
    if wall is not None:
        nodes.append({"name": "wall", "mesh": 1})
        scene.append(len(nodes) - 1)
        meshes.append({"name": "wall", "primitives": [_wall_primitive(wall, buffer)]})
        materials.append({**_material("wall", _WALL_COLOUR), "alphaMode": "BLEND", "doubleSided": True})
    at_rest = np.tile(np.eye(4), (len(SEGMENTS), 1, 1))
    at_rest[:, :3, 3] = -body.origins
    # Matrices are stored column after column.
    inverse_bind = buffer.add(at_rest.transpose(0, 2, 1).reshape(-1, 16).astype("<f4"))
    return {
        "asset": {"version": "2.0", "generator": "depthhinge"},
        "scene": 0,
        "scenes": [{"nodes": scene}],
        "nodes": nodes,
        "meshes": meshes,
        "materials": materials,
        "skins": [{"joints": list(range(len(SEGMENTS))), "inverseBindMatrices": inverse_bind, "skeleton": 0}],
    }


def _body_primitive(body: Body, triangles: NDArray[np.int64], buffer: _Buffer) -> dict[str, Any]:
    used = np.unique(triangles)
    vertices, triangles = body.vertices[used], np.searchsorted(used, triangles)
    a, b, c = (vertices[triangles[:, corner]] for corner in range(3))
    normals = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], np.cross(b - a, c - a))
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), np.finfo(float).tiny)
    weights = body.skin_weights[used].astype("<f4")
    weights /= weights.sum(axis=1, keepdims=True)
    # glTF wants 0 for a joint that has no weight.
    segments = np.where(weights > 0.0, body.skin_segments[used], 0).astype("u1")
    return {
        "attributes": {
            "POSITION": buffer.add(vertices.astype("<f4"), _ARRAY_BUFFER, limits=True),
            "NORMAL": buffer.add(normals.astype("<f4"), _ARRAY_BUFFER),
            "JOINTS_0": buffer.add(segments, _ARRAY_BUFFER),
            "WEIGHTS_0": buffer.add(weights, _ARRAY_BUFFER),
        },
        "indices": buffer.add(triangles.ravel().astype("<u4"), _ELEMENT_ARRAY_BUFFER),
        "material": 0,
    }


def _wall_primitive(wall: Wall, buffer: _Buffer) -> dict[str, Any]:
    foot = wall.heels - wall.plane.distance(wall.heels) * wall.plane.normal
    sideways = 0.5 * _WALL_WIDTH_M * np.cross(UP, wall.plane.normal)
    top = _WALL_HEIGHT_M * UP
    corners = np.array([foot - sideways, foot + sideways, foot + sideways + top, foot - sideways + top])
    return {
        "attributes": {
            "POSITION": buffer.add(corners.astype("<f4"), _ARRAY_BUFFER, limits=True),
            "NORMAL": buffer.add(np.tile(wall.plane.normal, (4, 1)).astype("<f4"), _ARRAY_BUFFER),
        },
        "indices": buffer.add(np.array([0, 1, 2, 0, 2, 3], "<u4"), _ELEMENT_ARRAY_BUFFER),
        "material": 1,
    }


def _material(name: str, colour: tuple[float, ...]) -> dict[str, Any]:
    surface = {"baseColorFactor": list(colour), "metallicFactor": 0.0, "roughnessFactor": 0.9}
    return {"name": name, "pbrMetallicRoughness": surface}


def _animation(buffer: _Buffer, times: np.ndarray, rotations: Array, origins: Array, name: str) -> dict[str, Any]:
    """The pelvis' place and every segment's turn against its parent, of (t, s, 3, 3) and (t, 3)."""
    at = buffer.add(times, limits=True)
    samplers = [{"input": at, "output": buffer.add(origins.astype("<f4")), "interpolation": "LINEAR"}]
    channels: list[dict[str, Any]] = [{"sampler": 0, "target": {"node": 0, "path": "translation"}}]
    for segment, parent in enumerate(PARENTS):
        turned = rotations[:, segment]
        if parent >= 0:
            turned = rotations[:, parent].transpose(0, 2, 1) @ turned
        quaternions = Rotation.from_matrix(turned).as_quat().astype("<f4")
        samplers.append({"input": at, "output": buffer.add(quaternions), "interpolation": "LINEAR"})
        channels.append({"sampler": len(samplers) - 1, "target": {"node": segment, "path": "rotation"}})
    return {"name": name, "samplers": samplers, "channels": channels}


def _container(document: dict[str, Any], data: bytes) -> bytes:
    text = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    length = 12 + 8 + len(text) + 8 + len(data)
    return (
        struct.pack("<4sII", b"glTF", 2, length)
        + struct.pack("<II", len(text), _JSON_CHUNK)
        + text
        + struct.pack("<II", len(data), _BINARY_CHUNK)
        + data
    )


GLB = Format(
    "glb",
    False,
    "the fitted body's surface, skinned and moving as it was tracked, and the virtual wall as a pane; frames in which "
    "the body was not tracked are bridged",
    f"metres, {ROOM_AXES}; time in seconds since the first frame of the export",
    "the measured points, angles, reps, events; the pose is found again from the recorded joints, so the head's turn "
    "about its own axis and an upper arm's with a straight elbow are estimates; before the person's shape was learned "
    "the body stands in the shape learned later",
    _write,
)

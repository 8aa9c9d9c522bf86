"""PLY: the person's points, one file a frame, for any program that shows point clouds."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import ROOM_AXES, Format, Progress
from depthhinge.sessions.export.points import BODY_PARTS, CLOUD_CARRIES, CLOUD_LACKS, PersonCloud, person_clouds

_VERTEX = np.dtype(
    [
        *((name, "<f4") for name in ("x", "y", "z", "nx", "ny", "nz")),
        ("body_part", "u1"),
        ("intensity", "<f4"),
    ]
)
_TYPE_NAMES = {"<f4": "float", "|u1": "uchar"}


def ply_bytes(cloud: PersonCloud) -> bytes:
    """One frame as a binary little-endian PLY."""
    vertices = np.empty(len(cloud.points), _VERTEX)
    for axis, name in enumerate("xyz"):
        vertices[name], vertices[f"n{name}"] = cloud.points[:, axis], cloud.normals[:, axis]
    vertices["body_part"], vertices["intensity"] = cloud.part, cloud.intensity
    properties = "".join(f"property {_TYPE_NAMES[_VERTEX[name].str]} {name}\n" for name in _VERTEX.names or ())
    header = (
        "ply\n"
        "format binary_little_endian 1.0\n"
        f"comment time_s {cloud.time_s:.6f}\n"
        f"comment metres, {ROOM_AXES}\n"
        f"comment body_part: {', '.join(f'{number} {name}' for number, name in enumerate(BODY_PARTS))}\n"
        f"element vertex {len(vertices)}\n"
        f"{properties}"
        "end_header\n"
    )
    return header.encode("ascii") + vertices.tobytes()


def _write(excerpt: Excerpt, folder: Path, progress: Progress) -> None:
    for cloud in progress.over(person_clouds(excerpt), "frames", len(excerpt)):
        (folder / f"frame_{cloud.index:06d}.ply").write_bytes(ply_bytes(cloud))


PLY = Format("ply", True, CLOUD_CARRIES, f"metres, {ROOM_AXES}", CLOUD_LACKS, _write)

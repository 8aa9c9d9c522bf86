"""PCD: the person's points, one file a frame, for the Point Cloud Library, ROS and CloudCompare.

The layout is that of version 0.7 (pointclouds.org, *The PCD file format*); the fields are named as PCL names them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import ROOM_AXES, Format, Progress
from depthhinge.sessions.export.points import BODY_PARTS, CLOUD_CARRIES, CLOUD_LACKS, PersonCloud, person_clouds

_POINT = np.dtype(
    [
        *((name, "<f4") for name in ("x", "y", "z", "normal_x", "normal_y", "normal_z")),
        ("label", "<u4"),
        ("intensity", "<f4"),
    ]
)


def pcd_bytes(cloud: PersonCloud) -> bytes:
    """One frame as a binary PCD; `label` is the body part."""
    points = np.empty(len(cloud.points), _POINT)
    for axis, name in enumerate("xyz"):
        points[name], points[f"normal_{name}"] = cloud.points[:, axis], cloud.normals[:, axis]
    points["label"], points["intensity"] = cloud.part, cloud.intensity
    names = _POINT.names or ()
    header = (
        "# .PCD v0.7 - Point Cloud Data file format\n"
        f"# time_s {cloud.time_s:.6f}\n"
        f"# metres, {ROOM_AXES}\n"
        f"# label: {', '.join(f'{number} {name}' for number, name in enumerate(BODY_PARTS))}\n"
        "VERSION 0.7\n"
        f"FIELDS {' '.join(names)}\n"
        f"SIZE {' '.join('4' for _ in names)}\n"
        f"TYPE {' '.join(_POINT[name].kind.upper() for name in names)}\n"
        f"COUNT {' '.join('1' for _ in names)}\n"
        f"WIDTH {len(points)}\n"
        "HEIGHT 1\n"
        "VIEWPOINT 0 0 0 1 0 0 0\n"
        f"POINTS {len(points)}\n"
        "DATA binary\n"
    )
    return header.encode("ascii") + points.tobytes()


def _write(excerpt: Excerpt, folder: Path, progress: Progress) -> None:
    for cloud in progress.over(person_clouds(excerpt), "frames", len(excerpt)):
        (folder / f"frame_{cloud.index:06d}.pcd").write_bytes(pcd_bytes(cloud))


PCD = Format("pcd", True, CLOUD_CARRIES, f"metres, {ROOM_AXES}", CLOUD_LACKS, _write)

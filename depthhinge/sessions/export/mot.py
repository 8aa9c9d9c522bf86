"""MOT: joint angles as OpenSim's coordinates, by the names and signs of the full-body model of Rajagopal et al. 2016.

An OpenSim body's axes are x forward, y up, z to the right; the skeleton's are x left, y up, z forward.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.body.kinematics import Pose, forward, segment_rotation
from depthhinge.body.skeleton import DOF_INDEX
from depthhinge.geometry import Array, rotation_between
from depthhinge.measures.standing import facing_of
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import Format, Progress

BODY_FROM_OPENSIM = np.array([[0.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
"""Columns: OpenSim's forward, up and right in the skeleton's body frame."""

COLUMNS = (
    *("pelvis_tilt", "pelvis_list", "pelvis_rotation", "pelvis_tx", "pelvis_ty", "pelvis_tz"),
    *(
        f"{coordinate}_{side[0]}"
        for side in ("right", "left")
        for coordinate in ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")
    ),
    *("lumbar_extension", "lumbar_bending", "lumbar_rotation"),
)
"""The trunk's three are those of the whole spine, from pelvis to upper thorax."""

_SIGNS = {
    "hip_flexion": ("hip_flexion", 1.0),
    "hip_adduction": ("hip_abduction", -1.0),
    "hip_rotation": ("hip_external_rotation", -1.0),
    "knee_angle": ("knee_flexion", 1.0),
    "ankle_angle": ("ankle_dorsiflexion", 1.0),
}


def coordinates(excerpt: Excerpt, pose: Pose, ground_from_room: Array) -> list[float]:
    """One row of `COLUMNS`, degrees and metres; `ground_from_room` (3, 3) turns about the vertical."""
    pelvis = ground_from_room @ pose.rotation @ BODY_FROM_OPENSIM
    posed = forward(excerpt.body, pose)
    trunk = ground_from_room @ segment_rotation(posed, "thorax_upper") @ BODY_FROM_OPENSIM
    values = {
        **dict(zip(COLUMNS[:3], np.degrees(z_x_y_angles(pelvis)), strict=True)),
        **dict(zip(COLUMNS[3:6], ground_from_room @ pose.position, strict=True)),
        **dict(zip(COLUMNS[-3:], np.degrees(z_x_y_angles(pelvis.T @ trunk)), strict=True)),
    }
    for side in SIDES:
        for name, (dof, sign) in _SIGNS.items():
            values[f"{name}_{side[0]}"] = sign * np.degrees(pose.angles[DOF_INDEX[f"{side}_{dof}"]])
    return [float(values[name]) for name in COLUMNS]


def z_x_y_angles(rotation: Array) -> Array:
    """(3,) radians about z, the new x, the new y, of a rotation (3, 3): OpenSim's order for pelvis and back."""
    return np.array(
        [
            np.arctan2(-rotation[0, 1], rotation[1, 1]),
            np.arcsin(np.clip(rotation[2, 1], -1.0, 1.0)),
            np.arctan2(-rotation[2, 0], rotation[2, 2]),
        ]
    )


def _write(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    rows: list[list[float]] = []
    ground_from_room: Array | None = None
    poses = zip(excerpt.time_s, excerpt.poses(), strict=True)
    for time_s, pose in progress.over(poses, "frames", len(excerpt)):
        if pose is None:
            continue
        if ground_from_room is None:
            wall = excerpt.session.summary.wall
            facing = facing_of(pose.rotation) if wall is None else wall.facing
            ground_from_room = rotation_between(facing, [1.0, 0.0, 0.0])
        rows.append([float(time_s), *coordinates(excerpt, pose, ground_from_room)])
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(
            f"Coordinates\nversion=1\nnRows={len(rows)}\nnColumns={1 + len(COLUMNS)}\ninDegrees=yes\n"
            f"# depthhinge, {excerpt.what}\nendheader\n"
        )
        file.write("\t".join(["time", *COLUMNS]) + "\n")
        for row in rows:
            file.write("\t".join(f"{value:.6f}" for value in row) + "\n")


MOT = Format(
    "mot",
    False,
    "angles of hips, knees, ankles, pelvis and trunk as coordinates of the Rajagopal 2016 model, found from the "
    "recorded joints; frames in which the body was not tracked have no row",
    "degrees, translations in metres; knee and hip flexion and ankle dorsiflexion positive, adduction and internal "
    "rotation positive, lumbar_extension negative in flexion and of the whole spine; ground x the way the person faces "
    "at the wall, y up, z to their right: turned about the vertical against trc. 0 = the upright standing of "
    "depthhinge's body; pelvis_tx/ty/tz is the midpoint of the hip joint centres, which the model's own pelvis origin "
    "(between the anterior superior iliac spines) lies in front of and above",
    "points, events, the wall, which joints were seen; feet beyond the ankle, arms and head",
    _write,
)

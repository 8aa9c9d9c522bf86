"""The person's points of each frame, at the camera's full resolution, with what is known of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENTS
from depthhinge.errors import SessionError
from depthhinge.geometry import Array, transform_points
from depthhinge.sessions.export.deidentified import is_head
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.normals import depth_normals
from depthhinge.sessions.recorded_depth import RecordedDepth, RecordedFrame

BODY_PARTS = (*SEGMENTS, "unknown")
"""`PersonCloud.part` counts these; the last where the body was not tracked."""
UNKNOWN_PART = len(SEGMENTS)

REACH_M = 0.15
"""Farther from the fitted body's surface is not the person: the mask's coarse edge takes in some of the room behind.
Clothes and a dowel in the hands lie within."""

CLOUD_CARRIES = (
    "the person's points, one file a frame: position, normal (a plane through the 6 cm around the point), body part "
    f"({', '.join(f'{number} {name}' for number, name in enumerate(BODY_PARTS))}), intensity (no infrared picture is "
    "recorded: it is the cosine between the normal and the line of sight, 1 = seen head-on); points farther than 15 cm "
    "from the fitted body are left out"
)
CLOUD_LACKS = "joints, angles, reps, events, the wall and the room; time is in each file's comment only"


@dataclass(frozen=True)
class PersonCloud:
    """One frame's points of the person, room frame, metres."""

    index: int
    time_s: float
    pixels: NDArray[np.int64]
    """(n, 2) row and column in the picture."""
    points: NDArray[np.float32]
    """(n, 3)."""
    normals: NDArray[np.float32]
    """(n, 3) unit vectors, toward the camera; 0 0 0 where too few readings lie around."""
    part: NDArray[np.uint8]
    """(n,) index into `BODY_PARTS`."""
    intensity: NDArray[np.float32]
    """(n,) cosine between normal and line of sight, 0 to 1."""


def person_clouds(excerpt: Excerpt) -> Iterator[PersonCloud]:
    """The cloud of each frame, those without a person as empty clouds.

    Raises:
        SessionError: the room was never found, or the depth is missing or damaged.
    """
    if excerpt.session.summary.room_from_camera is None:
        raise SessionError(f"{excerpt.session.folder}: no room was found in it, so its points have no place")
    with excerpt.depth() as depth:
        for _, cloud in recorded_clouds(depth, excerpt):
            yield cloud


def recorded_clouds(depth: RecordedDepth, excerpt: Excerpt) -> Iterator[tuple[RecordedFrame, PersonCloud]]:
    """Each recorded frame and its cloud; frames that are damaged in the recording do not come."""
    poses = enumerate(excerpt.poses(), excerpt.start)
    for recorded in depth.recorded(excerpt.start, excerpt.stop):
        pose = next(pose for index, pose in poses if index == recorded.frame.index)
        yield recorded, person_cloud(excerpt, recorded, pose)


def person_cloud(excerpt: Excerpt, recorded: RecordedFrame, pose: Pose | None) -> PersonCloud:
    """The person's points of one frame."""
    camera, room_from_camera = excerpt.session.summary.camera, excerpt.session.summary.room_from_camera
    assert room_from_camera is not None
    z = recorded.frame.depth.astype(np.float64) * camera.depth_scale
    valid = recorded.person & recorded.kept & (z > 0.0)
    pixels = np.stack(np.nonzero(valid), axis=1)
    points = transform_points(room_from_camera, camera.intrinsics.deproject(pixels[:, ::-1], z[valid]))
    part = np.full(len(points), UNKNOWN_PART, np.uint8)
    stays = np.full(len(points), not excerpt.deidentified)
    if pose is not None and len(points):
        part, stays = _parts(excerpt.body, pose, points, room_from_camera[:3, 3])
        if excerpt.deidentified:
            stays &= ~is_head(points, part, excerpt.joints[recorded.frame.index - excerpt.start])
    valid[tuple(pixels[~stays].T)] = False
    pixels, points, part = pixels[stays], points[stays], part[stays]
    to_camera = room_from_camera[:3, 3] - points
    normals = depth_normals(z, valid, camera.intrinsics)[valid] @ room_from_camera[:3, :3].T
    facing = np.einsum("na,na->n", normals, to_camera) / np.linalg.norm(to_camera, axis=1)
    return PersonCloud(
        recorded.frame.index,
        recorded.frame.time_s,
        pixels,
        points.astype(np.float32),
        np.nan_to_num(normals).astype(np.float32),
        part,
        np.clip(np.nan_to_num(facing), 0.0, 1.0).astype(np.float32),
    )


def _parts(body: Body, pose: Pose, points: Array, camera: Array) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """(n,) the segment of the nearest point of the surface that faces the camera (3,), and (n,) if it is in reach."""
    surface = forward(body, pose).skin()
    # The inner side of the far leg may lie nearer to a point than the outer side of the leg it is on.
    facing = np.flatnonzero(((camera - surface) * _outward(surface, body.triangles)).sum(axis=1) > 0.0)
    distance, nearest = cKDTree(surface[facing]).query(points, distance_upper_bound=REACH_M)
    near = np.isfinite(distance)
    strongest = body.skin_segments[np.arange(len(surface)), body.skin_weights.argmax(axis=1)]
    part = np.full(len(points), UNKNOWN_PART, np.uint8)
    part[near] = strongest[facing[nearest[near]]]
    return part, near


def _outward(surface: Array, triangles: NDArray[np.int64]) -> Array:
    """(n, 3) each vertex' normal, of any length: the sum of its triangles' by area."""
    a, b, c = (surface[triangles[:, corner]] for corner in range(3))
    of_triangle = np.cross(b - a, c - a)
    corners = triangles.ravel()
    return np.stack(
        [np.bincount(corners, of_triangle[:, axis].repeat(3), minlength=len(surface)) for axis in range(3)], axis=1
    )

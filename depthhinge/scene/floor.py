"""Gravity and the floor, found once from a depth picture.

RANSAC runs on the few points that could be floor at all (facing up, in the camera's rough sense of up); on a whole
cloud it finds the back wall instead. It is our own and small, for the same picture must give the same floor to the last
bit: Open3D's threads stop each other in an order that changes from run to run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array, Plane, rigid_transform, unit

MAX_TILT = np.deg2rad(44.0)
"""A camera mounted to see a standing person is tilted and rolled less than this, from level or from a quarter turn."""
MAX_TILT_FROM_GRAVITY = np.deg2rad(8.0)
"""How far the floor's normal may lie from a gravity reading: accelerometer bias plus an uneven floor."""
INLIER_DISTANCE = 0.025
"""Metres; about two standard deviations of a D435 at 2 m."""
MIN_POINTS = 400
"""Cells that must lie on the floor: 0.1 m^2 at 2 m."""
MAX_SHARE_BELOW = 0.03
"""Of all points, how many may lie below the floor (reflections, noise): else it is a table, not the floor."""
CAMERA_HEIGHTS = (0.15, 2.8)
"""Metres over the floor at which a camera is mounted for this."""
_RANSAC_ITERATIONS = 400
_RANSAC_SEED = 7
_CAMERA_UP = np.array([0.0, -1.0, 0.0])
_CAMERA_SIDES = (np.array([-1.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0]))
_CAMERA_FORWARD = np.array([0.0, 0.0, 1.0])


@dataclass(frozen=True)
class Floor:
    """The floor and the room frame that stands on it."""

    room_from_camera: Array
    """(4, 4)."""
    seen: bool
    """False when the floor is not in the picture: then the camera was taken as level (or its accelerometer's word),
    and the height is a guess until it is taken from the feet."""


def room_from_up(up: Array, camera_height: float) -> Array:
    """Room from camera (4, 4): `up` (3,) in the camera frame, the camera `camera_height` metres over the floor.

    Whichever way the camera is held, the room's z is its line of sight made horizontal, toward the camera; x is to the
    right of one who looks along with it, and the origin is straight below.
    """
    y = unit(up)
    z = unit((_CAMERA_FORWARD @ y) * y - _CAMERA_FORWARD)
    rotation = np.array([np.cross(y, z), y, z])
    return rigid_transform(rotation, [0.0, camera_height, 0.0])


def find_floors(points: Array, gravity: Array | None) -> Iterator[Floor]:
    """What may be the floor in an organised cloud (rows, columns, 3), camera frame, metres, NaN = no reading.

    `gravity` (3,), down in the camera frame, narrows the search where there is an accelerometer. Without it the camera
    is first taken to be held level, then on either side: a side wall looks like the floor of a camera held the other
    way, and who stands there tells the one from the other.
    """
    if gravity is not None:
        ways: tuple[tuple[Array, float], ...] = ((-unit(gravity), MAX_TILT_FROM_GRAVITY),)
    else:
        ways = tuple((up, MAX_TILT) for up in (_CAMERA_UP, *_CAMERA_SIDES))
    for up, limit in ways:
        floor = _find_below(points, up, limit)
        if floor is not None:
            yield floor


def _find_below(points: Array, up: Array, limit: float) -> Floor | None:
    """The floor whose normal lies within `limit` radians of `up` (3,)."""
    candidates = _facing_up(points, up, limit + MAX_TILT_FROM_GRAVITY)
    everything = points[np.isfinite(points[..., 2])]
    while len(candidates) >= MIN_POINTS:
        plane = _ransac(candidates)
        near = np.abs(plane.distance(candidates)) < INLIER_DISTANCE
        if near.sum() < MIN_POINTS:
            return None
        plane = Plane.fit(candidates[near])
        plane = plane if plane.normal @ up > 0.0 else plane.flipped()
        height = float(-plane.offset)
        below = float(np.mean(plane.distance(everything) < -4.0 * INLIER_DISTANCE))
        upright = plane.normal @ up > np.cos(limit)
        if upright and below < MAX_SHARE_BELOW and CAMERA_HEIGHTS[0] < height < CAMERA_HEIGHTS[1]:
            return Floor(room_from_up(plane.normal, height), seen=True)
        candidates = candidates[~near]
    return None


def assumed_level(gravity: Array | None, camera_height: float) -> Floor:
    """The room when no floor is seen: a level camera, or its accelerometer's down, at a given height in metres."""
    up = _CAMERA_UP if gravity is None else -unit(gravity)
    return Floor(room_from_up(up, camera_height), seen=False)


def lowered_to(floor: Floor, height: float) -> Floor:
    """The same room with its floor moved to `height` metres of the old one."""
    moved = rigid_transform(np.eye(3), [0.0, -height, 0.0]) @ floor.room_from_camera
    return Floor(moved, floor.seen)


def camera_position(room_from_camera: Array) -> Array:
    """(3,) of the camera in the room."""
    return np.asarray(room_from_camera, np.float64)[:3, 3]


def _facing_up(points: Array, up: Array, limit: float) -> NDArray[np.float64]:
    """Points (n, 3) whose surface normal, from neighbours four cells apart, lies within `limit` radians of `up`."""
    reach = 4
    right = points[: -2 * reach, 2 * reach :] - points[: -2 * reach, : -2 * reach]
    down = points[2 * reach :, : -2 * reach] - points[: -2 * reach, : -2 * reach]
    normal = np.cross(down, right)
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = np.abs(normal @ up) / np.linalg.norm(normal, axis=-1)
        middle = points[reach:-reach, reach:-reach]
        keep = (cosine > np.cos(limit)) & np.isfinite(middle[..., 2])
    return np.asarray(middle[keep], np.float64)


def _ransac(points: Array) -> Plane:
    generator = np.random.default_rng(_RANSAC_SEED)
    sample = points[:: max(1, len(points) // 4000)]
    best, most = Plane.fit(points), -1
    for _ in range(_RANSAC_ITERATIONS):
        a, b, c = sample[generator.choice(len(sample), 3, replace=False)]
        normal = np.cross(b - a, c - a)
        if np.linalg.norm(normal) == 0.0:
            continue
        plane = Plane.through(a, normal)
        count = int(np.sum(np.abs(plane.distance(sample)) < INLIER_DISTANCE))
        if count > most:
            best, most = plane, count
    return best

"""Where to look from: cameras that frame the person and the wall."""

from __future__ import annotations

import math
from enum import Enum

import numpy as np

from depthhinge.drills.moment import Moment
from depthhinge.drills.wall import Wall
from depthhinge.geometry import UP, Array
from depthhinge.view.orbit_camera import FIELD_OF_VIEW, STEEPEST, OrbitCamera

FRAMED_HEIGHT = 3.0
"""Metres of height that fill the picture at the target: a tall person, the phase above them, the cue below."""

HEIGHT_OF_TARGET = 0.85
"""A little below the hips of a standing adult, so that the feet stay clear of the cue."""

ASIDE = math.radians(28.0)
"""How far beside the depth camera the view stands, so that the wall shows its face and not its edge."""

RAISED = math.radians(14.0)
"""Looking slightly down: enough to see the feet on the floor."""

EMPTY_ROOM = np.array([0.0, 0.0, -2.5])
"""What is looked at before anybody comes: where a depth camera sees a whole person."""


class Viewpoint(Enum):
    """The named places to look from."""

    HOME = "home"
    SIDE = "side"
    FRONT = "front"
    TOP = "top"


def framed(viewpoint: Viewpoint, moment: Moment | None) -> OrbitCamera:
    """The camera that shows the person and wall of a moment (an empty room when None) from a viewpoint."""
    wall = moment.wall if moment else None
    ground = middle_of_floor(moment)
    toward_camera = math.atan2(-ground[0], -ground[2])
    facing = _azimuth(wall.facing) if wall else None
    azimuth, elevation = {
        Viewpoint.HOME: (toward_camera + ASIDE * _side_of_wall_face(toward_camera, facing), RAISED),
        Viewpoint.SIDE: (_square_to(facing, toward_camera), 0.0),
        Viewpoint.FRONT: (facing if facing is not None else toward_camera, 0.0),
        Viewpoint.TOP: (_square_to(facing, toward_camera), STEEPEST),
    }[viewpoint]
    target = (float(ground[0]), HEIGHT_OF_TARGET, float(ground[2]))
    return OrbitCamera(target, FRAMED_HEIGHT / 2.0 / math.tan(FIELD_OF_VIEW / 2.0), azimuth, elevation)


def middle_of_floor(moment: Moment | None) -> Array:
    """(3,) the spot on the floor to look at: where the heels stand, else below the person's points."""
    if moment is None:
        return EMPTY_ROOM
    if moment.wall is not None:
        return moment.wall.heels
    if len(moment.points):
        return np.asarray(np.median(moment.points, axis=0).astype(np.float64) * np.array([1.0, 0.0, 1.0]))
    return EMPTY_ROOM


def _azimuth(direction: Array) -> float:
    return math.atan2(direction[0], direction[2])


def _side_of_wall_face(toward_camera: float, facing: float | None) -> float:
    """+1 or -1: the side to step to from the depth camera to come before the wall's face."""
    if facing is None:
        return 1.0
    return 1.0 if math.sin(facing - toward_camera) >= 0.0 else -1.0


def _square_to(facing: float | None, toward_camera: float) -> float:
    """The azimuth that sees the person in profile, from the depth camera's side."""
    if facing is None:
        return toward_camera
    return facing - math.copysign(math.pi / 2.0, math.sin(facing - toward_camera))


def wall_corners(wall: Wall, width: float, height: float) -> Array:
    """Corners (4, 3) of the piece of wall drawn behind the heels, metres, as one who stands before it
    sees them: lower left, lower right, upper right, upper left."""
    foot = wall.heels - wall.plane.distance(wall.heels) * wall.plane.normal
    along = np.cross(UP, wall.plane.normal) * width / 2.0
    up = np.array([0.0, height, 0.0])
    return np.stack([foot - along, foot + along, foot + along + up, foot - along + up])

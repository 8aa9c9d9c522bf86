"""The room the person stands in: a floor, walls, boxes; drawn once, exactly, by casting a ray a pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.frames import Intrinsics
from depthhinge.geometry import UP, Array, Plane, rotation_about
from depthhinge.simulation.render import BACKGROUND, Picture


@dataclass(frozen=True)
class Box:
    """A box that stands upright, metres."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]
    """Its corners in its own frame, which stands at `at` and is turned about the vertical by `turn` radians."""
    at: tuple[float, float] = (0.0, 0.0)
    """Room x and z of its frame's origin, which lies on the floor."""
    turn: float = 0.0

    def depth(self, eye: Array, directions: Array) -> Array:
        """Length (...) of the rays from `eye` (3,) along `directions` (..., 3) to its surface, inf where they miss."""
        own = rotation_about(UP, self.turn)
        start = (eye - np.array([self.at[0], 0.0, self.at[1]])) @ own
        along = directions @ own
        # The slab method (Kay & Kajiya 1986).
        first, second = (np.array(self.low) - start) / along, (np.array(self.high) - start) / along
        enters = np.minimum(first, second).max(axis=-1)
        leaves = np.maximum(first, second).min(axis=-1)
        return _in_front(np.where(enters <= leaves, enters, np.inf))


@dataclass(frozen=True)
class Room:
    """What does not move."""

    walls: tuple[Plane, ...] = ()
    """Endless planes, room frame."""
    boxes: tuple[Box, ...] = ()

    def picture(self, intrinsics: Intrinsics, room_from_camera: Array) -> Picture:
        """What the camera sees of the room with nobody in it."""
        rows, columns = np.mgrid[0 : intrinsics.height, 0 : intrinsics.width]
        rays = np.stack(
            [
                (columns - intrinsics.cx) / intrinsics.fx,
                (rows - intrinsics.cy) / intrinsics.fy,
                np.ones(rows.shape),
            ],
            axis=-1,
        )
        # A ray's camera z is one, so the distance along it is the depth itself.
        directions = rays @ room_from_camera[:3, :3].T
        eye = room_from_camera[:3, 3]
        with np.errstate(divide="ignore", invalid="ignore"):
            depth = _in_front(-eye[1] / directions[..., 1])
            for wall in self.walls:
                depth = np.minimum(depth, _in_front(-wall.distance(eye) / (directions @ wall.normal)))
            for box in self.boxes:
                depth = np.minimum(depth, box.depth(eye, directions))
        return Picture(
            np.where(np.isfinite(depth), 1.0 / depth, 0.0).astype(np.float32),
            np.full(depth.shape, BACKGROUND, np.uint8),
        )


def _in_front(depth: Array) -> Array:
    return np.where(np.isfinite(depth) & (depth > 0.0), depth, np.inf)

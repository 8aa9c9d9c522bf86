"""The room the person stands in: a floor, a wall behind, a box; drawn once, exactly, by casting a ray a pixel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array
from depthhinge.simulation.render import BACKGROUND, Picture


@dataclass(frozen=True)
class Box:
    """An upright box, room frame, metres."""

    low: tuple[float, float, float]
    high: tuple[float, float, float]


@dataclass(frozen=True)
class Room:
    """What does not move."""

    back_wall_z: float | None = None
    """The room's wall is the plane at this z (negative, away from the camera); None: no wall."""
    boxes: tuple[Box, ...] = ()

    def picture(self, intrinsics: Intrinsics, room_from_camera: Array) -> Picture:
        """What the camera sees of the empty room."""
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
            if self.back_wall_z is not None:
                depth = np.minimum(depth, _in_front((self.back_wall_z - eye[2]) / directions[..., 2]))
            for box in self.boxes:
                depth = np.minimum(depth, _box_depth(box, eye, directions))
        return Picture(
            np.where(np.isfinite(depth), 1.0 / depth, 0.0).astype(np.float32),
            np.full(depth.shape, BACKGROUND, np.uint8),
        )


def _in_front(depth: Array) -> Array:
    return np.where(np.isfinite(depth) & (depth > 0.0), depth, np.inf)


def _box_depth(box: Box, eye: Array, directions: Array) -> Array:
    # The slab method (Kay & Kajiya 1986).
    first = (np.array(box.low) - eye) / directions
    second = (np.array(box.high) - eye) / directions
    enters = np.minimum(first, second).max(axis=-1)
    leaves = np.maximum(first, second).min(axis=-1)
    return _in_front(np.where(enters <= leaves, enters, np.inf))

"""The camera of the view: it looks at a target and moves around it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.geometry import UP, Array, unit

FIELD_OF_VIEW = math.radians(35.0)
"""Vertical. Narrow as a portrait lens, so that the near leg does not look longer than the far one."""

STEEPEST = math.radians(89.0)
"""Short of straight down, where "up" in the picture would have no direction."""

NEAREST, FARTHEST = 0.5, 15.0
"""Metres from the target: inside it the body fills the picture, beyond it is a speck."""

NEAR_PLANE, FAR_PLANE = 0.1, 40.0


@dataclass(frozen=True)
class OrbitCamera:
    """Where the view is seen from: angles in radians, lengths in metres, all in the room frame.

    With azimuth 0 it stands where the depth camera stands, on the target's +z side; a growing azimuth walks it toward
    +x, a growing elevation lifts it.
    """

    target: tuple[float, float, float]
    distance: float
    azimuth: float = 0.0
    elevation: float = 0.0

    @property
    def backward(self) -> Array:
        """(3,) unit vector from the target to the eye."""
        level = math.cos(self.elevation)
        return np.array(
            [level * math.sin(self.azimuth), math.sin(self.elevation), level * math.cos(self.azimuth)], np.float64
        )

    @property
    def eye(self) -> Array:
        """(3,) where the camera stands."""
        return np.asarray(np.asarray(self.target) + self.distance * self.backward)

    @property
    def view_from_room(self) -> Array:
        """(4, 4) rigid; the view frame is OpenGL's: x right, y up, z toward the viewer."""
        right = unit(np.cross(UP, self.backward))
        rotation = np.stack([right, np.cross(self.backward, right), self.backward])
        transform = np.eye(4)
        transform[:3, :3] = rotation
        transform[:3, 3] = -rotation @ self.eye
        return transform

    def clip_from_room(self, aspect: float) -> Array:
        """(4, 4) perspective projection for a picture `aspect` times as wide as it is high."""
        focal = 1.0 / math.tan(FIELD_OF_VIEW / 2.0)
        depth = FAR_PLANE - NEAR_PLANE
        clip_from_view = np.array(
            [
                [focal / aspect, 0.0, 0.0, 0.0],
                [0.0, focal, 0.0, 0.0],
                [0.0, 0.0, -(FAR_PLANE + NEAR_PLANE) / depth, -2.0 * FAR_PLANE * NEAR_PLANE / depth],
                [0.0, 0.0, -1.0, 0.0],
            ]
        )
        return np.asarray(clip_from_view @ self.view_from_room)

    def project(self, points: ArrayLike, size: tuple[int, int]) -> Array:
        """Pixels (n, 2) of room points (n, 3) in a picture of `size` (width, height), from its lower left corner.

        A point behind the eye has no pixel: it comes out as NaN.
        """
        p = np.atleast_2d(np.asarray(points, np.float64))
        width, height = size
        clip = np.concatenate([p, np.ones((len(p), 1))], axis=1) @ self.clip_from_room(width / height).T
        w = np.where(clip[:, 3:] > NEAR_PLANE, clip[:, 3:], np.nan)
        return np.asarray((clip[:, :2] / w + 1.0) / 2.0 * np.array([width, height]))

    def orbited(self, azimuth: float, elevation: float) -> OrbitCamera:
        """Walked around the target by two angles in radians; never over the top."""
        tilted = min(max(self.elevation + elevation, -STEEPEST), STEEPEST)
        return replace(self, azimuth=math.remainder(self.azimuth + azimuth, math.tau), elevation=tilted)

    def zoomed(self, factor: float) -> OrbitCamera:
        """`factor` times as far away, within reason."""
        return replace(self, distance=min(max(self.distance * factor, NEAREST), FARTHEST))

    def panned(self, right_px: float, up_px: float, height_px: int) -> OrbitCamera:
        """Moved so that what lies at the target's depth follows the mouse, in a picture `height_px` high."""
        metres_per_pixel = 2.0 * self.distance * math.tan(FIELD_OF_VIEW / 2.0) / height_px
        rotation = self.view_from_room[:3, :3]
        shift = (right_px * rotation[0] + up_px * rotation[1]) * metres_per_pixel
        x, y, z = (float(value) for value in np.asarray(self.target) - shift)
        return replace(self, target=(x, y, z))

    def toward(self, other: OrbitCamera, share: float) -> OrbitCamera:
        """Part of the way to another camera, the short way round: 0 stays here, 1 arrives."""
        x, y, z = (a + share * (b - a) for a, b in zip(self.target, other.target, strict=True))
        return OrbitCamera(
            (x, y, z),
            self.distance + share * (other.distance - self.distance),
            self.azimuth + share * math.remainder(other.azimuth - self.azimuth, math.tau),
            self.elevation + share * (other.elevation - self.elevation),
        )

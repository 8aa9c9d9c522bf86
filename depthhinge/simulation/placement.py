"""Where the camera stands and how it is held, and where the person stands before it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import UP, Array, rigid_transform, rotation_about

_NEAREST_M = 1.0
_QUARTER_TURN = np.pi / 2.0
_NEARER_M = 0.35
"""How much nearer than the middle of the feet a person's nearest part is: half a shoe's length, a knee, an elbow."""
_OVERHEAD_M = 0.10
"""Kept free over the head, for hair and for standing taller."""


@dataclass(frozen=True)
class Placement:
    """Camera and person in the room; metres and radians."""

    azimuth: float = 0.0
    """0 = the camera sees the person's side; positive turns their back toward the camera, negative their front
    (pi/2 = straight from behind, 3 pi/2 = -pi/2 = straight from the front)."""
    height: float = 1.05
    """Of the camera over the floor."""
    distance: float = 2.3
    """On the floor, from the point below the camera to the middle of the feet."""
    tilt: float | None = None
    """Downward; None: aimed so that the standing person is in the middle of the picture."""
    roll: float = 0.0
    """About the line of sight, clockwise seen from behind the camera."""
    portrait: bool = False
    """Held upright: turned by a further quarter, clockwise. The camera's own pictures then lie on their side."""
    faces: str = "right"
    """Where the person looks in an upright picture at azimuth 0: `left` or `right`."""

    def __post_init__(self) -> None:
        if self.faces not in ("left", "right"):
            raise UsageError(f"the person faces left or right, not {self.faces!r}")
        if not self.distance >= _NEAREST_M:
            raise UsageError(f"the person must stand at least {_NEAREST_M} m from the camera, not {self.distance} m")
        if not self.height > 0.0:
            raise UsageError(f"the camera must be above the floor, not at {self.height} m")
        for name in ("azimuth", "tilt", "roll"):
            angle = getattr(self, name)
            if angle is not None and not np.isfinite(angle):
                raise UsageError(f"the camera's {name} must be an angle, not {angle}")

    def aimed_at(self, stature: float) -> Placement:
        """The same placement with its tilt settled, for a person of `stature` metres."""
        if self.tilt is not None:
            return self
        nearest = self.distance - _NEARER_M
        lowest = np.arctan2(-self.height, nearest)
        highest = np.arctan2(stature + _OVERHEAD_M - self.height, nearest)
        return replace(self, tilt=float(-(lowest + highest) / 2.0))

    @property
    def room_from_camera(self) -> Array:
        """(4, 4).

        Raises:
            UsageError: the camera has not been aimed.
        """
        if self.tilt is None:
            raise UsageError("the camera's tilt is not settled: aim it at the person first")
        # The camera's y is down and its z forward; the room's are up and backward.
        level = np.diag([1.0, -1.0, -1.0])
        turned = self.roll + (_QUARTER_TURN if self.portrait else 0.0)
        rotation = rotation_about([-1.0, 0.0, 0.0], self.tilt) @ level @ rotation_about([0.0, 0.0, 1.0], turned)
        return rigid_transform(rotation, [0.0, self.height, 0.0])

    def room_from_person(self, middle_of_feet: float) -> Array:
        """(4, 4) from the person's own frame, whose z = `middle_of_feet` is put at the distance."""
        turn = _QUARTER_TURN + self.azimuth
        rotation = rotation_about(UP, turn if self.faces == "right" else -turn)
        place = np.array([0.0, 0.0, -self.distance]) - rotation @ np.array([0.0, 0.0, middle_of_feet])
        return rigid_transform(rotation, place)

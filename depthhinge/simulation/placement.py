"""Where the camera stands, and where the person stands before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import Array, rigid_transform, rotation_about

_UP = (0.0, 1.0, 0.0)
_NEAREST_M = 1.0


@dataclass(frozen=True)
class Placement:
    """Camera and person in the room; metres and radians."""

    azimuth: float = 0.0
    """0 = the camera sees the person's side; positive turns their back toward the camera, negative their front
    (pi/2 = straight from behind)."""
    height: float = 1.05
    """Of the camera over the floor."""
    distance: float = 2.3
    """On the floor, from the point below the camera to the middle of the feet."""
    tilt: float = 0.03
    """Downward."""
    faces: str = "right"
    """Where the person looks in the picture at azimuth 0: `left` or `right`."""

    def __post_init__(self) -> None:
        if self.faces not in ("left", "right"):
            raise UsageError(f"the person faces left or right, not {self.faces!r}")
        if not self.distance >= _NEAREST_M:
            raise UsageError(f"the person must stand at least {_NEAREST_M} m from the camera, not {self.distance} m")
        if not self.height > 0.0:
            raise UsageError(f"the camera must be above the floor, not at {self.height} m")

    @property
    def room_from_camera(self) -> Array:
        """(4, 4)."""
        # The camera's y is down and its z forward; the room's are up and backward.
        level = np.diag([1.0, -1.0, -1.0])
        return rigid_transform(rotation_about([-1.0, 0.0, 0.0], self.tilt) @ level, [0.0, self.height, 0.0])

    def room_from_person(self, middle_of_feet: float) -> Array:
        """(4, 4) from the person's own frame, whose z = `middle_of_feet` is put at the distance."""
        turn = np.pi / 2.0 + self.azimuth
        rotation = rotation_about(_UP, turn if self.faces == "right" else -turn)
        place = np.array([0.0, 0.0, -self.distance]) - rotation @ np.array([0.0, 0.0, middle_of_feet])
        return rigid_transform(rotation, place)

"""The gaps to a real rod that is held along the back, from where the camera sees it in profile.

Side-on the rod's line in the picture is known to millimetres and its depth is not: it lies in the plane that parts the
person's left from their right. How far the skin of each contact is from it is counted from the person's own standing,
which takes the constant error of the fitted back out of it; and hands press the rod to the back, so that it always
touches somewhere.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.kinematics import PosedBody
from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array, Plane, cross, unit
from depthhinge.measures.dowel import HEAD, SACRUM, Dowel, Rod
from depthhinge.measures.standing import Standing
from depthhinge.scene.rod import RodLine

STANDING_FRAMES = 20
"""Whose median is what the person's own back leaves between itself and the rod."""
FEWEST_STANDING = 3


@dataclass
class HeldRod:
    """Remembers how the rod lies on the back of who stands; `gaps` are from there."""

    dowel: Dowel
    _stood: deque[Array] = field(default_factory=lambda: deque(maxlen=STANDING_FRAMES))

    def stand(self, line: RodLine, posed: PosedBody, standing: Standing, cells: Intrinsics, camera: Array) -> None:
        """Take in a frame of standing; arguments as `lay`."""
        self._stood.append(self._apart(line, posed, standing, cells, camera)[0])

    def lay(self, line: RodLine, posed: PosedBody, standing: Standing, cells: Intrinsics, camera: Array) -> Rod | None:
        """The rod and its gaps; None while it was not seen on the back of who stands.

        Args:
            line: in the picture.
            posed: the person.
            standing: as they stood.
            cells: the picture's intrinsics.
            camera: (4, 4) room from camera.
        """
        if len(self._stood) < FEWEST_STANDING:
            return None
        apart, skin, outward = self._apart(line, posed, standing, cells, camera)
        more = apart - np.median(self._stood, axis=0)
        gaps = more - more.min()
        ends = skin[[SACRUM, HEAD]] + apart[[SACRUM, HEAD], None] * outward
        return Rod(ends, gaps, skin)

    def _apart(
        self, line: RodLine, posed: PosedBody, standing: Standing, cells: Intrinsics, camera: Array
    ) -> tuple[Array, Array, Array]:
        """(3,) metres from each contact's skin out to the rod's line, that skin (3, 3), and the way out (3,)."""
        left = standing.leftward
        middle = Plane.through(posed.joints()[JOINT_INDEX["pelvis"]], left)
        low, high = (_on(middle, line.point + s * line.direction, cells, camera) for s in (line.low, line.high))
        along = unit(high - low)
        # Upward, leftward, backward: their right-handed order holds however far the person bends.
        outward = cross(along, left)
        skin = self.dowel.places(posed)
        return (low - skin) @ outward, skin, outward


def _on(plane: Plane, cell: Array, cells: Intrinsics, camera: Array) -> Array:
    """(3,) where the ray through a cell (row, column) meets a plane of the room."""
    ray = np.array([(cell[1] - cells.cx) / cells.fx, (cell[0] - cells.cy) / cells.fy, 1.0])
    way, eye = camera[:3, :3] @ ray, camera[:3, 3]
    return np.asarray(eye - float(plane.distance(eye)) / float(way @ plane.normal) * way)

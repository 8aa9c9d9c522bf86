"""The virtual wall: a vertical plane behind the person, square to the way they face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.geometry import Array, Plane, unit

UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True)
class VirtualWall:
    """Set once from the standing stance, in the room frame, metres."""

    plane: Plane
    """Normal toward the person, horizontal; `plane.distance(p)` is the gap of a point, negative = past the wall."""
    facing: Array
    """(3,) horizontal unit vector, the way the person faces."""
    heels: Array
    """(3,) midway between the heels on the floor, when the wall was set."""
    distance_m: float
    """From the heels to the wall."""

    @classmethod
    def behind(cls, left_heel: Array, right_heel: Array, facing: Array, distance_m: float) -> VirtualWall:
        """The wall `distance_m` metres behind two heels (3,), for a person who faces `facing` (3,).

        The nearer heel does not matter: the distance is taken from the midpoint of the two.
        """
        horizontal = unit(facing - (facing @ UP) * UP)
        heels = (left_heel + right_heel) / 2.0
        heels = heels - (heels @ UP) * UP
        return cls(Plane.through(heels - distance_m * horizontal, horizontal), horizontal, heels, distance_m)

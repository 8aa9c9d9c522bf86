"""The wall of the drill: a vertical plane behind the person; virtual and square to the way they face, or a real one."""

from __future__ import annotations

from dataclasses import dataclass

from depthhinge.geometry import UP, Array, Plane, unit


@dataclass(frozen=True)
class Wall:
    """Set once from the standing stance, in the room frame, metres."""

    plane: Plane
    """Normal toward the person, horizontal; `plane.distance(p)` is the gap of a point, negative = past the wall."""
    facing: Array
    """(3,) horizontal unit vector, the way the person faces."""
    heels: Array
    """(3,) midway between the heels on the floor, when the wall was set."""
    distance_m: float
    """From the heels to the wall."""
    real: bool = False
    """Whether it stands there."""

    @classmethod
    def behind(cls, heels: Array, facing: Array, distance_m: float) -> Wall:
        """A virtual wall `distance_m` metres behind the heels' place (3,), for a person who faces `facing` (3,)."""
        horizontal = unit(facing - (facing @ UP) * UP)
        on_floor = heels - (heels @ UP) * UP
        return cls(Plane.through(on_floor - distance_m * horizontal, horizontal), horizontal, on_floor, distance_m)

    @classmethod
    def found(cls, plane: Plane, heels: Array, facing: Array) -> Wall:
        """A real wall (its normal horizontal and toward the person) behind the same."""
        virtual = cls.behind(heels, facing, 0.0)
        return cls(plane, virtual.facing, virtual.heels, float(plane.distance(virtual.heels)), real=True)

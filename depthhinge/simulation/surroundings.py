"""What stands around the person: rooms by name, with positions drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.errors import UsageError
from depthhinge.geometry import Array, Plane
from depthhinge.simulation.bystander import Bystander
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.room import Box, Room

WALL_M = 1.7
"""From the person to the room's own wall, away from the camera."""
WALL_BEHIND = "wall-behind"
ROOMS = ("empty", "furnished", WALL_BEHIND, "second-person")
REAL_WALL_GAP_M = 0.05
"""The real wall stands this far behind the virtual one, where nobody rests on it or goes further: past every touch."""
_REAL_WALL = Box(low=(-0.9, 0.0, -0.12), high=(0.9, 2.4, 0.0))
_LEAST_VIEW_M = 0.1
"""The camera must be this far in front of the real wall's plane to see anything of the person."""
_CHAIR = (
    Box((-0.22, 0.42, -0.22), (0.22, 0.47, 0.22)),
    Box((-0.22, 0.47, -0.22), (0.22, 0.90, -0.18)),
    *(Box((x, 0.0, z), (x + 0.04, 0.42, z + 0.04)) for x in (-0.22, 0.18) for z in (-0.22, 0.18)),
)
"""A dining chair: seat, back and four legs."""
_DOG = Box((-0.28, 0.0, -0.10), (0.28, 0.50, 0.10))
"""As large as a middling dog."""
_CABINET = Box((-0.45, 0.0, 0.0), (0.45, 0.9, 0.45))

_SIDE_WALL_M = (1.9, 2.6)
_CHAIR_ASIDE_M, _CHAIR_BEHIND_M = (0.95, 1.4), (0.2, 1.0)
_DOG_ASIDE_M, _DOG_BEHIND_M = (0.9, 1.3), (-0.3, 0.6)
_CABINET_ASIDE_M = (0.4, 1.2)
_BYSTANDER_ASIDE_M, _BYSTANDER_BEHIND_M = (0.85, 1.3), (0.8, 1.2)
"""Ranges from the person, to one side and away from the camera, that things are drawn from."""


@dataclass(frozen=True)
class Surroundings:
    """A room and who else is in it."""

    room: Room
    bystander: Bystander | None = None


def surroundings(
    name: str, placement: Placement, wall: Plane, seed: int, behind_m: float = REAL_WALL_GAP_M
) -> Surroundings:
    """The room called `name`.

    Args:
        name: one of `ROOMS`.
        placement: of camera and person.
        wall: the virtual wall, its normal toward the person.
        seed: of where things stand.
        behind_m: from the virtual wall to a real one.

    Raises:
        UsageError: no such room, or a wall behind this person would hide them from the camera.
    """
    if name not in ROOMS:
        raise UsageError(f"there is no room {name!r}; there are {', '.join(ROOMS)}")
    generator = np.random.default_rng([seed, 6])
    z = -placement.distance
    back = Plane.through([0.0, 0.0, z - WALL_M], [0.0, 0.0, 1.0])
    if name == "furnished":
        return Surroundings(_furnished(z, back, generator))
    if name == WALL_BEHIND:
        return Surroundings(Room((back,), (_real_wall(placement, wall, behind_m),)))
    if name == "second-person":
        side = generator.choice([-1.0, 1.0])
        at = (side * generator.uniform(*_BYSTANDER_ASIDE_M), z - generator.uniform(*_BYSTANDER_BEHIND_M))
        return Surroundings(Room((back,)), Bystander.draw(int(generator.integers(2**31)), at))
    return Surroundings(Room((back,)))


def _furnished(z: float, back: Plane, generator: np.random.Generator) -> Room:
    side = float(generator.choice([-1.0, 1.0]))
    beside = Plane.through([side * generator.uniform(*_SIDE_WALL_M), 0.0, 0.0], [-side, 0.0, 0.0])

    def put(box: Box, aside: float, behind: float, turn: float) -> Box:
        return Box(box.low, box.high, (float(aside), float(z - behind)), float(turn))

    chair_at = side * generator.uniform(*_CHAIR_ASIDE_M), generator.uniform(*_CHAIR_BEHIND_M)
    chair_turn = generator.uniform(-np.pi, np.pi)
    dog_at = -side * generator.uniform(*_DOG_ASIDE_M), generator.uniform(*_DOG_BEHIND_M)
    boxes = [put(part, *chair_at, chair_turn) for part in _CHAIR]
    boxes.append(put(_DOG, *dog_at, generator.uniform(-np.pi, np.pi)))
    boxes.append(put(_CABINET, -side * generator.uniform(*_CABINET_ASIDE_M), WALL_M, 0.0))
    return Room((back, beside), tuple(boxes))


def _real_wall(placement: Placement, wall: Plane, behind_m: float) -> Box:
    facing = wall.normal
    person = np.array([0.0, 0.0, -placement.distance])
    eye: Array = placement.room_from_camera[:3, 3]
    offset = wall.offset - behind_m
    if facing @ eye - offset < _LEAST_VIEW_M:
        raise UsageError(
            "a wall behind this person would stand between them and the camera: "
            "turn them (azimuth) to show their side or front"
        )
    at = person - (facing @ person - offset) * facing
    # A box's own z axis, turned about the vertical, is (sin, 0, cos).
    return Box(_REAL_WALL.low, _REAL_WALL.high, (float(at[0]), float(at[2])), float(np.arctan2(facing[0], facing[2])))

"""A wall behind the person is found in what stands still, and nothing else is taken for one."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array, rotation_about
from depthhinge.scene.real_wall import RealWall, wall_behind
from depthhinge.scene.scene import Scene
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.surroundings import REAL_WALL_GAP_M

UP, FACING = np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])
HEELS = np.array([0.3, 0.0, -2.2])


def wall(distance: float, turn_deg: float = 0.0, height: float = 2.2, noise: float = 0.015, n: int = 1500) -> Array:
    """(n, 3) readings of a wall 1.8 m wide behind `HEELS`, turned about the vertical, and of what lies about."""
    generator = np.random.default_rng(3)
    aside, up = generator.uniform(-0.9, 0.9, n), generator.uniform(0.0, height, n)
    turned = rotation_about(UP, np.deg2rad(turn_deg))
    along = turned @ np.cross(UP, FACING)
    points = HEELS - distance * FACING + aside[:, None] * along + up[:, None] * UP
    points += generator.normal(0.0, noise, n)[:, None] * (turned @ FACING)
    clutter = HEELS + generator.uniform([-0.8, 0.0, -0.9], [0.0, 2.0, 0.9], (n // 4, 3))
    return np.concatenate([points, clutter])


@pytest.mark.parametrize("distance", [0.12, 0.25, 0.38])
@pytest.mark.parametrize("turn_deg", [0.0, -10.0, 15.0])
def test_a_wall_is_found_at_its_distance_and_turn(distance: float, turn_deg: float) -> None:
    found = wall_behind(wall(distance, turn_deg), HEELS, FACING)
    assert found is not None
    assert found.normal[1] == pytest.approx(0.0, abs=1e-9)
    turn = np.rad2deg(np.arctan2(found.normal @ np.cross(UP, FACING), found.normal @ FACING))
    assert turn == pytest.approx(turn_deg, abs=1.5)
    across = float(np.cos(np.deg2rad(turn_deg)))
    assert found.distance(HEELS) == pytest.approx(distance * across, abs=0.006)


def test_a_wall_across_the_room_or_askew_is_none_of_the_drills() -> None:
    assert wall_behind(wall(1.2), HEELS, FACING) is None
    assert wall_behind(wall(0.25), HEELS, -FACING) is None
    assert wall_behind(wall(0.3, 45.0), HEELS, FACING) is None


def test_a_bench_is_no_wall() -> None:
    assert wall_behind(wall(0.25, height=0.5), HEELS, FACING) is None


def test_an_empty_room_has_no_wall() -> None:
    assert wall_behind(np.empty((0, 3)), HEELS, FACING) is None


def test_it_is_looked_for_again_where_the_person_has_stepped() -> None:
    real = RealWall()
    assert real.due(0.0, HEELS)
    real.look(0.0, wall(0.25), HEELS, FACING)
    assert real.plane is not None
    assert not real.due(1.0, HEELS)
    assert real.due(1.0, HEELS + np.array([0.0, 0.0, 0.1]))
    assert real.due(6.0, HEELS)


def test_the_wall_of_a_simulated_room_is_found_from_the_side() -> None:
    drill = SimulatedDrill(SimulatedPerson.draw(11, "test"), 1, room="wall-behind", seed=1, fps=15.0)
    scene = Scene(replace(drill.camera, room_from_camera=None))
    for frame in islice(drill.frames(), 5):
        scene.update(DepthFrame(frame.index, frame.time_s, frame.depth))
    heels = drill.room_from_person[:3, 3]
    found = wall_behind(scene.standing_still(), heels, drill.facing)
    assert found is not None
    assert found.distance(heels) == pytest.approx(drill.wall_distance_m + REAL_WALL_GAP_M, abs=0.02)

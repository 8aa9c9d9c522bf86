"""A real wall is the drill's where it is wanted and in reach, or in the way."""

from __future__ import annotations

import numpy as np

from depthhinge.drills.wall_setter import REAL_WALL_NOTE, WallSetter
from depthhinge.settings import reach, wall_tap
from tests.scene.test_real_wall import FACING, HEELS, wall


def put(virtual_m: float, real_m: float, wanted: bool) -> WallSetter:
    setter = WallSetter(wall_tap(), reach(), virtual_m, wanted)
    setter.look_behind(0.0, lambda: wall(real_m), HEELS, FACING)
    setter.put(HEELS, FACING)
    return setter


def test_a_real_wall_in_reach_is_used_and_said_where_it_is_wanted() -> None:
    setter = put(0.20, 0.26, wanted=True)
    assert setter.wall is not None
    assert setter.wall.real
    assert abs(setter.wall.distance_m - 0.26) < 0.006
    assert setter.notes == [REAL_WALL_NOTE]
    assert setter.words == ["real_wall"]
    setter.put(HEELS, FACING)
    assert setter.words == ["real_wall"]


def test_a_virtual_wall_in_front_of_a_real_one_stays_where_it_was_asked_for() -> None:
    setter = put(0.20, 0.26, wanted=False)
    assert setter.wall is not None
    assert not setter.wall.real
    assert setter.wall.distance_m == 0.20
    assert setter.words == []


def test_nobody_gets_through_a_real_wall_to_a_virtual_one() -> None:
    setter = put(0.30, 0.22, wanted=False)
    assert setter.wall is not None
    assert setter.wall.real
    assert setter.farthest_m < 0.23


def test_a_wall_far_behind_is_left_alone() -> None:
    setter = put(0.20, 0.60, wanted=True)
    assert setter.wall is not None
    assert not setter.wall.real
    assert np.isclose(setter.wall.distance_m, 0.20)

"""A wall goes on behind whoever hides it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.continued import continue_planes

NOISE = 0.002
SHAPE = (40, 60)
UP, CAMERA_HEIGHT = np.array([0.0, -1.0, 0.0]), 1.2
HIDDEN = (slice(10, 30), slice(22, 38))
BOX = (10, 29, 22, 37)


def wall(at_m: float = 2.8, across: float = 0.0, down: float = 0.0) -> NDArray[np.float32]:
    """(rows, columns) metres of a flat wall; how much its inverse depth grows by a cell to the right and down."""
    v, u = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return (1.0 / (1.0 / at_m + across * (u - 30.0) + down * (v - 20.0))).astype(np.float32)


def behind(known: NDArray[np.float32]) -> NDArray[np.float32]:
    """What goes on where nothing is known, in the part that is hidden."""
    found = np.zeros(SHAPE, np.float32)
    fill(known, found)
    return found[HIDDEN]


def fill(known: NDArray[np.float32], found: NDArray[np.float32]) -> None:
    continue_planes(known, BOX, NOISE, rays(), UP, CAMERA_HEIGHT, found)


def rays() -> Array:
    """Through the cells of a level camera; what is hidden reaches from 0.4 to 1.7 m over the floor at 2.8 m."""
    v, u = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return np.stack([(u - 30.0) / 40.0, (v - 20.0) / 40.0, np.ones(SHAPE)], axis=-1)


def hiding(room: NDArray[np.float32]) -> NDArray[np.float32]:
    known = room.copy()
    known[HIDDEN] = 0.0
    return known


@given(at_m=st.floats(1.5, 3.5), across=st.floats(-2e-3, 2e-3), down=st.floats(-2e-3, 2e-3))
def test_a_wall_at_any_slant_goes_on_where_it_is_hidden(at_m: float, across: float, down: float) -> None:
    room = wall(at_m, across, down)
    assert behind(hiding(room)) == pytest.approx(room[HIDDEN], rel=1e-4)


def test_the_floor_does_not_go_on_where_shoes_hide_it() -> None:
    v = np.arange(SHAPE[0])[:, None]
    floor = np.where(v > 20, CAMERA_HEIGHT * 40.0 / np.maximum(v - 20.0, 1.0), 0.0) * np.ones(SHAPE)
    assert not behind(hiding(floor.astype(np.float32))).any()


def test_one_that_ends_beside_what_hides_it_goes_on_too() -> None:
    room = wall(across=1e-3)
    room[:, 41:] = 4.0
    assert behind(hiding(room)) == pytest.approx(room[HIDDEN], rel=1e-4)


def test_things_at_different_depths_on_either_side_say_nothing() -> None:
    room = wall(3.4)
    room[:, :22] = 2.6
    room[:10], room[30:] = 0.0, 0.0
    assert not behind(hiding(room)).any()


def test_specks_on_one_line_are_no_wall() -> None:
    known = np.zeros(SHAPE, np.float32)
    known[::5, ::5] = 2.4
    assert not behind(known).any()


def test_where_little_is_known_beside_it_nothing_is_said() -> None:
    known = hiding(wall())
    known[:, :14], known[:, 46:], known[:5], known[35:] = 0.0, 0.0, 0.0, 0.0
    assert not behind(known).any()


def test_what_is_known_is_left_alone() -> None:
    known = hiding(wall())
    known[20, 30] = 2.0
    found = behind(known)
    assert found[20 - 10, 30 - 22] == 0.0
    assert found[0, 0] == pytest.approx(2.8)


def test_what_was_continued_and_then_does_not_is_forgotten() -> None:
    found = np.zeros(SHAPE, np.float32)
    fill(hiding(wall()), found)
    fill(np.zeros(SHAPE, np.float32), found)
    assert not found.any()

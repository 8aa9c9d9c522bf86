"""What shows of a person between holes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.scene.specks import REACH, with_specks

STEP, NOISE = 0.1, 0.002
UP = np.array([0.0, -1.0, 0.0])
SHAPE = (60, 40)


def leg(hole: bool = True) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """A leg's cells, a hole in their middle, and what it measures at 2 m."""
    person = np.zeros(SHAPE, bool)
    person[10:50, 12:28] = True
    if hole:
        person[25:35, 16:24] = False
    return person, np.where(person, 2.0, 0.0).astype(np.float32)


def rays() -> Array:
    """Through the cells of a camera 1 m over the floor, whose leg at 2 m ends 17 cm over it."""
    v, u = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return np.stack([(u - 20.0) / 60.0, (v - 25.0) / 60.0, np.ones(SHAPE)], axis=-1)


def found(
    person: NDArray[np.bool_], depth: NDArray[np.float32], *cells: tuple[int, int]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The person with their specks, and the specks, of which there are some at `cells`."""
    labels = np.where(person, 0, -1).astype(np.int32)
    for cell in cells:
        labels[cell] = 1
    small = np.array([False, True])
    return with_specks(labels, ~small, small, depth, rays(), UP, 1.0, STEP, NOISE)


@pytest.mark.parametrize(("depth_m", "theirs"), [(2.0, True), (2.08, True), (2.3, False), (1.7, False)])
def test_a_speck_between_a_legs_cells_is_of_the_leg_if_it_is_as_far_away(depth_m: float, theirs: bool) -> None:
    person, depth = leg()
    depth[30, 20] = depth_m
    whole, _ = found(person, depth, (30, 20))
    assert whole[30, 20] == theirs
    assert (whole == person).sum() == whole.size - theirs


def test_a_speck_beside_the_outline_is_no_part_of_the_person() -> None:
    person, depth = leg()
    beside = [(30, 30), (30, 9), (7, 20)]
    for cell in beside:
        depth[cell] = 2.0
    whole, _ = found(person, depth, *beside)
    assert (whole == person).all()


def test_specks_near_the_person_are_told_and_flakes_of_the_floor_are_not() -> None:
    person, depth = leg()
    between, beside, far, behind, floor = (30, 20), (30, 30), (30, 28 + REACH), (28, 30), (54, 20)
    for cell in (between, beside, far, floor):
        depth[cell] = 2.0
    depth[behind] = 2.6
    _, specks = found(person, depth, between, beside, far, behind, floor)
    assert set(zip(*map(list, np.nonzero(specks)), strict=True)) == {between, beside}

"""Rigid transforms form a group, and planes move with space."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from depthhinge.geometry import (
    Array,
    Plane,
    cross,
    inverse,
    is_rigid,
    rigid_transform,
    rotation_about,
    rotation_between,
    rotation_from_vector,
    skew,
    transform_points,
    unit,
)

METRES = st.floats(-10.0, 10.0, allow_subnormal=False)
RADIANS = st.floats(-3.1, 3.1, allow_subnormal=False)


def triples(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Array]:
    return st.tuples(numbers, numbers, numbers).map(np.array)


POINTS = triples(METRES)
DIRECTIONS = POINTS.filter(lambda v: bool(np.linalg.norm(v) > 1e-3))
ROTATIONS = triples(RADIANS).map(rotation_from_vector)
TRANSFORMS = st.builds(rigid_transform, ROTATIONS, POINTS)


@given(TRANSFORMS, TRANSFORMS)
def test_the_product_of_two_transforms_is_a_transform(a: Array, b: Array) -> None:
    assert is_rigid(a @ b)


@given(TRANSFORMS)
def test_the_identity_changes_nothing(a: Array) -> None:
    assert np.array_equal(a @ np.eye(4), a)
    assert is_rigid(np.eye(4))


@given(TRANSFORMS)
def test_a_transform_times_its_inverse_is_the_identity(a: Array) -> None:
    assert np.allclose(a @ inverse(a), np.eye(4), atol=1e-12)
    assert np.allclose(inverse(a) @ a, np.eye(4), atol=1e-12)


@given(TRANSFORMS, TRANSFORMS, POINTS)
def test_composing_is_applying_one_after_the_other(a: Array, b: Array, p: Array) -> None:
    assert np.allclose(transform_points(a @ b, p), transform_points(a, transform_points(b, p)), atol=1e-10)


@given(TRANSFORMS, POINTS, POINTS)
def test_distances_survive_a_transform(a: Array, p: Array, q: Array) -> None:
    moved = transform_points(a, np.stack([p, q]))
    assert np.linalg.norm(moved[0] - moved[1]) == pytest.approx(np.linalg.norm(p - q), abs=1e-10)


@given(DIRECTIONS, RADIANS)
def test_a_rotation_keeps_its_axis_and_is_undone_by_the_opposite_angle(axis: Array, angle: float) -> None:
    rotation = rotation_about(axis, angle)
    assert np.allclose(rotation @ axis, axis, atol=1e-9)
    assert np.allclose(rotation @ rotation_about(axis, -angle), np.eye(3), atol=1e-12)


@given(triples(st.floats(-1e-7, 1e-7)))
def test_tiny_rotations_are_smooth_through_the_series(v: Array) -> None:
    assert np.allclose(rotation_from_vector(v), np.eye(3) + skew(v), atol=1e-13)


@given(DIRECTIONS, DIRECTIONS)
def test_the_rotation_between_two_directions_takes_one_to_the_other(a: Array, b: Array) -> None:
    rotation = rotation_between(a, b)
    assert is_rigid(rigid_transform(rotation, np.zeros(3)))
    assert np.allclose(rotation @ unit(a), unit(b), atol=1e-6)


@pytest.mark.parametrize("direction", np.vstack([np.eye(3), -np.eye(3), [[1.0, 2.0, -3.0]]]))
def test_opposite_directions_have_a_rotation_between_them_too(direction: Array) -> None:
    assert np.allclose(rotation_between(direction, -direction) @ unit(direction), -unit(direction), atol=1e-9)


@given(POINTS, POINTS)
def test_skew_is_the_cross_product(a: Array, b: Array) -> None:
    assert np.allclose(skew(a) @ b, np.cross(a, b), atol=1e-9)
    assert np.array_equal(cross(a, b), np.cross(a, b))


@given(POINTS, DIRECTIONS, POINTS, TRANSFORMS)
def test_the_distance_to_a_plane_moves_with_space(on: Array, normal: Array, p: Array, a: Array) -> None:
    plane = Plane.through(on, normal)
    assert plane.distance(on) == pytest.approx(0.0, abs=1e-9)
    assert plane.flipped().distance(p) == pytest.approx(-plane.distance(p), abs=1e-12)
    assert plane.transformed(a).distance(transform_points(a, p)) == pytest.approx(plane.distance(p), abs=1e-8)


@given(POINTS, DIRECTIONS, DIRECTIONS)
def test_a_plane_is_recovered_from_points_on_it(on: Array, u: Array, v: Array) -> None:
    u, v = unit(u), unit(v)
    assume(np.linalg.norm(np.cross(u, v)) > 0.1)
    points = on + np.array([[0, 0], [1, 0], [0, 1], [1, 1], [-1, 2]]) @ np.stack([u, v])
    assert np.allclose(Plane.fit(points).distance(points), 0.0, atol=1e-6)


def test_what_has_no_answer_is_refused() -> None:
    with pytest.raises(ValueError, match="length 0"):
        unit([0.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="3 points"):
        Plane.fit(np.zeros((2, 3)))


@pytest.mark.parametrize(
    "matrix",
    [np.eye(3), np.eye(4) * 2, np.diag([1.0, 1.0, -1.0, 1.0]), np.full((4, 4), np.nan), np.ones((4, 4))],
)
def test_a_matrix_that_is_no_rigid_motion_is_known(matrix: Array) -> None:
    assert not is_rigid(matrix)

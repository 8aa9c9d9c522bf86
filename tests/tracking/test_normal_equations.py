"""The rows of the normal equations are exact derivatives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from depthhinge.body.kinematics import N_PARAMETERS, Pose
from depthhinge.body.model import BodyModel
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM
from depthhinge.geometry import Array, rotation_from_vector, unit
from depthhinge.tracking.cholesky import solve_in_place
from depthhinge.tracking.normal_equations import fill_normal_equations, jacobian, room_for_sums
from depthhinge.tracking.posed_surface import Camera, PosedSurface, pose_surface
from depthhinge.tracking.priors import Before, Priors, add_priors
from depthhinge.tracking.rows import Rows
from depthhinge.tracking.shape_equations import normal_equations_of, shape_jacobian
from depthhinge.tracking.weights import Weights
from tests.tracking.simulated import CAMERA, ROOM, person

EYE = Camera.at(ROOM, CAMERA.intrinsics)


def random_pose(generator: np.random.Generator) -> Pose:
    return Pose(
        rotation_from_vector(generator.normal(size=3)),
        np.array([0.0, 1.0, -2.5]) + generator.normal(scale=0.2, size=3),
        generator.normal(scale=0.5, size=len(DEGREES_OF_FREEDOM)),
    )


def posed(pose: Pose) -> PosedSurface:
    return pose_surface(person().surface.skin, pose, EYE)


def random_rows(generator: np.random.Generator, count: int) -> Rows:
    """Some about one sample, some about two."""
    n = len(person().surface.skin.points)
    other = np.where(generator.uniform(size=count) < 0.3, generator.integers(0, n, count), -1)
    return Rows(
        sample=generator.integers(0, n, count),
        other=other,
        direction=np.stack([unit(d) for d in generator.normal(size=(count, 3))]),
        residual=generator.normal(size=count),
        weight=generator.uniform(0.5, 2.0, count),
    )


def motion_along(rows: Rows, points: Array) -> Array:
    """What the rows' directions see of points (n, 3)."""
    other = np.where(rows.other[:, None] >= 0, points[rows.other], 0.0)
    return np.asarray(np.einsum("ra,ra->r", points[rows.sample] - other, rows.direction))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31))
def test_the_rows_jacobian_agrees_with_finite_differences(seed: int) -> None:
    generator = np.random.default_rng(seed)
    pose, rows = random_pose(generator), random_rows(generator, 15)
    numeric = np.empty((15, N_PARAMETERS))
    for column in range(N_PARAMETERS):
        step = np.zeros(N_PARAMETERS)
        step[column] = 1e-6
        moved = [motion_along(rows, posed(pose.moved(s)).points) for s in (step, -step)]
        numeric[:, column] = (moved[0] - moved[1]) / 2e-6
    np.testing.assert_allclose(jacobian(rows, 15, person().surface.skin, posed(pose)), numeric, atol=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, 200))
def test_sums_over_the_tree_are_the_products_of_the_written_out_jacobian(seed: int, count: int) -> None:
    generator = np.random.default_rng(seed)
    here, rows = posed(random_pose(generator)), random_rows(generator, 200)
    j = jacobian(rows, count, person().surface.skin, here)
    h, g = np.empty((N_PARAMETERS, N_PARAMETERS)), np.empty(N_PARAMETERS)
    fill_normal_equations(rows, count, person().surface.skin, here, room_for_sums(), h, g)
    np.testing.assert_allclose(h, (j * rows.weight[:count, None]).T @ j, atol=1e-9)
    np.testing.assert_allclose(g, j.T @ (rows.weight * rows.residual)[:count], atol=1e-9)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**31))
def test_the_shape_jacobian_is_how_the_rows_move_with_the_shape(seed: int) -> None:
    generator = np.random.default_rng(seed)
    pose, rows, model = random_pose(generator), random_rows(generator, 40), BodyModel.load()
    here, components = posed(pose), 6
    members = person().surface.members
    basis = np.ascontiguousarray(model.vertex_basis[:components, members]), model.origin_basis[:components]
    found = shape_jacobian(rows, 40, person().surface.skin, here, *basis)
    for k in range(components):
        further = person().reshaped(model.person(person().body.shape + np.eye(model.n_components)[k]))
        moved = pose_surface(further.surface.skin, pose, EYE).points - here.points
        np.testing.assert_allclose(found[:, k], motion_along(rows, moved), atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31))
def test_zeros_of_a_jacobian_are_passed_over_without_loss(seed: int) -> None:
    generator = np.random.default_rng(seed)
    j = np.where(generator.uniform(size=(30, 12)) < 0.5, 0.0, generator.normal(size=(30, 12)))
    residual, weight = generator.normal(size=30), generator.uniform(0.5, 2.0, 30)
    h, g = normal_equations_of(j, residual, weight)
    np.testing.assert_allclose(h, (j * weight[:, None]).T @ j, atol=1e-12)
    np.testing.assert_allclose(g, j.T @ (weight * residual), atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 45))
def test_a_positive_definite_system_is_solved(seed: int, n: int) -> None:
    generator = np.random.default_rng(seed)
    root, wanted = generator.normal(size=(n, n)), generator.normal(size=n)
    a = root @ root.T + np.eye(n)
    b = a @ wanted
    solve_in_place(a, b)
    np.testing.assert_allclose(b, wanted, atol=1e-8)


@settings(max_examples=15)
@given(st.integers(0, 2**31))
def test_the_priors_pull_is_the_gradient_of_their_cost(seed: int) -> None:
    generator = np.random.default_rng(seed)
    weights = Weights()
    priors = Priors.of(weights)
    pose, last = random_pose(generator), random_pose(generator)
    before = Before(True, last.position, last.angles)

    def sums(at: Pose) -> tuple[Array, Array]:
        h, g = np.zeros((N_PARAMETERS, N_PARAMETERS)), np.zeros(N_PARAMETERS)
        add_priors(h, g, priors, weights, at.position, at.angles, before)
        return h, g

    h, _ = sums(pose)
    np.testing.assert_allclose(h, h.T)
    # The priors are quadratic away from the joint limits: H is minus the derivative of the pull.
    for column in [0, 1, 2, *range(6, N_PARAMETERS)]:
        step = np.zeros(N_PARAMETERS)
        step[column] = 1e-7
        numeric = (sums(pose.moved(-step))[1] - sums(pose.moved(step))[1]) / 2e-7
        np.testing.assert_allclose(h[:, column], numeric, rtol=1e-4, atol=1e-2)

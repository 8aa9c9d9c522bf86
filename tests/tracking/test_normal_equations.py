"""The rows of the normal equations are exact derivatives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from depthhinge.body.kinematics import N_PARAMETERS, Pose, forward
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM
from depthhinge.geometry import rotation_from_vector, unit
from depthhinge.tracking.normal_equations import motion_row
from depthhinge.tracking.posed_surface import Camera, PosedSurface, pose_surface
from depthhinge.tracking.priors import Priors
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
    return pose_surface(person().surface, forward(person().body, pose), EYE)


@settings(max_examples=15)
@given(st.integers(0, 2**31))
def test_a_samples_motion_agrees_with_finite_differences(seed: int) -> None:
    generator = np.random.default_rng(seed)
    pose = random_pose(generator)
    samples = generator.choice(len(person().surface.points), 12, replace=False)
    direction = unit(generator.normal(size=3))
    numeric = np.empty((len(samples), N_PARAMETERS))
    for column in range(N_PARAMETERS):
        step = np.zeros(N_PARAMETERS)
        step[column] = 1e-6
        moved = posed(pose.moved(step)).points[samples] - posed(pose.moved(-step)).points[samples]
        numeric[:, column] = moved @ direction / 2e-6
    here = posed(pose)
    for k, sample in enumerate(samples):
        row = np.zeros(N_PARAMETERS)
        motion_row(here, int(sample), direction, row)
        np.testing.assert_allclose(row, numeric[k], atol=1e-6)


@settings(max_examples=15)
@given(st.integers(0, 2**31))
def test_the_priors_pull_is_the_gradient_of_their_cost(seed: int) -> None:
    generator = np.random.default_rng(seed)
    priors = Priors.of(Weights())
    pose, before = random_pose(generator), random_pose(generator)

    def gradient(at: Pose) -> np.ndarray:
        h, g = np.zeros((N_PARAMETERS, N_PARAMETERS)), np.zeros(N_PARAMETERS)
        priors.add(h, g, at, before)
        return g

    h, g = np.zeros((N_PARAMETERS, N_PARAMETERS)), np.zeros(N_PARAMETERS)
    priors.add(h, g, pose, before)
    np.testing.assert_allclose(h, h.T)
    # The priors are quadratic away from the joint limits: H is minus the derivative of the pull.
    for column in [0, 1, 2, *range(6, N_PARAMETERS)]:
        step = np.zeros(N_PARAMETERS)
        step[column] = 1e-7
        numeric = (gradient(pose.moved(-step)) - gradient(pose.moved(step))) / 2e-7
        np.testing.assert_allclose(h[:, column], numeric, rtol=1e-4, atol=1e-2)

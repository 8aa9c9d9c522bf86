"""The person's own shape, from a few frames of them: the surface where they stand, whatever the pose explains least."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from depthhinge.body.kinematics import N_PARAMETERS, Pose
from depthhinge.body.model import BodyModel
from depthhinge.geometry import Array
from depthhinge.tracking.normal_equations import jacobian
from depthhinge.tracking.posed_surface import pose_surface
from depthhinge.tracking.priors import Before, Priors, add_priors
from depthhinge.tracking.shape_equations import normal_equations_of, shape_jacobian
from depthhinge.tracking.shape_estimate import OVERCONFIDENCE, ShapeEstimate, ShapeMeasurement
from depthhinge.tracking.solver import DAMPING, Evidence, Person, rows_of
from depthhinge.tracking.weights import Weights

N_COMPONENTS = 12
"""Of the body model's components; the rest change the surface by less than 3 mm."""
ROUNDS = 10
SHAPE_SIGMA = 1.0
"""Shape numbers are in standard deviations of adults: that is their prior."""
FRAME_SHARE = 0.35
"""What a frame of one stance adds to the others: they repeat each other's errors."""
MAX_STEP = 0.7
"""Standard deviations a shape number may change in a round."""
LEARNED = 0.02
"""Standard deviations: a round that changes no shape number by more ends it."""
MAX_POSE_STEP = 0.2
"""Radians or metres a pose may change in a round."""
MAX_DEVIATION = 3.5
"""Standard deviations from the mean adult."""


def shape_of_stature(model: BodyModel, stature: float) -> Array:
    """The likeliest shape (n_components,) of an adult of this standing height in metres."""
    gradient = model.stature_gradient
    return np.asarray((stature - model.person().stature) * gradient / (gradient @ gradient))


class FittedShape(NamedTuple):
    """What several frames say of a shape."""

    person: Person
    poses: list[Pose]
    measurement: ShapeMeasurement


def fit_shape(
    model: BodyModel, person: Person, poses: list[Pose], frames: list[Evidence], weights: Weights, priors: Priors
) -> FittedShape:
    """Fit one shape and a pose a frame to several frames at once.

    Every frame's pose is eliminated from its normal equations (Schur complement), the shape solved from their sum.
    """
    shape = person.body.shape.copy()
    expected = shape_of_stature(model, person.body.stature)[:N_COMPONENTS]
    basis = (
        np.ascontiguousarray(model.vertex_basis[:N_COMPONENTS, person.surface.members]),
        np.ascontiguousarray(model.origin_basis[:N_COMPONENTS]),
    )
    for _ in range(ROUNDS):
        total_h = np.eye(N_COMPONENTS) / SHAPE_SIGMA**2
        total_g = (expected - shape[:N_COMPONENTS]) / SHAPE_SIGMA**2
        reduced = []
        for pose, evidence in zip(poses, frames, strict=True):
            h, g = _normal_equations(person, pose, evidence, weights, priors, basis)
            n = N_PARAMETERS
            solved = np.linalg.solve(h[:n, :n], np.column_stack([h[:n, n:], g[:n]]))
            total_h += h[n:, n:] - h[n:, :n] @ solved[:, :-1]
            total_g += g[n:] - h[n:, :n] @ solved[:, -1]
            reduced.append(solved)
        step = np.linalg.solve(total_h, total_g)
        step *= min(1.0, MAX_STEP / np.abs(step).max())
        shape[:N_COMPONENTS] = np.clip(shape[:N_COMPONENTS] + step, -MAX_DEVIATION, MAX_DEVIATION)
        steps = [_limited(np.asarray(s[:, -1] - s[:, :-1] @ step)) for s in reduced]
        poses = [pose.moved(own) for pose, own in zip(poses, steps, strict=True)]
        person = person.reshaped(model.person(shape))
        if np.abs(step).max() < LEARNED:
            break
    prior = ShapeEstimate(expected, SHAPE_SIGMA**2 * np.eye(N_COMPONENTS))
    information = (total_h - np.eye(N_COMPONENTS) / SHAPE_SIGMA**2) / OVERCONFIDENCE
    pull = (total_h @ shape[:N_COMPONENTS] - expected / SHAPE_SIGMA**2) / OVERCONFIDENCE
    return FittedShape(person, poses, ShapeMeasurement(prior, information, pull))


def _limited(step: Array) -> Array:
    return step * min(1.0, MAX_POSE_STEP / float(np.abs(step).max()))


def _normal_equations(
    person: Person, pose: Pose, evidence: Evidence, weights: Weights, priors: Priors, basis: tuple[Array, Array]
) -> tuple[Array, Array]:
    """H and g of one frame for the pose's parameters and, after them, the shape numbers."""
    skin = person.surface.skin
    posed = pose_surface(skin, pose, evidence.camera)
    rows, count = rows_of(person, posed, evidence, weights)
    vertex_basis, origin_basis = basis
    by_shape = shape_jacobian(rows, count, skin, posed, vertex_basis, origin_basis)
    j = np.hstack([jacobian(rows, count, skin, posed), by_shape])
    h, g = normal_equations_of(j, rows.residual[:count], rows.weight[:count])
    add_priors(h, g, priors, weights, pose.position, pose.angles, Before(False, pose.position, pose.angles))
    h, g = h * FRAME_SHARE, g * FRAME_SHARE
    h[range(N_PARAMETERS), range(N_PARAMETERS)] += DAMPING
    return h, g

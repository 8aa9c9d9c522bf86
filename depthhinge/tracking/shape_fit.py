"""The person's own shape, from a few frames of them: the surface where they stand, whatever the pose explains least."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import N_PARAMETERS, Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import pose_surface
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.solver import DAMPING, Evidence, Person, Planted, normal_equations
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
MAX_POSE_STEP = 0.2
"""Radians or metres a pose may change in a round."""
MAX_DEVIATION = 3.5
"""Standard deviations from the mean adult."""


def shape_of_stature(model: BodyModel, stature: float) -> Array:
    """The likeliest shape (n_components,) of an adult of this standing height in metres."""
    base = model.person().stature
    gradient = np.array([model.person(np.eye(model.n_components)[k]).stature - base for k in range(model.n_components)])
    return np.asarray((stature - base) * gradient / (gradient @ gradient))


def fit_shape(
    model: BodyModel, person: Person, poses: list[Pose], frames: list[Evidence], weights: Weights, priors: Priors
) -> tuple[Person, list[Pose]]:
    """Fit one shape and a pose a frame to several frames at once; the person, and the poses.

    Every frame's pose is eliminated from its normal equations (Schur complement), the shape solved from their sum.
    """
    shape = person.body.shape.copy()
    expected = shape_of_stature(model, person.body.stature)[:N_COMPONENTS]
    columns = _with_shape_columns(person.surface.columns)
    for _ in range(ROUNDS):
        total_h = np.eye(N_COMPONENTS) / SHAPE_SIGMA**2
        total_g = (expected - shape[:N_COMPONENTS]) / SHAPE_SIGMA**2
        reduced = []
        for pose, evidence in zip(poses, frames, strict=True):
            motion = _shape_motion(model, person, pose, evidence)
            posed = pose_surface(person.surface, forward(person.body, pose), evidence.camera, columns, motion)
            h, g = normal_equations(person, pose, posed, evidence, weights, priors, None, Planted.none())
            h, g = h * FRAME_SHARE, g * FRAME_SHARE
            n = N_PARAMETERS
            h[range(n), range(n)] += DAMPING
            solved = np.linalg.solve(h[:n, :n], np.column_stack([h[:n, n:], g[:n]]))
            total_h += h[n:, n:] - h[n:, :n] @ solved[:, :-1]
            total_g += g[n:] - h[n:, :n] @ solved[:, -1]
            reduced.append(solved)
        step = np.linalg.solve(total_h, total_g)
        step *= min(1.0, MAX_STEP / np.abs(step).max())
        shape[:N_COMPONENTS] = np.clip(shape[:N_COMPONENTS] + step, -MAX_DEVIATION, MAX_DEVIATION)
        steps = [_limited(np.asarray(s[:, -1] - s[:, :-1] @ step)) for s in reduced]
        poses = [pose.moved(own) for pose, own in zip(poses, steps, strict=True)]
        person = _reshaped(model, person, shape)
    return person, poses


def _limited(step: Array) -> Array:
    return step * min(1.0, MAX_POSE_STEP / float(np.abs(step).max()))


def _with_shape_columns(columns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each sample's columns, and after them those of the shape numbers."""
    own = np.arange(N_PARAMETERS, N_PARAMETERS + N_COMPONENTS)
    wider = np.full((len(columns), columns.shape[1] + N_COMPONENTS), -1, np.int64)
    for i, row in enumerate(columns):
        used = row[row >= 0]
        wider[i, : len(used) + N_COMPONENTS] = np.concatenate([used, own])
    return wider


def _shape_motion(model: BodyModel, person: Person, pose: Pose, evidence: Evidence) -> Array:
    """(n, 3, N_COMPONENTS) metres per shape number. Skinning is linear in the shape, so a difference is exact."""
    here = pose_surface(person.surface, forward(person.body, pose), evidence.camera).points
    motion = np.empty((*here.shape, N_COMPONENTS))
    for k in range(N_COMPONENTS):
        other = _bare_samples(model, person, k)
        motion[:, :, k] = pose_surface(other.surface, forward(other.body, pose), evidence.camera).points - here
    return motion


def _bare_samples(model: BodyModel, person: Person, component: int) -> Person:
    """The person one unit of a component further on; normals are left as they are, only points are wanted."""
    members = person.surface.members
    body = replace(
        person.body,
        origins=person.body.origins + model.origin_basis[component],
        joints=person.body.joints + model.joint_basis[component],
    )
    surface = replace(person.surface, points=person.surface.points + model.vertex_basis[component, members])
    return Person(body, surface, person.soles)


def _reshaped(model: BodyModel, person: Person, shape: Array) -> Person:
    body = model.person(shape)
    return Person(body, person.surface.reshaped(body), person.soles)

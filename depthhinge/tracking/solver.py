"""Damped Gauss-Newton on the pose: match, linearise, step, a few times a frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import N_PARAMETERS, Pose, forward
from depthhinge.body.model import Body
from depthhinge.geometry import Array
from depthhinge.tracking.matching import match_contour, match_points
from depthhinge.tracking.normal_equations import (
    Measured,
    add_contour,
    add_floor,
    add_legs_apart,
    add_outside,
    add_plants,
    add_points,
)
from depthhinge.tracking.posed_surface import Camera, PosedSurface, pose_surface
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.rim import rim_of
from depthhinge.tracking.silhouette import Silhouette
from depthhinge.tracking.surface import Surface
from depthhinge.tracking.weights import Weights

DAMPING = 20.0
"""Added to H's diagonal (1/m^2, 1/rad^2): keeps unseen angles from swinging within a frame."""
MAX_ANGLE_STEP = 0.35
"""Radians an angle may change in one step: beyond, the linearisation means nothing."""
MAX_TRAVEL_STEP = 0.15
"""Metres, likewise."""
FIRST_ROBUST_SCALE, ROBUST_SHRINK = 0.18, 0.65
"""Metres, and its factor an iteration: how far off a match may be before it counts little."""
CONVERGED = 2e-4
"""A largest step (m, rad) below this changes nothing that can be measured."""


@dataclass(frozen=True)
class Planted:
    """Samples of feet that stand still, and where."""

    samples: NDArray[np.int64]
    places: Array

    @classmethod
    def none(cls) -> Planted:
        """No foot is known to stand still."""
        return cls(np.empty(0, np.int64), np.empty((0, 3)))


@dataclass(frozen=True)
class Evidence:
    """One frame, as the fit sees it."""

    measured: Measured
    silhouette: Silhouette
    camera: Camera
    contour: Array
    contour_normals: Array
    contour_depth: Array


@dataclass(frozen=True)
class Person:
    """The body that is fitted."""

    body: Body
    surface: Surface
    soles: NDArray[np.int64]
    """(2, m) samples of the left and the right sole."""


def fit_pose(
    person: Person,
    start: Pose,
    evidence: Evidence,
    weights: Weights,
    priors: Priors,
    *,
    iterations: int,
    before: Pose | None = None,
    planted: Planted | None = None,
) -> tuple[Pose, PosedSurface]:
    """The pose that explains a frame best near `start`, and the posed surface; `before` is the last frame's pose."""
    pose, standing = start, planted or Planted.none()
    posed = pose_surface(person.surface, forward(person.body, pose), evidence.camera)
    for iteration in range(iterations):
        # Far matches count at first, so that a fast hand is caught, and less and less as the pose settles.
        wide = max(1.0, FIRST_ROBUST_SCALE * ROBUST_SHRINK**iteration / weights.robust_scale)
        widened = weights._replace(robust_scale=wide * weights.robust_scale)
        h, g = normal_equations(person, pose, posed, evidence, widened, priors, before, standing)
        h[range(N_PARAMETERS), range(N_PARAMETERS)] += DAMPING
        step = np.linalg.solve(h, g)
        scale = max(np.abs(step[:3]).max() / MAX_TRAVEL_STEP, np.abs(step[3:]).max() / MAX_ANGLE_STEP, 1.0)
        step /= scale
        pose = pose.moved(step)
        posed = pose_surface(person.surface, forward(person.body, pose), evidence.camera)
        if np.abs(step).max() < CONVERGED:
            break
    return pose, posed


def normal_equations(
    person: Person,
    pose: Pose,
    posed: PosedSurface,
    evidence: Evidence,
    weights: Weights,
    priors: Priors,
    before: Pose | None,
    planted: Planted,
) -> tuple[Array, Array]:
    """Full symmetric H (n, n) and g (n,) of all terms at a pose; n counts the shape numbers that `posed` has, too."""
    n = N_PARAMETERS + posed.shape_motion.shape[2]
    h, g = np.zeros((n, n)), np.zeros(n)
    camera, measured = evidence.camera, evidence.measured
    matched = match_points(measured.points, measured.pixels, posed, camera)
    add_points(h, g, measured, matched, posed, weights)
    rim = rim_of(posed, person.surface.edges, camera)
    outline = match_contour(evidence.contour, evidence.contour_normals, evidence.contour_depth, rim)
    add_contour(h, g, evidence.contour, evidence.contour_normals, outline, rim, posed, camera, weights)
    add_outside(h, g, evidence.silhouette, posed, camera, weights)
    add_floor(h, g, person.soles, posed, weights)
    add_plants(h, g, planted.samples, planted.places, posed, weights)
    leftward = np.ascontiguousarray(pose.rotation[:, 0])
    add_legs_apart(h, g, person.surface.mirrored, leftward, posed, weights)
    h = np.tril(h) + np.tril(h, -1).T
    priors.add(h, g, pose, before)
    return h, g

"""Damped Gauss-Newton on the pose: match, linearise, step, a few times a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import N_PARAMETERS, N_ROOT, Pose
from depthhinge.body.model import Body
from depthhinge.geometry import Array
from depthhinge.tracking.cholesky import solve_in_place
from depthhinge.tracking.matching import Blocks, fill_contour_matches, fill_matches, room_for_blocks, sort_by_row
from depthhinge.tracking.normal_equations import fill_normal_equations, room_for_sums
from depthhinge.tracking.posed_surface import Camera, PosedSurface, Skin, pose_into, room_for
from depthhinge.tracking.priors import Before, Priors, add_priors
from depthhinge.tracking.rim import Rim, fill_rim, room_for_rim
from depthhinge.tracking.rows import Rows, room_for_rows
from depthhinge.tracking.silhouette import Silhouette
from depthhinge.tracking.surface import Surface
from depthhinge.tracking.terms import (
    Measured,
    Outline,
    Planted,
    add_contour,
    add_floor,
    add_in_front,
    add_legs_apart,
    add_outside,
    add_plants,
    add_points,
    nothing_planted,
)
from depthhinge.tracking.weights import Weights

DAMPING = 20.0
"""Added to H's diagonal (1/m^2, 1/rad^2): keeps unseen angles from swinging within a frame."""
MAX_ANGLE_STEP = 0.35
"""Radians an angle may change in one step: beyond, the linearisation means nothing."""
MAX_TRAVEL_STEP = 0.15
"""Metres, likewise."""
FIRST_ROBUST_SCALE, ROBUST_SHRINK = 0.18, 0.65
"""Metres, and its factor an iteration: how far off a match may be before it counts little."""
SMALL_ANGLE = 1e-8
"""Radians below which sine and cosine are their first-order expansions to double precision."""
CONVERGED = 2e-4
"""A largest step (m, rad) below this changes nothing that can be measured."""


class Evidence(NamedTuple):
    """One frame, as the fit sees it."""

    measured: Measured
    outline: Outline
    silhouette: Silhouette
    depth: NDArray[np.float32]
    """(rows, columns) metres along z, 0 = none."""
    noise: float
    """k of `rms = k z^2`, 1/metres."""
    camera: Camera


@dataclass(frozen=True)
class Person:
    """The body that is fitted."""

    body: Body
    surface: Surface

    def reshaped(self, body: Body) -> Person:
        """The same samples on another body."""
        return Person(body, self.surface.reshaped(body))


class Fitted(NamedTuple):
    """A pose, the surface in it, and how well the frame determines it."""

    pose: Pose
    posed: PosedSurface
    information_factor: Array
    """(n_parameters, n_parameters) lower Cholesky factor of the pose's information matrix, in the order of
    `Pose.moved`: its inverse's square is the covariance, m^2 and rad^2 (above the diagonal is nothing of use)."""


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
) -> Fitted:
    """The pose that explains a frame best near `start`; `before` is the last frame's pose."""
    last = start if before is None else before
    rotation, position, angles, posed, factor = _fit(
        person.surface.skin,
        evidence,
        weights,
        priors,
        Before(before is not None, last.position, last.angles),
        nothing_planted() if planted is None else planted,
        start.rotation,
        start.position,
        start.angles,
        iterations,
    )
    return Fitted(Pose(rotation, position, angles), posed, factor)


def rows_of(
    person: Person, posed: PosedSurface, evidence: Evidence, weights: Weights, planted: Planted | None = None
) -> tuple[Rows, int]:
    """All rows of a frame at a pose, and how many are in use."""
    return _rows(person.surface.skin, evidence, weights, nothing_planted() if planted is None else planted, posed)


class _Workspace(NamedTuple):
    """What an iteration writes to; made once a fit, so that the iterations allocate nothing."""

    rows: Rows
    rim: Rim
    blocks: Blocks
    matched: NDArray[np.int64]
    outlined: NDArray[np.int64]
    row_of: NDArray[np.int64]
    by_row: NDArray[np.int64]
    row_starts: NDArray[np.int64]


@numba.njit(cache=True)
def _workspace(skin: Skin, evidence: Evidence, planted: Planted) -> _Workspace:
    n_points, n_outline = len(evidence.measured.points), len(evidence.outline.points)
    most = n_points + n_outline + 2 * len(skin.points) + skin.soles.size + 3 * len(planted.samples) + len(skin.mirrored)
    return _Workspace(
        room_for_rows(most),
        room_for_rim(skin.edges),
        room_for_blocks(len(skin.points), evidence.camera),
        np.empty(n_points, np.int64),
        np.empty(n_outline, np.int64),
        np.empty(len(skin.points), np.int64),
        np.empty(len(skin.edges), np.int64),
        np.empty(evidence.camera.rows + 1, np.int64),
    )


@numba.njit(cache=True)
def _rows(skin: Skin, evidence: Evidence, weights: Weights, planted: Planted, posed: PosedSurface) -> tuple[Rows, int]:
    work = _workspace(skin, evidence, planted)
    return work.rows, _fill_rows(skin, evidence, weights, weights.robust_scale, planted, posed, work)


@numba.njit(cache=True)
def _fill_rows(
    skin: Skin,
    evidence: Evidence,
    weights: Weights,
    robust_scale: float,
    planted: Planted,
    posed: PosedSurface,
    work: _Workspace,
) -> int:
    camera, rows = evidence.camera, work.rows
    fill_matches(evidence.measured, posed, camera, work.blocks, work.matched)
    rim_count = fill_rim(posed, skin.edges, camera, work.rim)
    sort_by_row(work.rim, rim_count, work.row_starts, work.by_row)
    fill_contour_matches(evidence.outline, work.rim, work.row_starts, work.by_row, work.outlined)
    count = add_points(rows, 0, evidence.measured, work.matched, work.row_of, skin, posed, weights, robust_scale)
    count = add_contour(rows, count, evidence.outline, work.outlined, work.rim, camera, weights)
    count = add_outside(rows, count, evidence.silhouette, posed, camera, weights)
    count = add_in_front(rows, count, evidence.silhouette, evidence.depth, evidence.noise, skin, posed, camera, weights)
    count = add_floor(rows, count, skin, posed, weights)
    count = add_plants(rows, count, planted, posed, weights)
    return int(add_legs_apart(rows, count, skin, posed, weights))


@numba.njit(cache=True)
def _fit(
    skin: Skin,
    evidence: Evidence,
    weights: Weights,
    priors: Priors,
    before: Before,
    planted: Planted,
    start_rotation: Array,
    start_position: Array,
    start_angles: Array,
    iterations: int,
) -> tuple[Array, Array, Array, PosedSurface, Array]:
    rotation, position, angles = start_rotation.copy(), start_position.copy(), start_angles.copy()
    camera = evidence.camera
    posed, work, sums = room_for(skin, camera), _workspace(skin, evidence, planted), room_for_sums()
    h, step = np.empty((N_PARAMETERS, N_PARAMETERS)), np.empty(N_PARAMETERS)
    pose_into(skin, rotation, position, angles, camera, posed)
    robust_scale = FIRST_ROBUST_SCALE
    for _ in range(iterations):
        # Far matches count at first, so that a fast hand is caught, and less and less as the pose settles.
        count = _fill_rows(skin, evidence, weights, max(robust_scale, weights.robust_scale), planted, posed, work)
        robust_scale *= ROBUST_SHRINK
        fill_normal_equations(work.rows, count, skin, posed, sums, h, step)
        add_priors(h, step, priors, weights, position, angles, before)
        for k in range(N_PARAMETERS):
            h[k, k] += DAMPING
        solve_in_place(h, step)
        largest = _limit(step)
        _move(rotation, position, angles, step)
        pose_into(skin, rotation, position, angles, camera, posed)
        if largest < CONVERGED:
            break
    return rotation, position, angles, posed, h


@numba.njit(cache=True)
def _limit(step: Array) -> float:
    """Shorten a step to what the linearisation bears; its largest entry then."""
    scale, largest = 1.0, 0.0
    for k in range(len(step)):
        scale = max(scale, abs(step[k]) / (MAX_TRAVEL_STEP if k < 3 else MAX_ANGLE_STEP))
    for k in range(len(step)):
        step[k] /= scale
        largest = max(largest, abs(step[k]))
    return largest


@numba.njit(cache=True)
def _move(rotation: Array, position: Array, angles: Array, step: Array) -> None:
    """`Pose.moved`, in place."""
    for k in range(3):
        position[k] += step[k]
    for k in range(len(angles)):
        angles[k] += step[N_ROOT + k]
    x, y, z = step[3], step[4], step[5]
    angle = np.sqrt(x * x + y * y + z * z)
    # Rodrigues: v' = v + s (k x v) + c (k x (k x v)), with k the rotation vector itself.
    s = np.sin(angle) / angle if angle > SMALL_ANGLE else 1.0
    c = (1.0 - np.cos(angle)) / (angle * angle) if angle > SMALL_ANGLE else 0.5
    for column in range(3):
        a, b, d = rotation[0, column], rotation[1, column], rotation[2, column]
        p, q, r = y * d - z * b, z * a - x * d, x * b - y * a
        rotation[0, column] = a + s * p + c * (y * r - z * q)
        rotation[1, column] = b + s * q + c * (z * p - x * r)
        rotation[2, column] = d + s * r + c * (x * q - y * p)

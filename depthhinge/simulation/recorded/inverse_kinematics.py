"""From markers to a pose: the joint angles that bring a body's markers nearest to the recorded ones.

Damped least squares (Levenberg 1944) with the skeleton's own Jacobian, as OpenSim's inverse kinematics weighs markers
(Delp et al. 2007, *IEEE Trans Biomed Eng* 54:1940); what markers leave open is drawn gently to rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import N_PARAMETERS, N_ROOT, Pose, forward
from depthhinge.body.model import Body
from depthhinge.body.skeleton import DOF_INDEX, DOF_LIMITS
from depthhinge.geometry import Array

MARKER_M = 0.01
"""How far a marker wanders on the skin; all else is weighed against it."""
_REST_RAD = 1.5
"""A joint's pull to zero: only what no marker tells feels it."""
_EVEN_BEND_RAD = 0.12
"""How unevenly neighbouring segments of the spine bend."""
_LOW_HIGH_RAD = 0.5
"""The same, of lumbar and thoracic spine."""
_BEYOND_LIMIT_RAD = 0.03
_DAMPING = 1e-3
_MOST_DAMPING = 1e6
_SETTLED = 1e-5
"""Metres and radians."""

_EVEN = (
    ("lumbar_lower_flexion", "lumbar_upper_flexion", _EVEN_BEND_RAD),
    ("thorax_lower_flexion", "thorax_upper_flexion", _EVEN_BEND_RAD),
    ("lumbar_upper_flexion", "thorax_lower_flexion", _LOW_HIGH_RAD),
    ("neck_flexion", "head_flexion", _EVEN_BEND_RAD),
)


def _priors() -> Array:
    rows = np.zeros((len(_EVEN) + len(DOF_INDEX), len(DOF_INDEX)))
    for row, (one, other, spread) in zip(rows, _EVEN, strict=False):
        row[DOF_INDEX[one]], row[DOF_INDEX[other]] = 1.0 / spread, -1.0 / spread
    rows[len(_EVEN) :] = np.eye(len(DOF_INDEX)) / _REST_RAD
    return rows


_PRIORS = _priors()


@dataclass(frozen=True)
class MarkedBody:
    """A body with markers stuck to it."""

    body: Body
    segments: NDArray[np.int64]
    """(n,) the segment of each marker."""
    places: Array
    """(n, 3) at zero angles, body frame."""
    weights: Array
    """(n,)."""

    def markers(self, pose: Pose) -> Array:
        """(n, 3) where the markers are in a pose."""
        posed = forward(self.body, pose)
        offsets = self.places - self.body.origins[self.segments]
        return np.asarray(
            np.einsum("nij,nj->ni", posed.rotations[self.segments], offsets) + posed.origins[self.segments]
        )

    def pose(self, seen: Array, start: Pose, most_steps: int) -> tuple[Pose, float]:
        """The pose whose markers are nearest to `seen` (n, 3; NaN = not seen), and its cost; sought from `start`."""
        known: NDArray[np.bool_] = np.asarray(np.isfinite(seen).all(axis=1))
        pose, damping = start, _DAMPING
        residuals, slopes = self._equations(pose, seen, known)
        cost = float(residuals @ residuals)
        for _ in range(most_steps):
            normal, pull = slopes.T @ slopes, slopes.T @ residuals
            step = np.linalg.solve(normal + damping * np.diag(np.diag(normal) + 1.0), -pull)
            tried = pose.moved(step)
            new_residuals, new_slopes = self._equations(tried, seen, known)
            new_cost = float(new_residuals @ new_residuals)
            if new_cost < cost:
                pose, cost, residuals, slopes = tried, new_cost, new_residuals, new_slopes
                damping = max(damping / 10.0, 1e-9)
                if np.abs(step).max() < _SETTLED:
                    break
            else:
                damping *= 10.0
                if damping > _MOST_DAMPING:
                    break
        return pose, cost

    def _equations(self, pose: Pose, seen: Array, known: NDArray[np.bool_]) -> tuple[Array, Array]:
        """What should be zero, and its derivatives by the pose's step."""
        posed = forward(self.body, pose)
        segments = self.segments[known]
        offsets = self.places[known] - self.body.origins[segments]
        points = np.einsum("nij,nj->ni", posed.rotations[segments], offsets) + posed.origins[segments]
        scale = (self.weights[known] / MARKER_M)[:, None]
        residuals = (scale * (points - seen[known])).ravel()
        jacobian = (scale[:, :, None] * posed.point_jacobian(points, segments)).reshape(-1, N_PARAMETERS)
        prior = np.zeros((len(_PRIORS), N_PARAMETERS))
        prior[:, N_ROOT:] = _PRIORS
        beyond = np.where(
            pose.angles < DOF_LIMITS[:, 0],
            pose.angles - DOF_LIMITS[:, 0],
            np.maximum(pose.angles - DOF_LIMITS[:, 1], 0.0),
        )
        limit = np.zeros((len(beyond), N_PARAMETERS))
        limit[:, N_ROOT:] = np.diag((beyond != 0.0) / _BEYOND_LIMIT_RAD)
        return (
            np.concatenate([residuals, _PRIORS @ pose.angles, beyond / _BEYOND_LIMIT_RAD]),
            np.concatenate([jacobian, prior, limit]),
        )

"""What is known of a pose before the picture: joint limits, everyday posture, and that bodies move smoothly."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numba
import numpy as np

from depthhinge.body.kinematics import N_ROOT, Pose
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX, DOF_LIMITS, SPINE_FLEXION
from depthhinge.geometry import Array
from depthhinge.tracking.weights import Weights, posture_sigmas

_SAGITTAL = [
    (DOF_INDEX[f"left_{n}"], DOF_INDEX[f"right_{n}"]) for n in ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")
]
_ARMS = [(DOF_INDEX[f"left_{n}"], DOF_INDEX[f"right_{n}"]) for n in ("shoulder_flexion", "elbow_flexion")]
_FRONTAL = [(DOF_INDEX[f"left_{n}"], DOF_INDEX[f"right_{n}"]) for n in ("hip_abduction", "hip_external_rotation")]


class Before(NamedTuple):
    """The last frame's pose, which this one's is near."""

    known: bool
    position: Array
    """(3,)."""
    angles: Array
    """(n_dofs,)."""


class Priors(NamedTuple):
    """Linear terms on the angles, ready to be added to the normal equations."""

    posture: Array
    """(n_dofs,) 1/rad^2."""
    coupling: Array
    """(n_dofs, n_dofs) 1/rad^2: spine joints bend together, a hidden leg does what the seen one does."""
    rest: Array
    """(n_dofs,) radians: the angles they pull toward."""

    @classmethod
    def of(cls, weights: Weights, standing: bool = False) -> Priors:
        """The priors for a set of weights, of any posture or of someone known to stand upright."""
        coupling = np.zeros((len(DEGREES_OF_FREEDOM),) * 2)
        pairs = [(a, b, weights.spine_sigma) for a, b in pairwise(SPINE_FLEXION)]
        pairs += [(a, b, weights.symmetry_sigma) for a, b in _SAGITTAL]
        pairs += [(a, b, weights.arms_sigma) for a, b in _ARMS]
        pairs += [(a, b, weights.stance_sigma) for a, b in _FRONTAL]
        for a, b, sigma in pairs:
            coupling[[a, b], [a, b]] += 1.0 / sigma**2
            coupling[[a, b], [b, a]] -= 1.0 / sigma**2
        return cls(1.0 / posture_sigmas(standing) ** 2, coupling, np.zeros(len(DEGREES_OF_FREEDOM)))

    def about(self, poses: list[Pose]) -> Priors:
        """The same, about the curves of a person's own back, as it stands in these poses."""
        rest = np.zeros_like(self.rest)
        rest[SPINE_FLEXION] = np.mean([pose.angles[SPINE_FLEXION] for pose in poses], axis=0)
        return self._replace(rest=rest)


@numba.njit(cache=True)
def add_priors(
    h: Array, g: Array, priors: Priors, weights: Weights, position: Array, angles: Array, before: Before
) -> None:
    """Add to full symmetric `h` (n, n) and `g` (n,) the priors at a pose; rows past the pose's own are left alone."""
    limit, motion = 1.0 / weights.limit_sigma**2, 1.0 / weights.motion_sigma**2
    travel = 1.0 / weights.travel_sigma**2
    for i in range(len(angles)):
        diagonal, pull = priors.posture[i], -priors.posture[i] * (angles[i] - priors.rest[i])
        for j in range(len(angles)):
            pull -= priors.coupling[i, j] * (angles[j] - priors.rest[j])
            h[N_ROOT + i, N_ROOT + j] += priors.coupling[i, j]
        beyond = angles[i] - min(max(angles[i], DOF_LIMITS[i, 0]), DOF_LIMITS[i, 1])
        if beyond != 0.0:
            diagonal += limit
            pull -= limit * beyond
        if before.known:
            diagonal += motion
            pull -= motion * (angles[i] - before.angles[i])
        h[N_ROOT + i, N_ROOT + i] += diagonal
        g[N_ROOT + i] += pull
    if before.known:
        for k in range(3):
            h[k, k] += travel
            g[k] -= travel * (position[k] - before.position[k])

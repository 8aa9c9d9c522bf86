"""What is known of a pose before the picture: joint limits, everyday posture, and that bodies move smoothly."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from depthhinge.body.kinematics import N_ROOT, Pose
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX, DOF_LIMITS
from depthhinge.geometry import Array
from depthhinge.tracking.weights import Weights, posture_sigmas

_SPINE = [
    DOF_INDEX[name]
    for name in ("lumbar_lower_flexion", "lumbar_upper_flexion", "thorax_lower_flexion", "thorax_upper_flexion")
]
_SAGITTAL = [
    (DOF_INDEX[f"left_{n}"], DOF_INDEX[f"right_{n}"]) for n in ("hip_flexion", "knee_flexion", "ankle_dorsiflexion")
]
_ARMS = [(DOF_INDEX[f"left_{n}"], DOF_INDEX[f"right_{n}"]) for n in ("shoulder_flexion", "elbow_flexion")]
_FRONTAL = [(DOF_INDEX[f"left_{n}"], DOF_INDEX[f"right_{n}"]) for n in ("hip_abduction", "hip_external_rotation")]


@dataclass(frozen=True)
class Priors:
    """Linear terms on the angles, ready to be added to the normal equations."""

    weights: Weights
    posture: Array
    """(n_dofs,) 1/rad^2."""
    coupling: Array
    """(n_dofs, n_dofs) 1/rad^2: spine joints bend together, a hidden leg does what the seen one does."""

    @classmethod
    def of(cls, weights: Weights) -> Priors:
        """The priors for a set of weights."""
        coupling = np.zeros((len(DEGREES_OF_FREEDOM),) * 2)
        pairs = [(a, b, weights.spine_sigma) for a, b in pairwise(_SPINE)]
        pairs += [(a, b, weights.symmetry_sigma) for a, b in _SAGITTAL]
        pairs += [(a, b, weights.arms_sigma) for a, b in _ARMS]
        pairs += [(a, b, weights.stance_sigma) for a, b in _FRONTAL]
        for a, b, sigma in pairs:
            coupling[[a, b], [a, b]] += 1.0 / sigma**2
            coupling[[a, b], [b, a]] -= 1.0 / sigma**2
        return cls(weights, 1.0 / posture_sigmas() ** 2, coupling)

    def add(self, h: Array, g: Array, pose: Pose, before: Pose | None) -> None:
        """Add to full symmetric H (n, n) and g (n,) the priors at `pose`, given the pose one frame `before`.

        Rows past the pose's own (shape numbers) are left alone.
        """
        own = slice(N_ROOT, N_ROOT + len(pose.angles))
        angles = pose.angles
        diagonal = self.posture.copy()
        pull = -self.posture * angles - self.coupling @ angles
        beyond = angles - np.clip(angles, DOF_LIMITS[:, 0], DOF_LIMITS[:, 1])
        limit = np.where(beyond != 0.0, 1.0 / self.weights.limit_sigma**2, 0.0)
        diagonal += limit
        pull -= limit * beyond
        if before is not None:
            motion = 1.0 / self.weights.motion_sigma**2
            diagonal += motion
            pull -= motion * (angles - before.angles)
            travel = 1.0 / self.weights.travel_sigma**2
            h[range(3), range(3)] += travel
            g[:3] -= travel * (pose.position - before.position)
        h[own, own] += self.coupling + np.diag(diagonal)
        g[own] += pull

"""What is known of a person's shape, and how surely: a Gaussian over the body model's components.

A few seconds of standing give one such estimate, and what a person's profile remembers of earlier sessions is another.
Put together each counts by its precision (the product of two Gaussians, Barfoot 2017, *State estimation for robotics*,
2.2.6), so that a profile grows surer with every session, and a bad view does not spoil it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from depthhinge.geometry import Array

OVERCONFIDENCE = 4.0
"""By how much a fit's own covariance is too small: the rows of a picture share their errors, and clothes stay on.
Set so that the lengths of simulated people lie in their stated intervals (`tests/benchmarks/anthropometry.py`)."""
BETWEEN_SESSIONS = 0.2
"""Standard deviations by which a component may differ from one session to the next: other clothes, a few kilograms.
Judgement."""


@dataclass(frozen=True)
class ShapeEstimate:
    """Components of the body model, in standard deviations of adults."""

    mean: Array
    """(k,)."""
    covariance: Array
    """(k, k)."""

    def with_likelihood(self, information: Array, pull: Array) -> ShapeEstimate:
        """After data whose log-likelihood is -1/2 s' `information` s + s' `pull`; (k, k) and (k,)."""
        before = np.linalg.inv(self.covariance)
        covariance = np.linalg.inv(before + information)
        mean = covariance @ (before @ self.mean + pull)
        # Rounding leaves the inverse a little unsymmetric.
        return ShapeEstimate(np.asarray(mean), np.asarray((covariance + covariance.T) / 2.0))

    def aged(self) -> ShapeEstimate:
        """As it is known in another session."""
        return ShapeEstimate(self.mean, self.covariance + BETWEEN_SESSIONS**2 * np.eye(len(self.mean)))

    def record(self) -> dict[str, Any]:
        """For JSON; every bit is kept."""
        return {"mean": self.mean.tolist(), "covariance": self.covariance.tolist()}

    @classmethod
    def from_record(cls, record: Any) -> ShapeEstimate:
        """The estimate of a record.

        Raises:
            ValueError, TypeError, KeyError: it is none: numbers are missing, or the covariance cannot be one.
        """
        mean = np.array(record["mean"], np.float64)
        covariance = np.array(record["covariance"], np.float64)
        if mean.ndim != 1 or not len(mean) or covariance.shape != (len(mean), len(mean)):
            raise ValueError("a shape and its covariance do not go together")
        if not (np.isfinite(mean).all() and np.isfinite(covariance).all()):
            raise ValueError("a shape has a number that is none")
        if not np.array_equal(covariance, covariance.T) or np.linalg.eigvalsh(covariance)[0] <= 0.0:
            raise ValueError("a shape's covariance is none")
        return cls(mean, covariance)

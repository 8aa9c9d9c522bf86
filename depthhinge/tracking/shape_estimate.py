"""What is known of a person's shape, and how surely: a Gaussian over the body model's components.

A few seconds of standing give one such estimate, and what a person's profile remembers of earlier sessions is another.
Put together each counts by its precision (the product of two Gaussians, Barfoot 2017, *State estimation for robotics*,
2.2.6), so that a profile grows surer with every session, and a bad view does not spoil it. The fit itself keeps to the
session's own shape: told the profile's, no angle of simulated people came out better, for clothes and the camera's
scale are the day's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.body.anthropometry import Length, anthropometry
from depthhinge.body.model import BodyModel
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

    @classmethod
    def of(cls, mean: ArrayLike, covariance: ArrayLike) -> ShapeEstimate:
        """The estimate of numbers that were read from somewhere.

        Raises:
            ValueError: they are none: some are missing, or the covariance cannot be one.
        """
        centre, spread = np.array(mean, np.float64), np.array(covariance, np.float64)
        if centre.ndim != 1 or not len(centre) or spread.shape != (len(centre), len(centre)):
            raise ValueError("a shape and its covariance do not go together")
        if not (np.isfinite(centre).all() and np.isfinite(spread).all()):
            raise ValueError("a shape has a number that is none")
        if not np.array_equal(spread, spread.T) or np.linalg.eigvalsh(spread)[0] <= 0.0:
            raise ValueError("a shape's covariance is none")
        return cls(centre, spread)


@dataclass(frozen=True)
class ShapeMeasurement:
    """What a few seconds of one person's standing say of their shape."""

    prior: ShapeEstimate
    """Of adults of their height."""
    information: Array
    """(k, k) what the frames alone add, and"""
    pull: Array
    """(k,) toward what: `ShapeEstimate.with_likelihood`."""

    @property
    def estimate(self) -> ShapeEstimate:
        """Where nothing else is known of the person."""
        return self.prior.with_likelihood(self.information, self.pull)

    def after(self, known: ShapeEstimate) -> ShapeEstimate:
        """Where earlier sessions left `known`."""
        return known.aged().with_likelihood(self.information, self.pull)


def lengths_of(estimate: ShapeEstimate) -> dict[str, Length]:
    """Stature and segments of the shape, each with its standard error (`body.anthropometry`)."""
    return anthropometry(BodyModel.load(), estimate.mean, estimate.covariance)

"""What is known of a person from their sessions: their shape, the walls found for them, and whether this is them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from depthhinge.body.anthropometry import Length
from depthhinge.clinic.wall_protocol import Limit, WallResult
from depthhinge.tracking.shape_estimate import ShapeEstimate, ShapeMeasurement, lengths_of

IDENTIFYING = ("stature",)
"""Lengths that tell one adult from another."""
ANOTHER_PERSON_SE = 3.0
"""Standard errors of a difference beyond which it is somebody else: one in 370 is sent away wrongly."""


@dataclass(frozen=True)
class WallFinding:
    """A wall distance found by the protocol."""

    date: str
    """ISO 8601, local time."""
    distance_m: float | None
    limit: Limit
    repeatability_m: float | None
    hip_flexion_at_neutral_loss_deg: float | None
    hip_flexion_neutral_deg: float | None

    @classmethod
    def of(cls, result: WallResult, found: datetime) -> WallFinding:
        """What a finished protocol found."""
        return cls(
            date=found.isoformat(timespec="seconds"),
            distance_m=result.distance_m,
            limit=result.limit,
            repeatability_m=result.repeatability_m,
            hip_flexion_at_neutral_loss_deg=result.hip_flexion_at_neutral_loss_deg,
            hip_flexion_neutral_deg=result.hip_flexion_neutral_deg,
        )


@dataclass(frozen=True)
class Profile:
    """One person."""

    person: str
    """Pseudonym."""
    stature_m: float | None = None
    shape: tuple[float, ...] = ()
    """Components of the body model, standard deviations."""
    walls: tuple[WallFinding, ...] = ()
    """Oldest first."""
    covariance: tuple[tuple[float, ...], ...] = ()
    """Of `shape`; older profiles have none."""

    @property
    def wall_distance_m(self) -> float | None:
        """The latest distance found."""
        return next((wall.distance_m for wall in reversed(self.walls) if wall.distance_m is not None), None)

    @property
    def known_shape(self) -> ShapeEstimate | None:
        """What the sessions so far tell of the person's shape."""
        if not self.covariance:
            return None
        return ShapeEstimate(np.array(self.shape), np.array(self.covariance))

    def unlike(self, measured: ShapeMeasurement) -> tuple[Length, Length] | None:
        """A length of somebody measured, and the profile's, where it is not the profile's person; else None."""
        if self.known_shape is None:
            return None
        seen, remembered = lengths_of(measured.estimate), lengths_of(self.known_shape.aged())
        pairs = [(seen[name], remembered[name]) for name in IDENTIFYING]
        return next((pair for pair in pairs if pair[0].differs_from(pair[1], ANOTHER_PERSON_SE)), None)

    def after(self, measured: ShapeMeasurement) -> Profile:
        """The profile with what a session measured; as it is where that was somebody else."""
        if self.unlike(measured) is not None:
            return self
        known = measured.estimate if self.known_shape is None else measured.after(self.known_shape)
        return replace(
            self,
            stature_m=lengths_of(known)["stature"].value_m,
            shape=tuple(known.mean.tolist()),
            covariance=tuple(tuple(row) for row in known.covariance.tolist()),
        )

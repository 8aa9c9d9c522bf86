"""What is kept of a person between sessions: one JSON file each, by pseudonym, readable by its owner alone.

Names are in one place only, `sessions.people`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from depthhinge.body.anthropometry import Length
from depthhinge.clinic.wall_protocol import Limit, WallResult
from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.json_files import number_or_none, write_private_json
from depthhinge.sessions.own_folder import own_folder
from depthhinge.sessions.people import is_pseudonym
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


def profiles_folder() -> Path:
    """The user's own folder of profiles (not made here)."""
    return own_folder() / "profiles"


def profile_path(pseudonym: str, folder: Path | None = None) -> Path:
    """The file of a person.

    Raises:
        UsageError: that is no pseudonym, and so perhaps a name.
    """
    if not is_pseudonym(pseudonym):
        raise UsageError(f"{pseudonym!r} is no pseudonym; depthhinge sessions people lists them")
    return (folder or profiles_folder()) / f"{pseudonym}.json"


def read_profile(pseudonym: str, folder: Path | None = None) -> Profile | None:
    """A person's profile; None where there is none yet.

    Raises:
        UsageError: that is no pseudonym.
        SessionError: the file is damaged or cannot be read.
    """
    path = profile_path(pseudonym, folder)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        shape = tuple(float(weight) for weight in record["shape"])
        return Profile(
            person=str(record["person"]),
            stature_m=number_or_none(record["stature_m"]),
            shape=shape,
            covariance=_covariance_from(record.get("covariance") or [], shape),
            walls=tuple(_wall_from(wall) for wall in record["walls"]),
        )
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise SessionError(f"the profile {path} cannot be read: {problem.strerror}") from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise SessionError(f"the profile {path} is damaged: {problem}") from problem


def write_profile(profile: Profile, folder: Path | None = None) -> Path:
    """Keep a profile; the file is whole or as it was before.

    Raises:
        UsageError: its person is no pseudonym.
        SessionError: it cannot be written.
    """
    path = profile_path(profile.person, folder)
    write_private_json(path, asdict(profile))
    return path


def _covariance_from(rows: Any, shape: tuple[float, ...]) -> tuple[tuple[float, ...], ...]:
    covariance = tuple(tuple(float(number) for number in row) for row in rows)
    if covariance:
        ShapeEstimate.of(shape, covariance)
    return covariance


def _wall_from(record: Any) -> WallFinding:
    return WallFinding(
        date=str(record["date"]),
        distance_m=number_or_none(record["distance_m"]),
        limit=Limit(record["limit"]),
        repeatability_m=number_or_none(record["repeatability_m"]),
        hip_flexion_at_neutral_loss_deg=number_or_none(record["hip_flexion_at_neutral_loss_deg"]),
        hip_flexion_neutral_deg=number_or_none(record["hip_flexion_neutral_deg"]),
    )

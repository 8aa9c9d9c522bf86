"""Where profiles are kept between sessions: one JSON file each, by pseudonym, readable by its owner alone.

Names are in one place only, `sessions.people`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from depthhinge.clinic.profile import Profile, WallFinding
from depthhinge.clinic.wall_protocol import Limit
from depthhinge.errors import SessionError, UsageError
from depthhinge.sessions.json_files import number_or_none, write_private_json
from depthhinge.sessions.own_folder import own_folder
from depthhinge.sessions.people import is_pseudonym
from depthhinge.tracking.shape_estimate import ShapeEstimate


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

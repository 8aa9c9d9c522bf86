"""What a hinge may take when a wall distance is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from depthhinge.settings.calibration_file import read_settings, setting


@dataclass(frozen=True)
class ReachSettings:
    """`calibration/reach.toml`: what a hinge may take when a wall distance is judged."""

    soft_knee_flexion_deg: float = setting("reach", 0.0, 60.0)
    """Allowed at any wall."""
    greatest_knee_flexion_deg: float = setting("reach", 5.0, 90.0)
    greatest_trunk_inclination_deg: float = setting("reach", 20.0, 110.0)
    rearmost_cop_foot_fraction: float = setting("reach", 0.0, 1.0)
    """As far back as the weight may go."""
    cop_foot_fraction: float = setting("reach", 0.0, 1.0)
    """Where it is meant to be."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from, by its name."""


_REACH_ORDER = (
    ("soft_knee_flexion_deg", "greatest_knee_flexion_deg"),
    ("rearmost_cop_foot_fraction", "cop_foot_fraction"),
)


def reach(folder: Path | None = None) -> ReachSettings:
    """What a hinge may take, from `reach.toml` in `folder` (default: `calibration_folder()`).

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
    return read_settings("reach.toml", folder, ReachSettings, _REACH_ORDER)

"""How the wall is set to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from depthhinge.settings.calibration_file import read_settings, setting


@dataclass(frozen=True)
class WallProtocolSettings:
    """`calibration/wall_protocol.toml`: how the wall is set to a person. Units are in the names."""

    first_distance_m: float = setting("protocol", 0.02, 0.5)
    seat_margin_m: float = setting("protocol", 0.0, 0.2)
    """That the first wall at least lies behind the seat as it stands."""
    step_m: float = setting("protocol", 0.005, 0.1)
    farthest_distance_m: float = setting("protocol", 0.05, 1.0)
    clean_taps: float = setting("protocol", 1.0, 20.0)
    """So many at a distance, and it goes further."""
    failures_at_a_distance: float = setting("protocol", 1.0, 10.0)
    """So many, and the distance has failed."""
    climbs: float = setting("protocol", 1.0, 5.0)
    """How often the farthest distance is looked for."""
    steps_back: float = setting("protocol", 0.0, 10.0)
    """Below what the last climb found the next one begins."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from, by its name."""


def wall_protocol(folder: Path | None = None) -> WallProtocolSettings:
    """How the wall is set, from `wall_protocol.toml` in `folder` (default: `calibration_folder()`).

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
    order = [("first_distance_m", "farthest_distance_m")]
    return read_settings("wall_protocol.toml", folder, WallProtocolSettings, order)

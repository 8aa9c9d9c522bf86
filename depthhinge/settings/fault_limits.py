"""From which value on a measure is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from depthhinge.settings.calibration_file import read_settings, setting


@dataclass(frozen=True)
class FaultSettings:
    """`calibration/faults.toml`: from which value on a measure is a fault, amber and red. Units are in the names."""

    knee_past_allowance_amber_deg: float = setting("squat", 0.0, 120.0)
    """Knee flexion beyond what this wall takes of this person."""
    knee_past_allowance_red_deg: float = setting("squat", 0.0, 120.0)
    shank_inclination_amber_deg: float = setting("squat", 1.0, 60.0)
    shank_inclination_red_deg: float = setting("squat", 1.0, 60.0)
    shank_beyond_trunk_deg: float = setting("squat", -45.0, 45.0)

    cop_foot_fraction_amber: float = setting("toe_shifted", 0.0, 1.5)
    cop_foot_fraction_red: float = setting("toe_shifted", 0.0, 1.5)
    heel_lift_amber_mm: float = setting("toe_shifted", 1.0, 150.0)
    heel_lift_red_mm: float = setting("toe_shifted", 1.0, 150.0)

    lumbar_flexion_amber_deg: float = setting("back", 1.0, 90.0)
    lumbar_flexion_red_deg: float = setting("back", 1.0, 90.0)
    thoracic_flexion_amber_deg: float = setting("back", 1.0, 90.0)
    thoracic_flexion_red_deg: float = setting("back", 1.0, 90.0)
    lumbar_extension_amber_deg: float = setting("back", 1.0, 60.0)
    lumbar_extension_red_deg: float = setting("back", 1.0, 60.0)
    head_extension_amber_deg: float = setting("back", 1.0, 90.0)
    head_extension_red_deg: float = setting("back", 1.0, 90.0)
    past_standing_amber_deg: float = setting("back", 1.0, 45.0)
    """Trunk behind its own upright at the top."""
    past_standing_red_deg: float = setting("back", 1.0, 45.0)

    trunk_lead_amber_s: float = setting("order", 0.0, 3.0)
    """By how much the trunk sets off before the hips."""
    trunk_lead_red_s: float = setting("order", 0.0, 3.0)
    knee_lead_amber_s: float = setting("order", 0.0, 3.0)
    knee_lead_red_s: float = setting("order", 0.0, 3.0)

    short_of_wall_amber_mm: float = setting("wall", 0.0, 500.0)
    short_of_wall_red_mm: float = setting("wall", 0.0, 500.0)
    past_wall_amber_mm: float = setting("wall", 0.0, 500.0)
    past_wall_red_mm: float = setting("wall", 0.0, 500.0)
    touch_amber_s: float = setting("wall", 0.1, 30.0)
    """A touch that lasts so long is a rest."""
    touch_red_s: float = setting("wall", 0.1, 30.0)

    descent_red_s: float = setting("tempo", 0.1, 10.0)
    """A descent shorter than this is rushed."""
    descent_amber_s: float = setting("tempo", 0.1, 10.0)

    weight_shift_amber_share: float = setting("symmetry", 0.0, 1.0)
    """Of the body's weight, that goes over to one foot."""
    weight_shift_red_share: float = setting("symmetry", 0.0, 1.0)
    pelvis_turn_amber_deg: float = setting("symmetry", 1.0, 60.0)
    pelvis_turn_red_deg: float = setting("symmetry", 1.0, 60.0)
    knee_difference_amber_deg: float = setting("symmetry", 1.0, 90.0)
    knee_difference_red_deg: float = setting("symmetry", 1.0, 90.0)

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from, by its name."""


# Of these less is worse.
_LESS_IS_WORSE = ("descent",)


def faults(folder: Path | None = None) -> FaultSettings:
    """The faults' thresholds, from `faults.toml` in `folder` (default: `calibration_folder()`).

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
    pairs = [
        (item.name, item.name.replace("_amber", "_red")) for item in fields(FaultSettings) if "_amber" in item.name
    ]
    order = [(red, amber) if amber.startswith(_LESS_IS_WORSE) else (amber, red) for amber, red in pairs]
    return read_settings("faults.toml", folder, FaultSettings, order)

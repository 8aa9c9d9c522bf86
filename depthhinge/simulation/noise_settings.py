"""How strong each fault of the simulated camera is, at a level between kind and harsh.

`calibration/simulated_sensor.toml` gives every parameter at three levels beside its source:
`flying_share = { kind = 0.2, middle = 0.3, harsh = 0.5, source = "..." }`. `middle` is what is published of everyday
use, `kind` the better end, `harsh` the worse. A strength between two levels lies between their values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from depthhinge.errors import SettingsError, UsageError
from depthhinge.settings import calibration_folder, read_toml, setting

FILE = "simulated_sensor.toml"

STRENGTHS = {"none": 0.0, "kind": 0.5, "middle": 1.0, "harsh": 2.0}
"""The strength that each level's name stands for; 0 is no noise at all, every reading exact to the millimetre."""
_LEVELS = ("kind", "middle", "harsh")


@dataclass(frozen=True)
class NoiseSettings:
    """The faults of one camera; see the file for what each is and where its values come from."""

    subpixel_rms_px: float = setting("noise", 0.0, 1.0)
    disparity_steps_per_px: float = setting("noise", 1.0, 1024.0)
    bump_fine_px: float = setting("noise", 0.3, 10.0)
    bump_coarse_px: float = setting("noise", 0.3, 30.0)
    bump_fine_share: float = setting("noise", 0.0, 1.0)
    lasting_share: float = setting("noise", 0.0, 1.0)
    edge_fattening_px: float = setting("noise", 0.0, 10.0)
    flying_share: float = setting("noise", 0.0, 1.0)
    edge_jump_px: float = setting("noise", 0.05, 10.0)
    grazing_begins_deg: float = setting("noise", 30.0, 89.0)
    grazing_ends_deg: float = setting("noise", 31.0, 90.0)
    hole_share: float = setting("noise", 0.0, 0.5)
    scale_bias_sd: float = setting("noise", 0.0, 0.2)
    scale_bias_limit: float = setting("noise", 0.0, 0.3)
    scale_drift_sd: float = setting("noise", 0.0, 0.1)
    scale_drift_period_s: float = setting("noise", 1.0, 10000.0)
    nearest_m: float = setting("noise", 0.05, 2.0)
    farthest_m: float = setting("noise", 2.0, 65.0)
    dark_hole_share: float = setting("dark_cloth", 0.0, 1.0)
    dark_garment_share: float = setting("dark_cloth", 0.0, 1.0)
    dropped_share: float = setting("delivery", 0.0, 0.9)
    dropped_run_frames: float = setting("delivery", 1.0, 100.0)
    repeated_share: float = setting("delivery", 0.0, 0.9)
    timestamp_jitter_s: float = setting("delivery", 0.0, 0.1)
    acceleration_noise: float = setting("accelerometer", 0.0, 5.0)
    acceleration_bias: float = setting("accelerometer", 0.0, 5.0)
    acceleration_scale: float = setting("accelerometer", 0.0, 0.2)

    @classmethod
    def at(cls, strength: float, folder: Path | None = None) -> NoiseSettings:
        """The faults at a strength over 0 (see `STRENGTHS`); beyond kind and harsh nothing changes any more.

        Raises:
            SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
        """
        places = [STRENGTHS[level] for level in _LEVELS]
        table = _read(folder or calibration_folder())
        return cls(**{name: float(np.interp(strength, places, values)) for name, values in table.items()})


def strength_of(noise: str | float) -> float:
    """The strength of a level's name, or of a number, which is its own.

    Raises:
        UsageError: neither a level nor a number from 0 to that of harsh.
    """
    if isinstance(noise, str) and noise in STRENGTHS:
        return STRENGTHS[noise]
    try:
        strength = float(noise)
    except ValueError:
        strength = math.nan
    if not 0.0 <= strength <= STRENGTHS["harsh"]:
        raise UsageError(
            f"there is no noise {noise!r}; there are {', '.join(STRENGTHS)}, or a number from 0 (none) "
            f"past 1 (middle) to {STRENGTHS['harsh']:g} (harsh)"
        )
    return strength


@lru_cache
def _read(folder: Path) -> dict[str, tuple[float, ...]]:
    """Each parameter's values at `_LEVELS`."""
    path = folder / FILE
    document = read_toml(path)
    table = {}
    known: dict[str, set[str]] = {}
    for item in fields(NoiseSettings):
        section = item.metadata["section"]
        known.setdefault(section, set()).add(item.name)
        entry = document.get(section, {}).get(item.name)
        where = f"{path.name}: [{section}] {item.name}"
        if not isinstance(entry, dict) or set(entry) != {*_LEVELS, "source"}:
            raise SettingsError(
                f'{where} must be written {{ kind = ..., middle = ..., harsh = ..., source = "..." }}, found {entry!r}'
            )
        table[item.name] = tuple(
            _number(f"{where}, {level},", entry[level], item.metadata["low"], item.metadata["high"])
            for level in _LEVELS
        )
        if not isinstance(entry["source"], str) or not entry["source"].strip():
            raise SettingsError(f"{where} has no source: say in quotes where the values come from")
    for section, names in known.items():
        if unknown := set(document[section]) - names:
            raise SettingsError(f"{path.name}: [{section}] {sorted(unknown)[0]} is not known")
    return table


def _number(where: str, value: Any, low: float, high: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not low <= value <= high:
        raise SettingsError(f"{where} = {value!r} is not a number from {low:g} to {high:g}")
    return float(value)

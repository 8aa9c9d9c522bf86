"""The dowel drill: when a contact is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from depthhinge.settings.calibration_file import read_settings, setting


@dataclass(frozen=True)
class DowelSettings:
    """`calibration/dowel.toml`. Units are in the names."""

    regained_m: float = setting("contact", 0.0, 0.2)
    """A contact that was lost is there again below this gap."""
    lost_m: float = setting("contact", 0.005, 0.2)
    """A contact is lost above it."""
    sacrum_regained_m: float = setting("contact", 0.0, 0.2)
    """Likewise of the sacrum, the farthest from the rib cage that the rod goes with."""
    sacrum_lost_m: float = setting("contact", 0.005, 0.2)
    hold_s: float = setting("contact", 0.0, 2.0)
    """For so long, either way."""
    hip_flexion_deg: float = setting("hinge", 20.0, 120.0)
    """What the drill aims at."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from, by its name."""

    def lost_at_m(self, contact: str) -> float:
        """The gap above which a contact, one of `measures.dowel.CONTACTS`, is lost."""
        return self.sacrum_lost_m if contact == "sacrum" else self.lost_m

    def regained_at_m(self, contact: str) -> float:
        """The gap below which it is there again."""
        return self.sacrum_regained_m if contact == "sacrum" else self.regained_m


def dowel(folder: Path | None = None) -> DowelSettings:
    """The dowel drill's settings, from `dowel.toml` in `folder` (default: `calibration_folder()`).

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
    order = [("regained_m", "lost_m"), ("sacrum_regained_m", "sacrum_lost_m")]
    return read_settings("dowel.toml", folder, DowelSettings, order)

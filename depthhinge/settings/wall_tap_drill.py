"""The wall-tap drill: the wall, standing, reps, what the classifier's answer is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from depthhinge.settings.calibration_file import read_settings, setting


@dataclass(frozen=True)
class WallTapSettings:
    """`calibration/wall_tap.toml`. The names are those of the file; units are in the names."""

    distance_m: float = setting("wall", 0.05, 1.0)
    """From the heels to the virtual wall, where none is asked for."""
    shortest_distance_m: float = setting("wall", 0.05, 1.0)
    longest_distance_m: float = setting("wall", 0.05, 1.0)
    touch_release_m: float = setting("wall", 0.0, 0.1)
    """A touch ends once the gap is wider than this: noise at the wall is one tap, not many."""

    real_wall_contact_m: float = setting("wall", 0.0, 0.05)
    """Gap from which a real wall is touched."""

    standing_still_m_per_s: float = setting("stance", 0.005, 0.5)
    """Pelvis slower than this: the person stands still."""
    standing_still_s: float = setting("stance", 0.1, 10.0)
    """How long they must, before the wall is set behind them."""
    step_m: float = setting("stance", 0.02, 0.5)
    """A heel moved further than this has stepped: the wall is set anew."""

    onset_excursion_m: float = setting("rep", 0.005, 0.2)
    """How far from standing (pelvis travel and trunk lean together) a rep is noticed."""
    minimum_excursion_m: float = setting("rep", 0.01, 0.5)
    """A movement that stays nearer to standing is no rep."""
    rearmost_weight_foot_fraction: float = setting("rep", -1.0, 0.5)
    """Whose weight is farther back at the bottom sits on something, and does no rep."""
    foremost_weight_foot_fraction: float = setting("rep", 0.5, 2.0)
    """Whose weight is farther forward has put a foot there."""

    lifted_foot_m: float = setting("rep", 0.02, 0.2)
    """Who holds one foot so much higher than the other at the bottom walks, and does no rep."""
    reaching_arm_deg: float = setting("rep", 5.0, 90.0)
    """Whose arm leads its shoulder by more, the hand below the knees, picks something up."""
    twisted_deg: float = setting("rep", 10.0, 120.0)
    """Whose shoulders swing round by more, from one side to the other, twists or reaches across, and does no rep."""

    unsure_below: float = setting("classifier", 0.34, 0.99)
    """Where the likeliest label is less probable than this the answer is `unsure`."""
    rounded_from: float = setting("classifier", 0.01, 0.99)
    """Probability from which a rep is called rounded."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from, by its name."""


# Pairs that must not cross: the first may not exceed the second.
_WALL_TAP_ORDER = (
    ("shortest_distance_m", "distance_m"),
    ("distance_m", "longest_distance_m"),
    ("onset_excursion_m", "minimum_excursion_m"),
)


def wall_tap(folder: Path | None = None) -> WallTapSettings:
    """The wall-tap drill's settings, from `wall_tap.toml` in `folder` (default: `calibration_folder()`).

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
    return read_settings("wall_tap.toml", folder, WallTapSettings, _WALL_TAP_ORDER)

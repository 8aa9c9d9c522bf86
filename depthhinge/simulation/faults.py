"""The faults a simulated rep can have, each a distribution with three severities; they combine.

A rep is written as its parts: `squat`, `rounded_lumbar:mild`, `short+looking_up:heavy`. One part may be the movement
itself (`hinge`, the default, `squat` or `toe_shifted`); the others are faults on top of it. The ranges are in
`calibration/simulated_movement.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from depthhinge.errors import SettingsError, UsageError
from depthhinge.settings import calibration_folder

FILE = "simulated_movement.toml"

SEVERITIES = ("mild", "clinical", "heavy")
LABELS = ("hinge", "squat", "toe_shifted")
"""What a rep is as a whole."""
RESTING = "resting"
FAULTS = (
    "squat",
    "toe_shifted",
    "rounded",
    "rounded_lumbar",
    "rounded_thoracic",
    "arched",
    "hyperextended",
    "trunk_first",
    "knees_first",
    "short",
    "past_wall",
    RESTING,
    "rushed",
    "paused_bottom",
    "paused_midway",
    "asymmetric",
    "looking_up",
)
ROUNDED = ("rounded", "rounded_lumbar", "rounded_thoracic")

_EXCLUDING = (
    ("squat", "toe_shifted", "short"),
    ("squat", "toe_shifted", "past_wall"),
    ("squat", "toe_shifted", "resting"),
    ("short", "past_wall", "resting"),
    (*ROUNDED, "arched"),
    ("trunk_first", "knees_first"),
    ("resting", "paused_bottom"),
)
"""Of each row no two can be in one rep; rounding low and high at once is `rounded`."""


@dataclass(frozen=True)
class Fault:
    """One fault as drawn for one rep."""

    name: str
    severity: str
    amounts: Mapping[str, float]
    """By the quantity's name in the calibration file, in the unit that ends the name."""


def parse(movement: str) -> tuple[tuple[str, str | None], ...]:
    """The parts of a rep's description: fault and severity (None = to be drawn); a plain hinge has none.

    Raises:
        UsageError: an unknown name or severity, or parts that cannot be in one rep.
    """
    parts: list[tuple[str, str | None]] = []
    for part in movement.split("+"):
        name, _, severity = part.strip().partition(":")
        if name not in FAULTS and name != "hinge":
            raise UsageError(f"there is no movement {name!r}; there are hinge, {', '.join(FAULTS)}")
        if severity and severity not in SEVERITIES:
            raise UsageError(f"{name} is {', '.join(SEVERITIES)}, not {severity!r}")
        if severity and name == "hinge":
            raise UsageError("a hinge has no severity")
        parts.append((name, severity or None))
    names = [name for name, _ in parts]
    for row in (*_EXCLUDING, *((name, name) for name in names)):
        together = [name for name in names if name in row]
        if len(together) > 1:
            raise UsageError(f"one rep cannot be both {together[0]} and {together[1]}")
    if "hinge" in names and any(label in names for label in LABELS[1:]):
        raise UsageError(f"one rep cannot be both {names[0]} and {names[1]}")
    return tuple(part for part in parts if part[0] != "hinge")


def label_of(movement: str) -> str:
    """`hinge`, `squat` or `toe_shifted`: what a rep described so is as a whole.

    Raises:
        UsageError: as `parse`.
    """
    return next((name for name, _ in parse(movement) if name in LABELS), "hinge")


def draw_faults(
    movement: str, generator: np.random.Generator, severities: Mapping[str, str] = MappingProxyType({})
) -> tuple[Fault, ...]:
    """The faults of a rep described as `movement`, each with its severity and amounts.

    `severities` are those drawn already, by the fault's name.

    Raises:
        UsageError: as `parse`.
        SettingsError: the calibration file is missing or wrong.
    """
    return tuple(_draw(name, severity or severities.get(name), generator) for name, severity in parse(movement))


def _draw(name: str, severity: str | None, generator: np.random.Generator) -> Fault:
    row = read_calibration()["fault"][name]
    drawn = str(generator.choice(SEVERITIES, p=row["shares"])) if severity is None else severity
    amounts = {
        quantity: float(generator.uniform(*ranges[drawn]))
        for quantity, ranges in row.items()
        if quantity not in ("source", "shares")
    }
    return Fault(name, drawn, amounts)


@cache
def read_calibration() -> dict[str, Any]:
    """The whole file.

    Raises:
        SettingsError: it is missing, not TOML, or does not describe every fault.
    """
    path = calibration_folder() / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error})") from error
    for name in FAULTS:
        _check(content.get("fault", {}).get(name), f"{path}: fault.{name}")
    return content


def _check(row: Any, where: str) -> None:
    if not isinstance(row, dict) or not row.get("source"):
        raise SettingsError(f"{where} is missing or has no source")
    shares = row.get("shares", ())
    if len(shares) != len(SEVERITIES) or min(shares) < 0.0 or abs(sum(shares) - 1.0) > 1e-9:
        raise SettingsError(f"{where}: shares must be {len(SEVERITIES)} chances that sum to one")
    for quantity, ranges in row.items():
        if quantity in ("source", "shares"):
            continue
        if not isinstance(ranges, dict) or set(ranges) != set(SEVERITIES):
            raise SettingsError(f"{where}.{quantity} must have {', '.join(SEVERITIES)}")
        for severity, limits in ranges.items():
            if len(limits) != 2 or not limits[0] <= limits[1]:
                raise SettingsError(f"{where}.{quantity}.{severity} must be a range from low to high")

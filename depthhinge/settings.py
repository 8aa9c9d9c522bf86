"""What a clinician may edit, read from `calibration/`, checked, and given to the line as plain numbers.

Every value in a calibration file stands beside its source: `unsure_below = { value = 0.6, source = "..." }`. How far a
value may be moved before it makes no sense is stated here, beside the field, so that a slip of the keyboard is
refused with a plain line instead of spoiling a drill.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

from depthhinge.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent


def calibration_folder() -> Path:
    """The folder of what a clinician may edit, in a checkout or in an installed package.

    Raises:
        SettingsError: it is in neither place.
    """
    return _shipped_folder("calibration")


def data_folder() -> Path:
    """The folder of what ships: body model, trained classifier, sample recording.

    Raises:
        SettingsError: it is in neither place.
    """
    return _shipped_folder("data")


def data_file(name: str) -> Path:
    """Path of a file that ships in `data/`.

    Raises:
        SettingsError: it is not there.
    """
    path = data_folder() / name
    if not path.is_file():
        raise SettingsError(f"{path} is missing: install depthhinge again")
    return path


def _shipped_folder(name: str) -> Path:
    # A wheel carries the folder inside the package; in a checkout it stands beside it.
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise SettingsError(f"the folder {name}/ is missing beside {_PACKAGE}: install depthhinge again")


def setting(section: str, low: float, high: float) -> Any:
    """A number read from `[section]`, from `low` to `high`, both allowed."""
    return field(metadata={"section": section, "low": low, "high": high})


@dataclass(frozen=True)
class WallTapSettings:
    """`calibration/wall_tap.toml`. The names are those of the file; units are in the names."""

    distance_m: float = setting("wall", 0.05, 1.0)
    """From the heels to the virtual wall, where none is asked for."""
    shortest_distance_m: float = setting("wall", 0.05, 1.0)
    longest_distance_m: float = setting("wall", 0.05, 1.0)
    touch_release_m: float = setting("wall", 0.0, 0.1)
    """A touch ends once the gap is wider than this: noise at the wall is one tap, not many."""

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

    unsure_below: float = setting("classifier", 0.34, 0.99)
    """Where the likeliest label is less probable than this the answer is `unsure`."""
    rounded_from: float = setting("classifier", 0.01, 0.99)
    """Probability from which a rep is called rounded."""

    squat_shank_beyond_trunk_deg: float = setting("faults", -45.0, 45.0)
    knee_flexion_amber_deg: float = setting("faults", 1.0, 150.0)
    knee_flexion_red_deg: float = setting("faults", 1.0, 150.0)
    shank_inclination_amber_deg: float = setting("faults", 1.0, 60.0)
    shank_inclination_red_deg: float = setting("faults", 1.0, 60.0)
    cop_foot_fraction_amber: float = setting("faults", 0.0, 1.5)
    cop_foot_fraction_red: float = setting("faults", 0.0, 1.5)
    heel_lift_amber_mm: float = setting("faults", 1.0, 150.0)
    heel_lift_red_mm: float = setting("faults", 1.0, 150.0)
    lumbar_flexion_amber_deg: float = setting("faults", 1.0, 90.0)
    lumbar_flexion_red_deg: float = setting("faults", 1.0, 90.0)
    short_of_wall_amber_mm: float = setting("faults", 0.0, 500.0)
    short_of_wall_red_mm: float = setting("faults", 0.0, 500.0)

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from, by its name."""


# Pairs that must not cross: the first may not exceed the second.
_WALL_TAP_ORDER = (
    ("shortest_distance_m", "distance_m"),
    ("distance_m", "longest_distance_m"),
    ("onset_excursion_m", "minimum_excursion_m"),
    ("knee_flexion_amber_deg", "knee_flexion_red_deg"),
    ("shank_inclination_amber_deg", "shank_inclination_red_deg"),
    ("cop_foot_fraction_amber", "cop_foot_fraction_red"),
    ("heel_lift_amber_mm", "heel_lift_red_mm"),
    ("lumbar_flexion_amber_deg", "lumbar_flexion_red_deg"),
    ("short_of_wall_amber_mm", "short_of_wall_red_mm"),
)


def wall_tap(folder: Path | None = None) -> WallTapSettings:
    """The wall-tap drill's settings, from `wall_tap.toml` in `folder` (default: `calibration_folder()`).

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
    path = (folder or calibration_folder()) / "wall_tap.toml"
    document = read_toml(path)
    numbers, sources = _read_numbers(path, document, WallTapSettings)
    for lesser, greater in _WALL_TAP_ORDER:
        if numbers[lesser] > numbers[greater]:
            raise SettingsError(
                f"{path.name}: {lesser} = {numbers[lesser]:g} must not exceed {greater} = {numbers[greater]:g}"
            )
    return WallTapSettings(**numbers, sources=MappingProxyType(sources))


CUES = ("squat", "toe_shifted", "rounded", "short_of_wall", "clean", "corrected")
"""What the trainer can say: one cue a fault, one for a clean rep, one for a fault that is gone."""


def cues(language: str = "en", folder: Path | None = None) -> Mapping[str, str]:
    """What the person hears, by name of `CUES`, from `cues.<language>.toml`.

    Raises:
        SettingsError: the file is missing or malformed, or a cue is missing, unknown or empty.
    """
    path = (folder or calibration_folder()) / f"cues.{language}.toml"
    table = _section(path, read_toml(path), "cues")
    _refuse_unknown(path, "cues", table, CUES)
    for name in CUES:
        text = table.get(name)
        if not isinstance(text, str) or not text.strip():
            raise SettingsError(f"{path.name}: [cues] {name} must be a sentence in quotes, found {_shown(text)}")
    return MappingProxyType({name: str(table[name]) for name in CUES})


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as nested dictionaries.

    Raises:
        SettingsError: missing, unreadable, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"the calibration file {path} is missing") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"the calibration file {path} cannot be read: {problem}") from problem
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"the calibration file {path} is not valid TOML: {problem}") from problem


def _read_numbers(
    path: Path, document: dict[str, Any], settings_class: type
) -> tuple[dict[str, float], dict[str, str]]:
    """Values and sources, by name, of the dataclass's fields made by `setting`."""
    wanted = [item for item in fields(settings_class) if "section" in item.metadata]
    sections = {item.metadata["section"] for item in wanted}
    _refuse_unknown(path, None, document, sections)
    for section in sections:
        names = [item.name for item in wanted if item.metadata["section"] == section]
        _refuse_unknown(path, section, _section(path, document, section), names)
    numbers, sources = {}, {}
    for item in wanted:
        section, low, high = item.metadata["section"], item.metadata["low"], item.metadata["high"]
        where = f"{path.name}: [{section}] {item.name}"
        entry = _section(path, document, section).get(item.name)
        if not isinstance(entry, dict) or set(entry) != {"value", "source"}:
            raise SettingsError(f'{where} must be written {{ value = ..., source = "..." }}, found {_shown(entry)}')
        value, source = entry["value"], entry["source"]
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not low <= value <= high:
            raise SettingsError(f"{where} = {_shown(value)} is not a number from {low:g} to {high:g}")
        if not isinstance(source, str) or not source.strip():
            raise SettingsError(f"{where} has no source: say in quotes where the value comes from")
        numbers[item.name], sources[item.name] = float(value), source
    return numbers, sources


def _section(path: Path, document: dict[str, Any], section: str) -> dict[str, Any]:
    table = document.get(section)
    if not isinstance(table, dict):
        raise SettingsError(f"{path.name}: the section [{section}] is missing")
    return table


def _refuse_unknown(path: Path, section: str | None, table: dict[str, Any], known: Any) -> None:
    for name in table:
        if name not in known:
            where = f"[{section}] {name}" if section else f"[{name}]"
            raise SettingsError(f"{path.name}: {where} is not known; known are {', '.join(sorted(known))}")


def _shown(value: object) -> str:
    return "nothing" if value is None else repr(value)

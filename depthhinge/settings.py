"""What a clinician may edit, read from `calibration/`, checked, and given to the line as plain numbers.

Every value in a calibration file stands beside its source: `unsure_below = { value = 0.6, source = "..." }`. How far a
value may be moved before it makes no sense is stated here, beside the field, so that a slip of the keyboard is
refused with a plain line instead of spoiling a drill.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

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

    reaching_arm_deg: float = setting("rep", 5.0, 90.0)
    """Whose arm leads its shoulder by more, the hand below the knees, picks something up."""

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
    return _read("wall_tap.toml", folder, WallTapSettings, _WALL_TAP_ORDER)


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
    neck_extension_amber_deg: float = setting("back", 1.0, 90.0)
    neck_extension_red_deg: float = setting("back", 1.0, 90.0)
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

    pelvis_shift_amber_mm: float = setting("symmetry", 1.0, 300.0)
    pelvis_shift_red_mm: float = setting("symmetry", 1.0, 300.0)
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
    return _read("faults.toml", folder, FaultSettings, order)


@dataclass(frozen=True)
class DowelSettings:
    """`calibration/dowel.toml`. Units are in the names."""

    regained_m: float = setting("contact", 0.0, 0.2)
    """A contact that was lost is there again below this gap."""
    lost_m: float = setting("contact", 0.005, 0.2)
    """A contact is lost above it."""
    hold_s: float = setting("contact", 0.0, 2.0)
    """For so long, either way."""
    hip_flexion_deg: float = setting("hinge", 20.0, 120.0)
    """What the drill aims at."""

    sources: Mapping[str, str] = field(default_factory=dict)
    """Where each value comes from, by its name."""


def dowel(folder: Path | None = None) -> DowelSettings:
    """The dowel drill's settings, from `dowel.toml` in `folder` (default: `calibration_folder()`).

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
    return _read("dowel.toml", folder, DowelSettings, [("regained_m", "lost_m")])


@dataclass(frozen=True)
class WallProtocolSettings:
    """`calibration/wall_protocol.toml`: how the wall is set to a person. Units are in the names."""

    first_distance_m: float = setting("protocol", 0.02, 0.5)
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
    return _read("wall_protocol.toml", folder, WallProtocolSettings, order)


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
    return _read("reach.toml", folder, ReachSettings, _REACH_ORDER)


FAULTS = (
    "rounded",
    "arched",
    "toe_shifted",
    "leaning",
    "squat",
    "hyperextended",
    "knees_first",
    "trunk_first",
    "asymmetric",
    "rushed",
    "looking_up",
    "short_of_wall",
)
"""Every fault by name, the most important first: the spine, then balance, then the pattern, then range and manner."""

CUES = (
    *FAULTS,
    "clean",
    "corrected",
    "wall_moved",
    "lost_head",
    "lost_upper_back",
    "lost_sacrum",
    "real_wall",
    "back_hidden",
    "calibrate_begin",
    "calibrate_again",
    "calibrate_further",
    "calibrate_nearer",
    "calibrate_done",
)
"""What the trainer can say: one cue a fault, one for a clean rep, one for a fault that is gone, one for a wall that has
followed the feet, one for each contact of the rod, one for a camera that does not see the back, and the steps of
setting the wall."""


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """The languages that the cues are in, by their two letters."""
    found = (folder or calibration_folder()).glob("cues.*.toml")
    return tuple(sorted(path.name.split(".")[1] for path in found))


def cues(language: str = "en", folder: Path | None = None) -> Mapping[str, str]:
    """What the person hears, by name of `CUES`, from `cues.<language>.toml`.

    Raises:
        SettingsError: the file is missing or malformed, or a cue is missing, unknown or empty.
    """
    if language not in (known := languages(folder)):
        raise SettingsError(f"there are no cues in {language!r}; there are {', '.join(known)}")
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


_Settings = TypeVar("_Settings")


def _read(
    name: str, folder: Path | None, settings_class: type[_Settings], order: Iterable[tuple[str, str]]
) -> _Settings:
    """The settings in a calibration file; in each pair of `order` the first is the lesser."""
    path = (folder or calibration_folder()) / name
    numbers, sources = _read_numbers(path, read_toml(path), settings_class)
    for lesser, greater in order:
        if numbers[lesser] > numbers[greater]:
            raise SettingsError(
                f"{path.name}: {lesser} = {numbers[lesser]:g} must not exceed {greater} = {numbers[greater]:g}"
            )
    made: Callable[..., _Settings] = settings_class
    return made(**numbers, sources=MappingProxyType(sources))


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

"""A calibration file: every value beside its source, and within the limits that stand beside its field."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from depthhinge.errors import SettingsError
from depthhinge.settings.folders import calibration_folder


def setting(section: str, low: float, high: float) -> Any:
    """A number read from `[section]`, from `low` to `high`, both allowed."""
    return field(metadata={"section": section, "low": low, "high": high})


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


def read_settings(
    name: str, folder: Path | None, settings_class: type[_Settings], order: Iterable[tuple[str, str]]
) -> _Settings:
    """The settings in a calibration file of `folder` (default: `calibration_folder()`).

    In each pair of `order` the first is the lesser.

    Raises:
        SettingsError: the file is missing or malformed, or a value is missing, unknown or out of range.
    """
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
    refuse_unknown(path, None, document, sections)
    for section in sections:
        names = [item.name for item in wanted if item.metadata["section"] == section]
        refuse_unknown(path, section, section_of(path, document, section), names)
    numbers, sources = {}, {}
    for item in wanted:
        section, low, high = item.metadata["section"], item.metadata["low"], item.metadata["high"]
        where = f"{path.name}: [{section}] {item.name}"
        entry = section_of(path, document, section).get(item.name)
        if not isinstance(entry, dict) or set(entry) != {"value", "source"}:
            raise SettingsError(f'{where} must be written {{ value = ..., source = "..." }}, found {shown(entry)}')
        value, source = entry["value"], entry["source"]
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or not low <= value <= high:
            raise SettingsError(f"{where} = {shown(value)} is not a number from {low:g} to {high:g}")
        if not isinstance(source, str) or not source.strip():
            raise SettingsError(f"{where} has no source: say in quotes where the value comes from")
        numbers[item.name], sources[item.name] = float(value), source
    return numbers, sources


def section_of(path: Path, document: dict[str, Any], section: str) -> dict[str, Any]:
    """`[section]` of a file.

    Raises:
        SettingsError: it is missing.
    """
    table = document.get(section)
    if not isinstance(table, dict):
        raise SettingsError(f"{path.name}: the section [{section}] is missing")
    return table


def refuse_unknown(path: Path, section: str | None, table: dict[str, Any], known: Any) -> None:
    """Pass if every name in a table is `known`.

    Raises:
        SettingsError: one is not.
    """
    for name in table:
        if name not in known:
            where = f"[{section}] {name}" if section else f"[{name}]"
            raise SettingsError(f"{path.name}: {where} is not known; known are {', '.join(sorted(known))}")


def shown(value: object) -> str:
    """What was found, for a message."""
    return "nothing" if value is None else repr(value)

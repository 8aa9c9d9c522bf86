"""What the trainer can say, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from depthhinge.errors import SettingsError
from depthhinge.settings.calibration_file import read_toml, refuse_unknown, section_of, shown
from depthhinge.settings.folders import calibration_folder

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
    "feet_outside",
    "head_outside",
    "back_hidden",
    "calibrate_begin",
    "calibrate_begin_farther",
    "calibrate_again",
    "calibrate_further",
    "calibrate_nearer",
    "calibrate_done",
)
"""What the trainer can say: one cue a fault, one for a clean rep, one for a fault that is gone, one for a wall that has
followed the feet, one for each contact of the rod, those for feet, a head or a back that the camera does not see, and
the steps of setting the wall."""


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
    table = section_of(path, read_toml(path), "cues")
    refuse_unknown(path, "cues", table, CUES)
    for name in CUES:
        text = table.get(name)
        if not isinstance(text, str) or not text.strip():
            raise SettingsError(f"{path.name}: [cues] {name} must be a sentence in quotes, found {shown(text)}")
    return MappingProxyType({name: str(table[name]) for name in CUES})

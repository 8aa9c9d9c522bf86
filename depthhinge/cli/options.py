"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from depthhinge.lengths import parse_length
from depthhinge.settings import WallTapSettings

WallDistance = Annotated[
    str | None,
    typer.Option(
        "--wall-distance",
        metavar="LENGTH",
        help="From the heels to the virtual wall, with its unit: 20cm, 8in, 0.2m. Default: calibration/wall_tap.toml.",
    ),
]
Raw = Annotated[
    bool, typer.Option("--raw", help="Record the whole room as well, through librealsense (raw.db3; 300 MB a minute).")
]


class DrillChoice(StrEnum):
    """The names of the drills on the command line (`drills.moment.DrillKind`, without its imports)."""

    WALL_TAP = "wall-tap"
    DOWEL = "dowel"


DrillName = Annotated[DrillChoice | None, typer.Option("--drill", help="Which drill. Default: wall-tap.")]
Language = Annotated[
    str | None,
    typer.Option("--language", metavar="LANGUAGE", help="Of the cues, by its two letters: en (the default), de."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
SessionFolder = Annotated[Path, typer.Argument(metavar="SESSION", help="Folder of a session.")]


def wall_distance_m(text: str | None, settings: WallTapSettings) -> float:
    """Metres of the `--wall-distance` option, or the settings' own where it was not given.

    Raises:
        UsageError: no unit, or out of the settings' range.
    """
    if text is None:
        return settings.distance_m
    return parse_length(text, settings.shortest_distance_m, settings.longest_distance_m, "--wall-distance")

"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.errors import UsageError
from depthhinge.lengths import parse_length
from depthhinge.settings import WallTapSettings

if TYPE_CHECKING:
    from depthhinge.clinic.profile import Profile

WallDistance = Annotated[
    str | None,
    typer.Option(
        "--wall-distance",
        metavar="LENGTH",
        help="From the heels to the virtual wall, with its unit: 20cm, 8in, 0.2m. Default: calibration/wall_tap.toml.",
    ),
]
RealWall = Annotated[
    bool | None,
    typer.Option(
        "--real-wall/--no-real-wall",
        help="Whether a real wall behind the person, found in the depth, is the drill's wall. Default: where one is in "
        "reach and no distance is asked for.",
    ),
]
Camera = Annotated[
    str | None, typer.Option("--camera", metavar="SERIAL", help="Which camera, where several are plugged in.")
]
Headless = Annotated[bool, typer.Option("--headless", help="Save pictures even where there is a display.")]
Sound = Annotated[
    bool | None,
    typer.Option(
        "--sound/--no-sound",
        help="Whether tones and spoken cues are heard. Default: with a camera always, else where a window is shown.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="New folder of the session. Default: among your own sessions."),
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
PersonName = Annotated[
    str,
    typer.Option(
        "--person",
        metavar="NAME",
        help="Whose. The name goes to one file apart; all else has a pseudonym in its place.",
    ),
]
Profiled = Annotated[
    str | None,
    typer.Option(
        "--person",
        metavar="NAME",
        help="Who drills: their wall is the default (`calibrate wall`), and their profile learns.",
    ),
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


def profile_of(person: str) -> Profile | None:
    """The profile of a person by their name or pseudonym; None where there is none.

    Raises:
        SessionError: the profile, or the file of names, is damaged.
    """
    from depthhinge.clinic.profile_files import read_profile
    from depthhinge.sessions.people import find

    pseudonym = find(person)
    return None if pseudonym is None else read_profile(pseudonym)


def expected_profile(person: str) -> Profile:
    """The profile of who is to drill.

    Raises:
        UsageError: nobody of that name has one.
        SessionError: as `profile_of`.
    """
    profile = profile_of(person)
    if profile is None:
        raise UsageError(
            f"--person {person}: nobody of that name; make a profile with calibrate wall --person {person}"
        )
    return profile


def profiled_wall_distance_m(text: str | None, profile: Profile | None, settings: WallTapSettings) -> float:
    """Metres of the `--wall-distance` option, or what was found for the person, or the settings' own.

    Raises:
        UsageError: as `wall_distance_m`; a distance out of that person's reach.
    """
    if profile is None:
        return wall_distance_m(text, settings)
    from depthhinge.body.model import BodyModel
    from depthhinge.drills.reach import Reach
    from depthhinge.settings import reach

    found = profile.wall_distance_m
    distance = found if text is None and found is not None else wall_distance_m(text, settings)
    refusal = Reach(BodyModel.load().person(profile.shape), reach()).refusal(distance) if profile.shape else None
    if refusal is not None:
        raise UsageError(refusal)
    return distance

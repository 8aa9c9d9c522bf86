"""`depthhinge calibrate`: what a drill is set to, found with the person in front of the camera."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import Camera, Json, Language, PersonName, Profiled, Sound, profile_of
from depthhinge.cli.output import result, result_json, say
from depthhinge.errors import UsageError

if TYPE_CHECKING:
    from depthhinge.body.model import Body
    from depthhinge.clinic.wall_calibration import WallCalibration
    from depthhinge.clinic.wall_protocol import WallResult
    from depthhinge.drills.moment import Moment
    from depthhinge.frames import DepthFrame

app = typer.Typer(no_args_is_help=True)


@app.callback()
def root() -> None:
    """Set a drill to a person.

    Example: depthhinge calibrate wall --person Anna
    """


@app.command("wall")
def wall(
    person: PersonName,
    camera: Camera = None,
    headless: Annotated[bool, typer.Option("--headless", help="Show no window even where there is a display.")] = False,
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where a headless run saves its pictures. Default: nowhere.")
    ] = None,
    language: Language = None,
    sound: Sound = None,
    json: Json = False,
) -> None:
    """Find how far from the wall somebody works: three clean taps, an inch further, until it is too far; then again.

    It begins near, behind the seat as it stands.

    The distance becomes the default of that person's drills. Stand still until the wall appears; the voice says the
    rest. Ctrl-C or closing the window ends it and keeps nothing.

    Example: depthhinge calibrate wall --person Anna
    """
    from depthhinge import settings
    from depthhinge.cameras import LiveCamera
    from depthhinge.cli.compiling import told_of_compiling
    from depthhinge.cli.showing import Show
    from depthhinge.cli.stopping import Stop
    from depthhinge.clinic.wall_calibration import WallCalibration
    from depthhinge.trainer import Trainer
    from depthhinge.view.sound import Voice

    if not person.strip():
        raise UsageError("--person: a name must have at least one letter")
    protocol = settings.wall_protocol()
    with (
        LiveCamera(camera, record_to=None) as source,
        Show("depthhinge calibrate", pictures or Path(), headless) as show,
        Voice(sound is not False, language or "en", say) as voice,
        Stop() as stop,
        told_of_compiling(say),
    ):
        say(f"{source.info.name} is watching; stand still until the wall appears (Ctrl-C ends it)")
        trainer = Trainer(source.info, protocol.first_distance_m, language=language or "en")
        calibration = WallCalibration(trainer, protocol)

        def look(moment: Moment) -> None:
            voice.hear(moment)
            if show.on_screen or pictures is not None:
                show.see(moment)

        found = calibrated(calibration, stop.until_asked(show.until_closed(source.frames())), look, told=not json)
    if found is None:
        say("ended before the wall was found; nothing was kept")
        raise typer.Exit(1)
    path = keep(person, calibration, found)
    if json:
        result_json(finding_record(person, found, path))
    else:
        result(in_words(person, found))
        result(f"kept in {path}")


@app.command("reach")
def reach(
    person: Profiled = None,
    stature: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="An average body of that height, with its unit: 175cm.")
    ] = None,
    shank_deg: Annotated[
        float, typer.Option("--shank", min=-15.0, max=30.0, help="Shins' tilt forward, degrees.")
    ] = 0.0,
    cop: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="The weight's place on the foot: 0 = heel, 1 = toe.")
    ] = None,
    json: Json = False,
) -> None:
    """Which wall distances go with which knees and trunk, for this body, these shins and this place of the weight.

    Example: depthhinge calibrate reach --stature 175cm --cop 0.4
    """
    import numpy as np

    from depthhinge import settings
    from depthhinge.drills.reach import Reach
    from depthhinge.lengths import METRES_PER_UNIT
    from depthhinge.lengths import in_words as length_in_words

    found = Reach(_body_of(person, stature), settings.reach())
    where = found.settings.cop_foot_fraction if cop is None else cop
    distances = [inches * METRES_PER_UNIT["in"] for inches in range(4, 13)]
    rows = [(distance, found.knee_for(distance, float(np.deg2rad(shank_deg)), where)) for distance in distances]
    farthest = found.farthest
    if json:
        result_json(
            {
                "stature_m": found.body.stature,
                "shank_deg": shank_deg,
                "cop_foot_fraction": where,
                "distances": [
                    {
                        "distance_m": distance,
                        "knee_flexion_deg": None if hinge is None else float(np.rad2deg(hinge.knee)),
                        "trunk_inclination_deg": None if hinge is None else float(np.rad2deg(hinge.trunk)),
                        "refusal": found.refusal(distance),
                    }
                    for distance, hinge in rows
                ],
                "farthest_m": farthest.reach_m,
            }
        )
        return
    result(f"stature {found.body.stature:.2f} m, shins {shank_deg:g} deg forward, weight at {where:.0%} of the foot:")
    for distance, hinge in rows:
        words = (
            "not in balance"
            if hinge is None
            else (f"knees {np.rad2deg(hinge.knee):.0f} deg, trunk {np.rad2deg(hinge.trunk):.0f} deg")
        )
        result(f"  wall at {length_in_words(distance):18s} {words}")
    result(
        f"farthest with vertical shins: {length_in_words(farthest.reach_m)}, the weight at "
        f"{farthest.cop_foot_fraction:.0%}, knees {np.rad2deg(farthest.knee):.0f} deg, "
        f"trunk {np.rad2deg(farthest.trunk):.0f} deg"
    )


def _body_of(person: str | None, stature: str | None) -> Body:
    """A profile's body, or an average one of a stature.

    Raises:
        UsageError: both or neither was given, or there is no such profile.
    """
    from depthhinge.body.model import BodyModel
    from depthhinge.lengths import parse_length
    from depthhinge.tracking.shape_fit import shape_of_stature
    from depthhinge.tracking.tracker import ADULT_STATURE

    model = BodyModel.load()
    if (person is None) == (stature is None):
        raise UsageError("say whose reach: --person NAME or --stature LENGTH")
    if stature is not None:
        return model.person(shape_of_stature(model, parse_length(stature, *ADULT_STATURE, "--stature")))
    profile = profile_of(person or "")
    if profile is None or not profile.shape:
        raise UsageError(f"--person {person}: nobody of that name was measured; see calibrate wall --help")
    return model.person(profile.shape)


def calibrated(
    calibration: WallCalibration, frames: Iterable[DepthFrame], on_moment: Callable[[Moment], None], told: bool
) -> WallResult | None:
    """Run the protocol over frames; None where they end before it does."""
    from depthhinge.cli.verdicts import rep_in_words
    from depthhinge.lengths import in_words as length_in_words

    for frame in frames:
        moment = calibration.step(frame)
        on_moment(moment)
        for note in moment.notes if told else ():
            say(note)
        if moment.finished is not None and told:
            result(f"{rep_in_words(moment.finished)} | wall at {length_in_words(calibration.distance_m)}")
        if calibration.result is not None:
            return calibration.result
    return None


def keep(person: str, calibration: WallCalibration, found: WallResult) -> Path:
    """Write the finding into the person's profile; the older ones stay."""
    from dataclasses import replace

    from depthhinge.clinic.profile import Profile, WallFinding
    from depthhinge.clinic.profile_files import read_profile, write_profile
    from depthhinge.sessions.people import pseudonym_of

    pseudonym = pseudonym_of(person)
    before = read_profile(pseudonym) or Profile(pseudonym)
    finding = WallFinding.of(found, datetime.now())
    after = replace(before, walls=(*before.walls, finding))
    measured = calibration.trainer.person.measured
    return write_profile(after if measured is None else after.after(measured))


def in_words(person: str, found: WallResult) -> str:
    """The finding as a person reads it."""
    from depthhinge.clinic.wall_protocol import LIMIT_WORDS
    from depthhinge.lengths import in_words as length_in_words

    if found.distance_m is None:
        return f"{person}: no clean tap even at the nearest wall ({LIMIT_WORDS[found.limit]})"
    words = f"{person}: wall at {length_in_words(found.distance_m)}; farther, {LIMIT_WORDS[found.limit]}"
    if found.repeatability_m is not None:
        words += f"; found again within {length_in_words(found.repeatability_m)}"
    if found.hip_flexion_at_neutral_loss_deg is not None:
        words += f"; the neutral spine was lost at {found.hip_flexion_at_neutral_loss_deg:.0f} deg of hip flexion"
    elif found.hip_flexion_neutral_deg is not None:
        words += f"; the spine stayed neutral to {found.hip_flexion_neutral_deg:.0f} deg of hip flexion"
    return words


def finding_record(person: str, found: WallResult, path: Path) -> dict[str, object]:
    """The finding for a program."""
    return {
        "person": person,
        "distance_m": found.distance_m,
        "limit": found.limit.value,
        "climbs": [{"clean_m": climb.clean_m, "limit": climb.limit.value} for climb in found.climbs],
        "repeatability_m": found.repeatability_m,
        "hip_flexion_at_neutral_loss_deg": found.hip_flexion_at_neutral_loss_deg,
        "hip_flexion_neutral_deg": found.hip_flexion_neutral_deg,
        "profile": str(path),
    }

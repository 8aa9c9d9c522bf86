"""`depthhinge drill`: a drill with a RealSense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import (
    Camera,
    Headless,
    Json,
    Language,
    Out,
    Profiled,
    Raw,
    RealWall,
    Sound,
    WallDistance,
    expected_profile,
    profiled_wall_distance_m,
)
from depthhinge.cli.output import result, result_json, say
from depthhinge.cli.passphrase import Encrypt, lock_if_asked, passphrase_for

if TYPE_CHECKING:
    from depthhinge.clinic.profile import Profile
    from depthhinge.drills.moment import DrillKind, Moment
    from depthhinge.trainer import FittedPerson

app = typer.Typer(no_args_is_help=True)


@app.callback()
def root() -> None:
    """A drill with a RealSense camera.

    Example: depthhinge drill wall-tap --wall-distance 8in
    """


Reps = Annotated[int | None, typer.Option("--reps", min=1, help="Stop after so many reps. Default: on Ctrl-C.")]


@dataclass(frozen=True)
class Told:
    """What both drills are told, as their options say it."""

    camera: str | None
    reps: int | None
    headless: bool
    out: Path | None
    raw: bool
    profile: Profile | None
    language: str | None
    sound: bool
    encrypt: bool
    json: bool


@app.command("wall-tap")
def wall_tap(
    camera: Camera = None,
    reps: Reps = None,
    headless: Headless = False,
    out: Out = None,
    raw: Raw = False,
    wall_distance: WallDistance = None,
    real_wall: RealWall = None,
    person: Profiled = None,
    language: Language = None,
    sound: Sound = None,
    encrypt: Encrypt = False,
    json: Json = False,
) -> None:
    """Hinge back until you touch the virtual wall; each rep is judged when it ends.

    Stand still until the wall appears behind you. Ctrl-C or closing the window ends the drill and keeps the session.

    Example: depthhinge drill wall-tap --wall-distance 8in
    """
    from depthhinge import settings
    from depthhinge.drills.moment import DrillKind

    profile = None if person is None else expected_profile(person)
    told = Told(
        camera=camera,
        reps=reps,
        headless=headless,
        out=out,
        raw=raw,
        profile=profile,
        language=language,
        sound=sound is not False,
        encrypt=encrypt,
        json=json,
    )
    asked = wall_distance is not None or person is not None
    _run(
        told,
        kind=DrillKind.WALL_TAP,
        until="until the wall appears",
        distance_m=profiled_wall_distance_m(wall_distance, profile, settings.wall_tap()),
        real_wall=not asked if real_wall is None else real_wall,
    )


@app.command("dowel")
def dowel(
    camera: Camera = None,
    reps: Reps = None,
    headless: Headless = False,
    out: Out = None,
    raw: Raw = False,
    person: Profiled = None,
    language: Language = None,
    sound: Sound = None,
    encrypt: Encrypt = False,
    json: Json = False,
) -> None:
    """Hinge with a virtual rod along your back: head, upper back and sacrum stay on it; a contact lost is said at once.

    The rod is laid on your back as you stand. Place the camera beside you or, better, high behind you to one side.

    Example: depthhinge drill dowel --reps 10
    """
    from depthhinge import settings
    from depthhinge.drills.moment import DrillKind

    profile = None if person is None else expected_profile(person)
    told = Told(
        camera=camera,
        reps=reps,
        headless=headless,
        out=out,
        raw=raw,
        profile=profile,
        language=language,
        sound=sound is not False,
        encrypt=encrypt,
        json=json,
    )
    distance_m = settings.wall_tap().distance_m
    _run(told, kind=DrillKind.DOWEL, until="until the rod lies on your back", distance_m=distance_m)


def _run(told: Told, *, kind: DrillKind, until: str, distance_m: float, real_wall: bool = False) -> None:
    """One live drill, kept as a session."""
    from depthhinge.cameras import LiveCamera
    from depthhinge.cli.lengths_words import lengths_in_words
    from depthhinge.cli.running import recorded_by, run_line, summary_of
    from depthhinge.cli.showing import Show
    from depthhinge.cli.stopping import Stop
    from depthhinge.cli.verdicts import rep_in_words
    from depthhinge.clinic.profile_files import write_profile
    from depthhinge.sessions.annotations import Annotations
    from depthhinge.sessions.catalogue import new_session_folder
    from depthhinge.sessions.recording.recorder import Recorder
    from depthhinge.sessions.writer import DEPTH_FILE, RAW_FILE, SessionWriter
    from depthhinge.view.sound import Voice

    profile = told.profile
    passphrase = passphrase_for(told.encrypt)
    language = told.language or "en"
    place = told.out or new_session_folder(datetime.now())
    writer = SessionWriter(place, keep_recording=True)
    try:
        with writer:
            with (
                LiveCamera(told.camera, record_to=writer.folder / RAW_FILE if told.raw else None) as source,
                Recorder(
                    writer.folder / DEPTH_FILE,
                    source.info,
                    distance_m,
                    say,
                    drill=kind,
                    language=language,
                    real_wall=real_wall,
                ) as recorder,
                Show("depthhinge", writer.folder / "pictures", told.headless) as show,
                Voice(told.sound, language, say) as voice,
                Stop() as stop,
            ):

                def look(moment: Moment) -> None:
                    voice.hear(moment)
                    show.see(moment)
                    if moment.finished is not None:
                        if not told.json:
                            result(rep_in_words(moment.finished))
                        stop.asked = stop.asked or moment.finished.number == told.reps

                say(f"{source.info.name} is watching; stand still {until} (Ctrl-C ends the drill)")
                trainer = run_line(
                    source,
                    distance_m,
                    writer,
                    look,
                    lambda frames: stop.until_asked(show.until_closed(frames)),
                    recorder,
                    kind=kind,
                    language=language,
                    real_wall=real_wall,
                    on_person=lambda seen: None if profile is None else _meet(profile, seen),
                )
            recording = recorded_by(recorder)
            summary = summary_of(
                trainer, source, writer, distance_m, input=None, recording=recording, recorder=recorder
            )
            writer.finish(summary)
        if profile is not None:
            Annotations(profile.person).write(place)
            if trainer.person.measured is not None:
                write_profile(profile.after(trainer.person.measured))
        lock_if_asked(place, passphrase)
    finally:
        if writer.kept is not None:
            say(f"the drill was cut short; depthhinge sessions repair {writer.kept.parent} saves what was recorded")
    if told.json:
        result_json({"session": str(place), **summary.record()})
    else:
        if summary.person.lengths:
            result(lengths_in_words(summary.person.lengths))
        result(f"session: {place}" + (", locked" if told.encrypt else ""))


def _meet(profile: Profile, person: FittedPerson) -> None:
    """Say so where it is not the profile's person who stands there."""
    different = None if person.measured is None else profile.unlike(person.measured)
    if different is not None:
        seen, remembered = different
        say(
            f"who stands here is {seen.value_m:.2f} m tall, and whom --person names {remembered.value_m:.2f} m: are "
            "they the same? The profile keeps its shape"
        )

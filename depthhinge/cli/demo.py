"""`depthhinge demo`: the wall-tap drill without a camera, its verdicts beside the truth."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from depthhinge.cli.options import DrillName, Headless, Json, Language, Out, Raw, Sound, WallDistance, wall_distance_m
from depthhinge.cli.output import result, result_json, say, with_progress
from depthhinge.cli.passphrase import Encrypt, lock_if_asked, passphrase_for


def demo(
    reps: Annotated[int, typer.Option(min=1, max=50, help="How many reps the simulated person does.")] = 6,
    mistakes: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Mistakes among the reps, with commas: squat,toe_shifted,rounded (the default) or none; more in "
            "calibration/simulated_movement.toml, as in rounded_lumbar:mild,short+looking_up:heavy.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Another number is another person and another camera's noise.")] = 0,
    headless: Headless = False,
    out: Out = None,
    raw: Raw = False,
    wall_distance: WallDistance = None,
    drill_name: DrillName = None,
    language: Language = None,
    sound: Sound = None,
    encrypt: Encrypt = False,
    json: Json = False,
) -> None:
    """Run a drill with a simulated person, through librealsense's own pipeline.

    The wall stands where it suits the person, unless --wall-distance says otherwise.

    Example: depthhinge demo --headless --reps 6 --mistakes squat,toe_shifted,rounded
    """
    from depthhinge import settings
    from depthhinge.cli.lengths_words import lengths_in_words
    from depthhinge.cli.running import recorded_by, run_line, summary_of
    from depthhinge.cli.showing import Show
    from depthhinge.cli.simulated_camera import simulated_camera
    from depthhinge.cli.verdicts import compare
    from depthhinge.drills.moment import DrillKind, Moment
    from depthhinge.lengths import in_words
    from depthhinge.sessions.catalogue import new_session_folder
    from depthhinge.sessions.recording.recorder import Recorder
    from depthhinge.sessions.writer import DEPTH_FILE, RAW_FILE, SessionWriter
    from depthhinge.simulation.drill import SimulatedDrill
    from depthhinge.simulation.movement import MISTAKES
    from depthhinge.simulation.people import SimulatedPerson
    from depthhinge.view.sound import Voice

    passphrase = passphrase_for(encrypt)
    asked_for = None if wall_distance is None else wall_distance_m(wall_distance, settings.wall_tap())
    drill = SimulatedDrill(
        SimulatedPerson.draw(seed, split="test"),
        reps,
        MISTAKES[:reps] if mistakes is None else _listed(mistakes),
        wall_distance_m=asked_for,
        seed=seed,
    )
    place = out or new_session_folder(datetime.now())
    kind = DrillKind(drill_name or DrillKind.WALL_TAP)
    with SessionWriter(place) as writer:
        with (
            simulated_camera(drill, writer.folder / RAW_FILE if raw else None) as camera,
            Recorder(
                writer.folder / DEPTH_FILE,
                camera.info,
                drill.wall_distance_m,
                say,
                drill=kind,
                language=language or "en",
            ) as recorder,
            Show("depthhinge demo", writer.folder / "pictures", headless) as show,
            Voice(show.on_screen if sound is None else sound, language or "en", say) as voice,
        ):

            def look(moment: Moment) -> None:
                voice.hear(moment)
                show.see(moment)

            trainer = run_line(
                camera,
                drill.wall_distance_m,
                writer,
                look,
                lambda frames: with_progress(show.in_real_time(frames, voice.audible), "frames", drill.n_frames),
                recorder,
                kind=kind,
                language=language or "en",
            )
        recording = recorded_by(recorder)
        summary = summary_of(
            trainer, camera, writer, drill.wall_distance_m, input=None, recording=recording, recorder=recorder
        )
        writer.finish(summary)
        pictures = len(list((place / "pictures").glob("*.png")))
    lock_if_asked(place, passphrase)

    # A window closed early ends the drill: what was not played cannot be missed.
    played_s = drill.deliveries[max(summary.counts.frames, 1) - 1].moment_s
    played = [truth for truth in drill.reps if truth.end_s <= played_s]
    comparisons = compare(writer.reps, played, drill.fps, summary.walled)
    if json:
        result_json({"session": str(place), **summary.record(), "beside_truth": [c.record() for c in comparisons]})
        return
    for comparison in comparisons:
        result(comparison.in_words())
    agreeing = sum(comparison.agrees for comparison in comparisons)
    behind = f"wall at {in_words(drill.wall_distance_m)}" if summary.walled else "rod on the back"
    result(f"{agreeing} of {len(comparisons)} reps agree with the truth; {behind}")
    if summary.person.lengths:
        result(lengths_in_words(summary.person.lengths))
    for note in summary.notes:
        say(f"note: {note}")
    result(
        f"session: {place}" + (f" ({pictures} pictures in it)" if pictures else "") + (", locked" if encrypt else "")
    )


def _listed(mistakes: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in mistakes.split(",") if name.strip())
    return () if names == ("none",) else names

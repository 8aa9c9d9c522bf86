"""`depthhinge analyze`: the line over recordings."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depthhinge.cli.options import DrillName, Json, Language, WallDistance, wall_distance_m
from depthhinge.cli.output import result, result_json, say, with_progress
from depthhinge.errors import DepthHingeError, SceneError, UsageError

if TYPE_CHECKING:
    from depthhinge.drills.moment import Moment
    from depthhinge.drills.rep import Rep
    from depthhinge.sessions.summary import Summary


def analyze(
    inputs: Annotated[
        list[Path],
        typer.Argument(metavar="INPUT...", help="Recordings (.db3, .bag), clips (.npz), folders of PNGs, sessions."),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="DIR",
            help="New folder of the session; with several inputs it gets one folder each, named by the file's stem.",
        ),
    ],
    wall_distance: WallDistance = None,
    drill: DrillName = None,
    language: Language = None,
    json: Json = False,
) -> None:
    """Find the reps in recordings, judge them, and leave a session of each.

    With several inputs a bad one is told and passed over; the exit code is then 1 and the others are kept.

    Example: depthhinge analyze morning.db3 evening.npz --out analysed --wall-distance 25cm
    """
    places = _places(inputs, out)
    asked_for = _asked_for(wall_distance)
    records: list[dict[str, Any]] = []
    failed = 0
    several = len(places) > 1
    for path, place in with_progress(places.items(), "recordings", len(places)) if several else places.items():
        try:
            summary, reps = _analyze_one(path, place, asked_for, drill, language, show_frames=not several)
        except DepthHingeError as failure:
            told = _naming(path, failure)
            if not several:
                raise told from failure
            say(str(told))
            failed += 1
            continue
        if json:
            records.append({"session": str(place), **summary.record()})
        else:
            result(_in_words(path, place, summary, reps))
    if json:
        result_json(records if several else records[0])
    if failed:
        say(f"{failed} of {len(places)} inputs failed; the others are in {out}")
        raise typer.Exit(1)


def _places(inputs: list[Path], out: Path) -> dict[Path, Path]:
    """The session folder of each input, all free, before anything is read."""
    from depthhinge.sessions.folders import require_free

    if len(inputs) == 1:
        require_free(out)
        return {inputs[0]: out}
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder")
    places: dict[str, tuple[Path, Path]] = {}
    for path in inputs:
        # A folder has no suffix, even where its name has a dot. Some systems do not tell capitals apart.
        name = path.resolve().name if path.is_dir() else path.stem
        if name.casefold() in places:
            raise UsageError(f"{places[name.casefold()][0]} and {path} would both be written to {out / name}")
        require_free(out / name)
        places[name.casefold()] = (path, out / name)
    return dict(places.values())


def _asked_for(wall_distance: str | None) -> float | None:
    from depthhinge import settings

    return None if wall_distance is None else wall_distance_m(wall_distance, settings.wall_tap())


def _analyze_one(
    path: Path,
    place: Path,
    asked_for: float | None,
    drill: str | None,
    language: str | None,
    show_frames: bool,
) -> tuple[Summary, tuple[Rep, ...]]:
    from depthhinge import settings
    from depthhinge.cameras.png_folder import camera_file_in
    from depthhinge.cli.running import run_line, summary_of
    from depthhinge.drills.moment import DrillKind
    from depthhinge.sessions.recorded_depth import open_depth
    from depthhinge.sessions.session import Session
    from depthhinge.sessions.summary import SourceFile
    from depthhinge.sessions.writer import SessionWriter

    recording, distance = camera_file_in(path) or path, asked_for
    if recording.is_dir():
        session = Session.open(path)
        recording = session.recording()
        distance = session.summary.wall_distance_m if asked_for is None else asked_for
        drill = drill or session.summary.drill.value
        language = language or session.summary.language
    if distance is None:
        distance = settings.wall_tap().distance_m
    somebody = False

    def look(moment: Moment) -> None:
        nonlocal somebody
        somebody = somebody or moment.body is not None

    with open_depth(recording) as camera, SessionWriter(place) as writer:
        total = camera.info.frame_count
        trainer = run_line(
            camera,
            distance,
            writer,
            look,
            pace=lambda frames: with_progress(frames, path.name, total) if show_frames else frames,
            kind=DrillKind(drill or DrillKind.WALL_TAP),
            language=language or "en",
        )
        if not somebody:
            raise SceneError(f"{path}: no person in any of {writer.counts.frames} frames; nothing was written")
        source = SourceFile.of(recording)
        named = dataclasses.replace(source, path=path.name)
        summary = summary_of(trainer, camera, writer, distance, input=named, recording=source)
        writer.finish(summary)
        return summary, writer.reps


def _naming(path: Path, failure: DepthHingeError) -> DepthHingeError:
    """The same failure, its line naming the input."""
    if path.name in str(failure):
        return failure
    return type(failure)(f"{path}: {failure}")


def _in_words(path: Path, place: Path, summary: Summary, reps: tuple[Rep, ...]) -> str:
    counts = summary.counts
    labels = ", ".join(rep.verdict.label.value + (" rounded" if rep.verdict.rounded else "") for rep in reps)
    tracked = 100.0 * counts.tracked / counts.frames
    return (
        f"{path.name}: {counts.reps} reps{f' ({labels})' if labels else ''}, {counts.taps} taps, "
        f"tracked {tracked:.0f} % of {counts.frames} frames -> {place}"
    )

"""`depthhinge simulate`: recordings of simulated people, with the exact truth beside them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import Json, WallDistance, wall_distance_m
from depthhinge.cli.output import counted, result, result_json, say, with_progress
from depthhinge.errors import SessionError

if TYPE_CHECKING:
    from depthhinge.cli.recipe import Recipe
    from depthhinge.cli.simulated_item import Recording
    from depthhinge.simulation.drill import SimulatedFrame

_BYTES_PER_MB = 1e6


def simulate(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="New folder for the recording and its truth.")],
    movement: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="What the reps are: mixed (usual: squat, toe_shifted, rounded once each among hinges), varied (drawn "
            "from all faults), or reps with commas, in turn: hinge,squat,rounded_lumbar:mild+short.",
        ),
    ] = None,
    reps: Annotated[
        int | None, typer.Option(min=0, max=200, help="How many (usual 6); 0: the person only stands.")
    ] = None,
    activities: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="What is done among the reps that is none, with commas: stand, wave, pick_up_bottle, sit_down, lunge, "
            "tie_shoe, step_forward, turn_round, walk_out_and_in; or all; or varied: up to three drawn.",
        ),
    ] = None,
    arms: Annotated[
        str | None,
        typer.Option(
            metavar="STYLE",
            help="hanging, forward, crossed, hips, or dowel: a real rod held along the back; default: drawn.",
        ),
    ] = None,
    recorded: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Move as somebody did in a laboratory: markers (.trc, and force plates in a _grf.mot beside it) or "
            "an Acclaim motion (.amc). With --movement squat its reps are found and called squats.",
        ),
    ] = None,
    skeleton: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The .asf of a recorded .amc. Default: beside it, 02.asf of 02_06.amc."),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(
            metavar="WHO",
            help="A number, each another person, or a build: stature=1.8,bmi=30,sex=female (metres); "
            "back=average, round, old, sway, flat or head-forward is how their spine stands at rest (default: drawn).",
        ),
    ] = None,
    clothes: Annotated[
        str | None, typer.Option(metavar="LIST", help="What they wear, as in loose+cap+trainers; default: drawn.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the movement and the noise.")] = 0,
    azimuth: Annotated[
        float | None,
        typer.Option(
            metavar="DEG", min=-180.0, max=360.0, help="0 (usual): the side is seen; 90: the back; 270: the front."
        ),
    ] = None,
    height: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="Of the camera over the floor, 60cm to 220cm; usual 105cm.")
    ] = None,
    distance: Annotated[
        str | None, typer.Option(metavar="LENGTH", help="From camera to person, 1.5m to 3.5m; usual 2.3m.")
    ] = None,
    tilt: Annotated[
        float | None,
        typer.Option(metavar="DEG", min=-45.0, max=45.0, help="Downward. Default: aimed at the standing person."),
    ] = None,
    roll: Annotated[
        float | None, typer.Option(metavar="DEG", min=-45.0, max=45.0, help="Of the camera, clockwise from behind it.")
    ] = None,
    portrait: Annotated[bool, typer.Option("--portrait", help="The camera is held upright, a quarter turned.")] = False,
    faces: Annotated[str | None, typer.Option(metavar="SIDE", help="At azimuth 0: left or right (usual).")] = None,
    room: Annotated[
        str | None, typer.Option(metavar="ROOM", help="empty (usual), furnished, wall-behind or second-person.")
    ] = None,
    sensor: Annotated[str | None, typer.Option(metavar="MODEL", help="D435 (usual), D435i, D455 or D415.")] = None,
    fps: Annotated[float, typer.Option(min=1.0, max=120.0, help="Frames a second.")] = 30.0,
    noise: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL", help="none, kind, middle (usual) or harsh, or a number: 1 is middle, 2 is harsh."
        ),
    ] = None,
    format: Annotated[
        str,
        typer.Option("--format", metavar="KIND", help="db3: librealsense's own; npz: a depth clip; none: truth only."),
    ] = "db3",
    wall_distance: WallDistance = None,
    people: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100_000,
            metavar="N",
            help="A data set of so many people, a folder each in OUT; what is not asked for is drawn for each. "
            "Broken off, the same command goes on.",
        ),
    ] = None,
    processes: Annotated[
        int | None, typer.Option(min=1, max=256, metavar="N", help="For a data set; default: one a core.")
    ] = None,
    json: Json = False,
) -> None:
    """Record a simulated person and write the exact truth beside the recording.

    OUT gets depth.db3 (or depth.npz), truth.parquet (the columns of frames.parquet), truth.json and reps.parquet (a row
    a rep: labels, and the classifier's features from the exact truth).

    Example: depthhinge simulate squats --movement squat --reps 4 --azimuth 30 --sensor D455

    Example: depthhinge simulate lab --recorded Subject4_squats1.trc --movement squat --clothes loose

    Example: depthhinge simulate between --reps 2 --activities wave,pick_up_bottle

    Example: depthhinge simulate many --people 200 --movement varied --format none
    """
    from depthhinge import settings
    from depthhinge.cli.recipe import DISTANCE_M, HEIGHT_M, Recipe
    from depthhinge.cli.simulated_item import Recording
    from depthhinge.errors import UsageError
    from depthhinge.lengths import parse_length

    if format not in list(Recording):
        raise UsageError(f"there is no --format {format!r}; there are {', '.join(Recording)}")
    recipe = Recipe(
        movement=movement,
        reps=reps,
        person=person,
        clothes=clothes,
        seed=seed,
        azimuth_deg=azimuth,
        height_m=None if height is None else parse_length(height, *HEIGHT_M, "--height"),
        distance_m=None if distance is None else parse_length(distance, *DISTANCE_M, "--distance"),
        tilt_deg=tilt,
        roll_deg=roll,
        portrait=portrait,
        faces=faces,
        room=room,
        sensor=sensor,
        noise=noise,
        fps=fps,
        wall_distance_m=None if wall_distance is None else wall_distance_m(wall_distance, settings.wall_tap()),
        activities=activities,
        arms=arms,
        recorded=None if recorded is None else str(recorded),
        skeleton=None if skeleton is None else str(skeleton),
    )
    if people is None:
        _one(out, recipe, Recording(format), json)
    else:
        _many(out, recipe, people, Recording(format), processes or os.cpu_count() or 1, json)


def _one(out: Path, recipe: Recipe, recording: Recording, json: bool) -> None:
    from depthhinge.cli.simulated_item import write_item
    from depthhinge.cli.truth_files import TRUTH_RECORD
    from depthhinge.sessions.folders import NewFolder
    from depthhinge.sessions.json_files import read_json

    drill = recipe.one(lambda points: with_progress(points, "recorded frames", len(points)))
    if not drill.fits_into_picture:
        say("the standing person does not fit into the picture: farther away, or with --portrait, they would")

    def progress(frames: Iterable[SimulatedFrame], count: int) -> Iterable[SimulatedFrame]:
        return with_progress(frames, "frames", count)

    folder = NewFolder(out)
    try:
        write_item(drill, folder.path, recording, progress)
    except OSError as problem:
        folder.discard()
        raise SessionError(f"cannot write to {out}: {problem.strerror or problem}") from problem
    except BaseException:
        folder.discard()
        raise
    folder.keep()
    record = read_json(out / TRUTH_RECORD)
    if json:
        result_json({"folder": str(out), **record})
    elif record["recording"] is None:
        result(f"the truth of {len(drill.reps)} reps in {out}")
    else:
        result(f"{drill.n_frames} frames in {out / record['recording']}, the truth beside them")


def _many(out: Path, recipe: Recipe, people: int, recording: Recording, processes: int, json: bool) -> None:
    from depthhinge.cli.dataset import Dataset

    dataset = Dataset(out, recipe, people, recording)
    missing = len(dataset.missing)
    if missing < people:
        say(f"{people - missing} of {people} people are there already; going on with the others")
    for _ in with_progress(dataset.make(processes), "people", missing):
        pass
    summary = dataset.finish()
    if json:
        result_json(summary)
        return
    size = summary["bytes"] / _BYTES_PER_MB
    result(f"{summary['people']} people, {summary['reps']} reps ({counted(summary['labels'])}), {size:.1f} MB in {out}")
    if summary["given_up"]:
        result(f"{summary['given_up']} people could not balance what was drawn for them and were passed over")

"""`depthhinge simulate`: a recording of a simulated person, with the exact truth beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import Json, WallDistance, wall_distance_m
from depthhinge.cli.output import result, result_json, say, with_progress
from depthhinge.errors import SessionError

if TYPE_CHECKING:
    from depthhinge.cameras import Shot
    from depthhinge.simulation.drill import SimulatedDrill


HEIGHT_M, DISTANCE_M = (0.6, 2.2), (1.5, 3.5)
"""Where a camera for this drill is put up: from a chair's seat to the top of a shelf, and as far as it sees well."""


class Movement(StrEnum):
    """What the reps are."""

    MIXED = "mixed"
    HINGE = "hinge"
    SQUAT = "squat"
    TOE_SHIFTED = "toe_shifted"
    ROUNDED = "rounded"


class Recording(StrEnum):
    """What the depth is written as."""

    DB3 = "db3"
    NPZ = "npz"


def simulate(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="New folder for the recording and its truth.")],
    movement: Annotated[
        Movement, typer.Option(help="Of every rep; mixed: each mistake once among hinges.")
    ] = Movement.MIXED,
    reps: Annotated[int, typer.Option(min=0, max=200, help="How many; 0: the person only stands.")] = 6,
    person: Annotated[int, typer.Option(min=0, metavar="N", help="Another number is another person.")] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Of the movement and the noise.")] = 0,
    azimuth: Annotated[
        float,
        typer.Option(
            metavar="DEG", min=-180.0, max=360.0, help="0: the camera sees the side; 90: the back; 270: the front."
        ),
    ] = 0.0,
    height: Annotated[
        str, typer.Option(metavar="LENGTH", help="Of the camera over the floor, 60cm to 220cm.")
    ] = "105cm",
    distance: Annotated[
        str, typer.Option(metavar="LENGTH", help="From the camera to the person on the floor, 1.5m to 3.5m.")
    ] = "230cm",
    tilt: Annotated[
        float | None,
        typer.Option(metavar="DEG", min=-45.0, max=45.0, help="Downward. Default: aimed at the standing person."),
    ] = None,
    roll: Annotated[
        float, typer.Option(metavar="DEG", min=-45.0, max=45.0, help="Of the camera, clockwise from behind it.")
    ] = 0.0,
    portrait: Annotated[bool, typer.Option("--portrait", help="The camera is held upright, a quarter turned.")] = False,
    faces: Annotated[str, typer.Option(metavar="SIDE", help="At azimuth 0 the person looks left or right.")] = "right",
    room: Annotated[
        str, typer.Option(metavar="ROOM", help="empty, furnished, wall-behind or second-person.")
    ] = "empty",
    sensor: Annotated[str, typer.Option(metavar="MODEL", help="D435, D435i, D455 or D415.")] = "D435",
    fps: Annotated[float, typer.Option(min=1.0, max=120.0, help="Frames a second.")] = 30.0,
    noise: Annotated[
        str,
        typer.Option(
            metavar="LEVEL", help="none, kind, middle or harsh, or a number between: 1 is middle, 2 is harsh."
        ),
    ] = "middle",
    format: Annotated[
        Recording, typer.Option("--format", help="db3: librealsense's own; npz: a depth clip, held in memory.")
    ] = Recording.DB3,
    wall_distance: WallDistance = None,
    json: Json = False,
) -> None:
    """Record a simulated person and write the exact truth beside the recording.

    OUT gets depth.db3 (or depth.npz), truth.parquet (the columns of frames.parquet) and truth.json.

    Example: depthhinge simulate squats --movement squat --reps 4 --azimuth 30 --sensor D455
    """
    from depthhinge import settings
    from depthhinge.cameras import Shot
    from depthhinge.cli.truth_files import TRUTH_RECORD, TRUTH_TABLE, moment_of, truth_record
    from depthhinge.lengths import parse_length
    from depthhinge.sessions.folders import NewFolder
    from depthhinge.sessions.frame_table import FrameTable
    from depthhinge.sessions.json_files import write_json
    from depthhinge.simulation.drill import SimulatedDrill
    from depthhinge.simulation.movement import MISTAKES
    from depthhinge.simulation.people import SimulatedPerson
    from depthhinge.simulation.placement import Placement
    from depthhinge.simulation.sensor import Sensor

    mistakes: tuple[str, ...] = ()
    if movement is Movement.MIXED:
        mistakes = MISTAKES[:reps]
    elif movement is not Movement.HINGE:
        mistakes = (movement.value,) * reps
    drill = SimulatedDrill(
        SimulatedPerson.draw(person),
        reps,
        mistakes,
        None if wall_distance is None else wall_distance_m(wall_distance, settings.wall_tap()),
        Placement(
            azimuth=math.radians(azimuth),
            height=parse_length(height, *HEIGHT_M, "--height"),
            distance=parse_length(distance, *DISTANCE_M, "--distance"),
            tilt=None if tilt is None else math.radians(tilt),
            roll=math.radians(roll),
            portrait=portrait,
            faces=faces,
        ),
        Sensor.named(sensor),
        fps,
        seed,
        noise,
        room=room,
    )
    if not drill.fits_into_picture:
        say("the standing person does not fit into the picture: farther away, or with --portrait, they would")
    truth = FrameTable(moving=False)

    def pictures() -> Iterator[Shot]:
        for frame in with_progress(drill.frames(), "frames", drill.n_frames):
            truth.add(moment_of(frame.index, frame.truth))
            yield Shot(frame.time_s, frame.depth, frame.number)

    folder = NewFolder(out)
    recording = f"depth.{format.value}"
    try:
        _record(drill, pictures(), folder.path / recording, format)
        truth.write(folder.path / TRUTH_TABLE)
        write_json(folder.path / TRUTH_RECORD, truth_record(drill, recording))
    except OSError as problem:
        folder.discard()
        raise SessionError(f"cannot write to {out}: {problem.strerror or problem}") from problem
    except BaseException:
        folder.discard()
        raise
    folder.keep()
    if json:
        result_json({"folder": str(out), **truth_record(drill, recording)})
    else:
        result(f"{drill.n_frames} frames in {out / recording}, the truth beside them")


def _record(drill: SimulatedDrill, pictures: Iterator[Shot], path: Path, format: Recording) -> None:
    import dataclasses

    import numpy as np

    from depthhinge.cameras import SoftwareCamera, write_depth_clip

    if format is Recording.NPZ:
        times, depths, _ = zip(*pictures, strict=True)
        samples = drill.accelerations()
        gravity = None if samples is None else -np.mean([reading for _, reading in samples], axis=0)
        write_depth_clip(path, np.stack(depths), drill.sensor.intrinsics, time_s=times, gravity=gravity)
        return
    info = dataclasses.replace(drill.camera, room_from_camera=None)
    with SoftwareCamera(info, pictures, record_to=path, accelerations=drill.accelerations()) as camera:
        for _ in camera.frames():
            pass

"""One run of the line, from a camera to a session on disk: the same for demo, drill and analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

import depthhinge
from depthhinge.cameras import DepthCamera
from depthhinge.drills.moment import Moment
from depthhinge.frames import DepthFrame
from depthhinge.sessions.summary import Person, SourceFile, Summary
from depthhinge.sessions.writer import SessionWriter
from depthhinge.trainer import Trainer

Frames = Iterable[DepthFrame]


def run_line(
    camera: DepthCamera,
    wall_distance_m: float,
    writer: SessionWriter,
    on_moment: Callable[[Moment], None] = lambda moment: None,
    pace: Callable[[Frames], Frames] = lambda frames: frames,
) -> Trainer:
    """Every frame of the camera through a new trainer, each moment kept and then handed to `on_moment`.

    Args:
        camera: where the frames come from; left open.
        wall_distance_m: from the heels to the wall.
        writer: keeps the moments.
        on_moment: a view, or whatever else looks on.
        pace: wraps the frames: a progress bar, real time, a way to stop.
    """
    trainer = Trainer(camera.info, wall_distance_m)
    for frame in pace(camera.frames()):
        moment = trainer.step(frame)
        writer.add(moment)
        on_moment(moment)
    last = trainer.finish()
    if last is not None:
        writer.add_rep(last)
    return trainer


def summary_of(
    trainer: Trainer,
    camera: DepthCamera,
    writer: SessionWriter,
    wall_distance_m: float,
    input: SourceFile | None,
    recording: SourceFile | None,
) -> Summary:
    """What a finished run says of itself."""
    return Summary(
        version=depthhinge.__version__,
        input=input,
        recording=recording,
        camera=camera.info,
        room_from_camera=trainer.room_from_camera,
        person=Person(trainer.person.stature_m, tuple(float(weight) for weight in np.ravel(trainer.person.shape))),
        wall_distance_m=wall_distance_m,
        wall=trainer.wall,
        counts=writer.counts,
        notes=tuple(dict.fromkeys((*camera.notes, *trainer.notes))),
        stage_ms=writer.stage_ms,
    )


def recorded_in(writer: SessionWriter, name: str) -> SourceFile | None:
    """The depth recording of that name inside the session; None where none was made."""
    path = writer.folder / name
    return SourceFile.of(path, shown_as=name) if path.exists() else None


def source_of(path: Path) -> SourceFile:
    """An input file, by its absolute path."""
    return SourceFile.of(path)

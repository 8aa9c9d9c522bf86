"""One run of the line, from a camera to a session on disk: the same for demo, drill and analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import threadpoolctl

import depthhinge
from depthhinge.cameras import DepthCamera
from depthhinge.cli.compiling import told_of_compiling
from depthhinge.cli.output import say
from depthhinge.drills.moment import DrillKind, Moment
from depthhinge.frames import DepthFrame
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.sessions.summary import Person, SourceFile, Summary
from depthhinge.sessions.writer import SessionWriter
from depthhinge.trainer import FittedPerson, Trainer

Frames = Iterable[DepthFrame]


def run_line(
    camera: DepthCamera,
    wall_distance_m: float,
    writer: SessionWriter,
    on_moment: Callable[[Moment], None] = lambda moment: None,
    pace: Callable[[Frames], Frames] = lambda frames: frames,
    recorder: Recorder | None = None,
    kind: DrillKind = DrillKind.WALL_TAP,
    language: str = "en",
    real_wall: bool = False,
    on_person: Callable[[FittedPerson], None] = lambda person: None,
) -> Trainer:
    """Every frame of the camera through a new trainer, each moment kept and then handed to `on_moment`.

    Args:
        camera: where the frames come from; left open.
        wall_distance_m: from the heels to the wall.
        writer: keeps the moments.
        on_moment: a view, or whatever else looks on.
        pace: wraps the frames: a progress bar, real time, a way to stop.
        recorder: records what the line sees and says; the line then sees what is recorded.
        kind: which drill.
        language: of the cues.
        real_wall: whether a real wall behind the person is to be used.
        on_person: told once, when the person's shape is known from standing.
    """
    introduced = False
    # The bits of a sum depend on how many threads share it, and a cluster's worker has another number than a camera's
    # machine; for matrices this small one is quickest too.
    with threadpoolctl.threadpool_limits(1), told_of_compiling(say):
        trainer = Trainer(camera.info, wall_distance_m, language=language, kind=kind, real_wall=real_wall)
        for frame in pace(camera.frames()):
            moment = trainer.step(frame if recorder is None else recorder.keep(frame))
            person = trainer.person
            if recorder is not None:
                fitted = Fitted(person.stature_m, tuple(person.shape))
                recorder.record(moment, trainer.person_cells, trainer.room_from_camera, fitted)
            writer.add(moment)
            if not introduced and person.measured is not None:
                introduced = True
                on_person(person)
            on_moment(moment)
        last = trainer.finish()
    if last is not None:
        writer.add_rep(last)
        if recorder is not None:
            recorder.record_last(last)
    return trainer


def summary_of(
    trainer: Trainer,
    camera: DepthCamera,
    writer: SessionWriter,
    wall_distance_m: float,
    input: SourceFile | None,
    recording: SourceFile | None,
    recorder: Recorder | None = None,
) -> Summary:
    """What a finished run says of itself."""
    recorded = () if recorder is None else recorder.notes
    return Summary(
        version=depthhinge.__version__,
        input=input,
        recording=recording,
        camera=camera.info,
        room_from_camera=trainer.room_from_camera,
        person=Person(
            trainer.person.stature_m,
            tuple(float(weight) for weight in np.ravel(trainer.person.shape)),
            trainer.person.lengths,
        ),
        wall_distance_m=wall_distance_m,
        wall=trainer.wall,
        counts=writer.counts,
        notes=tuple(dict.fromkeys((*camera.notes, *trainer.notes, *recorded))),
        stage_ms=writer.stage_ms,
        drill=trainer.kind,
        language=trainer.language,
        real_wall=trainer.real_wall,
    )


def recorded_by(recorder: Recorder) -> SourceFile | None:
    """The recording inside the session; None where the disk took none."""
    return None if recorder.sha256 is None else SourceFile(recorder.path.name, recorder.sha256)

"""The line over one recording, from the file to a session on disk."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from depthhinge import settings
from depthhinge.cameras.png_folder import camera_file_in
from depthhinge.cli.how import How
from depthhinge.cli.output import with_progress
from depthhinge.cli.running import run_line, summary_of
from depthhinge.drills.moment import DrillKind, Moment
from depthhinge.drills.rep import Rep
from depthhinge.errors import SceneError
from depthhinge.sessions.recorded_depth import open_depth
from depthhinge.sessions.recording.kept_depth import KeptDepth
from depthhinge.sessions.session import Session
from depthhinge.sessions.summary import SourceFile, Summary
from depthhinge.sessions.writer import SessionWriter


def analyze_one(
    path: Path,
    place: Path,
    how: How,
    show_frames: bool,
) -> tuple[Summary, tuple[Rep, ...]]:
    """Run the line over a recording or a session, and write the session that comes of it.

    Args:
        path: a recording, or the folder of a session, which says how it was drilled.
        place: of the new session.
        how: what is asked for; where a recording does not say either it is the wall tap, in English, at a real wall
            where one is in reach, else at the settings' own distance.
        show_frames: whether a bar goes along with the frames.

    Returns:
        What the session's summary says, and the reps.

    Raises:
        DepthHingeError: the recording cannot be read, shows nobody, or the session cannot be written.
    """
    recording, distance, real_wall = camera_file_in(path) or path, how.wall_distance_m, how.real_wall
    drill, language = how.drill, how.language
    if recording.is_dir():
        session = Session.open(path)
        recording = session.recording()
        distance = session.summary.wall_distance_m if distance is None else distance
        real_wall = session.summary.real_wall if real_wall is None else real_wall
        drill = drill or session.summary.drill.value
        language = language or session.summary.language
    somebody = False

    def look(moment: Moment) -> None:
        nonlocal somebody
        somebody = somebody or moment.body is not None

    with open_depth(recording) as camera, SessionWriter(place) as writer:
        total = camera.info.frame_count
        if isinstance(camera, KeptDepth):
            distance = camera.wall_distance_m if distance is None else distance
            real_wall = camera.real_wall if real_wall is None else real_wall
            drill, language = drill or camera.drill.value, language or camera.language
        if distance is None:
            distance = settings.wall_tap().distance_m
        trainer = run_line(
            camera,
            distance,
            writer,
            look,
            pace=lambda frames: with_progress(frames, path.name, total) if show_frames else frames,
            kind=DrillKind(drill or DrillKind.WALL_TAP),
            language=language or "en",
            real_wall=how.wall_distance_m is None if real_wall is None else real_wall,
        )
        if not somebody:
            raise SceneError(f"{path}: no person in any of {writer.counts.frames} frames; nothing was written")
        source = SourceFile.of(recording)
        named = dataclasses.replace(source, path=path.name)
        summary = summary_of(trainer, camera, writer, distance, input=named, recording=source)
        writer.finish(summary)
        return summary, writer.reps

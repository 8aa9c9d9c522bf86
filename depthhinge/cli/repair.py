"""`depthhinge sessions repair`: what an interrupted drill left becomes a session, as far as it reached the disk."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from depthhinge.cli.options import Json
from depthhinge.cli.output import result, result_json, say, with_progress
from depthhinge.errors import DepthHingeError, SessionError

if TYPE_CHECKING:
    from depthhinge.drills.moment import Moment
    from depthhinge.sessions.recording.kept_depth import KeptDepth

STILL_GOING_S = 10.0
"""Since the last change of a recording: a drill that is under way writes twice a second."""


@dataclass(frozen=True)
class Saved:
    """What could be saved of one folder."""

    folder: Path
    frames: int
    seconds: float
    reps: int
    notes: tuple[str, ...]

    def in_words(self) -> str:
        """One line."""
        what = f"{self.folder}: {self.frames} frames ({self.seconds:.1f} s) and {self.reps} reps are whole"
        return "; ".join((what, *self.notes))

    def record(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "session": str(self.folder),
            "frames": self.frames,
            "seconds": self.seconds,
            "reps": self.reps,
            "notes": self.notes,
        }


def repair(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FOLDER]...",
            help="What interrupted drills left (hidden folders, `.NAME.partial`), or sessions to check. "
            "Default: everything unfinished among your own sessions.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Make sessions of what interrupted drills left, and say what was saved.

    Everything up to the last second before the interruption is there: the depth is read again, the reps are found and
    judged anew. Of a finished session, every half second of its recording is checked.

    Example: depthhinge sessions repair
    """
    from depthhinge.sessions import catalogue

    wanted = folders or list(catalogue.unfinished())
    if not wanted and not json:
        say("nothing is unfinished")
    saved: list[Saved] = []
    failed = 0
    for folder in wanted:
        try:
            saved.append(_repair_one(folder))
        except DepthHingeError as failure:
            say(str(failure) if folder.name in str(failure) else f"{folder}: {failure}")
            failed += 1
            continue
        if not json:
            result(saved[-1].in_words())
    if json:
        result_json([one.record() for one in saved])
    if failed:
        raise typer.Exit(1)


def _repair_one(folder: Path) -> Saved:
    from depthhinge.sessions.recording.kept_depth import KeptDepth
    from depthhinge.sessions.session import Session
    from depthhinge.sessions.writer import DEPTH_FILE, SUMMARY_FILE

    if (folder / SUMMARY_FILE).exists():
        session = Session.open(folder)
        with KeptDepth(session.recording()) as depth:
            return _checked(folder, depth, len(session.reps))
    recording = folder / DEPTH_FILE
    if not recording.is_file():
        raise SessionError(f"{folder}: holds no depth recording; nothing can be saved")
    if time.time() - recording.stat().st_mtime < STILL_GOING_S:
        raise SessionError(f"{folder}: its drill seems to be under way; try again when it has ended")
    return _finished(folder, recording)


def _checked(folder: Path, depth: KeptDepth, reps: int) -> Saved:
    """Every frame read once."""
    frames, last_s = 0, 0.0
    for frame in with_progress(depth.frames(), folder.name, depth.info.frame_count):
        frames, last_s = frames + 1, frame.time_s
    return Saved(folder, frames, last_s, reps, depth.notes)


def _finished(left: Path, recording: Path) -> Saved:
    """The session that the drill would have left, had it ended where the recording does."""
    from depthhinge.cli.running import run_line, summary_of
    from depthhinge.sessions.catalogue import meant_for
    from depthhinge.sessions.recording.kept_depth import KeptDepth
    from depthhinge.sessions.summary import SourceFile
    from depthhinge.sessions.writer import DEPTH_FILE, SessionWriter

    with SessionWriter(meant_for(left), keep_recording=True) as writer:
        with KeptDepth(recording) as depth:
            total = depth.info.frame_count
            last_s = 0.0

            def look(moment: Moment) -> None:
                nonlocal last_s
                last_s = moment.time_s

            trainer = run_line(
                depth,
                depth.wall_distance_m,
                writer,
                look,
                lambda frames: with_progress(frames, left.name, total),
                kind=depth.drill,
                language=depth.language,
                real_wall=depth.real_wall,
            )
            source = SourceFile.of(recording, shown_as=DEPTH_FILE)
            summary = summary_of(trainer, depth, writer, depth.wall_distance_m, input=None, recording=source)
            notes = depth.notes
        # From here on the depth lies in the new folder, which keeps it whatever happens.
        recording.rename(writer.folder / DEPTH_FILE)
        for rest in left.iterdir():
            rest.rename(writer.folder / rest.name)
        folder = writer.finish(summary)
    left.rmdir()
    return Saved(folder, summary.counts.frames, last_s, summary.counts.reps, notes)

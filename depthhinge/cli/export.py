"""`depthhinge export`: a session in another program's format."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import Json, SessionFolder
from depthhinge.cli.output import result, result_json, with_progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from depthhinge.sessions.session import Session


class Format(StrEnum):
    """What a session can be exported to."""

    PLY = "ply"


def export(
    session: SessionFolder,
    to: Annotated[Format, typer.Option("--to", help="ply: the person's points, one file a frame, room frame, metres.")],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="New folder for the files. Default: SESSION/ply.")
    ] = None,
    json: Json = False,
) -> None:
    """Write a session in another program's format.

    Example: depthhinge export my-session --to ply --out points
    """
    from depthhinge.sessions.export.ply import export_ply
    from depthhinge.sessions.session import Session

    opened = Session.open(session)
    place = out or session / to.value
    count = export_ply(person_points(opened), place)
    if json:
        result_json({"folder": str(place), "files": count})
    else:
        result(f"{count} files in {place}")


def person_points(session: Session) -> Iterator[tuple[int, float, NDArray[np.float32]]]:
    """(index, time_s, points (n, 3)) of each frame: the line once more over the session's own depth."""
    from depthhinge.sessions.recorded_depth import session_depth
    from depthhinge.trainer import Trainer

    with session_depth(session) as camera:
        trainer = Trainer(camera.info, session.summary.wall_distance_m)
        for frame in with_progress(camera.frames(), "frames", session.summary.counts.frames):
            moment = trainer.step(frame)
            yield frame.index, frame.time_s, moment.points

"""`depthhinge view`: a session, seen again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depthhinge.cli.options import SessionFolder
from depthhinge.cli.output import result, with_progress


def view(
    session: SessionFolder,
    headless: Annotated[bool, typer.Option("--headless", help="Save pictures even where there is a display.")] = False,
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where pictures are saved. Default: SESSION/pictures.")
    ] = None,
) -> None:
    """Play a session in the 3D window; without a display, save a picture of each rep.

    Example: depthhinge view my-session
    """
    from depthhinge.cli.showing import Show
    from depthhinge.sessions.recorded_depth import session_depth
    from depthhinge.sessions.session import Session
    from depthhinge.trainer import Trainer

    opened = Session.open(session)
    place = pictures or session / "pictures"
    with session_depth(opened) as camera, Show(f"depthhinge {session.name}", place, headless) as show:
        trainer = Trainer(
            camera.info,
            opened.summary.wall_distance_m,
            language=opened.summary.language,
            kind=opened.summary.drill,
            real_wall=opened.summary.real_wall,
        )
        for frame in with_progress(show.in_real_time(camera.frames()), "frames", opened.summary.counts.frames):
            show.see(trainer.step(frame))
    if not show.on_screen and place.is_dir():
        result(f"{len(list(place.glob('rep_*.png')))} pictures in {place}")

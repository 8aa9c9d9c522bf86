"""`depthhinge view`: a session, seen again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from depthhinge.cli.options import SessionFolder, Sound
from depthhinge.cli.output import result, say, with_progress


def view(
    session: SessionFolder,
    headless: Annotated[bool, typer.Option("--headless", help="Save pictures even where there is a display.")] = False,
    pictures: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where pictures are saved. Default: SESSION/pictures.")
    ] = None,
    sound: Sound = None,
) -> None:
    """Play a session in the 3D window; without a display, save a picture of each rep.

    Example: depthhinge view my-session
    """
    from depthhinge.cli.showing import Show
    from depthhinge.sessions.recorded_depth import session_depth
    from depthhinge.sessions.session import Session
    from depthhinge.trainer import Trainer
    from depthhinge.view.sound import Voice

    opened = Session.open(session)
    place = pictures or session / "pictures"
    with (
        session_depth(opened) as camera,
        Show(f"depthhinge {session.name}", place, headless) as show,
        Voice(show.on_screen if sound is None else sound, opened.summary.language, say) as voice,
    ):
        trainer = Trainer(
            camera.info,
            opened.summary.wall_distance_m,
            language=opened.summary.language,
            kind=opened.summary.drill,
            real_wall=opened.summary.real_wall,
        )
        frames = show.in_real_time(camera.frames(), voice.audible)
        for frame in with_progress(frames, "frames", opened.summary.counts.frames):
            moment = trainer.step(frame)
            voice.hear(moment)
            show.see(moment)
    if not show.on_screen and place.is_dir():
        result(f"{len(list(place.glob('rep_*.png')))} pictures in {place}")

"""The simulated drill as a session on disk, its depth beside it, made once for all tests that export it."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from depthhinge.sessions.session import Session
from depthhinge.sessions.summary import Person, SourceFile, Summary
from depthhinge.sessions.writer import SessionWriter
from tests.simulated_drill import drill, frames, played

SERIAL = "841512070123"
SQUAT_REP, HINGE_REP = 1, 2


@cache
def recorded_session() -> Session:
    """A squat and a hinge as the line understood them; the depth is a clip outside the session's folder."""
    folder = Path(tempfile.mkdtemp(prefix="recorded-session-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    times, pictures = zip(*((frame.time_s, frame.depth) for frame, _ in frames()), strict=True)
    k = drill().camera.intrinsics
    # Not packed: half a minute of depth is packed in ten seconds.
    np.savez(folder / "depth.npz", depth_mm=np.stack(pictures), time_s=times, fx=k.fx, fy=k.fy, cx=k.cx, cy=k.cy)
    return write_session(folder / "2026-03-01_14-05-09", folder / "depth.npz")


def write_session(out: Path, depth: Path) -> Session:
    """The same session again, at another place."""
    with SessionWriter(out) as writer:
        for moment in played().moments:
            writer.add(moment)
        if played().last is not None:
            writer.add_rep(played().last)
        trainer = played().trainer
        summary = Summary(
            version="0.1.0",
            input=None,
            recording=SourceFile.of(depth),
            camera=replace(drill().camera, serial=SERIAL, room_from_camera=None),
            room_from_camera=trainer.room_from_camera,
            person=Person(trainer.person.stature_m, tuple(trainer.person.shape)),
            wall_distance_m=drill().wall_distance_m,
            wall=trainer.wall,
            counts=writer.counts,
        )
        return Session.open(writer.finish(summary))

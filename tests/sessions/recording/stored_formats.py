"""Makes the small recordings that stand for all those of their format.

Run it (`python -m tests.sessions.recording.stored_formats`) once when the format changes; what earlier versions made
stays, and must be read for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from depthhinge.drills.moment import Moment, Phase
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.measures.measures import Measures
from depthhinge.sessions.recording.codings import FORMAT
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.trainer import NOBODY

FOLDER = Path(__file__).parent
CAMERA = CameraInfo("Made-up D435", "S1", Intrinsics(64, 48, 60.5, 60.25, 31.5, 23.5), 0.001, 30.0, 0.05)
WALL_DISTANCE_M = 0.215
FRAMES = 40
GRAVITY = np.array([0.0, 1.0, 0.0])


def stored(format: int) -> Path:
    """The recording of a format."""
    return FOLDER / f"format_{format}.mcap"


def shown() -> Iterator[DepthFrame]:
    """A box that moves before a slanted wall, in plain integer arithmetic: the same on every machine."""
    rows, columns = np.mgrid[:48, :64]
    for index in range(FRAMES):
        depth = 3000 + 4 * columns + (rows * columns * 7 + index * 13) % 11
        depth[10:40, 10 + index // 2 : 22 + index // 2] = 2000 + (rows[10:40, :12] * 3 + index) % 7
        yield DepthFrame(index, index / 30.0, depth.astype(np.uint16), GRAVITY)


def person(index: int) -> np.ndarray:
    """(rows, columns) the box."""
    cells = np.zeros((48, 64), bool)
    cells[10:40, 10 + index // 2 : 22 + index // 2] = True
    return cells


def make(path: Path) -> None:
    """Record it in the present format."""
    with Recorder(path, CAMERA, WALL_DISTANCE_M) as recorder:
        for frame in shown():
            recorder.keep(frame)
            moment = Moment(frame.index, frame.time_s, NOBODY, None, Measures(), None, Phase.ABSENT, None)
            recorder.record(moment, person(frame.index), np.eye(4), Fitted(1.75, (0.5,)))


if __name__ == "__main__":
    make(stored(FORMAT))

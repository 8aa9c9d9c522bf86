"""A short simulated drill on its way through the line and into a recording, for all tests that look at one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthhinge.drills.moment import Moment, Phase
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array
from depthhinge.measures.measures import Measures
from depthhinge.scene.scene import Scene
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.trainer import NOBODY, Trainer
from tests.simulated_drill import drill, frames

FRAMES = 45
"""Three seconds at half a camera's rate: the room has been learned by then."""


@cache
def camera() -> CameraInfo:
    """The camera, which does not know where it stands."""
    return replace(drill().camera, room_from_camera=None, serial="S1")


@cache
def pictures() -> list[DepthFrame]:
    """What the camera gives, from where the person begins to move."""
    return [replace(frame, index=k, time_s=k / 15.0) for k, (frame, _) in enumerate(frames()[5 : 5 + FRAMES])]


@dataclass(frozen=True)
class Recorded:
    """What the line saw and said while it was recorded."""

    seen: list[NDArray[np.uint16]]
    moments: list[Moment]
    recorder: Recorder


def record(path: Path, shown: list[DepthFrame] | None = None, **how: object) -> Recorded:
    """Run the line over frames, recording them to `path`."""
    trainer = Trainer(camera(), drill().wall_distance_m)

    def step(frame: DepthFrame) -> tuple[Moment, NDArray[np.bool_], Array | None, Fitted]:
        moment, person = trainer.step(frame), trainer.person
        return moment, trainer.person_cells, trainer.room_from_camera, Fitted(person.stature_m, tuple(person.shape))

    return _record(path, step, shown, how)


def record_scene(path: Path, shown: list[DepthFrame] | None = None, **how: object) -> Recorded:
    """Record without the fit, which costs the most: the scene finds the person, and nothing is measured."""
    scene = Scene(camera())

    def step(frame: DepthFrame) -> tuple[Moment, NDArray[np.bool_], Array | None, Fitted]:
        scene.update(frame)
        moment = Moment(frame.index, frame.time_s, NOBODY, None, Measures(), None, Phase.ABSENT, None)
        assert scene.floor is not None
        return moment, scene.person_cells, scene.floor.room_from_camera, Fitted()

    return _record(path, step, shown, how)


def _record(path: Path, step: Callable[..., Any], shown: list[DepthFrame] | None, how: dict[str, object]) -> Recorded:
    seen, moments = [], []
    with Recorder(path, camera(), drill().wall_distance_m, **how) as recorder:  # type: ignore[arg-type]
        for frame in pictures() if shown is None else shown:
            kept = recorder.keep(frame)
            moment, person, room, fitted = step(kept)
            recorder.record(moment, person, room, fitted)
            seen.append(kept.depth)
            moments.append(moment)
    return Recorded(seen, moments, recorder)


class FailingFile(FileIO):
    """A disk that takes `room` bytes and then says what a full one says."""

    def __init__(self, path: Path, room: int, error: int) -> None:
        super().__init__(path, "xb")
        self.room, self.error = room, error

    def write(self, data: object) -> int:
        """As much as fits."""
        size = memoryview(data).nbytes  # type: ignore[arg-type]
        if size > self.room:
            super().write(memoryview(data)[: self.room])  # type: ignore[arg-type]
            self.room = 0
            raise OSError(self.error, "No space left on device")
        self.room -= size
        return super().write(data)  # type: ignore[arg-type]

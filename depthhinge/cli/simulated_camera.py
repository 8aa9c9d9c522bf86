"""The simulated drill as a camera: through librealsense where it is, straight to the line where it is not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from depthhinge.cameras import DepthCamera, Shot, SoftwareCamera
from depthhinge.errors import MissingLibraryError
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.simulation.drill import SimulatedDrill

_SERIAL = "simulated"


def simulated_camera(drill: SimulatedDrill, record_to: Path | None) -> DepthCamera:
    """A camera that sees the drill and, like a real one, does not know where it stands."""
    info = dataclasses.replace(drill.camera, serial=_SERIAL, room_from_camera=None)
    try:
        return SoftwareCamera(info, _shots(drill), record_to=record_to, accelerations=drill.accelerations())
    except MissingLibraryError:
        return _PlainCamera(info, drill, raw_wanted=record_to is not None)


def _shots(drill: SimulatedDrill) -> Iterator[Shot]:
    for delivery, (time_s, depth) in zip(drill.deliveries, drill.depth_frames(), strict=True):
        yield Shot(time_s, depth, delivery.number)


class _PlainCamera(DepthCamera):
    """Gives the simulated pictures as they are made."""

    def __init__(self, info: CameraInfo, drill: SimulatedDrill, raw_wanted: bool) -> None:
        self._raw_wanted = raw_wanted
        self._info = info
        self._drill = drill

    @property
    def info(self) -> CameraInfo:
        """What the simulated sensor is."""
        return self._info

    @property
    def notes(self) -> tuple[str, ...]:
        """Why there is no raw recording."""
        return ("librealsense is not on this machine: there is no raw recording",) if self._raw_wanted else ()

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame of the drill."""
        for index, (time_s, depth) in enumerate(self._drill.depth_frames()):
            yield DepthFrame(index, time_s, depth)

    def close(self) -> None:
        """Nothing is held."""

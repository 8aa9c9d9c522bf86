"""The one interface of all that gives depth frames."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from depthhinge.frames import CameraInfo, DepthFrame


class DepthCamera(ABC):
    """A source of depth frames: a live camera, a recording, a clip or a simulation.

    Opening is the constructor's work, so a camera at hand is a camera that works. Use it in a `with` statement:

        with open_recording(path) as camera:
            for frame in camera.frames():
                ...
    """

    @property
    @abstractmethod
    def info(self) -> CameraInfo:
        """What the frames come from; the same for all of them."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Plain lines on what lowers the quality (USB 2, frames lost), complete once the frames are through."""
        return ()

    @abstractmethod
    def frames(self) -> Iterator[DepthFrame]:
        """Every frame in order: `index` from 0 without gaps, `time_s` strictly increasing from 0.

        A file starts anew at each call; a live or software camera goes on, so call it once there.

        Raises:
            CameraError: the camera stopped giving frames.
            RecordingError: the file turned out damaged on the way.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of device and file; a recording being written is complete afterwards. May be called twice."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

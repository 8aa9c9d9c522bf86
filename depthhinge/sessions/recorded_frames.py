"""What every reader of a session's depth gives, whatever the container."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.cameras import DepthCamera
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class RecordedFrame:
    """One frame of a session, and what is known of its pixels."""

    frame: DepthFrame
    """The whole picture, as the line saw it."""
    kept: Mask
    """(height, width) readings of this very frame, byte for byte the camera's; elsewhere the room's picture stands."""
    person: Mask
    """(height, width) the person, as the line found them; empty where nobody was there."""


class RecordedDepth(DepthCamera):
    """A session's depth: a camera that can be asked for any frame."""

    @property
    @abstractmethod
    def room_from_camera(self) -> Array | None:
        """(4, 4) as the line found it; None where it found no room."""

    @abstractmethod
    def recorded(self, start: int = 0, stop: int | None = None) -> Iterator[RecordedFrame]:
        """Frames `start` to before `stop` (all that are left by default) with their masks.

        Raises:
            SessionError, RecordingError: the recording is damaged.
        """

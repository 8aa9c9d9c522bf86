"""The depth of a session, read back: the one way in for whoever needs more than the tables.

    with open_depth(folder) as depth:
        depth.info                          # CameraInfo, as the line had it
        depth.room_from_camera              # (4, 4), as the line found it; None where it found no room
        for frame in depth.frames():        # DepthFrame: index, time_s, whole picture (uint16), gravity
            ...
        for recorded in depth.recorded(300, 330):   # any range, without reading what lies before it
            recorded.frame.depth            # (height, width) uint16, the room put back where it was not kept
            recorded.kept                   # (height, width) bool: the camera's own readings of this very frame
            recorded.person                 # (height, width) bool: who the line was following

`open_depth` takes a session folder of any version, or a recording that another program made; what it gives is a
`DepthCamera`, so the line runs over it as over a camera. What happened in the session is in `events.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from depthhinge.cameras import DepthCamera, open_recording
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array
from depthhinge.scene.scene import Scene
from depthhinge.sessions.recorded_frames import Mask, RecordedDepth, RecordedFrame
from depthhinge.sessions.recording.kept_depth import SUFFIX, KeptDepth
from depthhinge.sessions.session import Session

__all__ = ["Mask", "RecordedDepth", "RecordedFrame", "WholeDepth", "open_depth", "session_depth"]


def open_depth(source: Path) -> DepthCamera:
    """The depth of a session folder (then it is a `RecordedDepth`), or of a recording file.

    Raises:
        SessionError: the folder is no session, or its recording is missing, changed or damaged.
        RecordingError: the file cannot be read as depth.
        MissingLibraryError: it is librealsense's, and librealsense is not on this machine.
    """
    if source.is_dir():
        return session_depth(Session.open(source))
    return KeptDepth(source) if source.suffix.lower() == SUFFIX else open_recording(source)


def session_depth(session: Session) -> RecordedDepth:
    """The depth of a session.

    Raises:
        SessionError: its recording is missing, changed or damaged.
        RecordingError: it cannot be read as depth.
        MissingLibraryError: it is librealsense's, and librealsense is not on this machine.
    """
    recording, room = session.recording(), session.summary.room_from_camera
    if recording.suffix.lower() == SUFFIX:
        return KeptDepth(recording, room)
    return WholeDepth(open_recording(recording), room)


class WholeDepth(RecordedDepth):
    """Whole pictures, by librealsense (sessions of version 1) or by another program: every pixel is the camera's.

    Such a recording holds no masks: they are found again, which reads it from its start.
    """

    def __init__(self, recording: DepthCamera, room_from_camera: Array | None) -> None:
        self._recording = recording
        self._room_from_camera = room_from_camera

    @property
    def info(self) -> CameraInfo:
        """The camera that made the recording."""
        return self._recording.info

    @property
    def notes(self) -> tuple[str, ...]:
        """Those of the recording."""
        return self._recording.notes

    @property
    def room_from_camera(self) -> Array | None:
        """(4, 4) as the line found it."""
        return self._room_from_camera

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame, from the start at each call."""
        return self._recording.frames()

    def recorded(self, start: int = 0, stop: int | None = None) -> Iterator[RecordedFrame]:
        """Frames `start` to before `stop` with their masks; those before are read and passed over."""
        scene = Scene(self.info)
        for frame in self.frames():
            if stop is not None and frame.index >= stop:
                return
            view = scene.update(frame)
            if frame.index >= start:
                nobody = np.zeros(frame.depth.shape, bool)
                person = nobody if view is None else scene.grid.pixels(view.mask, frame.depth.shape)
                yield RecordedFrame(frame, np.ones_like(nobody), person)

    def close(self) -> None:
        """Let go of the file."""
        self._recording.close()

"""DB3: the depth as librealsense records it, for the RealSense Viewer and everything else that plays its files."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from depthhinge.cameras import SoftwareCamera
from depthhinge.errors import SessionError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import STANDARD_GRAVITY, Array
from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import Format, Progress
from depthhinge.sessions.export.points import recorded_clouds
from depthhinge.sessions.recorded_depth import RecordedDepth


def _write(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    with excerpt.depth() as depth:
        frames = _nameless(excerpt) if excerpt.deidentified else _as_recorded(depth, excerpt)
        first = next(frames, None)
        if first is None:
            raise SessionError(f"{excerpt.session.folder}: no depth of {excerpt.what} can be read")
        pictures: Iterator[DepthFrame] = itertools.chain([first], frames)
        accelerations = None
        if first.gravity is not None:
            # Both are asked for in the same time, so that hardly a frame waits in between.
            pictures, moving = itertools.tee(pictures)
            accelerations = _accelerations(moving)
        camera_info = excerpt.session.summary.camera
        info = dataclasses.replace(camera_info, frame_count=len(excerpt), room_from_camera=None)
        if excerpt.deidentified:
            info = dataclasses.replace(info, serial=None)
        with SoftwareCamera(
            info,
            ((frame.time_s, frame.depth) for frame in pictures),
            record_to=path,
            accelerations=accelerations,
        ) as camera:
            for _ in progress.over(camera.frames(), "frames", len(excerpt)):
                pass


def _as_recorded(depth: RecordedDepth, excerpt: Excerpt) -> Iterator[DepthFrame]:
    return (recorded.frame for recorded in depth.recorded(excerpt.start, excerpt.stop))


def _nameless(excerpt: Excerpt) -> Iterator[DepthFrame]:
    """The person without their head, on nothing."""
    with excerpt.depth() as depth:
        for recorded, cloud in recorded_clouds(depth, excerpt):
            kept = np.zeros_like(recorded.frame.depth)
            place = tuple(cloud.pixels.T)
            kept[place] = recorded.frame.depth[place]
            yield dataclasses.replace(recorded.frame, depth=kept)


def _accelerations(frames: Iterator[DepthFrame]) -> Iterator[tuple[float, Array]]:
    for frame in frames:
        if frame.gravity is not None:
            # Sessions keep the direction alone.
            yield frame.time_s, -STANDARD_GRAVITY * frame.gravity


DB3 = Format(
    "db3",
    False,
    "every depth picture as the line saw it, bit for bit, with intrinsics, depth scale and, where the camera had an "
    "accelerometer, the direction of gravity",
    "the camera's own: 16-bit units of the depth scale along the optical axis; librealsense's camera frame, x right, "
    "y down, z forward; timestamps count from a fixed date, not the day of the session",
    "joints, angles, reps, events, the wall; colour and infrared, which are not recorded. It plays in librealsense "
    "2.56 or newer, and needs librealsense to be written",
    _write,
)

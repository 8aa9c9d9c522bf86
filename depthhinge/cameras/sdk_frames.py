"""From librealsense's frames, as they arrive, to `DepthFrame`s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from depthhinge.cameras.gravity import GravityFilter
from depthhinge.frames import DepthFrame

_MS_PER_S = 1000.0

_CLOCK_DECIMALS = 6
_CLOCK_TICK_S = 1e-6
# The cameras' clocks tick in microseconds, and epoch milliseconds in double precision resolve a quarter of one:
# rounding to the tick gives the same times from a camera and from its recording.


@dataclass(frozen=True)
class Acceleration:
    """One accelerometer sample in m/s^2, in the accelerometer's axes."""

    timestamp_ms: float
    x: float
    y: float
    z: float


def acceleration_in(frame: Any) -> Acceleration:
    """The sample in a librealsense motion frame."""
    data = frame.as_motion_frame().get_motion_data()
    return Acceleration(float(frame.get_timestamp()), data.x, data.y, data.z)


class FrameReader:
    """Takes librealsense frames in order of arrival and gives depth frames with index, time and gravity."""

    def __init__(self, rs: Any, depth_from_accel: ArrayLike | None = None) -> None:
        self._rs = rs
        self._gravity = GravityFilter(depth_from_accel)
        self._first_ms: float | None = None
        self._last_ms = 0.0
        self._last_number = -1
        self._last_time_s = 0.0
        self._count = 0
        self._lost = 0

    @property
    def lost(self) -> int:
        """How many frames the camera numbered but did not deliver."""
        return self._lost

    @property
    def count(self) -> int:
        """How many depth frames have come out."""
        return self._count

    def read(self, frame: Any) -> DepthFrame | None:
        """The depth frame in `frame` (a frameset, a depth or a motion frame), or None where it holds no new one."""
        if frame.is_frameset():
            frameset = frame.as_frameset()
            motion = frameset.first_or_default(self._rs.stream.accel)
            if motion:
                self.add_acceleration(acceleration_in(motion))
            frame = frameset.get_depth_frame()
            return self._depth_frame(frame) if frame else None
        if frame.is_motion_frame():
            if frame.get_profile().stream_type() == self._rs.stream.accel:
                self.add_acceleration(acceleration_in(frame))
            return None
        return self._depth_frame(frame) if frame.is_depth_frame() else None

    def add_acceleration(self, sample: Acceleration) -> None:
        """Take in what the accelerometer read; it counts for the frames that come after."""
        self._gravity.add((sample.x, sample.y, sample.z), sample.timestamp_ms / _MS_PER_S)

    def _depth_frame(self, frame: Any) -> DepthFrame | None:
        timestamp_ms, number = float(frame.get_timestamp()), int(frame.get_frame_number())
        if self._first_ms is None:
            self._first_ms = timestamp_ms
        elif (timestamp_ms, number) == (self._last_ms, self._last_number):
            return None  # Framesets repeat a depth frame when another stream is faster.
        else:
            self._lost += max(number - self._last_number - 1, 0)
        self._last_ms, self._last_number = timestamp_ms, number
        index = self._count
        self._count += 1
        # The copy lets librealsense have its buffer back.
        depth = np.array(frame.get_data(), np.uint16, order="C", copy=True)
        return DepthFrame(index, self._time_s(timestamp_ms), depth, self._gravity.down)

    def _time_s(self, timestamp_ms: float) -> float:
        assert self._first_ms is not None
        time_s = round((timestamp_ms - self._first_ms) / _MS_PER_S, _CLOCK_DECIMALS)
        if self._count > 1:
            # A clock set back (the host's, in global time) must not turn time around.
            time_s = max(time_s, round(self._last_time_s + _CLOCK_TICK_S, _CLOCK_DECIMALS))
        self._last_time_s = time_s
        return time_s

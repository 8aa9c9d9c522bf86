"""The newest program reads the oldest recording, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.sessions.recorded_depth import RecordedDepth, open_depth
from depthhinge.sessions.recording.codings import FORMAT
from depthhinge.sessions.recording.kept_depth import KeptDepth
from tests.sessions.recording.stored_formats import CAMERA, FRAMES, GRAVITY, WALL_DISTANCE_M, person, shown, stored


@pytest.mark.parametrize("format", range(1, FORMAT + 1))
def test_every_format_there_ever_was_is_read_to_the_last_bit(format: int) -> None:
    with open_depth(stored(format)) as depth:
        assert isinstance(depth, RecordedDepth)
        assert isinstance(depth, KeptDepth)
        assert depth.notes == ()
        assert depth.info.intrinsics == CAMERA.intrinsics
        assert depth.info.serial == CAMERA.serial
        assert depth.wall_distance_m == WALL_DISTANCE_M
        read = list(depth.recorded())
    assert len(read) == FRAMES
    for recorded, frame in zip(read, shown(), strict=True):
        assert (recorded.frame.index, recorded.frame.time_s) == (frame.index, frame.time_s)
        assert np.array_equal(recorded.frame.gravity, GRAVITY)
        assert np.array_equal(recorded.frame.depth[recorded.kept], frame.depth[recorded.kept])
        assert np.array_equal(recorded.person, person(frame.index))
        assert recorded.kept[recorded.person].all()
        # Beside what was kept stands the mean of pictures that differ by 10 mm at most.
        assert np.abs(recorded.frame.depth.astype(int) - frame.depth).max() <= 10

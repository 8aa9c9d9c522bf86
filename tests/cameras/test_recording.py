"""Recordings that cannot be read are refused in one plain line that says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from depthhinge.cameras import Recording, open_recording
from depthhinge.cameras.librealsense import load_librealsense
from depthhinge.errors import RecordingError

from .small import noise, record


@pytest.fixture(scope="module")
def sound(librealsense: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recording of 20 frames."""
    path = tmp_path_factory.mktemp("sound") / "sound.db3"
    record(path, noise(20))
    return path


def test_a_recording_is_opened_by_its_suffix(sound: Path) -> None:
    with open_recording(sound) as recording:
        assert isinstance(recording, Recording)
        assert recording.info.frame_count == 20


def test_a_recording_reads_the_same_every_time_beside_another_reader(sound: Path) -> None:
    with Recording(sound) as one, Recording(sound) as other:
        pairs = list(zip(one.frames(), other.frames(), strict=True))
    assert all(a.time_s == b.time_s and np.array_equal(a.depth, b.depth) for a, b in pairs)
    assert len(pairs) == 20


def test_a_closed_recording_says_so(sound: Path) -> None:
    recording = Recording(sound)
    recording.close()
    recording.close()
    with pytest.raises(RecordingError, match="closed"):
        next(recording.frames())


def test_two_readings_of_one_recording_do_not_disturb_each_other(sound: Path) -> None:
    with Recording(sound) as recording:
        ahead, behind = recording.frames(), recording.frames()
        next(behind)
        assert len(list(ahead)) == 20
        assert len(list(behind)) == 19


@pytest.mark.parametrize("name", ["gone.db3", "gone.bag", "gone.npz", "gone.xyz"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordingError, match=rf"{name}: no such file"):
        open_recording(tmp_path / name)


def test_a_suffix_nobody_knows_is_answered_with_those_that_are_read(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_bytes(b"film")
    with pytest.raises(RecordingError, match=r"\.db3, \.bag.*\.npz"):
        open_recording(tmp_path / "clip.mp4")


@pytest.mark.parametrize("suffix", [".db3", ".bag"])
@pytest.mark.parametrize("content", [b"", b"not a recording" * 100, b"SQLite format 3\x00", b"#ROSBAG V2.0\n"])
@pytest.mark.usefixtures("librealsense")
def test_an_empty_or_foreign_file_is_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"foreign{suffix}"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="foreign") as refusal:
        open_recording(path)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.999])
def test_a_recording_that_is_cut_short_is_refused(sound: Path, tmp_path: Path, share: float) -> None:
    content = sound.read_bytes()
    path = tmp_path / "cut.db3"
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(RecordingError, match=r"cut short|not a librealsense recording"):
        Recording(path)


def test_another_database_is_refused(tmp_path: Path, librealsense: object) -> None:
    path = tmp_path / "other.db3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE songs (name TEXT)")
    with pytest.raises(RecordingError, match="not a librealsense recording"):
        Recording(path)


def test_a_recording_that_is_damaged_in_the_middle_is_not_taken_for_a_short_one(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db3"
    content = bytearray(sound.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = b"\xff" * 20_000
    path.write_bytes(content)
    with pytest.raises(RecordingError, match="damaged"), Recording(path) as recording:
        list(recording.frames())


def test_a_recording_without_depth_is_refused(tmp_path: Path, librealsense: object) -> None:
    path = tmp_path / "acceleration.db3"
    record_acceleration_only(path)
    with pytest.raises(RecordingError, match="no depth stream"):
        Recording(path)


def record_acceleration_only(path: Path) -> None:
    rs = load_librealsense()
    device = rs.software_device()
    device.register_info(rs.camera_info.name, "Accelerometer")
    device.register_info(rs.camera_info.serial_number, "ACC1")
    sensor = device.add_sensor("Motion Module")
    stream = rs.motion_stream()
    stream.type, stream.index, stream.uid, stream.fps = rs.stream.accel, 0, 0, 63
    stream.fmt, stream.intrinsics = rs.format.motion_xyz32f, rs.motion_device_intrinsic()
    profile = sensor.add_motion_stream(stream)
    config, pipe, queue = rs.config(), rs.pipeline(), rs.frame_queue(10)
    config.enable_stream(rs.stream.accel)
    config.enable_record_to_file(str(path))
    pipe.set_device(device)
    pipe.start(config=config, queue=queue)
    for number in range(5):
        frame, down = rs.software_motion_frame(), rs.vector()
        frame.data, frame.timestamp, frame.frame_number = down, 1e12 + number, number + 1
        frame.domain, frame.profile = rs.timestamp_domain.hardware_clock, profile.as_motion_stream_profile()
        sensor.on_motion_frame(frame)
    pipe.stop()

"""A software camera gives back what it was fed, and so does its recording."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depthhinge.cameras import Recording, Shot, SoftwareCamera
from depthhinge.errors import CameraError, RecordingError
from depthhinge.geometry import rotation_about, unit

from .small import HEIGHT, WIDTH, at_rest, noise, record, small_camera

pytestmark = pytest.mark.usefixtures("librealsense")


def open_files() -> list[str]:
    return [os.readlink(entry.path) for entry in os.scandir("/proc/self/fd") if os.path.islink(entry.path)]


def test_every_picture_comes_out_bit_identical_and_in_order() -> None:
    pictures = noise(50)
    with SoftwareCamera(small_camera(), ((i / 30.0, depth) for i, depth in enumerate(pictures))) as camera:
        frames = list(camera.frames())
    assert [frame.index for frame in frames] == list(range(50))
    assert np.array_equal(np.stack([frame.depth for frame in frames]), pictures)
    assert np.allclose([frame.time_s for frame in frames], np.arange(50) / 30.0, atol=1e-6)


def test_times_count_from_the_first_picture() -> None:
    with SoftwareCamera(small_camera(), zip([5.0, 5.25], noise(2), strict=True)) as camera:
        assert [frame.time_s for frame in camera.frames()] == [0.0, 0.25]


def test_pictures_with_gaps_in_memory_are_not_garbled() -> None:
    wide = np.arange(HEIGHT * WIDTH * 2, dtype=np.uint16).reshape(HEIGHT, WIDTH * 2)
    with SoftwareCamera(small_camera(), [(0.0, wide[:, ::2])]) as camera:
        assert np.array_equal(next(camera.frames()).depth, wide[:, ::2])


def test_the_device_says_of_itself_what_it_was_told() -> None:
    with SoftwareCamera(small_camera(), []) as camera:
        assert camera.info == small_camera()


def test_a_recording_gives_back_pictures_times_and_camera_exactly(tmp_path: Path) -> None:
    pictures = noise(20)
    path = tmp_path / "walk.db3"
    timed = ((index / 30.0, depth) for index, depth in enumerate(pictures))
    with SoftwareCamera(small_camera(), timed, record_to=path) as camera:
        live, live_info = list(camera.frames()), camera.info
    with Recording(path) as recording:
        played = list(recording.frames())
        assert recording.info == replace(live_info, frame_count=20)
        assert recording.notes == ()
    assert [(f.index, f.time_s) for f in played] == [(f.index, f.time_s) for f in live]
    assert np.array_equal(np.stack([frame.depth for frame in played]), pictures)


def test_the_same_pictures_give_the_same_recording_byte_for_byte_however_fast_they_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(tmp_path / "fast.db3", noise(30), down=(0.0, 1.0, 0.0))
    record(tmp_path / "other.db3", noise(3) + 1)
    monkeypatch.setattr("depthhinge.cameras.software_camera._UNWRITTEN_BYTES", 1)
    record(tmp_path / "slow.db3", noise(30), down=(0.0, 1.0, 0.0))
    assert (tmp_path / "fast.db3").read_bytes() == (tmp_path / "slow.db3").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fast.db3", "other.db3", "slow.db3"]


def test_no_frame_is_lost_when_pictures_come_faster_than_they_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / "fast.db3"
    pictures = noise(10)
    record(path, np.concatenate([pictures] * 60))
    with Recording(path) as recording:
        matches = [np.array_equal(frame.depth, pictures[frame.index % 10]) for frame in recording.frames()]
    assert matches == [True] * 600


def test_the_recorder_is_waited_for_before_its_backlog_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depthhinge.cameras.software_camera._UNWRITTEN_BYTES", 1)
    record(tmp_path / "paced.db3", noise(20))
    with Recording(tmp_path / "paced.db3") as recording:
        frames = list(recording.frames())
    assert np.array_equal(np.stack([frame.depth for frame in frames]), noise(20))
    assert np.allclose([frame.time_s for frame in frames], np.arange(20) / 30.0, atol=1e-6)


def test_a_gap_in_the_numbers_is_told_as_lost_frames_live_and_from_the_recording(tmp_path: Path) -> None:
    path = tmp_path / "gaps.db3"
    shots = [Shot(k / 30.0, depth, k) for k, depth in enumerate(noise(10)) if k not in (3, 6, 7)]
    with SoftwareCamera(small_camera(), shots, record_to=path) as camera:
        assert len(list(camera.frames())) == 7
        assert camera.notes == ("3 frames were lost between camera and program",)
    with Recording(path) as recording:
        assert [round(30.0 * frame.time_s) for frame in recording.frames()] == [0, 1, 2, 4, 5, 8, 9]
        assert recording.notes == ("3 frames were lost while this was recorded",)


def test_a_recording_that_was_stopped_early_holds_what_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "short.db3"
    camera = SoftwareCamera(small_camera(), ((i / 30.0, d) for i, d in enumerate(noise(20))), record_to=path)
    frames = camera.frames()
    for _ in range(7):
        next(frames)
    camera.close()
    with Recording(path) as recording:
        assert len(list(recording.frames())) == 7


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="open files are listed by Linux only")
def test_closing_lets_go_of_the_file_even_with_frames_half_read(tmp_path: Path) -> None:
    path = tmp_path / "held.db3"
    record(path, noise(20), down=(0.0, 1.0, 0.0))
    assert str(path) not in open_files()
    recording = Recording(path)
    frames = recording.frames()
    kept = [next(frames), next(frames)]
    recording.close()
    assert str(path) not in open_files()
    assert len(kept) == 2


def test_a_recording_starts_anew_at_each_call(tmp_path: Path) -> None:
    record(tmp_path / "again.db3", noise(5))
    with Recording(tmp_path / "again.db3") as recording:
        next(recording.frames())
        first, second = list(recording.frames()), list(recording.frames())
    assert len(first) == len(second) == 5
    assert all(np.array_equal(a.depth, b.depth) for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_gravity_is_the_same_live_and_from_the_recording(tmp_path: Path, spread: float) -> None:
    path = tmp_path / "tilted.db3"
    down = rotation_about((1.0, 0.0, 0.0), 0.2) @ unit((0.05, 1.0, 0.0))
    timed = ((index / 30.0, depth) for index, depth in enumerate(noise(60)))
    samples = at_rest(down, 2.0, spread)
    with SoftwareCamera(small_camera(), timed, record_to=path, accelerations=samples) as camera:
        live = np.asarray([frame.gravity for frame in camera.frames()], float)
    with Recording(path) as recording:
        played = np.asarray([frame.gravity for frame in recording.frames()], float)
    assert np.array_equal(played, live)
    assert np.allclose(live[-1], down, atol=1e-6 + 0.05 * spread)
    assert (spread > 0.0) == (np.ptp(live, axis=0).max() > 1e-3)


def test_acceleration_that_ends_early_leaves_gravity_as_it_was() -> None:
    timed = ((index / 30.0, depth) for index, depth in enumerate(noise(10)))
    samples = at_rest((0.0, 1.0, 0.0), 0.1)
    with SoftwareCamera(small_camera(), timed, accelerations=samples) as camera:
        assert all(np.allclose(np.asarray(frame.gravity, float), [0.0, 1.0, 0.0]) for frame in camera.frames())


def test_a_camera_without_accelerometer_gives_no_gravity() -> None:
    with SoftwareCamera(small_camera(), [(0.0, noise(1)[0])]) as camera:
        assert next(camera.frames()).gravity is None


@pytest.mark.parametrize(
    ("pictures", "complaint"),
    [
        ([(0.0, np.zeros((HEIGHT, WIDTH), np.float32))], "float32"),
        ([(0.0, np.zeros((HEIGHT, WIDTH + 1), np.uint16))], "shape"),
        ([(0.0, noise(1)[0]), (0.0, noise(1)[0])], "does not come after"),
        ([(float("nan"), noise(1)[0])], "does not come after"),
        ([Shot(0.0, noise(1)[0], 4), Shot(0.1, noise(1)[0], 4)], "picture 4 does not come after picture 4"),
    ],
)
def test_pictures_that_no_camera_could_give_are_refused(pictures: list[tuple[float, object]], complaint: str) -> None:
    with SoftwareCamera(small_camera(), pictures) as camera, pytest.raises(CameraError, match=complaint):
        list(camera.frames())


def test_a_recording_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "kept.db3"
    path.write_bytes(b"precious")
    with pytest.raises(RecordingError, match="never overwritten"):
        SoftwareCamera(small_camera(), [], record_to=path)
    assert path.read_bytes() == b"precious"


@pytest.mark.parametrize(("name", "complaint"), [("clip.bag", "use that suffix"), ("no/where.db3", "does not exist")])
def test_a_recording_that_cannot_be_made_is_refused_at_once(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(RecordingError, match=complaint):
        SoftwareCamera(small_camera(), [], record_to=tmp_path / name)

"""A folder of 16-bit PNGs with a camera file reads as it was, and bad ones are told in one plain line."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depthhinge.cameras import open_recording
from depthhinge.errors import RecordingError

CAMERA = "fx = 60.0\nfy = 61.0\ncx = 31.5\ncy = 23.5\ndepth_scale = 0.00025\n"
DEPTH = np.random.default_rng(3).integers(0, 65536, (12, 48, 64), np.uint16)


def write(folder: Path, camera: str = CAMERA + "fps = 30\n", frames: int = 12) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(frames):
        # Not padded: 10 comes after 9, not after 1.
        PIL.Image.fromarray(DEPTH[number]).save(folder / f"depth_{number}.png")
    (folder / "camera.toml").write_text(camera)
    return folder


@pytest.mark.parametrize("named", [lambda folder: folder, lambda folder: folder / "camera.toml"])
def test_every_picture_comes_as_it_was_in_the_order_of_its_number(
    named: Callable[[Path], Path], tmp_path: Path
) -> None:
    with open_recording(named(write(tmp_path / "a"))) as camera:
        for _ in range(2):
            frames = list(camera.frames())
            assert np.array_equal(np.stack([frame.depth for frame in frames]), DEPTH)
            assert all(frame.depth.dtype == np.uint16 for frame in frames)
            assert [frame.time_s for frame in frames] == pytest.approx(np.arange(12) / 30)
    k = camera.info.intrinsics
    assert (k.width, k.height, k.fx, k.fy, k.cx, k.cy) == (64, 48, 60.0, 61.0, 31.5, 23.5)
    assert (camera.info.depth_scale, camera.info.fps, camera.info.frame_count) == (0.00025, 30.0, 12)


def test_a_camera_file_may_be_json_and_have_times_and_the_room(tmp_path: Path) -> None:
    folder = write(tmp_path, frames=3)
    (folder / "camera.toml").unlink()
    record = {"fx": 60, "fy": 60, "cx": 32, "cy": 24, "depth_scale": 0.001, "time_s": [5.0, 5.1, 5.3], "name": "ours"}
    (folder / "camera.json").write_text(json.dumps({**record, "room_from_camera": np.eye(4).tolist()}))
    with open_recording(folder) as camera:
        assert [frame.time_s for frame in camera.frames()] == pytest.approx([0.0, 0.1, 0.3])
        assert camera.info.name == "ours"
        assert np.array_equal(camera.info.room_from_camera, np.eye(4))


@pytest.mark.parametrize(
    ("camera", "told"),
    [
        (CAMERA, "neither fps nor time_s"),
        (CAMERA + "fps = 0\n", "fps = 0 must be greater"),
        (CAMERA + "fps = true\n", "fps must be a number"),
        (CAMERA + "time_s = [0.0]\n", "1 times but there are 12 pictures"),
        (CAMERA + "time_s = ['a']\n", "list of seconds"),
        (CAMERA + f"time_s = {[0.0] * 12}\n", "must increase"),
        (CAMERA.replace("fx = 60.0\n", "") + "fps = 30\n", "fx must be a number, found nothing"),
        (CAMERA.replace("60.0", "-1") + "fps = 30\n", "fx = -1 must be greater"),
        (CAMERA + "fps = 30\nfocal = 3\n", "'focal' is not known"),
        (CAMERA + "fps = 30\nroom_from_camera = [[1]]\n", "room_from_camera"),
        ("fx = ", "is no camera file"),
    ],
)
def test_a_bad_camera_file_is_told_in_one_line(camera: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=told) as failure:
        open_recording(write(tmp_path, camera))
    assert "camera.toml" in str(failure.value)
    assert "\n" not in str(failure.value)


def read_all(folder: Path) -> None:
    with open_recording(folder) as camera:
        list(camera.frames())


def test_bad_pictures_are_named(tmp_path: Path) -> None:
    folder = write(tmp_path)
    picture = folder / "depth_7.png"
    sound = picture.read_bytes()
    picture.write_bytes(sound[: len(sound) // 2])
    with pytest.raises(RecordingError, match=r"depth_7\.png: is damaged"):
        read_all(folder)
    picture.write_bytes(b"not a picture")
    with pytest.raises(RecordingError, match=r"depth_7\.png: is no picture"):
        read_all(folder)
    PIL.Image.fromarray(np.zeros((48, 64), np.uint8)).save(picture)
    with pytest.raises(RecordingError, match="16-bit greyscale"):
        read_all(folder)
    PIL.Image.fromarray(np.zeros((20, 64), np.uint16)).save(picture)
    with pytest.raises(RecordingError, match="64x20 pixels; the first picture has 64x48"):
        read_all(folder)


def test_a_folder_without_pictures_or_camera_file_says_what_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"camera\.toml"):
        open_recording(tmp_path)
    (tmp_path / "camera.toml").write_text(CAMERA + "fps = 30\n")
    with pytest.raises(RecordingError, match=r"no \.png"):
        open_recording(tmp_path)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["camera.toml", "camera.json"]), st.booleans())
def test_any_bytes_as_a_camera_file_or_picture_are_read_or_told(
    tmp_path: Path, noise: bytes, name: str, in_picture: bool
) -> None:
    folder = tmp_path / "fuzz"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    PIL.Image.fromarray(DEPTH[0]).save(folder / "0.png")
    (folder / name).write_bytes(noise)
    if in_picture:
        (folder / name).write_text(CAMERA + "fps = 30\n")
        data = bytearray((folder / "0.png").read_bytes())
        place = sum(noise) % len(data)
        data[place : place + len(noise)] = noise
        (folder / "0.png").write_bytes(bytes(data))
    with contextlib.suppress(RecordingError):
        read_all(folder)

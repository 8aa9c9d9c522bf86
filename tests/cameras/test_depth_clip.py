"""Depth clips come back as they were written, and everything else is refused in one plain line."""

from __future__ import annotations

import contextlib
import functools
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.cameras import DepthClip, open_recording, write_depth_clip
from depthhinge.errors import RecordingError
from depthhinge.geometry import rigid_transform, rotation_about

from .small import HEIGHT, WIDTH, noise, small_camera

ROOM_FROM_CAMERA = rigid_transform(rotation_about((1.0, 0.0, 0.0), np.pi), (0.0, 1.2, 0.0))


def keys(frames: int = 4, **changes: Any) -> dict[str, Any]:
    """What a sound clip holds, with changes; a change to None leaves the key out."""
    sound = {"depth_mm": noise(frames), "fx": 31.5, "fy": 31.75, "cx": 31.25, "cy": 24.5, "fps": 30.0}
    return {key: value for key, value in {**sound, **changes}.items() if value is not None}


def read_all(path: Path) -> int:
    with DepthClip(path) as clip:
        return len(list(clip.frames()))


def test_a_written_clip_comes_back_exactly(tmp_path: Path) -> None:
    path, pictures = tmp_path / "clip.npz", noise(6)
    times = np.array([10.0, 10.03, 10.07, 10.1, 10.2, 10.21])
    write_depth_clip(path, pictures, small_camera().intrinsics, time_s=times, room_from_camera=ROOM_FROM_CAMERA)
    with open_recording(path) as clip:
        frames = list(clip.frames())
        info = clip.info
    assert np.array_equal(np.stack([frame.depth for frame in frames]), pictures)
    assert [frame.index for frame in frames] == list(range(6))
    assert np.allclose([frame.time_s for frame in frames], times - 10.0)
    assert info.intrinsics == small_camera().intrinsics
    assert (info.depth_scale, info.frame_count, info.serial) == (0.001, 6, None)
    assert info.room_from_camera is not None
    assert np.array_equal(info.room_from_camera, ROOM_FROM_CAMERA)


def test_a_clip_may_say_which_way_is_down(tmp_path: Path) -> None:
    write_depth_clip(tmp_path / "clip.npz", noise(3), small_camera().intrinsics, fps=20.0, gravity=(0.0, 9.0, 1.0))
    with DepthClip(tmp_path / "clip.npz") as clip:
        for frame in clip.frames():
            assert frame.gravity is not None
            assert np.allclose(frame.gravity, np.array([0.0, 9.0, 1.0]) / np.sqrt(82.0))
    write_depth_clip(tmp_path / "none.npz", noise(3), small_camera().intrinsics, fps=20.0)
    with DepthClip(tmp_path / "none.npz") as clip:
        assert next(clip.frames()).gravity is None


def test_frames_may_come_one_after_another_and_the_same_clip_is_the_same_bytes(tmp_path: Path) -> None:
    times = np.arange(5) / 30.0
    write_depth_clip(tmp_path / "whole.npz", noise(5), small_camera().intrinsics, time_s=times)
    write_depth_clip(tmp_path / "one_by_one.npz", iter(noise(5)), small_camera().intrinsics, time_s=times)
    assert (tmp_path / "whole.npz").read_bytes() == (tmp_path / "one_by_one.npz").read_bytes()
    with DepthClip(tmp_path / "one_by_one.npz") as clip:
        assert np.array_equal(np.stack([frame.depth for frame in clip.frames()]), noise(5))


@pytest.mark.parametrize(
    ("frames", "complaint"),
    [
        (noise(3), "3 frames came, not 4"),
        (noise(4)[:, :-1], "frame 0 is uint16"),
        (noise(4).astype(np.float32), "float32"),
    ],
)
def test_frames_that_are_not_as_announced_leave_no_file(tmp_path: Path, frames: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        write_depth_clip(tmp_path / "clip.npz", iter(frames), small_camera().intrinsics, time_s=np.arange(4) / 30.0)
    assert list(tmp_path.iterdir()) == []


def test_frames_at_a_steady_rate_are_timed_by_it(tmp_path: Path) -> None:
    write_depth_clip(tmp_path / "clip.npz", noise(3), small_camera().intrinsics, fps=20.0)
    with DepthClip(tmp_path / "clip.npz") as clip:
        assert [frame.time_s for frame in clip.frames()] == [0.0, 0.05, 0.1]
        assert clip.info.fps == 20.0


def test_a_clip_can_be_read_twice(tmp_path: Path) -> None:
    np.savez(tmp_path / "clip.npz", **keys())
    with DepthClip(tmp_path / "clip.npz") as clip:
        assert len(list(clip.frames())) == len(list(clip.frames())) == 4


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_clips_of_others_are_read(tmp_path: Path, save: Any) -> None:
    others = {
        "fx": np.array([31.5]),
        "cy": np.int64(24),
        "notes": np.array("a squat"),
        "depth_mm": noise(4).astype(">u2"),
    }
    save(tmp_path / "clip.npz", **keys(**others))
    with DepthClip(tmp_path / "clip.npz") as clip:
        depths = np.stack([frame.depth for frame in clip.frames()])
    assert np.array_equal(depths, noise(4))
    assert depths.dtype == np.uint16


def test_a_clip_of_one_frame_is_a_clip(tmp_path: Path) -> None:
    np.savez(tmp_path / "clip.npz", **keys(1, fps=None, time_s=[3.0]))
    with DepthClip(tmp_path / "clip.npz") as clip:
        assert [frame.time_s for frame in clip.frames()] == [0.0]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"depth_mm": None}, "has no depth_mm"),
        ({"gravity": [0.0, 1.0]}, "gravity is not one direction"),
        ({"gravity": [0.0, 0.0, 0.0]}, "gravity is not one direction"),
        ({"gravity": [0.0, np.nan, 0.0]}, "gravity is not one direction"),
        ({"fx": None}, "has no fx"),
        ({"fps": None}, "neither fps nor time_s"),
        ({"depth_mm": noise(4).astype(np.float32)}, "depth_mm is float32"),
        ({"depth_mm": noise(4).astype(np.int16)}, "depth_mm is int16"),
        ({"depth_mm": noise(1)[0]}, r"depth_mm has the shape \(48, 64\)"),
        ({"depth_mm": noise(4)[:0]}, "no frames"),
        ({"depth_mm": np.zeros((2, 1, 10_000), np.uint16)}, "10000x1 pixels"),
        ({"depth_mm": np.zeros((2, 0, 5), np.uint16)}, "5x0 pixels"),
        ({"depth_mm": np.array([{"a": 1}], dtype=object)}, "holds Python objects"),
        ({"fx": float("nan")}, "fx is not one finite number"),
        ({"cy": [1.0, 2.0]}, "cy is not one finite number"),
        ({"fx": "wide"}, "fx is <U4"),
        ({"fy": 0.0}, "fy = 0"),
        ({"fps": -1.0}, "fps = -1"),
        ({"fps": float("inf")}, "fps is not one finite number"),
        ({"time_s": [0.0, 0.1]}, "4 frames; save one time a frame"),
        ({"time_s": [0.0, 0.1, 0.1, 0.2]}, "does not increase at frame 2"),
        ({"time_s": [0.0, 0.1, float("nan"), 0.2]}, "not numbers"),
        ({"room_from_camera": np.eye(3)}, "room_from_camera"),
        ({"room_from_camera": np.diag([2.0, 1.0, 1.0, 1.0])}, "room_from_camera"),
        ({"room_from_camera": np.diag([1.0, 1.0, -1.0, 1.0])}, "room_from_camera"),
        ({"room_from_camera": np.full((4, 4), np.nan)}, "room_from_camera"),
    ],
)
def test_a_clip_with_a_wrong_key_is_refused(tmp_path: Path, changes: dict[str, Any], complaint: str) -> None:
    path = tmp_path / "clip.npz"
    np.savez(path, **keys(**changes))
    with pytest.raises(RecordingError, match=complaint) as refusal:
        DepthClip(path)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_pictures_stored_by_column_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "clip.npz", **keys(depth_mm=np.asfortranarray(noise(4))))
    with pytest.raises(RecordingError, match="stored by column"):
        read_all(tmp_path / "clip.npz")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "empty"),
        (b"\x93NUMPY", "not a whole .npz"),
        (b"PK\x03\x04", "not a whole .npz"),
        (b"text" * 99, "not a whole"),
    ],
)
def test_a_file_that_is_no_clip_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    (tmp_path / "clip.npz").write_bytes(content)
    with pytest.raises(RecordingError, match=complaint):
        DepthClip(tmp_path / "clip.npz")


def test_a_missing_clip_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="no such file"):
        DepthClip(tmp_path / "clip.npz")
    with pytest.raises(RecordingError, match="folder"):
        DepthClip(tmp_path)


def test_a_clip_that_claims_to_be_vast_is_refused_without_being_unpacked(tmp_path: Path) -> None:
    path, header = tmp_path / "clip.npz", io.BytesIO()
    vast = {"descr": "<u2", "fortran_order": False, "shape": (10**9, 480, 848)}
    np.lib.format.write_array_header_1_0(header, vast)
    np.savez(path, **keys(depth_mm=None))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("depth_mm.npy", header.getvalue())
    with pytest.raises(RecordingError, match="not as large as it says"):
        DepthClip(path)


def test_a_clip_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not increase"):
        write_depth_clip(tmp_path / "clip.npz", noise(2), small_camera().intrinsics, time_s=[1.0, 1.0])
    with pytest.raises(ValueError, match="either fps or time_s"):
        write_depth_clip(tmp_path / "clip.npz", noise(2), small_camera().intrinsics)
    with pytest.raises(ValueError, match="not uint16"):
        write_depth_clip(tmp_path / "clip.npz", noise(2).astype(float), small_camera().intrinsics, fps=30.0)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RecordingError, match="cannot be written"):
        write_depth_clip(tmp_path / "no" / "clip.npz", noise(2), small_camera().intrinsics, fps=30.0)


def test_a_failed_write_keeps_the_clip_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "clip.npz"
    write_depth_clip(path, noise(2), small_camera().intrinsics, fps=30.0)
    with pytest.raises(ValueError, match="fps"):
        write_depth_clip(path, noise(3), small_camera().intrinsics, fps=0.0)
    assert read_all(path) == 2


@functools.cache
def sound_clip() -> bytes:
    """A small clip whose every part is a fair target."""
    packed = io.BytesIO()
    small = np.arange(5 * 6 * 8, dtype=np.uint16).reshape(5, 6, 8)
    np.savez_compressed(packed, **keys(depth_mm=small, time_s=np.arange(5) / 30.0, room_from_camera=ROOM_FROM_CAMERA))
    return packed.getvalue()


def read_or_refuse(content: bytes) -> None:
    """Whatever the bytes: frames or a `RecordingError`, never another exception."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.npz"
        path.write_bytes(content)
        with contextlib.suppress(RecordingError):
            read_all(path)


@given(st.data())
def test_flipped_bytes_are_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(sound_clip())
    places = data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6))
    for place in places:
        content[place] = data.draw(st.integers(0, 255))
    read_or_refuse(bytes(content))


@given(st.integers(0, len(sound_clip()) - 1))
def test_a_clip_cut_anywhere_is_read_or_refused(length: int) -> None:
    read_or_refuse(sound_clip()[:length])


@given(st.binary(max_size=200))
def test_any_bytes_in_place_of_an_array_are_read_or_refused(content: bytes) -> None:
    packed = io.BytesIO()
    np.savez(packed, **keys(depth_mm=None))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("depth_mm.npy", b"\x93NUMPY\x01\x00" + content)
    read_or_refuse(packed.getvalue())


def test_frames_have_the_size_of_the_intrinsics(tmp_path: Path) -> None:
    np.savez(tmp_path / "clip.npz", **keys())
    with DepthClip(tmp_path / "clip.npz") as clip:
        assert (clip.info.intrinsics.height, clip.info.intrinsics.width) == (HEIGHT, WIDTH)
        assert next(clip.frames()).depth.shape == (HEIGHT, WIDTH)

"""A folder of 16-bit PNGs, one a frame, beside a camera file: how datasets and other cameras' tools leave depth.

The camera file is `camera.toml` or `camera.json`:

    fx = 424.2          # pixels
    fy = 424.2
    cx = 423.4
    cy = 236.4
    depth_scale = 0.001 # metres a unit of the pictures; 0 in a picture = no reading
    fps = 30            # or time_s = [0.0, 0.033, ...], seconds, one a picture
    # name = "..."; room_from_camera = [[...], [...], [...], [...]] (4, 4), where they are known

Pictures are taken in the order of the numbers in their names.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from depthhinge.cameras.camera import DepthCamera
from depthhinge.cameras.foreign import MAX_SIDE_PX, RIGID_TOLERANCE, frames_per_second
from depthhinge.errors import RecordingError
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.geometry import Array, is_rigid

CAMERA_FILES = ("camera.toml", "camera.json")
CAMERA_SUFFIXES = (".toml", ".json")

_KNOWN = ("name", "fx", "fy", "cx", "cy", "depth_scale", "fps", "time_s", "room_from_camera")
_MAX_CAMERA_FILE_BYTES = 64 * 1024 * 1024
# A day of times at 90 Hz, with room.
_SIXTEEN_BITS = ("I;16", "I;16B", "I;16L")


def camera_file_in(path: Path) -> Path | None:
    """The camera file of a folder of pictures; None where `path` is no such folder."""
    if not path.is_dir():
        return None
    return next((path / name for name in CAMERA_FILES if (path / name).is_file()), None)


def pictures_beside(camera_file: Path) -> list[Path]:
    """The PNGs of a camera file's folder, in the order of the numbers in their names."""
    return sorted(
        (path for path in camera_file.parent.iterdir() if path.suffix.lower() == ".png" and path.is_file()),
        key=lambda path: [int(part) if part.isdigit() else part for part in re.split(r"([0-9]+)", path.name)],
    )


class PngFolder(DepthCamera):
    """Pictures are read one by one, so that their number costs no memory."""

    def __init__(self, camera_file: Path) -> None:
        """Read the camera file and look at the first picture.

        Raises:
            RecordingError: the file is missing, malformed or lacks something, or there is no usable picture.
        """
        self._file = camera_file
        self._pictures = _listed(camera_file)
        record = _read(camera_file)
        unknown = sorted(set(record) - set(_KNOWN))
        if unknown:
            raise self._error(f"{unknown[0]!r} is not known; known are {', '.join(_KNOWN)}")
        width, height = self._size(self._pictures[0])
        self._time_s, fps = self._times(record)
        fx, fy, cx, cy, scale = (self._number(record, key) for key in ("fx", "fy", "cx", "cy", "depth_scale"))
        for key, value in (("fx", fx), ("fy", fy), ("depth_scale", scale)):
            if value <= 0.0:
                raise self._error(f"{key} = {value:g} must be greater than 0")
        self._info = CameraInfo(
            name=str(record.get("name", "folder of PNGs")),
            serial=None,
            intrinsics=Intrinsics(width, height, fx, fy, cx, cy),
            depth_scale=scale,
            fps=fps,
            room_from_camera=self._room(record),
            frame_count=len(self._pictures),
        )

    @property
    def info(self) -> CameraInfo:
        """The camera, as the camera file has it."""
        return self._info

    def frames(self) -> Iterator[DepthFrame]:
        """Every picture, from the first at each call.

        Raises:
            RecordingError: a picture is damaged, or of another size or kind than the first.
        """
        size = (self._info.intrinsics.width, self._info.intrinsics.height)
        for index, (path, time_s) in enumerate(zip(self._pictures, self._time_s, strict=True)):
            yield DepthFrame(index, float(time_s), _depth(path, size))

    def close(self) -> None:
        """Nothing to do: each picture is open only while it is read."""

    def _error(self, what: str) -> RecordingError:
        return RecordingError(f"{self._file}: {what}")

    def _size(self, path: Path) -> tuple[int, int]:
        with _opened(path) as picture:
            width, height = picture.size
        if width > MAX_SIDE_PX or height > MAX_SIDE_PX:
            raise RecordingError(f"{path}: {width}x{height} pixels; up to {MAX_SIDE_PX} a side can be read")
        return width, height

    def _number(self, record: dict[str, Any], key: str) -> float:
        value = record.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
            raise self._error(f"{key} must be a number, found {'nothing' if value is None else repr(value)}")
        return float(value)

    def _times(self, record: dict[str, Any]) -> tuple[Array, float]:
        """Seconds from the first picture (n,), and pictures a second; `time_s` goes before `fps`."""
        count = len(self._pictures)
        if "time_s" not in record:
            if "fps" not in record:
                raise self._error("has neither fps nor time_s; give one of them")
            fps = self._number(record, "fps")
            if fps <= 0.0:
                raise self._error(f"fps = {fps:g} must be greater than 0")
            return np.arange(count) / fps, fps
        try:
            times = np.asarray(record["time_s"], np.float64)
        except (TypeError, ValueError):
            raise self._error("time_s must be a list of seconds") from None
        if times.shape != (count,):
            raise self._error(f"time_s has {times.size} times but there are {count} pictures; give one a picture")
        if not np.isfinite(times).all() or not (np.diff(times) > 0.0).all():
            raise self._error("time_s must increase from picture to picture")
        return times - times[0], frames_per_second(times)

    def _room(self, record: dict[str, Any]) -> Array | None:
        if "room_from_camera" not in record:
            return None
        try:
            transform = np.asarray(record["room_from_camera"], np.float64)
        except (TypeError, ValueError):
            transform = np.empty(0)
        if not is_rigid(transform, RIGID_TOLERANCE):
            raise self._error("room_from_camera is not a (4, 4) rotation and translation in metres")
        return transform


def _listed(camera_file: Path) -> list[Path]:
    try:
        pictures = pictures_beside(camera_file)
    except OSError as problem:
        raise RecordingError(f"{camera_file.parent}: cannot be read ({problem.strerror})") from problem
    if not pictures:
        raise RecordingError(f"{camera_file.parent}: has a camera file but no .png beside it")
    return pictures


def _read(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_CAMERA_FILE_BYTES:
            raise RecordingError(f"{path}: too large for a camera file")
        text = path.read_text(encoding="utf-8")
        record = tomllib.loads(text) if path.suffix.lower() == ".toml" else json.loads(text)
    except OSError as problem:
        raise RecordingError(f"{path}: cannot be read ({problem.strerror})") from problem
    except (ValueError, RecursionError) as problem:  # not UTF-8, TOML or JSON
        raise RecordingError(f"{path}: is no camera file ({' '.join(str(problem).split())})") from problem
    if not isinstance(record, dict):
        raise RecordingError(f"{path}: is no camera file; write fx, fy, cx, cy, depth_scale and fps")
    return record


def _opened(path: Path) -> PIL.Image.Image:
    """A picture whose head has been read, 16 bits deep.

    Raises:
        RecordingError: it cannot be read, or has another depth.
    """
    try:
        picture = PIL.Image.open(path, formats=("PNG",))
    except (OSError, ValueError, SyntaxError, PIL.Image.DecompressionBombError) as problem:
        raise RecordingError(f"{path}: is no picture that can be read; copy it again") from problem
    if picture.mode not in _SIXTEEN_BITS:
        picture.close()
        raise RecordingError(f"{path}: has pixels of the kind {picture.mode}; depth needs 16-bit greyscale PNGs")
    return picture


def _depth(path: Path, size: tuple[int, int]) -> NDArray[np.uint16]:
    with _opened(path) as picture:
        if picture.size != size:
            raise RecordingError(
                f"{path}: {picture.size[0]}x{picture.size[1]} pixels; the first picture has {size[0]}x{size[1]}"
            )
        try:
            return np.array(picture, np.uint16)
        except (OSError, ValueError, SyntaxError) as problem:
            raise RecordingError(f"{path}: is damaged; copy it again") from problem

"""Depth clips: a movement in one `.npz`, from any depth camera and readable without an SDK.

Keys: `depth_mm` (T, H, W) uint16 millimetres, 0 = no reading; `fx fy cx cy` in pixels; `fps`, or `time_s` (T,) in
seconds; optionally `room_from_camera` (4, 4), and `gravity` (3,), which way is down in the camera frame (x right, y
down, z forward). Other keys are ignored.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.cameras.camera import DepthCamera
from depthhinge.cameras.files import require_readable
from depthhinge.cameras.foreign import MAX_SIDE_PX, RIGID_TOLERANCE, frames_per_second
from depthhinge.cameras.npz import Npz
from depthhinge.errors import RecordingError
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.geometry import Array, is_rigid, unit

DEPTH_CLIP = ".npz"

_MM_IN_M = 0.001


class DepthClip(DepthCamera):
    """A depth clip, read frame by frame, so that its length costs no memory."""

    def __init__(self, path: Path | str) -> None:
        """Read and check everything but the pictures.

        Raises:
            RecordingError: the file is missing, empty, cut short or foreign, or a key is missing or wrong.
        """
        self._path = Path(path)
        require_readable(self._path)
        with Npz(self._path) as npz:
            header = _read_header(npz)
        self._time_s = header.time_s
        self._gravity = header.gravity
        self._info = header.info

    @property
    def info(self) -> CameraInfo:
        """The clip's camera, as far as the clip knows it."""
        return self._info

    def frames(self) -> Iterator[DepthFrame]:
        """Every frame, from the start at each call.

        Raises:
            RecordingError: the pictures are cut short or damaged.
        """
        with Npz(self._path) as npz:
            for index, depth in enumerate(npz.slices("depth_mm")):
                depth = depth.astype(np.uint16, copy=False)
                yield DepthFrame(index, float(self._time_s[index]), depth, self._gravity)

    def close(self) -> None:
        """Nothing to do: the file is open only while it is read."""


@dataclass(frozen=True)
class _Header:
    info: CameraInfo
    time_s: Array
    gravity: Array | None


def _read_header(npz: Npz) -> _Header:
    frames, height, width = _read_shape(npz)
    time_s, fps = _read_times(npz, frames)
    info = CameraInfo(
        name="depth clip",
        serial=None,
        intrinsics=_read_intrinsics(npz, width, height),
        depth_scale=_MM_IN_M,
        fps=fps,
        room_from_camera=_read_room(npz),
        frame_count=frames,
    )
    return _Header(info, time_s, _read_gravity(npz))


def _read_shape(npz: Npz) -> tuple[int, int, int]:
    shape, dtype = npz.shape_and_type("depth_mm")
    if dtype.kind != "u" or dtype.itemsize != np.dtype(np.uint16).itemsize:
        raise npz.error(f"depth_mm is {dtype}; save millimetres as uint16, 0 where there is no reading")
    if len(shape) != 3:
        raise npz.error(f"depth_mm has the shape {shape}; save it as (frames, height, width)")
    frames, height, width = shape
    if frames == 0:
        raise npz.error("depth_mm has no frames; save at least one")
    if not (0 < height <= MAX_SIDE_PX and 0 < width <= MAX_SIDE_PX):
        raise npz.error(f"depth_mm has frames of {width}x{height} pixels; 1 to {MAX_SIDE_PX} a side can be read")
    return frames, height, width


def _read_intrinsics(npz: Npz, width: int, height: int) -> Intrinsics:
    fx, fy, cx, cy = (_read_number(npz, key) for key in ("fx", "fy", "cx", "cy"))
    if fx <= 0.0 or fy <= 0.0:
        raise npz.error(f"fx = {fx:g} and fy = {fy:g}; save the focal lengths in pixels, greater than 0")
    return Intrinsics(width, height, fx, fy, cx, cy)


def _read_times(npz: Npz, frames: int) -> tuple[Array, float]:
    """Times (T,) in seconds from the first frame, and the nominal frames a second; `time_s` goes before `fps`."""
    if "time_s" not in npz:
        if "fps" not in npz:
            raise npz.error("has neither fps nor time_s; save one of them")
        fps = _read_number(npz, "fps")
        if fps <= 0.0:
            raise npz.error(f"fps = {fps:g}; save frames a second, greater than 0")
        return np.arange(frames) / fps, fps
    time_s = npz.numbers("time_s")
    if time_s.shape != (frames,):
        raise npz.error(f"time_s has the shape {time_s.shape} but there are {frames} frames; save one time a frame")
    if not np.all(np.isfinite(time_s)):
        raise npz.error("time_s has values that are not numbers; save seconds")
    if not np.all(np.diff(time_s) > 0.0):
        first = int(np.argmax(np.diff(time_s) <= 0.0)) + 1
        raise npz.error(f"time_s does not increase at frame {first}; save the frames in order of time")
    return time_s - time_s[0], frames_per_second(time_s)


def _read_room(npz: Npz) -> Array | None:
    if "room_from_camera" not in npz:
        return None
    transform = npz.numbers("room_from_camera")
    if not is_rigid(transform, RIGID_TOLERANCE):
        raise npz.error(
            "room_from_camera is not a (4, 4) rotation and translation in metres; correct it, or leave it out"
        )
    return transform


def _read_gravity(npz: Npz) -> Array | None:
    if "gravity" not in npz:
        return None
    gravity = npz.numbers("gravity")
    if gravity.shape != (3,) or not np.all(np.isfinite(gravity)) or not np.any(gravity):
        raise npz.error("gravity is not one direction (3,); correct it, or leave it out")
    return unit(gravity)


def _read_number(npz: Npz, key: str) -> float:
    values = npz.numbers(key)
    if values.size != 1 or not np.isfinite(values).all():
        raise npz.error(f"{key} is not one finite number; save it as a single value")
    return float(values.reshape(()))


def write_depth_clip(
    path: Path,
    depth_mm: NDArray[np.uint16] | Iterable[NDArray[np.uint16]],
    intrinsics: Intrinsics,
    *,
    fps: float | None = None,
    time_s: ArrayLike | None = None,
    room_from_camera: ArrayLike | None = None,
    gravity: ArrayLike | None = None,
) -> None:
    """Write a depth clip; the file is there whole or not at all, and the same clip is the same bytes.

    Args:
        path: ends in `.npz`; a file that is there is replaced.
        depth_mm: (T, H, W) uint16 millimetres, 0 = no reading; or as many frames (H, W) as `time_s` has, one after
            another, so that a long clip need not be held in memory.
        intrinsics: of those pictures.
        fps: frames a second; this or `time_s`.
        time_s: (T,) seconds, strictly increasing.
        room_from_camera: (4, 4) rigid, where the room is known.
        gravity: (3,) down in the camera frame, where there was an accelerometer.

    Raises:
        RecordingError: the file cannot be written.
        ValueError: what would be written could not be read again.
    """
    if (fps is None) == (time_s is None):
        raise ValueError("give either fps or time_s")
    frames = len(depth_mm) if isinstance(depth_mm, np.ndarray) else np.size(time_s) if time_s is not None else 0
    if frames == 0:
        raise ValueError("a clip has at least one frame; frames one after another need time_s")
    arrays: dict[str, ArrayLike] = {"fx": intrinsics.fx, "fy": intrinsics.fy, "cx": intrinsics.cx, "cy": intrinsics.cy}
    optional = {"fps": fps, "time_s": time_s, "room_from_camera": room_from_camera, "gravity": gravity}
    arrays |= {key: np.asarray(value, np.float64) for key, value in optional.items() if value is not None}
    _write_atomically(Path(path), depth_mm, (frames, intrinsics.height, intrinsics.width), arrays)


_COMPRESSION = 1
# Of zlib's nine levels: noise packs no better with more, and a frame takes a fifth of the time.


def _write_atomically(
    path: Path,
    depth_mm: Iterable[NDArray[np.uint16]],
    shape: tuple[int, int, int],
    arrays: dict[str, ArrayLike],
) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        try:
            # An entry opened by its name is dated 1980: no time of writing gets into the file.
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as file:
                for key, value in arrays.items():
                    with file.open(f"{key}.npy", "w") as stream:
                        np.lib.format.write_array(stream, np.asarray(value), allow_pickle=False)
                with file.open("depth_mm.npy", "w", force_zip64=True) as stream:
                    _write_frames(stream, depth_mm, shape)
            # The reader is the judge of what may be written.
            DepthClip(unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be written ({error}); check the folder and the space on disk") from error
    except RecordingError as error:
        raise ValueError(str(error)) from error


def _write_frames(stream: IO[bytes], depth_mm: Iterable[NDArray[np.uint16]], shape: tuple[int, int, int]) -> None:
    header = {"descr": np.lib.format.dtype_to_descr(np.dtype(np.uint16)), "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, header)
    written = 0
    for depth in depth_mm:
        if depth.dtype != np.uint16 or depth.shape != shape[1:]:
            raise ValueError(f"frame {written} is {depth.dtype} {depth.shape}, not uint16 {shape[1:]}")
        stream.write(np.ascontiguousarray(depth).tobytes())
        written += 1
    if written != shape[0]:
        raise ValueError(f"{written} frames came, not {shape[0]}")

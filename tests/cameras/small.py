"""Small cameras and pictures that the tests of this room share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthhinge.cameras import SoftwareCamera
from depthhinge.frames import CameraInfo, Intrinsics
from depthhinge.geometry import unit

WIDTH, HEIGHT = 64, 48


def small_camera(fps: float = 30.0) -> CameraInfo:
    """A camera that costs next to nothing to run; every number can be told from every other."""
    return CameraInfo(
        name="Simulated D435",
        serial="SIM0001",
        intrinsics=Intrinsics(WIDTH, HEIGHT, 31.5, 31.75, 31.25, 24.5),
        depth_scale=0.001,
        fps=fps,
        stereo_baseline_m=0.05,
    )


def noise(frames: int, seed: int = 0) -> NDArray[np.uint16]:
    """Pictures (frames, HEIGHT, WIDTH) over the whole range of values, so that any change shows."""
    return np.random.default_rng(seed).integers(0, 2**16, (frames, HEIGHT, WIDTH), np.uint16)


def at_rest(down: ArrayLike, seconds: float, spread: float = 0.0) -> list[tuple[float, NDArray[np.float64]]]:
    """Samples of an accelerometer at rest, 63 a second, from the first picture's time on."""
    generator = np.random.default_rng(0)
    push = -9.80665 * unit(down)
    return [(time, push + generator.normal(0.0, spread, 3)) for time in np.arange(0.0, seconds, 1.0 / 63.0)]


def record(path: Path, pictures: NDArray[np.uint16], fps: float = 30.0, down: ArrayLike | None = None) -> None:
    """Record pictures at a steady rate through a software camera; with `down` it has an accelerometer."""
    timed = ((index / fps, depth) for index, depth in enumerate(pictures))
    accelerations = None if down is None else at_rest(down, len(pictures) / fps)
    with SoftwareCamera(small_camera(fps), timed, record_to=path, accelerations=accelerations) as camera:
        for _ in camera.frames():
            pass

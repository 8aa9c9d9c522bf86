"""Small cameras and pictures that the tests of this room share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from depthhinge.cameras import SoftwareCamera
from depthhinge.frames import CameraInfo, Intrinsics

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


def record(path: Path, pictures: NDArray[np.uint16], fps: float = 30.0, gravity: object = None) -> None:
    """Record pictures at a steady rate through a software camera."""
    timed = ((index / fps, depth) for index, depth in enumerate(pictures))
    with SoftwareCamera(small_camera(fps), timed, record_to=path, gravity=gravity) as camera:
        for _ in camera.frames():
            pass

"""Which resolution, rate and preset each RealSense model is best used with at two to three metres."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from depthhinge.errors import CameraError

_LEAST_FPS = 15
# Below this the bottom of a repetition falls between two frames.


@dataclass(frozen=True)
class DepthMode:
    """A depth resolution in pixels and a rate in frames a second."""

    width: int
    height: int
    fps: int

    def __str__(self) -> str:
        return f"{self.width}x{self.height} at {self.fps} frames a second"


@dataclass(frozen=True)
class ModelSetup:
    """How to use one model."""

    model: str
    mode: DepthMode
    hint: str | None = None
    """A quality note for the person who sets the camera up."""


# Sizes and rate: librealsense wiki, "D400 Series Visual Presets" (D435 848x480, D415 1280x720, 30 frames a second);
# D455: librealsense#7820. The D555's imager reads out in 896-pixel rows.
_SETUPS = (
    ModelSetup("D435", DepthMode(848, 480, 30)),
    ModelSetup("D455", DepthMode(848, 480, 30)),
    ModelSetup("D456", DepthMode(848, 480, 30)),
    ModelSetup("D457", DepthMode(848, 480, 30)),
    ModelSetup("D555", DepthMode(896, 504, 30)),
    ModelSetup(
        "D415",
        DepthMode(1280, 720, 30),
        # 40 degrees of vertical view: 1.43 m at 2 m, less than a person.
        "D415: upright it sees only 1.4 m of height at 2 m; mount it in portrait, or stand farther away",
    ),
)
_OTHERWISE = ModelSetup("", DepthMode(848, 480, 30), "this model has not been tried; 848x480 is asked for")


def setup_for(name: str) -> ModelSetup:
    """The setup of the model that `name` speaks of (`Intel RealSense D435I`).

    Raises:
        CameraError: a model that cannot see a whole person.
    """
    if "D405" in name.upper():
        raise CameraError(
            f"{name}: made for 7 to 50 cm, it does not see a person at 2 m; use a D435, D455, D415 or D555"
        )
    return next((setup for setup in _SETUPS if setup.model in name.upper()), _OTHERWISE)


def choose_mode(wanted: DepthMode, offered: Iterable[DepthMode]) -> DepthMode:
    """The offered mode nearest to the wanted one: its size first, never more pixels, then its rate.

    On USB 2 a camera offers less (a D435: 640x480 at 30, 480x270 at 60).

    Raises:
        CameraError: nothing usable is offered.
    """
    usable = [
        mode
        for mode in offered
        if mode.fps >= min(_LEAST_FPS, wanted.fps) and mode.width * mode.height <= wanted.width * wanted.height
    ]
    if not usable:
        raise CameraError(
            f"the camera offers no depth mode of {_LEAST_FPS} frames a second or more: "
            "use a USB 3 port and a USB 3 cable, then plug it in anew"
        )
    return max(
        usable,
        key=lambda mode: (
            (mode.width, mode.height) == (wanted.width, wanted.height),
            mode.width * mode.height,
            -abs(mode.fps - wanted.fps),
        ),
    )

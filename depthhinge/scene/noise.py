"""How uncertain a stereo depth reading is: the one model that every tolerance of the line follows."""

from __future__ import annotations

from depthhinge.frames import CameraInfo

SUBPIXEL_RMS = 0.08
"""Disparity noise in pixels on everyday surfaces (librealsense issue 3904; 0.03 at best)."""

ASSUMED_BASELINE_M = 0.050
"""D435; taken for a recording that does not say, until its flicker has been seen (`tracking/flicker.py`)."""

NOISE_SIGMAS = 3.0
"""Of the noise, within which two readings may be of one thing: one in 370 lies beyond."""

NOISE_FLOOR_M = 0.003
"""No reading is trusted below this: about one depth step of a D435 at 1.5 m."""

DRILL_DISTANCE_M = 2.3
"""From the camera to who does the drill: there a D435's picture holds a standing person, arms and all."""
COARSE_M = 0.03
"""Noise from which a person falls to pieces in places: of simulated drills at that distance all were tracked at 26 mm
(640x480), some lost at 35 (480x270) and at 40 (424x240)."""


def depth_noise_coefficient(info: CameraInfo) -> float:
    """k of `rms = k * z^2`, 1/metres: subpixel / (focal length in pixels * baseline) (librealsense, *Depth tuning*)."""
    baseline = info.stereo_baseline_m or ASSUMED_BASELINE_M
    return SUBPIXEL_RMS / (info.intrinsics.fx * baseline)


EDGE_FATTENING_PX = 1.5
"""Pixels by which stereo matching widens a near surface over what lies behind it: the middle of the 0-3 that are seen
on a D400 (its matching window lies across the edge). Other sensors' outlines are taken as they are."""


def edge_fattening_px(info: CameraInfo) -> float:
    """How far outside the true outline the measured one runs, in pixels."""
    return EDGE_FATTENING_PX if info.stereo_baseline_m else 0.0


def coarseness_in_words(info: CameraInfo) -> str | None:
    """What to know of a mode that measures depth too coarsely for the drill; None where that is not so or not known."""
    noise = depth_noise_coefficient(info) * DRILL_DISTANCE_M**2
    if not info.stereo_baseline_m or noise < COARSE_M:
        return None
    k = info.intrinsics
    return (
        f"at {k.width}x{k.height} this camera measures depth to {100.0 * noise:.0f} cm at {DRILL_DISTANCE_M:g} m, too "
        "coarsely to follow everybody: set a larger resolution, or stand nearer"
    )

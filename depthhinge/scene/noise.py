"""How uncertain a stereo depth reading is: the one model that every tolerance of the line follows."""

from __future__ import annotations

from depthhinge.frames import CameraInfo

SUBPIXEL_RMS = 0.08
"""Disparity noise in pixels on everyday surfaces (librealsense issue 3904; 0.03 at best)."""

UNSTATED_COEFFICIENT = 1.43e-3
"""1/metres, for a recording that states no stereo baseline: a Kinect's (Khoshelham & Elberink 2012, *Sensors* 12:1437);
cameras by time of flight are better within a few metres, and D400s, which are worse, mostly state theirs."""

NOISE_FLOOR_M = 0.003
"""No reading is trusted below this: about one depth step of a D435 at 1.5 m."""


def depth_noise_coefficient(info: CameraInfo) -> float:
    """k of `rms = k * z^2`, 1/metres: subpixel / (focal length in pixels * baseline) (librealsense, *Depth tuning*)."""
    if not info.stereo_baseline_m:
        return UNSTATED_COEFFICIENT
    return SUBPIXEL_RMS / (info.intrinsics.fx * info.stereo_baseline_m)


EDGE_FATTENING_PX = 1.5
"""Pixels by which stereo matching widens a near surface over what lies behind it: the middle of the 0-3 that are seen
on a D400 (its matching window lies across the edge). Other sensors' outlines are taken as they are."""


def edge_fattening_px(info: CameraInfo) -> float:
    """How far outside the true outline the measured one runs, in pixels."""
    return EDGE_FATTENING_PX if info.stereo_baseline_m else 0.0

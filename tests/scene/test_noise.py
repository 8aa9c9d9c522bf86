"""How uncertain a depth reading is said to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.frames import DepthFrame
from depthhinge.scene.noise import coarseness_in_words, depth_noise_coefficient, edge_fattening_px
from depthhinge.scene.scene import Scene
from tests.tracking import simulated

STEREO = replace(simulated.CAMERA, stereo_baseline_m=0.05)


def test_the_noise_of_a_stereo_camera_follows_its_baseline() -> None:
    assert depth_noise_coefficient(STEREO) * 2.3**2 == pytest.approx(0.020, abs=0.001), "a D435 at 2.3 m"
    wider = replace(STEREO, stereo_baseline_m=0.1)
    assert depth_noise_coefficient(wider) == pytest.approx(depth_noise_coefficient(STEREO) / 2.0)


def test_a_recording_that_states_no_baseline_is_first_taken_for_as_noisy_as_a_d435() -> None:
    unstated = replace(simulated.CAMERA, stereo_baseline_m=None)
    assert depth_noise_coefficient(unstated) == depth_noise_coefficient(STEREO)
    assert edge_fattening_px(unstated) == 0.0


def test_a_mode_too_coarse_for_the_drill_is_said_from_the_first_frame_and_once() -> None:
    k = STEREO.intrinsics
    halved = replace(k, width=424, height=240, fx=k.fx / 2.0, fy=k.fy / 2.0, cx=k.cx / 2.0, cy=k.cy / 2.0)
    coarse = replace(STEREO, intrinsics=halved)
    scene = Scene(coarse)
    for index in range(2):
        scene.update(DepthFrame(index, index / 30.0, np.zeros((240, 424), np.uint16)))
    (note,) = scene.notes
    assert note.startswith("at 424x240 this camera measures depth to 4 cm at 2.3 m")
    assert coarseness_in_words(STEREO) is None
    assert coarseness_in_words(replace(coarse, stereo_baseline_m=None)) is None, "nobody knows how noisy that is"

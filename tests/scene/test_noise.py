"""How uncertain a depth reading is said to be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from depthhinge.scene.noise import depth_noise_coefficient, edge_fattening_px
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

"""A camera that does not state its baseline is taken for as noisy as it flickers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.scene.scene import PersonView
from depthhinge.tracking.flicker import LEAST_COEFFICIENT, Flicker
from tests.tracking import simulated

ASSUMED = 0.004


def told(noise: float, moves_m: float = 0.0, frames: int = 12) -> float:
    """k by so many frames with independent noise of this k, of someone who moves so far toward the camera in each."""
    generator, flicker = np.random.default_rng(3), Flicker(ASSUMED)
    view: PersonView = simulated.seen(simulated.bent(0.0, 0.0, 5.0, 0.0)).view
    for index in range(frames):
        z = np.where(view.mask, view.depth - index * moves_m, 0.0)
        wavers = z + noise * z**2 * generator.normal(size=z.shape)
        found = flicker.coefficient(replace(view, depth=wavers.astype(np.float32)))
    return found


def test_before_a_second_frame_it_is_what_was_assumed() -> None:
    assert told(0.002, frames=1) == ASSUMED


def test_what_flickers_half_as_much_is_half_as_noisy() -> None:
    assert told(0.0024) / told(0.0012) == pytest.approx(2.0, rel=0.1)


def test_what_does_not_flicker_has_the_steps_of_a_kinect() -> None:
    assert told(0.0) == LEAST_COEFFICIENT


def test_movement_is_not_taken_for_more_noise_than_was_assumed() -> None:
    assert told(0.002, moves_m=0.05) == ASSUMED

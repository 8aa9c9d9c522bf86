"""The simulated camera's accelerometer."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.geometry import unit
from depthhinge.simulation.accelerometer import RATE_HZ, Accelerometer
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.noise_settings import NoiseSettings
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.sensor import Sensor

UP = unit([0.1, -1.0, -0.2])


def test_samples_come_at_the_rate_and_err_as_the_settings_say() -> None:
    settings = NoiseSettings.at(1.0)
    units = [Accelerometer(1.0, seed) for seed in range(200)]
    assert np.std([unit.bias for unit in units]) == pytest.approx(settings.acceleration_bias, rel=0.15)
    assert np.std([unit.scale for unit in units]) == pytest.approx(settings.acceleration_scale, rel=0.15)
    times, readings = zip(*units[0].at_rest(UP, 60.0), strict=True)
    np.testing.assert_allclose(np.diff(times), 1.0 / RATE_HZ)
    assert np.std(readings, axis=0) == pytest.approx(settings.acceleration_noise, rel=0.1)
    np.testing.assert_allclose(np.mean(readings, axis=0), units[0].scale * 9.80665 * UP + units[0].bias, atol=0.005)


def test_without_noise_it_reads_the_push_against_gravity() -> None:
    for _, reading in Accelerometer(0.0, 1).at_rest(UP, 1.0):
        np.testing.assert_allclose(reading, 9.80665 * UP)


@pytest.mark.parametrize("portrait", [False, True])
def test_only_a_camera_that_has_one_reads_it_and_in_its_own_axes(portrait: bool) -> None:
    def drill(model: str) -> SimulatedDrill:
        placement = Placement(tilt=0.3, roll=0.1, portrait=portrait)
        return SimulatedDrill(SimulatedPerson.draw(4), 0, (), None, placement, Sensor.named(model), noise=0.0)

    assert drill("D435").accelerations() is None
    samples = drill("D435i").accelerations()
    assert samples is not None
    _, reading = next(samples)
    np.testing.assert_allclose(
        drill("D435i").placement.room_from_camera[:3, :3] @ reading, [0.0, 9.80665, 0.0], atol=1e-9
    )

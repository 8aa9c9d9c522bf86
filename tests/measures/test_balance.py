"""Weight over the feet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.geometry import STANDARD_GRAVITY
from depthhinge.measures.balance import Zone, pressure_fractions, zone


def test_the_foot_has_three_zones() -> None:
    assert [zone(x) for x in (-0.1, 0.2, 0.5, 0.8, 1.2)] == [Zone.HEEL, Zone.HEEL, Zone.MID, Zone.TOE, Zone.TOE]


@given(st.floats(0.2, 0.8), st.sampled_from([15.0, 30.0, 90.0]))
def test_who_does_not_accelerate_presses_where_the_mass_is(start: float, fps: float) -> None:
    times = np.arange(0.0, 3.0, 1.0 / fps)
    moving = start + 0.05 * times
    assert pressure_fractions(times, moving, np.full(len(times), 0.9)) == pytest.approx(moving, abs=1e-6)


def test_who_sways_presses_beyond_the_mass_as_a_pendulum_does() -> None:
    times = np.arange(0.0, 6.0, 1.0 / 30.0)
    omega = 2.0 * np.pi * 0.4
    sway = 0.1 * np.sin(omega * times)
    expected = 0.5 + sway * (1.0 + 0.9 / STANDARD_GRAVITY * omega**2)
    found = pressure_fractions(times, 0.5 + sway, np.full(len(times), 0.9))
    inner = slice(10, -10)
    assert found[inner] == pytest.approx(expected[inner], abs=0.005)


def test_what_was_not_measured_stays_so_and_spoils_nothing() -> None:
    times = np.arange(0.0, 2.0, 1.0 / 30.0)
    fractions = np.full(len(times), 0.4)
    fractions[20:26] = np.nan
    found = pressure_fractions(times, fractions, np.full(len(times), 0.9))
    assert np.isnan(found[20:26]).all()
    assert np.delete(found, range(20, 26)) == pytest.approx(0.4)

"""Touches of the wall."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.drills.taps import TapDetector
from depthhinge.settings import wall_tap

SETTINGS = wall_tap()


def detector(gaps: list[float | None]) -> TapDetector:
    found = TapDetector(SETTINGS)
    for k, gap in enumerate(gaps):
        found.update(0.1 * k, gap)
    return found


def test_a_touch_is_timed_between_the_frames_around_it_and_knows_its_depth() -> None:
    (tap,) = detector([0.03, 0.01, -0.01, -0.02, -0.005, 0.03]).taps
    assert tap.time_s == pytest.approx(0.15)
    assert tap.gap_m == -0.01
    assert tap.depth_m == 0.02


def test_noise_at_the_wall_is_one_touch() -> None:
    assert len(detector([0.03, -0.001, 0.004, -0.002, 0.005, -0.001, 0.03]).taps) == 1


def test_a_real_wall_is_touched_as_near_as_the_gap_is_known() -> None:
    found = TapDetector(SETTINGS, contact_m=0.015)
    for k, gap in enumerate([0.05, 0.03, 0.01, 0.008, 0.01, 0.028, 0.032]):
        found.update(0.1 * k, gap)
    (tap,) = found.taps
    assert tap.time_s == pytest.approx(0.175)
    assert tap.depth_m == 0.0
    assert tap.dwell_s == pytest.approx(0.4 - 0.175)
    assert not found.touching


def test_leaving_and_coming_back_is_two() -> None:
    assert len(detector([0.03, -0.01, 0.05, -0.01, 0.05]).taps) == 2


def test_short_of_the_wall_is_none_and_an_unmeasured_gap_changes_nothing() -> None:
    assert detector([0.05, 0.004, 0.001, 0.05]).taps == []
    assert len(detector([0.03, None, -0.01, None, -0.02, None]).taps) == 1


@given(st.lists(st.floats(-0.1, 0.1), max_size=100))
def test_touches_are_in_order_and_never_before_contact(gaps: list[float]) -> None:
    taps = detector(list(gaps)).taps
    times = [tap.time_s for tap in taps]
    assert times == sorted(times)
    assert len(taps) <= sum(gap <= 0.0 for gap in gaps)
    assert all(tap.gap_m <= 0.0 <= tap.depth_m for tap in taps)


def test_a_touch_knows_how_long_it_lasted_and_how_fast_it_came() -> None:
    found = TapDetector(SETTINGS)
    gaps = [0.10 - 0.01 * k for k in range(13)] + [-0.02] * 10 + [0.01 * k for k in range(5)]
    for k, gap in enumerate(gaps):
        found.update(k / 30.0, gap)
    (tap,) = found.taps
    assert tap.speed_m_per_s == pytest.approx(0.3)
    assert tap.dwell_s == pytest.approx((23 - 10) / 30.0)


def test_near_misses_of_twenty_millimetres_are_no_touch_though_the_gap_is_noisy() -> None:
    noise = np.random.default_rng(3).normal(0.0, 0.005, (200, 30))
    swing = 0.1 - 0.08 * np.sin(np.linspace(0.0, np.pi, 30))
    assert sum(len(detector(list(swing + errors)).taps) for errors in noise) == 0


@given(st.lists(st.tuples(st.floats(-0.3, 0.3), st.none() | st.floats(-0.1, 0.1)), max_size=60))
def test_frames_late_repeated_or_out_of_order_break_nothing(frames: list[tuple[float, float | None]]) -> None:
    found, now = TapDetector(SETTINGS), 0.0
    for step, gap in frames:
        now += step
        found.update(now, gap)
    times = [tap.time_s for tap in found.taps]
    assert times == sorted(times)
    assert all(tap.dwell_s >= 0.0 for tap in found.taps)

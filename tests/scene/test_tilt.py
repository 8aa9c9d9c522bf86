"""The accelerometer tells when the camera is moved, and when it stands again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.cameras.gravity import GravityFilter
from depthhinge.geometry import Array, rotation_about, unit
from depthhinge.scene.tilt import MOVED, SETTLING_FRAMES, TiltWatch, angle_between

DOWN = unit([0.05, 1.0, 0.1])


def readings(tilt_at_second_one: float, spread: float = 0.1, seconds: float = 3.0) -> list[Array]:
    """Gravity as frames carry it, 30 a second, from noisy samples of a camera that is tilted after a second."""
    generator = np.random.default_rng(0)
    smoothed, frames = GravityFilter(), []
    for tick in range(int(63 * seconds)):
        down = rotation_about([1.0, 0.0, 0.0], tilt_at_second_one if tick >= 63 else 0.0) @ DOWN
        smoothed.add(-9.81 * down + generator.normal(0.0, spread, 3), tick / 63.0)
        if tick % 2 == 0:
            assert smoothed.down is not None
            frames.append(smoothed.down)
    return frames


def test_a_camera_that_stands_has_not_moved_whatever_the_noise() -> None:
    watch = TiltWatch()
    assert not any(watch.moved(gravity) for gravity in readings(0.0))


@given(st.floats(0.06, 0.6), st.sampled_from([-1.0, 1.0]))
def test_a_tilt_is_noticed_and_so_is_its_end(angle: float, way: float) -> None:
    watch = TiltWatch()
    told = []
    for gravity in readings(way * angle, spread=0.02):
        moved = watch.moved(gravity)
        told.append((moved, watch.settled))
    before, after = told[:30], told[60:]
    assert not any(moved for moved, _ in before)
    assert all(moved for moved, _ in after)
    assert any(moved and not settled for moved, settled in told)
    assert told[-1][1]


def test_anchored_anew_it_counts_from_there() -> None:
    watch = TiltWatch()
    frames = readings(0.3)
    for gravity in frames:
        watch.moved(gravity)
    watch.anchor(frames[-1])
    assert not watch.moved(frames[-1])


def test_without_an_accelerometer_nothing_is_known() -> None:
    watch = TiltWatch()
    assert not any(watch.moved(None) for _ in range(SETTLING_FRAMES + 2))
    assert not watch.settled


@given(st.floats(0.0, 3.1))
def test_the_angle_between_directions_is_the_turn_between_them(angle: float) -> None:
    turned = rotation_about(np.cross(DOWN, [1.0, 0.0, 0.0]), angle) @ DOWN
    assert abs(angle_between(DOWN, turned) - angle) < 1e-7
    assert np.deg2rad(0.5) < MOVED

"""What a live camera is asked for, as far as it can be told without one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from depthhinge.cameras import LiveCamera
from depthhinge.cameras.gravity import GravityFilter
from depthhinge.cameras.librealsense import load_librealsense
from depthhinge.cameras.modes import DepthMode, choose_mode, setup_for
from depthhinge.cameras.sdk_info import shortest_decimal
from depthhinge.errors import CameraError, MissingLibraryError

# What a D435 lists on USB 3 and on USB 2 (rs-enumerate-devices).
USB3 = [DepthMode(1280, 720, 30), DepthMode(848, 480, 90), DepthMode(848, 480, 30), DepthMode(640, 480, 90)]
USB2 = [DepthMode(1280, 720, 6), DepthMode(640, 480, 30), DepthMode(640, 480, 15), DepthMode(480, 270, 60)]


def test_without_a_camera_the_answer_says_what_to_check(librealsense: Any) -> None:
    if len(librealsense.context().query_devices()):
        pytest.skip("a camera is connected")
    with pytest.raises(CameraError, match=r"cable.*USB 3.*other programs.*udev"):
        LiveCamera()


def test_on_usb_3_a_model_gets_its_own_mode() -> None:
    assert choose_mode(setup_for("Intel RealSense D435I").mode, USB3) == DepthMode(848, 480, 30)


def test_on_usb_2_the_finest_mode_that_is_fast_enough_is_taken() -> None:
    assert choose_mode(DepthMode(848, 480, 30), USB2) == DepthMode(640, 480, 30)


def test_a_faster_rate_is_taken_where_it_is_offered() -> None:
    assert choose_mode(DepthMode(848, 480, 90), USB3) == DepthMode(848, 480, 90)


def test_a_camera_with_only_slow_modes_is_refused() -> None:
    with pytest.raises(CameraError, match="USB 3"):
        choose_mode(DepthMode(848, 480, 30), [DepthMode(848, 480, 6)])


def test_a_camera_for_close_range_is_refused() -> None:
    with pytest.raises(CameraError, match="does not see a person"):
        setup_for("Intel RealSense D405")


def test_the_narrow_model_is_to_be_mounted_upright() -> None:
    assert "portrait" in str(setup_for("Intel RealSense D415").hint)
    assert setup_for("Intel RealSense D455").hint is None


def test_where_the_sdk_has_no_wheel_a_plain_line_says_what_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyrealsense2", None)
    with pytest.raises(MissingLibraryError, match=r"\.npz"):
        load_librealsense()


def test_gravity_is_found_against_what_holds_the_camera_up() -> None:
    gravity = GravityFilter()
    assert gravity.down is None
    gravity.add((0.0, -9.81, 0.0), 0.0)
    assert gravity.down is not None
    assert np.allclose(gravity.down, (0.0, 1.0, 0.0))


def test_a_step_on_the_floor_does_not_tilt_gravity() -> None:
    gravity = GravityFilter()
    for tick in range(400):
        gravity.add((5.0 if tick == 399 else 0.0, -9.81, 0.0), tick / 200.0)
    assert gravity.down is not None
    assert np.degrees(np.arccos(gravity.down[1])) < 0.5


def test_gravity_is_turned_into_the_depth_cameras_axes() -> None:
    quarter = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    gravity = GravityFilter(quarter)
    gravity.add((-9.81, 0.0, 0.0), 0.0)
    assert gravity.down is not None
    assert np.allclose(gravity.down, (0.0, 1.0, 0.0))


def test_a_dead_accelerometer_says_nothing() -> None:
    gravity = GravityFilter()
    gravity.add((0.0, 0.0, 0.0), 0.0)
    gravity.add((float("nan"), 0.0, 0.0), 0.1)
    assert gravity.down is None


def test_a_scale_in_single_precision_is_the_decimal_it_stands_for() -> None:
    assert shortest_decimal(float(np.float32(0.001))) == 0.001

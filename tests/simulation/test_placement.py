"""Where camera and person stand."""

import numpy as np
import pytest

from depthhinge.errors import UsageError
from depthhinge.geometry import inverse, is_rigid, transform_points
from depthhinge.simulation.placement import Placement

RIGHT, TO_CAMERA = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])


def facing(placement: Placement) -> np.ndarray:
    return placement.room_from_person(0.1)[:3, 2]


def test_at_azimuth_zero_the_person_looks_across_the_picture() -> None:
    np.testing.assert_allclose(facing(Placement(faces="right")), RIGHT, atol=1e-12)
    np.testing.assert_allclose(facing(Placement(faces="left")), -RIGHT, atol=1e-12)


@pytest.mark.parametrize("faces", ["left", "right"])
def test_a_positive_azimuth_turns_the_back_to_the_camera(faces: str) -> None:
    assert facing(Placement(azimuth=0.5, faces=faces)) @ TO_CAMERA < 0.0
    np.testing.assert_allclose(facing(Placement(azimuth=np.pi / 2, faces=faces)), -TO_CAMERA, atol=1e-12)
    np.testing.assert_allclose(facing(Placement(azimuth=-np.pi / 2, faces=faces)), TO_CAMERA, atol=1e-12)


def test_the_middle_of_the_feet_is_at_the_distance() -> None:
    room_from_person = Placement(azimuth=0.7, distance=2.5).room_from_person(0.12)
    np.testing.assert_allclose(room_from_person @ [0.0, 0.0, 0.12, 1.0], [0.0, 0.0, -2.5, 1.0], atol=1e-12)


def test_the_camera_looks_along_minus_z_and_down_by_its_tilt() -> None:
    transform = Placement(height=1.4, tilt=0.3).room_from_camera
    assert is_rigid(transform)
    np.testing.assert_allclose(transform[:3, 3], [0.0, 1.4, 0.0])
    np.testing.assert_allclose(transform[:3, 2], [0.0, -np.sin(0.3), -np.cos(0.3)], atol=1e-12)
    np.testing.assert_allclose(transform[:3, 0], RIGHT, atol=1e-12)


def test_a_camera_that_is_not_told_its_tilt_has_head_and_feet_equally_far_from_the_middle() -> None:
    for height in (0.6, 1.1, 2.2):
        placement = Placement(height=height, distance=2.3).aimed_at(1.75)
        camera = inverse(placement.room_from_camera)
        feet, head = transform_points(camera, [[0.0, 0.0, -1.95], [0.0, 1.85, -1.95]])
        assert np.arctan2(feet[1], feet[2]) == pytest.approx(-np.arctan2(head[1], head[2]), abs=1e-9)


def test_a_tilt_that_was_given_stays() -> None:
    assert Placement(tilt=0.1).aimed_at(1.9) == Placement(tilt=0.1)


def test_a_camera_that_nobody_aimed_sees_nothing() -> None:
    with pytest.raises(UsageError, match="aim"):
        _ = Placement().room_from_camera


def test_roll_turns_the_camera_clockwise_seen_from_behind() -> None:
    rolled = Placement(tilt=0.2, roll=0.3).room_from_camera
    level = Placement(tilt=0.2).room_from_camera
    np.testing.assert_allclose(rolled[:3, 2], level[:3, 2], atol=1e-12)
    assert rolled[1, 0] == pytest.approx(-np.sin(0.3) * np.cos(0.2))


def test_in_portrait_the_camera_lies_on_its_right_side() -> None:
    upright = Placement(tilt=0.0, portrait=True).room_from_camera
    np.testing.assert_allclose(upright[:3, 0], [0.0, -1.0, 0.0], atol=1e-12)


@pytest.mark.parametrize(
    "wrong", [{"faces": "up"}, {"distance": 0.2}, {"height": 0.0}, {"distance": float("nan")}, {"roll": np.inf}]
)
def test_a_placement_that_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(UsageError):
        Placement(**wrong)

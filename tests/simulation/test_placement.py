"""Where camera and person stand."""

import numpy as np
import pytest

from depthhinge.errors import UsageError
from depthhinge.geometry import is_rigid
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


@pytest.mark.parametrize("wrong", [{"faces": "up"}, {"distance": 0.2}, {"height": 0.0}, {"distance": float("nan")}])
def test_a_placement_that_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(UsageError):
        Placement(**wrong)

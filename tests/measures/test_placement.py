"""What is said of the camera's place."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.geometry import Array
from depthhinge.measures.placement import azimuth_deg, placement_in_words
from depthhinge.measures.standing import Standing

FORWARD = np.array([0.0, 0.0, 1.0])


def standing() -> Standing:
    body = BodyModel.load().person()
    pose = Pose.standing(body)
    return Standing(pose, forward(body, pose).joints(), FORWARD)


def camera(azimuth: float, height: float = 1.1) -> Array:
    """To the person's right, turned toward the back."""
    angle = np.deg2rad(azimuth)
    return np.array([-2.3 * np.cos(angle), height, -2.3 * np.sin(angle)])


@pytest.mark.parametrize("azimuth", [-80.0, -45.0, 0.0, 30.0, 60.0, 85.0])
def test_the_azimuth_is_counted_from_the_side_toward_the_back(azimuth: float) -> None:
    assert azimuth_deg(standing(), camera(azimuth)) == pytest.approx(azimuth, abs=3.0)


@pytest.mark.parametrize(
    ("azimuth", "height", "words"),
    [
        (0.0, 1.1, "the left leg is an estimate"),
        (45.0, 1.8, "it sees both legs, the back and the glutes"),
        (45.0, 1.0, "takes a height of 1.5 m"),
        (-45.0, 1.1, "glutes are hidden"),
        (-90.0, 1.1, "in front, along the movement"),
        (90.0, 1.1, "behind, along the movement"),
    ],
)
def test_each_place_has_its_words(azimuth: float, height: float, words: str) -> None:
    assert words in placement_in_words(standing(), camera(azimuth, height))

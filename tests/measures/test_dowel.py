"""The rod along the back."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.joints import JOINTS
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.geometry import rotation_about
from depthhinge.measures.dowel import Dowel, back_is_hidden, rod_gaps
from depthhinge.measures.standing import Standing
from depthhinge.tracking.tracked_body import TrackedBody

BODY = BodyModel.load().person()
DOWEL = Dowel.of(BODY)
POSE = Pose.standing(BODY, (0.0, 0.0, -2.0), 0.7)


def standing() -> Standing:
    posed = forward(BODY, POSE)
    seen = np.ones(len(JOINTS), bool)
    return Standing.average(
        [TrackedBody(True, posed.joints(), seen, posed.rotations, posed.origins, 0.0, {}, 1.0, POSE, posed)]
    )


def gaps(pose: Pose) -> np.ndarray:
    return DOWEL.lay(forward(BODY, pose), standing()).gaps


@given(st.floats(-1.0, 1.5), st.floats(-3.0, 3.0))
def test_a_back_that_keeps_its_curve_keeps_its_contacts_however_it_leans(lean: float, turn: float) -> None:
    rotation = rotation_about([0.0, 1.0, 0.0], turn) @ POSE.rotation @ rotation_about([1.0, 0.0, 0.0], lean)
    moved = Pose(rotation, POSE.position + np.array([0.2, -0.1, 0.3]), POSE.angles)
    assert gaps(moved) == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_a_rounded_lower_back_takes_the_sacrum_off_the_rod() -> None:
    head, upper_back, sacrum = gaps(POSE.with_angles(lumbar_lower_flexion=0.2, lumbar_upper_flexion=0.2))
    assert (head, upper_back) == pytest.approx((0.0, 0.0))
    assert sacrum > 0.03


def test_an_upper_back_that_bends_within_leaves_head_and_sacrum_behind_alike() -> None:
    head, upper_back, sacrum = gaps(POSE.with_angles(thorax_upper_flexion=0.2))
    assert upper_back == pytest.approx(0.0)
    assert head > 0.015
    assert 0.015 < sacrum < 0.045  # All of the bend, and not half of it, would take it 67 mm off.


def test_a_bowed_head_leaves_the_rod_and_a_raised_one_pushes_it_off_the_back() -> None:
    bowed = gaps(POSE.with_angles(neck_flexion=0.4))
    assert bowed[0] > 0.02
    assert bowed[1:] == pytest.approx([0.0, 0.0])
    raised = gaps(POSE.with_angles(neck_flexion=-0.4))
    assert raised[0] == 0.0
    assert raised[1:].max() > 0.02


def test_a_hollow_back_takes_the_shoulder_blades_off_the_rod() -> None:
    hollow = gaps(POSE.with_angles(lumbar_lower_flexion=-0.25, lumbar_upper_flexion=-0.25))
    assert hollow[2] == 0.0
    assert hollow[:2].max() > 0.01


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(0.1, 0.4), st.floats(0.2, 0.6))
def test_a_rod_touches_two_contacts_or_one_and_never_goes_through_the_back(
    head: float, sacrum: float, above: float, below: float
) -> None:
    found = rod_gaps(head, sacrum, above, below)
    assert (found >= -1e-12).all()
    assert (np.abs(found) < 1e-12).sum() >= 1


@given(st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(-1.0, 1.0), st.floats(-1.0, 1.0))
def test_a_small_change_of_the_back_is_a_small_change_of_the_gaps(
    head: float, sacrum: float, more_head: float, more_sacrum: float
) -> None:
    steps = [rod_gaps(head + k * 1e-4 * more_head, sacrum + k * 1e-4 * more_sacrum, 0.25, 0.45) for k in range(20)]
    assert all(np.abs(b - a).max() < 1e-3 for a, b in pairwise(steps))


def test_from_the_front_the_back_is_hidden_and_from_beside_and_behind_it_is_not() -> None:
    facing, feet = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, -2.0])
    assert back_is_hidden(facing, feet, np.array([2.0, 1.0, -1.5]))
    assert not back_is_hidden(facing, feet, np.array([0.0, 1.0, 0.0]))
    assert not back_is_hidden(facing, feet, np.array([-2.0, 2.0, 0.0]))


def test_the_rod_is_drawn_outside_of_the_skin_it_touches() -> None:
    for pose in (POSE, POSE.with_angles(lumbar_lower_flexion=0.3), POSE.with_angles(neck_flexion=-0.4)):
        rod = DOWEL.lay(forward(BODY, pose), standing())
        along = (rod.ends[1] - rod.ends[0]) / np.linalg.norm(rod.ends[1] - rod.ends[0])
        offset = rod.skin - rod.ends[0]
        off_rod = offset - (offset @ along)[:, None] * along
        forward_way = standing().facing
        assert (off_rod @ forward_way > -1e-6).all()

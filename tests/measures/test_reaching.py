"""Only a hand that is low and ahead of its shoulder reaches down."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX, JOINTS
from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array
from depthhinge.measures.reaching import reach_down
from depthhinge.measures.standing import Standing

FACING = np.array([1.0, 0.0, 0.0])
SHOULDERS_M = 0.9


def joints(left: tuple[float, float], right: tuple[float, float], lean_deg: float = 70.0) -> Array:
    """Shoulders bent low; each hand (ahead of its shoulder, over the floor) in metres."""
    found = np.zeros((len(JOINTS), 3))
    lean = np.deg2rad(lean_deg)
    found[JOINT_INDEX["c7"]] = found[JOINT_INDEX["pelvis"]] + 0.5 * np.array([np.sin(lean), np.cos(lean), 0.0])
    for side, (ahead, height) in (("left", left), ("right", right)):
        found[JOINT_INDEX[f"{side}_knee"], 1] = 0.48
        found[JOINT_INDEX[f"{side}_shoulder"], 1] = SHOULDERS_M
        found[JOINT_INDEX[f"{side}_wrist"], :2] = ahead, height
    return found


def standing() -> Standing:
    return Standing(Pose(np.eye(3), np.zeros(3), np.zeros(1)), joints((0.0, 0.8), (0.0, 0.8)), FACING)


def test_hands_that_hang_low_in_a_squat_do_not_lead() -> None:
    assert reach_down(joints((0.03, 0.35), (0.02, 0.36)), standing()) == pytest.approx(np.arctan2(0.03, 0.55))


def test_arms_held_out_high_reach_for_nothing() -> None:
    assert reach_down(joints((0.5, 0.7), (0.5, 0.7)), standing()) is None


def test_the_hand_that_picks_something_up_tells() -> None:
    found = reach_down(joints((0.02, 0.36), (0.24, 0.35)), standing())
    assert found == pytest.approx(np.arctan2(0.24, 0.55))


def test_arms_held_out_below_the_knees_in_the_deepest_squat_reach_for_nothing() -> None:
    assert reach_down(joints((0.6, 0.45), (0.6, 0.45), lean_deg=30.0), standing()) is None

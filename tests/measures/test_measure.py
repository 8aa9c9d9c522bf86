"""All measures of a frame, on a body whose pose is known exactly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.joints import JOINT_INDEX, JOINTS
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import Body, BodyModel
from depthhinge.geometry import Array, Plane, rotation_about
from depthhinge.measures.measure import Measurer
from depthhinge.measures.standing import Standing
from depthhinge.tracking.tracked_body import TrackedBody

BODY: Body = BodyModel.load().person()
MEASURER = Measurer.of(BODY)
HEADINGS = st.floats(-3.0, 3.0)


def tracked(pose: Pose) -> TrackedBody:
    posed = forward(BODY, pose)
    seen = np.ones(len(JOINTS), bool)
    return TrackedBody(True, posed.joints(), seen, posed.rotations, posed.origins, 0.0, {}, 1.0, pose, posed)


def stood(heading: float) -> tuple[Pose, Standing, Array]:
    pose = Pose.standing(BODY, (0.3, 0.0, -2.0), heading)
    standing = Standing.average([tracked(pose)])
    return pose, standing, standing.facing


def measure(pose: Pose, standing: Standing, wall: Plane | None = None):
    return MEASURER.measure(tracked(pose), standing, wall)


@given(HEADINGS)
def test_standing_is_zero_of_everything_that_is_measured_from_it(heading: float) -> None:
    pose, standing, facing = stood(heading)
    assert facing == pytest.approx([np.sin(heading), 0.0, np.cos(heading)], abs=1e-9)
    m = measure(pose, standing)
    for name in ("trunk_from_standing", "pelvis_tilt", "pelvis_turn", "pelvis_back", "pelvis_down", "pelvis_shift"):
        assert getattr(m, name) == pytest.approx(0.0, abs=1e-9), name
    assert m.heel_lift == pytest.approx(0.0, abs=1e-9)
    assert m.knee_difference == pytest.approx(0.0, abs=1e-9)
    assert m.wall_gap is None
    assert 0.1 < m.stance_width < 0.3
    assert 0.15 < m.cop_foot_fraction < 0.7


@given(HEADINGS, st.floats(-0.3, 0.3), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_travel_has_the_signs_it_says(heading: float, back: float, down: float, left: float) -> None:
    pose, standing, facing = stood(heading)
    leftward = np.cross([0.0, 1.0, 0.0], facing)
    step = -back * facing - down * np.array([0.0, 1.0, 0.0]) + left * leftward
    m = measure(Pose(pose.rotation, pose.position + step, pose.angles), standing)
    assert [m.pelvis_back, m.pelvis_down, m.pelvis_shift] == pytest.approx([back, down, left])
    assert m.weight_left - measure(pose, standing).weight_left == pytest.approx(left)


@given(HEADINGS, st.floats(-0.3, 0.3))
def test_a_step_back_is_half_of_it_for_both_feet_and_all_of_it_for_the_side_that_is_seen(
    heading: float, back: float
) -> None:
    pose, standing, facing = stood(heading)
    body = tracked(pose)
    body.joints[JOINT_INDEX["left_ankle"]] -= back * facing
    told = [MEASURER.measure(body, standing, None, side).feet_back for side in (None, "left", "right")]
    assert told == pytest.approx([back / 2.0, back, 0.0])
    body.joint_seen[JOINT_INDEX["right_ankle"]] = False
    assert MEASURER.measure(body, standing, None).feet_back == pytest.approx(back)
    assert MEASURER.measure(body, standing, None, "right").feet_back is None


@given(HEADINGS, st.floats(0.0, 0.3), st.floats(0.0, 0.3))
def test_a_foot_is_lifted_by_what_it_is_higher_than_the_other(heading: float, left: float, right: float) -> None:
    pose, standing, _ = stood(heading)
    body = tracked(pose)
    body.joints[JOINT_INDEX["left_ankle"], 1] += left
    body.joints[JOINT_INDEX["right_ankle"], 1] += right
    assert MEASURER.measure(body, standing, None).foot_lifted == pytest.approx(abs(left - right))
    assert MEASURER.measure(body, standing, None, "left").foot_lifted is None, "the other foot is a guess"
    body.joint_seen[JOINT_INDEX["right_ankle"]] = False
    assert MEASURER.measure(body, standing, None).foot_lifted is None


@given(HEADINGS, st.floats(-0.5, 0.5), st.floats(-0.8, 1.2))
def test_a_pelvis_turned_left_and_tilted_forward_reads_so(heading: float, turn: float, tilt: float) -> None:
    pose, standing, _ = stood(heading)
    turned = rotation_about([0.0, 1.0, 0.0], turn) @ pose.rotation @ rotation_about([1.0, 0.0, 0.0], tilt)
    m = measure(Pose(turned, pose.position, pose.angles), standing)
    assert m.pelvis_turn == pytest.approx(turn)
    assert np.tan(m.pelvis_tilt) == pytest.approx(np.tan(tilt) * np.cos(turn), abs=1e-6)


def test_a_knee_that_bends_more_and_a_trunk_that_leads_are_told() -> None:
    pose, standing, _ = stood(0.4)
    m = measure(pose.with_angles(left_knee_flexion=0.3, right_knee_flexion=0.1), standing)
    assert m.knee_difference == pytest.approx(0.2)
    tilted = Pose(pose.rotation @ rotation_about([1.0, 0.0, 0.0], 0.6), pose.position, pose.angles)
    level_legs = tilted.with_angles(left_hip_flexion=0.6, right_hip_flexion=0.6)
    m = measure(level_legs, standing)
    assert m.trunk_from_standing == pytest.approx(0.6, abs=0.02)
    assert m.trunk_minus_shank == pytest.approx(m.trunk_inclination - m.shank_inclination_left)
    assert m.shank_inclination_left == pytest.approx(measure(pose, standing).shank_inclination_left, abs=1e-9)


def test_the_gap_is_that_of_the_seat_nearest_to_the_wall() -> None:
    pose, standing, facing = stood(1.0)
    wall = Plane.through(pose.position - 0.5 * facing, facing)
    near = measure(pose, standing, wall).wall_gap
    back = Pose(pose.rotation, pose.position - 0.1 * facing, pose.angles)
    assert measure(back, standing, wall).wall_gap == pytest.approx(near - 0.1)
    assert 0.3 < near < 0.45

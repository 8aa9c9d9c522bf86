"""The body moves the way its angles say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depthhinge.body.joints import JOINT_INDEX, JOINTS
from depthhinge.body.kinematics import N_PARAMETERS, Pose, forward
from depthhinge.body.model import JOINT_SEGMENTS, BodyModel
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, PARENTS
from depthhinge.geometry import rotation_from_vector

BODY = BodyModel.load().person()


def random_pose(seed: int) -> Pose:
    generator = np.random.default_rng(seed)
    return Pose(
        rotation_from_vector(generator.normal(size=3)),
        generator.normal(size=3),
        generator.normal(scale=0.5, size=len(DEGREES_OF_FREEDOM)),
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_the_joint_jacobian_agrees_with_finite_differences(seed: int) -> None:
    pose = random_pose(seed)
    analytic = forward(BODY, pose).point_jacobian(forward(BODY, pose).joints(), JOINT_SEGMENTS)
    for column in range(N_PARAMETERS):
        step = np.zeros(N_PARAMETERS)
        step[column] = 1e-6
        numeric = (forward(BODY, pose.moved(step)).joints() - forward(BODY, pose.moved(-step)).joints()) / 2e-6
        np.testing.assert_allclose(analytic[:, :, column], numeric, atol=1e-7)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_bones_keep_their_length_in_every_pose(seed: int) -> None:
    posed = forward(BODY, random_pose(seed))
    for segment, parent in enumerate(PARENTS):
        if parent >= 0:
            rest = np.linalg.norm(BODY.origins[segment] - BODY.origins[parent])
            assert np.linalg.norm(posed.origins[segment] - posed.origins[parent]) == pytest.approx(rest, abs=1e-9)


def test_a_standing_body_has_its_soles_on_the_floor_and_faces_its_heading() -> None:
    posed = forward(BODY, Pose.standing(BODY, [1.0, 0.0, -2.0], np.pi / 2))
    assert posed.skin()[:, 1].min() == pytest.approx(0.0, abs=1e-6)
    toe, heel = (posed.joints()[JOINT_INDEX[f"left_{part}"]] for part in ("toe", "heel"))
    assert toe[0] - heel[0] > 0.2


@pytest.mark.parametrize(
    ("angle", "joint", "axis", "sign"),
    [
        ("left_hip_flexion", "left_knee", 2, 1),
        ("left_hip_abduction", "left_knee", 0, 1),
        ("right_hip_abduction", "right_knee", 0, -1),
        ("left_knee_flexion", "left_ankle", 2, -1),
        ("left_ankle_dorsiflexion", "left_toe", 1, 1),
        ("lumbar_lower_flexion", "c7", 2, 1),
        ("right_shoulder_flexion", "right_elbow", 2, 1),
        ("right_elbow_flexion", "right_wrist", 2, 1),
    ],
)
def test_a_positive_angle_moves_the_joint_the_clinical_way(angle: str, joint: str, axis: int, sign: int) -> None:
    neutral = Pose.standing(BODY)
    before = forward(BODY, neutral).joints()[JOINT_INDEX[joint]]
    after = forward(BODY, neutral.with_angles(**{angle: 0.5})).joints()[JOINT_INDEX[joint]]
    assert sign * (after - before)[axis] > 0.02


def test_without_bending_the_skin_is_where_the_shape_put_it() -> None:
    pose = Pose(np.eye(3), np.zeros(3), np.zeros(len(DEGREES_OF_FREEDOM)))
    np.testing.assert_allclose(forward(BODY, pose).skin(), BODY.vertices, atol=1e-9)
    np.testing.assert_allclose(forward(BODY, pose).joints(), BODY.joints, atol=1e-9)


def test_the_body_is_symmetric_and_adult() -> None:
    left = BODY.joints[[i for i, j in enumerate(JOINTS) if j.startswith("left_")]]
    right = BODY.joints[[i for i, j in enumerate(JOINTS) if j.startswith("right_")]]
    np.testing.assert_allclose(left, right * [-1.0, 1.0, 1.0], atol=3e-3)
    assert 1.6 < BODY.stature < 1.85
    hips = BODY.joints[JOINT_INDEX["left_hip"], 0] - BODY.joints[JOINT_INDEX["right_hip"], 0]
    assert 0.16 < hips < 0.19  # hip joint centres of adults: 170-180 mm

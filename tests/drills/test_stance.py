"""A person's own standing posture, and what is not taken for it."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.joints import JOINTS
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.drills.stance import HELD_S, Stance
from depthhinge.geometry import rotation_about
from depthhinge.settings import wall_tap
from depthhinge.tracking.tracked_body import TrackedBody

BODY = BodyModel.load().person()
FPS = 30.0


def leant_back(degrees: float) -> TrackedBody:
    """Somebody who stands, their trunk and pelvis tipped back at the hips."""
    upright = Pose.standing(BODY, (0.0, 0.0, -2.0), 0.0)
    tipped = rotation_about(upright.rotation[:, 0], -np.deg2rad(degrees)) @ upright.rotation
    pose = Pose(tipped, upright.position, upright.angles)
    posed, seen = forward(BODY, pose), np.ones(len(JOINTS), bool)
    return TrackedBody(True, posed.joints(), seen, posed.rotations, posed.origins, 0.0, {}, 1.0, pose, posed)


def stand(stance: Stance, degrees: float, start_s: float, seconds: float) -> float:
    """The time when they have stood like this for so long."""
    for k in range(round(seconds * FPS)):
        stance.observe(leant_back(degrees), start_s + k / FPS)
    return start_s + seconds


def lean_taken_for_own(stance: Stance) -> float:
    """Degrees that the trunk of who they are taken to be is tipped back."""
    assert stance.reference is not None
    upright = leant_back(0.0)
    along = [
        joints[JOINTS.index("c7")] - joints[JOINTS.index("pelvis")]
        for joints in (stance.reference.joints, upright.joints)
    ]
    cosine = along[0] @ along[1] / np.linalg.norm(along[0]) / np.linalg.norm(along[1])
    return float(np.rad2deg(np.arccos(min(cosine, 1.0))))


def test_who_leans_back_at_the_top_of_a_rep_and_stays_a_moment_is_not_taken_to_stand_like_that() -> None:
    stance = Stance(wall_tap())
    stand(stance, 12.0, stand(stance, 0.0, 0.0, 2.0), 1.5)
    assert lean_taken_for_own(stance) == pytest.approx(0.0, abs=0.1)


def test_who_keeps_leaning_back_stands_like_that() -> None:
    stance = Stance(wall_tap())
    stand(stance, 12.0, stand(stance, 0.0, 0.0, 2.0), HELD_S + 1.0)
    assert lean_taken_for_own(stance) == pytest.approx(12.0, abs=0.1)


def test_who_was_first_seen_as_they_moved_is_measured_anew_as_soon_as_they_stand() -> None:
    stance = Stance(wall_tap())
    for k in range(4):
        moving = leant_back(10.0)
        moving.joints[:, 0] += 0.01 * k
        stance.observe(moving, k / FPS)
    stand(stance, 0.0, 1.0, 1.0)
    assert lean_taken_for_own(stance) == pytest.approx(0.0, abs=0.1)


def test_a_shape_learned_while_someone_leans_back_does_not_make_that_their_own_posture() -> None:
    stance = Stance(wall_tap())
    start_s = stand(stance, 0.0, 0.0, 2.0)
    stance.renew()
    stand(stance, 12.0, start_s, 1.5)
    assert lean_taken_for_own(stance) == pytest.approx(0.0, abs=0.1)


def squats_on(stance: Stance, ahead_m: float, split_m: float = 0.0, seconds: float = 3.0) -> None:
    """Somebody who has stepped to where they stand now and squats at once, without a moment of rest."""
    stance.forget(stepped=True)
    for k in range(round(seconds * FPS)):
        knee = np.deg2rad(100.0) * (1.0 - np.cos(2.0 * np.pi * k / FPS / 1.5)) / 2.0
        pose = Pose.standing(BODY, (ahead_m, 0.0, -2.0), 0.0)
        down = np.array([0.0, 0.8 * (1.0 - np.cos(knee / 2.0)), 0.0])
        legs = {f"{side}_knee_flexion": knee for side in ("left", "right")}
        legs |= {f"{side}_hip_flexion": knee / 2.0 for side in ("left", "right")}
        posed = forward(BODY, Pose(pose.rotation, pose.position - down, pose.with_angles(**legs).angles))
        joints = posed.joints()
        for side, shift in (("left", split_m), ("right", 0.0)):
            joints[JOINTS.index(f"{side}_ankle")] = forward(BODY, pose).joints()[JOINTS.index(f"{side}_ankle")]
            joints[JOINTS.index(f"{side}_ankle"), 2] += shift
        seen = np.ones(len(JOINTS), bool)
        bent = Pose(pose.rotation, pose.position - down, pose.with_angles(**legs).angles)
        body = TrackedBody(True, joints, seen, posed.rotations, posed.origins, 0.0, {}, 1.0, bent, posed)
        stance.observe(body, k / FPS)


def test_who_steps_and_goes_on_at_once_is_measured_from_the_tallest_they_were_on_these_feet() -> None:
    stance = Stance(wall_tap())
    squats_on(stance, 0.4)
    assert stance.reference is not None
    assert stance.reference.joints[JOINTS.index("pelvis"), 1] == pytest.approx(BODY.hip_height, abs=0.01)
    assert not stance.settled, "they have not stood still yet"


def test_who_strides_does_not_stand() -> None:
    stance = Stance(wall_tap())
    squats_on(stance, 0.4, split_m=0.6)
    assert stance.reference is None

"""A foot that stands still holds its leg, until the picture shows it elsewhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.kinematics import Pose, forward
from depthhinge.tracking.feet import Feet
from depthhinge.tracking.lessons import Keyframe, stood_still
from depthhinge.tracking.tracker import LIFT_EVERY, Tracker
from tests.tracking import simulated

STANDS_FOR = 12
"""Frames: long enough for the shape to be learned and the feet to be planted."""
LEARNED_AFTER = 50
"""Frames of standing: then the shape has been learned twice, and no lesson frees the feet again."""
LIFTS_FOR = 12
"""Frames in which a knee comes up, 0.4 s: walking."""


@pytest.mark.parametrize("heading", [0.0, np.pi / 4.0])
def test_a_knee_that_comes_up_is_followed_all_the_way(heading: float) -> None:
    body = simulated.person().body
    standing = Pose.standing(body, [0.0, 0.0, -2.3], heading)
    tracker, scene = Tracker(simulated.CAMERA), simulated.Scene(simulated.CAMERA)
    for index in range(STANDS_FOR + LIFTS_FOR):
        raised = np.clip((index - STANDS_FOR) / LIFTS_FOR, 0.0, 1.0)
        pose = standing.with_angles(left_hip_flexion=0.7 * raised, left_knee_flexion=raised)
        found = tracker.update(scene.update(simulated.frame(body, pose, index)), scene)
        assert found is not None
        assert found.tracked
        off = np.linalg.norm(found.joints - forward(body, pose).joints(), axis=1)
        if index >= STANDS_FOR:
            assert off[JOINT_INDEX["left_knee"]] < 0.02
            assert off[JOINT_INDEX["right_ankle"]] < 0.02


def test_who_goes_down_the_moment_their_shape_is_learned_has_their_feet_planted() -> None:
    body = simulated.person().body
    standing = Pose.standing(body, [0.0, 0.0, -2.3], np.pi / 4.0)
    tracker, scene = Tracker(simulated.CAMERA), simulated.Scene(simulated.CAMERA)
    index = 0
    while not tracker.shape_fitted:
        found = tracker.update(scene.update(simulated.frame(body, standing, index)), scene)
        index += 1
    assert found is not None
    for foot, side in zip(tracker._feet.feet, ("left", "right"), strict=True):
        assert foot.place is not None
        heel = forward(body, standing).joints()[JOINT_INDEX[f"{side}_heel"]]
        assert np.linalg.norm((foot.place[0] - heel)[[0, 2]]) < 0.05


def test_who_walks_as_their_shape_is_learned_has_no_foot_planted() -> None:
    pose = Pose.standing(simulated.person().body)
    frames = [Keyframe(replace(pose, position=pose.position + np.array([0.01 * k, 0.0, 0.0])), None) for k in range(8)]
    assert not stood_still(frames)
    assert stood_still([Keyframe(pose, None)] * 8)
    assert not stood_still([Keyframe(pose.with_angles(left_hip_flexion=1.0), None)] * 8), "they squat"


def test_a_wrongly_planted_foot_is_let_go_though_nothing_seems_to_pull_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Feet, "stepping", lambda *_: None)
    body = simulated.person().body
    standing = Pose.standing(body, [0.0, 0.0, -2.3], np.pi / 4.0)
    tracker, scene = Tracker(simulated.CAMERA), simulated.Scene(simulated.CAMERA)
    off = []
    for index in range(LEARNED_AFTER + 2 * LIFT_EVERY):
        if index == LEARNED_AFTER:
            left = tracker._feet.feet[0]
            assert left.place is not None
            left.place = left.place + np.array([0.0, 0.0, 0.12])
        found = tracker.update(scene.update(simulated.frame(body, standing, index)), scene)
        assert found is not None
        joints = found.joints - forward(body, standing).joints()
        off.append(float(np.linalg.norm(joints[JOINT_INDEX["left_ankle"]])))
    assert max(off) > 0.05, "else the place held nothing"
    assert off[-1] < 0.02

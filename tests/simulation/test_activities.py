"""What is done between reps: it begins and ends standing, on feet that do not slide, and is no rep."""

from functools import cache

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.skeleton import DOF_LIMITS
from depthhinge.cli.truth_files import truth_record
from depthhinge.errors import UsageError
from depthhinge.simulation.activities import ACTIVITIES, draw_activity
from depthhinge.simulation.activity import Activity
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.movement import standing_posture
from depthhinge.simulation.people import SimulatedPerson

FOOTING = Footing(SimulatedPerson.draw(4))
STANDING = standing_posture(np.random.default_rng(0), "hanging")
STEP_S = 1.0 / 30.0


@cache
def drawn(name: str) -> tuple[Activity, tuple[Pose, ...]]:
    activity = draw_activity(name, FOOTING, STANDING, np.random.default_rng(3))
    times = np.arange(0.0, activity.duration + STEP_S, STEP_S)
    return activity, tuple(activity.pose_at(float(t), FOOTING, lambda posture: posture) for t in times)


@pytest.mark.parametrize("name", ACTIVITIES)
def test_it_begins_and_ends_as_the_person_stood(name: str) -> None:
    standing = FOOTING.pose(STANDING)
    for pose in (drawn(name)[1][0], drawn(name)[1][-1]):
        np.testing.assert_allclose(pose.position, standing.position, atol=1e-4)
        np.testing.assert_allclose(pose.rotation, standing.rotation, atol=1e-4)
        np.testing.assert_allclose(pose.angles, standing.angles, atol=1e-3)


@pytest.mark.parametrize("name", ACTIVITIES)
def test_joints_move_without_jumps_and_within_their_limits(name: str) -> None:
    joints = np.array([forward(FOOTING.person.body, pose).joints() for pose in drawn(name)[1]])
    assert np.linalg.norm(np.diff(joints, axis=0), axis=2).max() / STEP_S < 5.0
    angles = np.array([pose.angles for pose in drawn(name)[1]])
    assert np.all(angles >= DOF_LIMITS[:, 0] - 1e-9)
    assert np.all(angles <= DOF_LIMITS[:, 1] + 1e-9)


@pytest.mark.parametrize("name", ACTIVITIES)
def test_a_foot_that_stands_does_not_slide_or_sink(name: str) -> None:
    activity, poses = drawn(name)
    toes = np.array(
        [
            [forward(FOOTING.person.body, pose).joints()[JOINT_INDEX[f"{side}_toe"]] for side in ("left", "right")]
            for pose in poses
        ]
    )
    times = np.arange(len(poses)) * STEP_S
    for before, after in zip(activity.keys[:-1], activity.keys[1:], strict=True):
        stands = ~np.any(np.abs(after.feet - before.feet) > 1e-6, axis=1)
        between = (times > before.time + 1e-6) & (times < after.time - 1e-6)
        for side in np.flatnonzero(stands):
            if between.any():
                assert np.linalg.norm(np.ptp(toes[between, side], axis=0)) < 0.002
    for pose in poses[::6]:
        skin = forward(FOOTING.person.body, pose)
        assert min(skin.skin(FOOTING.person.soles[side])[:, 1].min() for side in ("left", "right")) > -0.006


def test_who_walks_out_leaves_the_picture_and_comes_back_to_their_place() -> None:
    places = np.array([pose.position for pose in drawn("walk_out_and_in")[1]])
    assert places[:, 2].max() > 2.4
    assert np.linalg.norm(places[-1] - places[0]) < 1e-3


def test_a_chair_stands_under_who_sits() -> None:
    activity, poses = drawn("sit_down")
    assert activity.props is not None
    (chair,) = activity.props(0.0, poses[0])
    lowest = min(forward(FOOTING.person.body, pose).skin(FOOTING.person.glutes)[:, 1].min() for pose in poses)
    seat = np.unique(chair.points[:, 1])
    assert np.abs(seat - lowest).min() < 0.02
    assert 0.3 < lowest < 0.6


def test_a_bottle_goes_from_the_floor_with_the_hand() -> None:
    activity, poses = drawn("pick_up_bottle")
    assert activity.props is not None
    (before,), (after,) = activity.props(0.0, poses[0]), activity.props(activity.duration, poses[-1])
    assert before.points[:, 1].min() == pytest.approx(0.0, abs=1e-9)
    assert after.points[:, 1].min() > 0.3
    wrists = [
        forward(FOOTING.person.body, poses[int(activity.keys[1].time / STEP_S)]).joints()[JOINT_INDEX[f"{side}_wrist"]]
        for side in ("left", "right")
    ]
    assert min(wrist[1] for wrist in wrists) < 0.55


def test_activities_are_mixed_with_reps_and_the_truth_calls_them_none() -> None:
    drill = SimulatedDrill(FOOTING.person, 2, ("squat",), seed=3, activities=("wave", "pick_up_bottle"))
    assert len(drill.reps) == 2
    names = [name for name, _, _ in drill.performance.asides]
    assert sorted(names) == ["pick_up_bottle", "wave"]
    for name, start, end in drill.performance.asides:
        truth = drill.truth_at((start + end) / 2.0)
        assert truth.activity == name
        assert truth.rep is None
        assert truth.phase == "setup"
    assert {row["name"] for row in truth_record(drill, "depth.npz")["activities"]} == set(names)
    assert drill.truth_at(drill.reps[0].bottom_s).activity == "rep"


def test_an_unknown_activity_is_refused() -> None:
    with pytest.raises(UsageError, match="no activity 'juggle'"):
        SimulatedDrill(FOOTING.person, 0, activities=("juggle",))

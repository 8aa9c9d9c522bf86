"""What is exported: the whole, a rep, a range; and the pose that recorded joints stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.body.pose_of_joints import pose_of_joints
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX, DOF_LIMITS
from depthhinge.errors import UsageError
from depthhinge.sessions.export.excerpt import choose
from depthhinge.sessions.session import Session
from tests.recorded_session import HINGE_REP


def test_the_whole_session_is_every_frame(session: Session) -> None:
    assert len(choose(session)) == session.summary.counts.frames


def test_a_rep_is_its_frames_from_start_to_end(session: Session) -> None:
    rep = session.reps[HINGE_REP - 1]
    excerpt = choose(session, rep=HINGE_REP)
    assert excerpt.time_s[0] <= rep.start_s < excerpt.time_s[1]
    assert excerpt.time_s[-2] < rep.end_s <= excerpt.time_s[-1]
    assert [one.number for one in excerpt.reps] == [HINGE_REP]
    assert {event.rep for event in excerpt.events} == {HINGE_REP}


def test_a_range_has_both_its_ends(session: Session) -> None:
    times = choose(session).time_s
    assert np.array_equal(choose(session, from_s=times[3], to_s=times[9]).time_s, times[3:10])
    assert np.array_equal(choose(session, from_s=times[100]).time_s, times[100:])
    assert np.array_equal(choose(session, to_s=times[4]).time_s, times[:5])


def test_what_is_not_there_is_said(session: Session) -> None:
    with pytest.raises(UsageError, match="no rep 9; its reps are 1, 2"):
        choose(session, rep=9)
    with pytest.raises(UsageError, match="no frame from 100 s"):
        choose(session, from_s=100.0)
    with pytest.raises(UsageError, match="not both"):
        choose(session, rep=1, to_s=1.0)


# What a frame's joints cannot tell: the head's turn about its own axis, the upper arm's with a straight elbow.
_HIDDEN = {"neck_flexion", "neck_bending", "neck_rotation", "head_flexion", "left_elbow_flexion", "right_elbow_flexion"}
_OBSERVABLE = [dof.name for dof in DEGREES_OF_FREEDOM if dof.name not in _HIDDEN]


@given(st.lists(st.floats(0.1, 0.9), min_size=len(_OBSERVABLE), max_size=len(_OBSERVABLE)), st.floats(-3.1, 3.1))
def test_joints_give_their_pose_back_from_no_start_at_all(shares: list[float], heading: float) -> None:
    body = BodyModel.load().person([0.5, -1.0])
    elbows = {"left_elbow_flexion": 0.8, "right_elbow_flexion": 0.8}
    # Half of each range keeps to poses that people take.
    angles = {
        name: 0.5 * share * DOF_LIMITS[DOF_INDEX[name], int(share > 0.5)]
        for name, share in zip(_OBSERVABLE, shares, strict=True)
    }
    pose = Pose.standing(body, (0.3, 0.0, -2.0), heading).with_angles(**angles, **elbows)
    found = pose_of_joints(body, forward(body, pose).joints())
    assert np.abs(forward(body, found).joints() - forward(body, pose).joints()).max() < 1e-3
    legs = [DOF_INDEX[name] for name in _OBSERVABLE if "hip" in name or "knee" in name or "ankle" in name]
    assert np.degrees(np.abs(found.angles - pose.angles)[legs]).max() < 1.0


def test_the_poses_of_a_session_are_those_the_line_had(session: Session) -> None:
    from tests.simulated_drill import played

    excerpt = choose(session)
    compared = 0
    legs = [i for name, i in DOF_INDEX.items() if any(joint in name for joint in ("hip", "knee", "ankle"))]
    for pose, moment in zip(excerpt.poses(), played().moments, strict=True):
        assert (pose is not None) == (moment.body is not None and moment.body.tracked)
        if pose is None:
            continue
        assert moment.body is not None
        assert moment.body.pose is not None
        assert moment.body.posed is not None
        if not np.array_equal(moment.body.posed.body.shape, excerpt.body.shape):
            continue  # before the shape was learned the joints are another body's
        compared += 1
        assert np.degrees(np.abs(pose.angles - moment.body.pose.angles)[legs]).max() < 1.0
    assert compared > 0.5 * len(excerpt)

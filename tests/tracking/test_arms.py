"""Arms that were folded and drop as somebody bends over are found below their shoulders."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose, PosedBody, forward
from depthhinge.body.model import BodyModel
from depthhinge.frames import DepthFrame
from depthhinge.geometry import rotation_about
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.tracking.arms import arms_may_have_dropped, with_arms_hanging
from depthhinge.trainer import Trainer

BODY = BodyModel.load().person()


def bent_pose(degrees: float) -> Pose:
    """Somebody bent over at the hips, their arms along their trunk."""
    upright = Pose.standing(BODY, (0.0, 0.0, -2.0), 0.6)
    return replace(upright, rotation=rotation_about(upright.rotation[:, 0], np.deg2rad(degrees)) @ upright.rotation)


def hanging(degrees: float) -> PosedBody:
    """Likewise, their arms below their shoulders."""
    pose = bent_pose(degrees)
    return forward(BODY, with_arms_hanging(pose, forward(BODY, pose).rotations))


def arm(posed: PosedBody, side: str) -> np.ndarray:
    joints = posed.joints()
    along = joints[JOINT_INDEX[f"{side}_wrist"]] - joints[JOINT_INDEX[f"{side}_shoulder"]]
    return along / np.linalg.norm(along)


@pytest.mark.parametrize("degrees", [40.0, 70.0, 100.0])
def test_arms_that_hang_are_below_their_shoulders_however_far_somebody_bends(degrees: float) -> None:
    posed = hanging(degrees)
    for side in SIDES:
        assert arm(posed, side)[1] < -0.95


def test_arms_are_looked_for_where_who_is_bent_over_seems_to_hold_them_along_the_trunk() -> None:
    assert arms_may_have_dropped(forward(BODY, bent_pose(60.0)).joints())
    assert not arms_may_have_dropped(forward(BODY, bent_pose(10.0)).joints()), "upright"
    assert not arms_may_have_dropped(hanging(60.0).joints()), "they hang"


def test_folded_arms_that_drop_to_pick_something_up_are_followed() -> None:
    placement = Placement(azimuth=float(np.deg2rad(45.0)), height=1.9, distance=2.4, faces="left")
    person = SimulatedPerson.draw(0, "train")
    drill = SimulatedDrill(
        person, 0, (), None, placement, seed=0, fps=15.0, arms="crossed", activities=["pick_up_bottle"]
    )
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m)
    off = []
    for frame in drill.frames():
        moment = trainer.step(DepthFrame(frame.index, frame.time_s, frame.depth))
        if moment.body is None or frame.truth.angles.trunk_inclination < np.deg2rad(60.0):
            continue
        room = drill.placement.room_from_camera @ np.linalg.inv(trainer.room_from_camera)
        wrists = [JOINT_INDEX[f"{side}_wrist"] for side in SIDES]
        found = moment.body.joints[wrists] @ room[:3, :3].T + room[:3, 3]
        off.append(np.linalg.norm(found - frame.truth.joints[wrists], axis=1).min())
    assert np.median(off) < 0.2

"""The wall follows the feet of somebody who steps, and it is said."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from depthhinge.body.joints import JOINTS
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.frames import CameraInfo, Intrinsics
from depthhinge.settings import cues
from depthhinge.tracking.tracked_body import TrackedBody
from depthhinge.trainer import Trainer

BODY = BodyModel.load().person()
INFO = CameraInfo("Made-up D435", None, Intrinsics(848, 480, 420.0, 420.0, 424.0, 240.0), 0.001, 30.0)
STEP_M = 0.3


def standing_at(z: float) -> TrackedBody:
    pose = Pose.standing(BODY, (0.0, 0.0, z), np.pi / 2.0)
    posed, seen = forward(BODY, pose), np.ones(len(JOINTS), bool)
    return TrackedBody(True, posed.joints(), seen, posed.rotations, posed.origins, 0.0, {}, 1.0, pose, posed)


def trainer() -> Trainer:
    made = Trainer(INFO, 0.15)
    made._tracker = SimpleNamespace(person=SimpleNamespace(body=BODY))
    return made


def stand(made: Trainer, z: float, start_s: float, frames: int = 40) -> list[str]:
    said = []
    for k in range(frames):
        made._set_stance(standing_at(z), start_s + k / 30.0)
        word = made._word()
        if word is not None:
            said.append(word)
    return said


def test_the_wall_is_set_behind_the_heels_and_goes_with_them_with_a_word() -> None:
    made = trainer()
    assert stand(made, -2.0, 0.0) == []
    before = made.wall
    assert before is not None
    assert stand(made, -2.0 - STEP_M, 2.0) == [cues()["wall_moved"]]
    assert made.wall is not None
    assert before.heels[2] - made.wall.heels[2] == pytest.approx(STEP_M, abs=0.01)
    assert made.wall.distance_m == before.distance_m


def test_a_shift_of_the_weight_is_no_step() -> None:
    made = trainer()
    stand(made, -2.0, 0.0)
    assert stand(made, -2.03, 2.0) == []


def test_a_wall_that_was_moved_stays_at_its_distance_from_the_heels() -> None:
    made = trainer()
    stand(made, -2.0, 0.0)
    before = made.wall
    made.move_wall(0.20)
    assert made.wall.distance_m == 0.20
    assert made.wall.plane.distance(before.heels) - before.plane.distance(before.heels) == pytest.approx(0.05)
    stand(made, -2.0, 2.0)
    assert made.wall.distance_m == 0.20


def test_a_wall_out_of_reach_is_told() -> None:
    made = Trainer(INFO, 0.40)
    made._tracker = SimpleNamespace(person=SimpleNamespace(body=BODY))
    stand(made, -2.0, 0.0)
    assert any("out of reach" in note for note in made.notes)

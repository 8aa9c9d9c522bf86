"""Who was first seen sitting is taken for too small a person until they stand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.kinematics import Pose
from depthhinge.body.model import BodyModel
from depthhinge.tracking.full_height import RISEN, STEADY_FRAMES, FullHeight
from depthhinge.tracking.lessons import FIRST_FRAMES, Keyframe
from depthhinge.tracking.solver import Person
from depthhinge.tracking.start import heading_of
from depthhinge.tracking.tracker import Tracker
from tests.tracking import simulated

FACING = 0.6
SEATED = (80.0, 85.0, 8.0)
"""Degrees of hip, knee and pelvis."""


def test_only_standing_still_and_taller_than_before_is_full_height() -> None:
    watch = FullHeight(1.45)
    assert not any(watch.reached(1.30) for _ in range(10))
    assert not any(watch.reached(1.30 + 0.05 * k) for k in range(8)), "still rising"
    assert not any(watch.reached(1.71) for _ in range(STEADY_FRAMES - 1))
    assert watch.reached(1.71)


@given(st.lists(st.floats(0.0, 2.5)))
def test_who_never_rises_above_what_they_were_taken_for_never_reaches_it(tops: list[float]) -> None:
    watch = FullHeight(1.45)
    assert not any(watch.reached(min(top, RISEN * 1.45)) for top in tops)


def test_a_person_seen_sitting_first_is_measured_anew_when_they_stand() -> None:
    body = BodyModel.load().person()
    sitting, standing = simulated.bent(FACING, *SEATED), Pose.standing(body, [0.0, 0.0, -2.3], FACING)
    tracker, scene = Tracker(simulated.CAMERA), simulated.Scene(simulated.CAMERA)
    for index in range(FIRST_FRAMES):
        tracker.update(scene.update(simulated.frame(body, sitting, index)), scene)
    assert tracker.shape_fitted
    for index in range(STEADY_FRAMES):
        tracker.update(scene.update(simulated.frame(body, standing, FIRST_FRAMES + index)), scene)
    assert not tracker.shape_fitted
    for index in range(FIRST_FRAMES):
        found = tracker.update(scene.update(simulated.frame(body, standing, 2 * FIRST_FRAMES + index)), scene)
    assert tracker.shape_fitted
    assert found is not None
    assert found.tracked
    assert tracker.person is not None
    assert abs(tracker.person.body.stature - body.stature) < 0.02


def test_who_gets_up_is_taken_to_face_the_way_they_sat(monkeypatch: pytest.MonkeyPatch) -> None:
    body = BodyModel.load().person()
    sitting, standing = simulated.bent(FACING, *SEATED), Pose.standing(body, [0.0, 0.0, -2.3], FACING)
    tracker, scene = Tracker(simulated.CAMERA), simulated.Scene(simulated.CAMERA)
    for index in range(FIRST_FRAMES):
        tracker.update(scene.update(simulated.frame(body, sitting, index)), scene)

    def faces_away_more_cheaply(kept: list[Keyframe]) -> tuple[float, Person, Pose]:
        assert tracker.person is not None
        return float(np.cos(heading_of(kept[-1].pose) - FACING)), tracker.person, kept[-1].pose

    monkeypatch.setattr(tracker, "_learn", faces_away_more_cheaply)
    for index in range(STEADY_FRAMES + FIRST_FRAMES):
        found = tracker.update(scene.update(simulated.frame(body, standing, FIRST_FRAMES + index)), scene)
    assert tracker.shape_fitted
    assert found is not None
    assert found.pose is not None
    assert heading_of(found.pose) == pytest.approx(FACING, abs=0.2)

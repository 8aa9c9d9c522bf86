"""What is said of how much of the person the camera sees."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.body.skeleton import SEGMENTS
from depthhinge.drills.moment import DrillKind
from depthhinge.drills.viewpoint import Viewpoint
from depthhinge.measures.standing import Standing
from depthhinge.tracking.tracked_body import SegmentEvidence

CAMERA = np.array([-2.3, 1.1, 0.0])


@pytest.fixture(scope="module")
def standing() -> Standing:
    body = BodyModel.load().person()
    pose = Pose.standing(body)
    return Standing(pose, forward(body, pose).joints(), np.array([0.0, 0.0, 1.0]))


def inside(**shares: float) -> dict[str, SegmentEvidence]:
    """All of the body in the picture, but of some segments that share."""
    return {name: SegmentEvidence(shares.get(name, 1.0), 1.0, 1.0) for name in SEGMENTS}


@pytest.mark.parametrize(("segment", "part"), [("left_foot", "feet"), ("right_foot", "feet"), ("head", "head")])
def test_what_is_outside_the_picture_is_said_and_noted(standing: Standing, segment: str, part: str) -> None:
    viewpoint = Viewpoint(DrillKind.WALL_TAP)
    notes = viewpoint.stand(standing, inside(**{segment: 0.2}), CAMERA)
    assert viewpoint.words == [f"{part}_outside"]
    assert f"the {part}" in notes[0]
    assert "outside the picture" in notes[0]


def test_who_is_seen_whole_hears_nothing_of_it(standing: Standing) -> None:
    viewpoint = Viewpoint(DrillKind.WALL_TAP)
    assert not any("outside" in note for note in viewpoint.stand(standing, inside(), CAMERA))
    assert viewpoint.words == []


def test_it_is_said_again_only_after_they_were_back_in_the_picture_and_noted_once(standing: Standing) -> None:
    viewpoint, notes = Viewpoint(DrillKind.WALL_TAP), list[str]()
    for share in (0.2, 0.4, 0.6, 0.4, 0.9, 0.3):
        notes += viewpoint.stand(standing, inside(head=share), CAMERA)
    assert viewpoint.words == ["head_outside"] * 2
    assert sum("outside" in note for note in notes) == 1

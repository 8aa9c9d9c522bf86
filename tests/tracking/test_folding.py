"""A bent hip is not taken for a curled back, nor hanging cloth for the body."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.kinematics import Pose
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX
from depthhinge.tracking.folding import bends_the_back_first
from depthhinge.tracking.posed_surface import pose_surface
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.solver import fit_pose, rows_of
from depthhinge.tracking.start import cost_of, heading_of, hinged
from depthhinge.tracking.weights import Weights
from tests.tracking import simulated

WEIGHTS = Weights(shoe_sole=0.0)
PRIORS = Priors.of(WEIGHTS)
FROM_THE_FRONT = np.pi / 4
HINGED = (70.0, 18.0, 55.0)
UPRIGHT = np.zeros(len(DEGREES_OF_FREEDOM))
SPINE = [f"{part}_{half}_flexion" for part in ("lumbar", "thorax") for half in ("lower", "upper")]


def curled(pose: Pose, by_deg: float) -> Pose:
    """The pose with each joint of the spine flexed."""
    return pose.with_angles(**{name: np.deg2rad(by_deg) for name in SPINE})


def test_who_hinges_or_rounds_while_hinging_bends_the_hips_first() -> None:
    assert not bends_the_back_first(simulated.bent(0.0, *HINGED), UPRIGHT)
    assert not bends_the_back_first(curled(simulated.bent(0.0, 50.0, 18.0, 30.0), 12.0), UPRIGHT)


def test_who_stands_is_not_taken_for_folded_by_a_habit_of_posture() -> None:
    assert not bends_the_back_first(curled(simulated.bent(0.0, 0.0, 5.0, 0.0), 2.0), UPRIGHT)


def test_a_back_that_is_round_at_rest_is_not_taken_for_folded_but_one_that_curls_on_is() -> None:
    standing = curled(simulated.bent(0.0, 0.0, 5.0, 0.0), 6.0)
    assert bends_the_back_first(standing, UPRIGHT)
    assert not bends_the_back_first(standing, standing.angles)
    assert bends_the_back_first(curled(standing, 15.0), standing.angles)


def test_a_back_that_curls_over_upright_hips_is_noticed() -> None:
    assert bends_the_back_first(curled(simulated.bent(0.0, 10.0, 18.0, 0.0), 15.0), UPRIGHT)


def test_from_the_front_a_straight_hinge_explains_a_hinge_better_than_a_folded_back() -> None:
    truth = simulated.bent(FROM_THE_FRONT, *HINGED)
    evidence, person = simulated.seen(truth).evidence, simulated.person()
    start = curled(simulated.bent(FROM_THE_FRONT, -20.0, 18.0, -15.0), 20.0)
    folded = fit_pose(person, start, evidence, WEIGHTS, PRIORS, iterations=4)
    found = hinged(person, evidence, WEIGHTS, PRIORS, heading_of(truth))
    assert found.cost < cost_of(person, folded.posed, evidence)
    hip = DOF_INDEX["left_hip_flexion"]
    assert abs(found.fitted.pose.angles[hip] - truth.angles[hip]) < np.deg2rad(6.0)


def test_only_what_faces_the_floor_counts_less_for_the_cloth_that_may_hang_there() -> None:
    truth = simulated.bent(FROM_THE_FRONT, *HINGED)
    evidence, person = simulated.seen(truth).evidence, simulated.person()
    posed = pose_surface(person.surface.skin, truth, evidence.camera)
    tight, tight_count = rows_of(person, posed, evidence, WEIGHTS._replace(hanging_sigma=0.0))
    loose, loose_count = rows_of(person, posed, evidence, WEIGHTS._replace(hanging_sigma=0.03))
    assert tight_count == loose_count
    ratio = loose.weight[:tight_count] / tight.weight[:tight_count]
    down = -tight.direction[:tight_count, 1]
    assert np.all(ratio <= 1.0 + 1e-9)
    assert ratio[down < 0.0] == pytest.approx(1.0)
    assert ratio[(down > 0.9) & (ratio < 1.0)].max() < 0.5

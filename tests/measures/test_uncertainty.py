"""The standard errors of the angles: their gradients are derivatives, and what is hidden is less sure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.body.clinical_angles import measure
from depthhinge.body.kinematics import N_PARAMETERS, Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.measures.uncertainty import ANGLES, Uncertainty
from depthhinge.tracking.cholesky import solve_in_place, variances
from tests.simulated_drill import played

FORWARD = np.array([0.0, 0.0, 1.0])


def angles_at(pose: Pose) -> np.ndarray:
    body = BodyModel.load().person()
    found = measure(pose, forward(body, pose).joints(), FORWARD, Pose.standing(body))
    return np.array([getattr(found, name) for name in ANGLES])


def test_the_gradients_are_how_the_angles_change_with_the_pose_in_the_sagittal_plane() -> None:
    body = BodyModel.load().person()
    uncertainty, standing = Uncertainty.of(body), Pose.standing(body)
    gradients = uncertainty.of_angles.copy()
    gradients[:, 3] += uncertainty.tilts
    for column in [3, *range(6, N_PARAMETERS)]:
        step = np.zeros(N_PARAMETERS)
        step[column] = 1e-5
        numeric = (angles_at(standing.moved(step)) - angles_at(standing.moved(-step))) / 2e-5
        # Knees and C7 lie millimetres off the joints' own lines, which the gradients leave out.
        sagittal = np.abs(gradients[:, column]) > 0.0
        np.testing.assert_allclose(gradients[sagittal, column], numeric[sagittal], atol=0.12)


def test_variances_are_those_of_the_inverse() -> None:
    generator = np.random.default_rng(1)
    root = generator.normal(size=(6, 6))
    information, gradients = root @ root.T + np.eye(6), generator.normal(size=(3, 6))
    factor = information.copy()
    solve_in_place(factor, np.ones(6))
    expected = np.einsum("ka,ab,kb->k", gradients, np.linalg.inv(information), gradients)
    np.testing.assert_allclose(variances(factor, gradients), expected)


def _mean(name: str) -> float:
    index = ANGLES.index(name)
    errors = [m.measures.standard_errors for m in played().moments if m.measures.standard_errors is not None]
    return float(np.rad2deg(np.mean([e[index] for e in errors])))


def _seen_share(side: str) -> float:
    return float(np.mean([m.body.seen(f"{side}_knee") for m in played().moments if m.body is not None]))


def test_the_leg_that_is_seen_less_is_less_sure() -> None:
    hidden, seen = sorted(("left", "right"), key=_seen_share)
    assert _mean(f"knee_flexion_{seen}") < _mean(f"knee_flexion_{hidden}")


def test_a_body_that_no_fit_made_has_no_standard_error() -> None:
    moment = next(m for m in played().moments if m.body is not None)
    assert moment.body is not None
    bare = replace(moment.body, information_factor=None)
    assert Uncertainty.of(BodyModel.load().person()).frame_variances(bare, FORWARD) is None


@pytest.mark.parametrize("name", ["hip_flexion_left", "trunk_inclination"])
def test_the_stated_interval_holds_most_of_the_drill(name: str) -> None:
    index, inside = ANGLES.index(name), []
    for moment, truth in zip(played().moments, played().truths, strict=True):
        if moment.measures.standard_errors is not None:
            off = getattr(moment.measures, name) - getattr(truth.angles, name)
            inside.append(abs(off) < 1.96 * moment.measures.standard_errors[index])
    # One person: what their frames share may lie at the interval's edge.
    assert np.mean(inside) > 0.7


def test_who_squats_deep_hides_how_the_back_is_bent() -> None:
    squat = [m for m in played().moments if m.body is not None and m.measures.standard_errors is not None]
    assert squat[0].body is not None
    uncertainty = Uncertainty.of(BodyModel.load().person())
    deepest = max(squat, key=lambda m: m.measures.knee_flexion_left or 0.0)
    assert deepest.body is not None
    assert deepest.body.pose is not None
    upright = deepest.body.pose.with_angles(left_knee_flexion=0.1, right_knee_flexion=0.1)
    lumbar, knee = ANGLES.index("lumbar_flexion"), ANGLES.index("knee_flexion_left")
    variances = uncertainty.frame_variances(deepest.body, FORWARD)
    assert variances is not None
    deep, shallow = (uncertainty.standard_errors(variances, pose) for pose in (deepest.body.pose, upright))
    assert deep[lumbar] > 1.2 * shallow[lumbar]
    assert deep[knee] == shallow[knee]

"""What a pose is pulled toward before anything is seen of it."""

from __future__ import annotations

import numpy as np

from depthhinge.body.kinematics import N_PARAMETERS, Pose
from depthhinge.body.skeleton import SPINE_FLEXION
from depthhinge.geometry import Array
from depthhinge.tracking.priors import Before, Priors, add_priors
from depthhinge.tracking.weights import Weights
from tests.tracking import simulated

WEIGHTS = Weights()
UPRIGHT = simulated.bent(0.0, 0.0, 0.0, 0.0)


def curved(*degrees: float) -> Pose:
    """Upright, but for the joints of the spine, from L5/S1 upward."""
    angles = UPRIGHT.angles.copy()
    angles[SPINE_FLEXION] = np.deg2rad(degrees)
    return Pose(UPRIGHT.rotation, UPRIGHT.position, angles)


def pull(priors: Priors, pose: Pose) -> Array:
    """(4,) on the joints of the spine."""
    h, g = np.zeros((N_PARAMETERS, N_PARAMETERS)), np.zeros(N_PARAMETERS)
    unknown = Before(False, pose.position, pose.angles)
    add_priors(h, g, priors, WEIGHTS, pose.position, pose.angles, unknown)
    return g[N_PARAMETERS - len(pose.angles) :][SPINE_FLEXION]


def test_a_stranger_is_pulled_toward_the_mean_back_and_who_is_known_toward_their_own() -> None:
    stranger = Priors.of(WEIGHTS)
    own = curved(-3.0, -4.0, 8.0, 12.0)
    assert np.abs(pull(stranger, own)).max() > 10.0
    known = stranger.about([own])
    np.testing.assert_allclose(pull(known, own), 0.0, atol=1e-9)
    np.testing.assert_allclose(pull(known, curved(2.0, 1.0, 13.0, 17.0)), pull(stranger, curved(5.0, 5.0, 5.0, 5.0)))


def test_their_own_back_is_the_mean_of_what_was_seen_of_it_and_the_legs_are_left_alone() -> None:
    bent = simulated.bent(0.0, 30.0, 10.0, 20.0)
    known = Priors.of(WEIGHTS).about([bent, curved(2.0, 4.0, 6.0, 8.0), curved(4.0, 6.0, 8.0, 10.0)])
    expected = np.zeros_like(bent.angles)
    expected[SPINE_FLEXION] = (bent.angles[SPINE_FLEXION] + np.deg2rad([6.0, 10.0, 14.0, 18.0])) / 3.0
    np.testing.assert_allclose(known.rest, expected)

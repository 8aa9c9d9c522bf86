"""Anatomical landmarks and the joint centres that follow from them."""

import numpy as np
import pytest

from depthhinge.body.model import BodyModel
from depthhinge.simulation.landmarks import Landmarks, ankle_centres, hip_centres, knee_centres, pick_landmarks

MEAN = BodyModel.load().person()
STRONGEST = MEAN.skin_segments[np.arange(len(MEAN.vertices)), np.argmax(MEAN.skin_weights, axis=1)]
FOUND = pick_landmarks(MEAN.vertices, STRONGEST)
PAIRS = ("anterior_spines", "posterior_spines", "epicondyles", "malleoli", "heels", "toes")
NOWHERE = np.zeros(2, np.int64)


@pytest.mark.parametrize("name", PAIRS)
def test_both_sides_of_a_symmetric_body_have_the_same_landmark(name: str) -> None:
    left, right = MEAN.vertices[getattr(FOUND, name)]
    np.testing.assert_allclose(left, right * np.array([-1.0, 1.0, 1.0]), atol=2e-3)


def test_landmarks_are_where_anthropometry_has_them() -> None:
    """ANSUR II's bimalleolar breadth, which they were not picked by, is 0.0426 (men) and 0.0412 (women) of stature."""
    lateral, medial = MEAN.vertices[FOUND.malleoli[0]]
    assert np.linalg.norm(lateral - medial) / MEAN.stature == pytest.approx(0.042, abs=0.006)
    spines = MEAN.vertices[FOUND.anterior_spines]
    assert spines[0, 2] > MEAN.vertices[FOUND.posterior_spines, 2].max() + 0.1
    back = MEAN.vertices[FOUND.back_midline]
    assert np.abs(back[:, 0]).max() < 2e-3
    assert np.all(np.diff(back[:, 1]) > 0.0)


def test_joint_centres_are_midway_between_their_landmarks() -> None:
    for centres, members in ((knee_centres, FOUND.epicondyles), (ankle_centres, FOUND.malleoli)):
        lateral, medial = MEAN.vertices[members[0]]
        np.testing.assert_allclose(centres(MEAN.vertices, FOUND)[0], (lateral + medial) / 2.0)


def test_hip_centres_are_haras_regression() -> None:
    """A level pelvis, legs 0.9 m long from the spine to the inner ankle: 45.7 mm back, 79.2 down and 85.4 out."""
    spines = np.array([[0.12, 1.0, 0.0], [-0.12, 1.0, 0.0], [0.04, 1.0, -0.15], [-0.04, 1.0, -0.15]])
    ankles = np.array([[0.12, 0.1, 0.0], [-0.12, 0.1, 0.0]])
    landmarks = Landmarks(
        anterior_spines=np.array([0, 1]),
        posterior_spines=np.array([2, 3]),
        epicondyles=np.array([[0, 0], [1, 1]]),
        malleoli=np.array([[4, 4], [5, 5]]),
        heels=NOWHERE,
        toes=NOWHERE,
        c7=NOWHERE[:1],
        skull=NOWHERE,
        back_midline=NOWHERE,
    )
    left, right = hip_centres(np.concatenate([spines, ankles]), landmarks)
    np.testing.assert_allclose(left, [0.0854, 1.0 - 0.0792, -0.0457], atol=1e-6)
    np.testing.assert_allclose(right, [-0.0854, 1.0 - 0.0792, -0.0457], atol=1e-6)

"""Feet that stay, knees as asked, weight where it should be."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX, SEGMENT_INDEX
from depthhinge.errors import UsageError
from depthhinge.geometry import rotation_from_vector
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.roots import NoRootError, root

FOOTING = Footing(SimulatedPerson.draw(3))
FEET = [SEGMENT_INDEX[f"{side}_foot"] for side in ("left", "right")]

postures = st.builds(
    Posture,
    knee=st.floats(0.15, 1.3),
    pelvis_pitch=st.floats(0.0, 0.7),
    lumbar=st.floats(0.0, 0.7),
    thoracic=st.floats(-0.1, 0.4),
    com_fraction=st.floats(0.35, 0.6),
    yaw=st.floats(-0.05, 0.05),
    roll=st.floats(-0.02, 0.02),
    sideways=st.floats(-0.01, 0.01),
)

deep_squats = st.builds(
    Posture,
    knee=st.floats(1.3, 1.8),
    pelvis_pitch=st.floats(0.4, 0.9),
    lumbar=st.floats(0.0, 0.4),
    com_fraction=st.floats(0.4, 0.55),
    yaw=st.floats(-0.05, 0.05),
    sideways=st.floats(-0.01, 0.01),
)


@given(postures | deep_squats)
def test_a_balanced_posture_has_its_knees_its_weight_and_its_feet_where_they_belong(posture: Posture) -> None:
    pose = FOOTING.pose(posture)
    posed = forward(FOOTING.person.body, pose)
    knees = [pose.angles[DOF_INDEX[f"{side}_knee_flexion"]] for side in ("left", "right")]
    assert np.mean(knees) == pytest.approx(posture.knee, abs=1e-6)
    com = FOOTING.person.flesh.centre_of_mass(posed)
    assert com[2] == pytest.approx(FOOTING.feet.at(posture.com_fraction), abs=1e-6)
    assert com[0] == pytest.approx(posture.sideways, abs=1e-6)
    np.testing.assert_allclose(posed.origins[FEET], FOOTING.feet.ankles, atol=1e-7)
    np.testing.assert_allclose(posed.rotations[FEET], FOOTING.feet.rotations, atol=1e-6)


@given(
    st.lists(st.floats(-0.3, 0.3), min_size=3, max_size=3),
    st.lists(st.floats(-0.1, 0.1), min_size=3, max_size=3),
    st.floats(0.70, 0.95),
)
def test_the_legs_reach_the_feet_from_any_pelvis(turn: list[float], shift: list[float], height: float) -> None:
    legs, feet = FOOTING.legs, FOOTING.feet
    reach = float((legs.thighs + legs.shanks).min())
    rotation, position = rotation_from_vector(turn), np.array(shift) * [1, 0, 1] + [0.0, 0.05 + height * reach, 0.0]
    angles = np.zeros(len(DEGREES_OF_FREEDOM))
    angles[legs.columns] = legs.angles(rotation, position, feet.rotations, feet.ankles)
    posed = forward(FOOTING.person.body, Pose(rotation, position, angles))
    np.testing.assert_allclose(posed.origins[FEET], feet.ankles, atol=1e-6)
    np.testing.assert_allclose(posed.rotations[FEET], feet.rotations, atol=1e-6)


def test_the_soles_stand_on_the_floor_and_the_heels_at_zero() -> None:
    skin = FOOTING.posed(Posture(knee=0.2))
    for side in ("left", "right"):
        assert skin.skin(FOOTING.person.soles[side])[:, 1].min() == pytest.approx(0.0, abs=1e-3)
    heels = [skin.skin(FOOTING.person.soles[side])[:, 2].min() for side in ("left", "right")]
    assert np.mean(heels) == pytest.approx(0.0, abs=1e-3)
    assert 0.2 < FOOTING.feet.length < 0.32


def test_a_raised_heel_leaves_the_toes_where_they_are() -> None:
    flat = FOOTING.posed(Posture(knee=0.5, pelvis_pitch=0.7, com_fraction=0.75))
    raised = FOOTING.posed(Posture(knee=0.5, pelvis_pitch=0.7, com_fraction=0.75, heel_lift=0.15))
    toes = [SEGMENT_INDEX[f"{side}_toes"] for side in ("left", "right")]
    np.testing.assert_allclose(raised.origins[toes], flat.origins[toes], atol=1e-6)
    np.testing.assert_allclose(raised.rotations[toes], flat.rotations[toes], atol=1e-6)
    assert np.all(raised.origins[FEET][:, 1] > flat.origins[FEET][:, 1] + 0.015)


def test_shanks_and_reach_come_out_as_asked() -> None:
    posture = Posture(knee=0.35, pelvis_pitch=0.8, com_fraction=0.37)
    bottom = FOOTING.with_shank(posture, np.deg2rad(-1.0), reach=0.15)
    posed = FOOTING.posed(bottom)
    assert FOOTING.glute_reach(posed) == pytest.approx(0.15, abs=1e-6)
    assert np.rad2deg(FOOTING.shank_inclination(posed)) == pytest.approx(-1.0, abs=1e-4)


@pytest.mark.parametrize(
    "wrong", [{"com_fraction": 9.0}, {"knee": 2.9}, {"pelvis_pitch": 2.2, "knee": 1.5}, {"com_fraction": float("nan")}]
)
def test_a_posture_that_cannot_be_is_refused_in_plain_words(wrong: dict) -> None:
    with pytest.raises(UsageError):
        FOOTING.pose(replace(Posture(knee=0.3), **wrong))


def test_an_equation_without_a_root_is_said_to_have_none() -> None:
    with pytest.raises(NoRootError):
        root(lambda x: x**2 + 1.0, np.array([0.3]), 1e-9)
    with pytest.raises(NoRootError):
        root(lambda x: np.ones(1), np.array([0.3]), 1e-9)

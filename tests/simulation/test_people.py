"""Who the simulated people are."""

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.model import Body, BodyModel
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.errors import UsageError
from depthhinge.geometry import Array
from depthhinge.simulation.people import SimulatedPerson

PEOPLE = [SimulatedPerson.draw(seed) for seed in range(60)]


def best_imitation(body: Body) -> Array:
    """(n, 3) the tracker's body of the shape nearest to `body`, however unlikely, laid over it."""
    model = BodyModel.load()
    basis = model.vertex_basis.reshape(model.n_components, -1)
    # Free to be moved, too.
    moves = np.tile(np.eye(3), (1, len(body.vertices)))
    columns = np.concatenate([basis, moves]).T
    wanted = (body.vertices - model.vertices).ravel()
    found, *_ = np.linalg.lstsq(columns, wanted, rcond=None)
    return np.asarray(model.vertices + (columns @ found).reshape(-1, 3))


def test_the_same_seed_is_the_same_person() -> None:
    first, again = SimulatedPerson.draw(5), SimulatedPerson.draw(5)
    np.testing.assert_array_equal(first.body.vertices, again.body.vertices)
    assert first.stance == again.stance


def test_nobody_is_both_in_training_and_in_test() -> None:
    train = {person.number for person in PEOPLE}
    test = {SimulatedPerson.draw(seed, "test").number for seed in range(60)}
    assert not train & test
    assert len(train) > 40
    assert len(test) > 40


def test_people_differ_as_adults_do() -> None:
    statures = np.array([person.stature for person in PEOPLE])
    bmi = np.array([person.bmi for person in PEOPLE])
    assert 1.40 < statures.min() < 1.56
    assert 1.86 < statures.max() < 2.05
    assert 16.0 < bmi.min() < 20.0
    assert 35.0 < bmi.max() < 42.0
    assert 0.35 < np.mean([person.female for person in PEOPLE]) < 0.65


def test_left_and_right_differ_a_little() -> None:
    legs = []
    for person in PEOPLE:
        hips, knees, ankles = (
            person.body.origins[[SEGMENT_INDEX[f"{side}_{part}"] for side in ("left", "right")]]
            for part in ("thigh", "shank", "foot")
        )
        length = np.linalg.norm(knees - hips, axis=1) + np.linalg.norm(ankles - knees, axis=1)
        legs.append(length[0] - length[1])
        np.testing.assert_allclose(knees[:, [0, 2]], hips[:, [0, 2]], atol=1e-5)
        np.testing.assert_allclose(ankles[:, [0, 2]], hips[:, [0, 2]], atol=1e-5)
    assert 0.002 < np.abs(legs).mean() < 0.008
    assert np.abs(legs).max() < 0.025


@pytest.mark.parametrize("person", PEOPLE[:6], ids=lambda person: str(person.seed))
def test_the_trackers_body_cannot_take_a_simulated_persons_shape(person: SimulatedPerson) -> None:
    error = np.linalg.norm(best_imitation(person.bare) - person.bare.vertices, axis=1)
    assert np.sqrt((error**2).mean()) > 0.003


def test_joints_are_where_anatomy_has_them() -> None:
    """Against figures that the landmarks were not picked by.

    Hip joint centres stand 170-190 mm apart (MRI and radiographs, Harrington 2007, Bell 1990) at 0.52 of stature
    (trochanterion of ANSUR II 0.515, the centre a little above); the trochanter-to-knee length is 0.235 of it.
    """
    apart, height, thigh = [], [], []
    for person in PEOPLE:
        joints, floor = person.bare.joints, person.bare.vertices[:, 1].min()
        hips = joints[[JOINT_INDEX["left_hip"], JOINT_INDEX["right_hip"]]]
        apart.append(np.linalg.norm(hips[0] - hips[1]))
        height.append((hips[:, 1].mean() - floor) / person.stature)
        thigh.append(np.linalg.norm(hips[0] - joints[JOINT_INDEX["left_knee"]]) / person.stature)
    assert np.mean(apart) == pytest.approx(0.172, abs=0.01)
    assert min(apart) > 0.13
    assert max(apart) < 0.21
    assert np.mean(height) == pytest.approx(0.52, abs=0.01)
    assert np.mean(thigh) == pytest.approx(0.24, abs=0.01)


def test_the_back_is_followed_from_the_sacrum_to_c7() -> None:
    for person in PEOPLE[:10]:
        back = person.bare.vertices[person.back_midline]
        assert len(back) > 25
        assert np.all(np.diff(back[:, 1]) > 0.0)
        assert np.abs(back[:, 0]).max() < 0.03
        np.testing.assert_array_equal(back[-1], person.bare.joints[JOINT_INDEX["c7"]])


def test_the_seat_is_behind_the_hips_and_the_soles_below_the_ankles() -> None:
    person = SimulatedPerson.draw(2)
    seat = person.bare.vertices[person.glutes]
    assert len(seat) > 200
    assert seat[:, 2].max() < 0.0
    assert np.abs(seat[:, 1]).max() < 0.2
    for side, sign in (("left", 1.0), ("right", -1.0)):
        sole = person.bare.vertices[person.soles[side]]
        assert np.all(sign * sole[:, 0] > 0.0)
        assert sole[:, 1].max() < person.bare.vertices[:, 1].min() + 0.15


@pytest.mark.parametrize(("stature", "bmi", "female"), [(1.60, 22.0, True), (1.85, 30.0, False), (1.70, 36.0, None)])
def test_a_person_can_be_asked_for_by_build(stature: float, bmi: float, female: bool | None) -> None:
    person = SimulatedPerson.like(stature, bmi, female, seed=3)
    assert person.stature == pytest.approx(stature, abs=1e-6)
    assert person.bmi == pytest.approx(bmi, abs=3.0)
    assert female is None or person.female == female
    other = SimulatedPerson.like(stature, bmi, female, seed=4)
    assert np.abs(other.bare.vertices - person.bare.vertices).max() > 0.005
    assert SimulatedPerson.like(stature, bmi, female, seed=3, split="test").number % 2 == 1


@pytest.mark.parametrize("build", [{"bmi": 5.0}, {"stature_m": 3.0}, {"bmi": float("nan")}])
def test_an_impossible_person_is_refused(build: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="outside of what is simulated"):
        SimulatedPerson.like(**build)


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(UsageError, match="train and test"):
        SimulatedPerson.draw(0, "validation")

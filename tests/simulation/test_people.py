"""Who the simulated people are."""

import numpy as np
import pytest

from depthhinge.errors import UsageError
from depthhinge.simulation.people import SimulatedPerson


def test_the_same_seed_is_the_same_person() -> None:
    first, again = SimulatedPerson.draw(5), SimulatedPerson.draw(5)
    np.testing.assert_array_equal(first.body.vertices, again.body.vertices)
    assert first.stance == again.stance


def test_nobody_is_both_in_training_and_in_test() -> None:
    train = {SimulatedPerson.draw(seed, "train").number for seed in range(60)}
    test = {SimulatedPerson.draw(seed, "test").number for seed in range(60)}
    assert not train & test
    assert len(train) > 40
    assert len(test) > 40


def test_people_differ_as_adults_do() -> None:
    people = [SimulatedPerson.draw(seed) for seed in range(60)]
    statures = np.array([person.stature for person in people])
    masses = np.array([person.mass_kg for person in people])
    bmi = masses / statures**2
    assert 1.40 < statures.min() < 1.60
    assert 1.80 < statures.max() < 2.05
    assert 15.0 < bmi.min() < 20.0
    assert 26.0 < bmi.max() < 42.0
    assert 0.3 < np.mean([person.female for person in people]) < 0.7


def test_the_seat_is_behind_the_hips_and_the_soles_below_the_ankles() -> None:
    person = SimulatedPerson.draw(2)
    seat = person.body.vertices[person.glutes]
    assert len(seat) > 200
    assert seat[:, 2].max() < 0.0
    assert np.abs(seat[:, 1]).max() < 0.2
    for side, sign in (("left", 1.0), ("right", -1.0)):
        sole = person.body.vertices[person.soles[side]]
        assert np.all(sign * sole[:, 0] > 0.0)
        assert sole[:, 1].max() < person.body.vertices[:, 1].min() + 0.15


def test_an_unknown_split_is_refused() -> None:
    with pytest.raises(UsageError, match="train and test"):
        SimulatedPerson.draw(0, "validation")

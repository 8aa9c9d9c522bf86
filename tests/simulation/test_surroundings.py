"""Rooms by name."""

import numpy as np
import pytest

from depthhinge.errors import UsageError
from depthhinge.geometry import Plane
from depthhinge.simulation.bystander import LEAN_RAD, Bystander
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.render import BACKGROUND, BYSTANDER
from depthhinge.simulation.surroundings import ROOMS, surroundings

PLACEMENT = Placement(tilt=0.05)
WALL = Plane.through([-0.3, 0.0, -2.3], [1.0, 0.0, 0.0])


def drill(room: str, **placement: float) -> SimulatedDrill:
    return SimulatedDrill(SimulatedPerson.draw(4), reps=1, seed=3, room=room, placement=Placement(**placement))


@pytest.mark.parametrize("room", ROOMS)
def test_the_same_seed_is_the_same_room(room: str) -> None:
    one, again, other = (surroundings(room, PLACEMENT, WALL, seed) for seed in (1, 1, 2))
    assert [(b.at, b.turn) for b in one.room.boxes] == [(b.at, b.turn) for b in again.room.boxes]
    if room in ("furnished", "second-person"):
        assert one.room.boxes != other.room.boxes or one.bystander is not None


@pytest.mark.parametrize("seed", range(5))
def test_furniture_leaves_the_person_room_to_move(seed: int) -> None:
    for box in surroundings("furnished", PLACEMENT, WALL, seed).room.boxes:
        reach = np.hypot(max(-box.low[0], box.high[0]), max(-box.low[2], box.high[2]))
        assert np.hypot(box.at[0], box.at[1] + PLACEMENT.distance) - reach > 0.5


def test_the_real_wall_is_just_behind_the_virtual_one_and_nobody_sinks_into_it() -> None:
    tapping = drill("wall-behind")
    (real,) = surroundings("wall-behind", tapping.placement, tapping.wall, 3).room.boxes
    face = np.array([real.at[0], 0.0, real.at[1]])
    assert tapping.wall.distance(face) == pytest.approx(-0.05)
    deepest = tapping.posed_at(tapping.reps[0].bottom_s).skin()
    assert (tapping.wall.distance(deepest) + 0.05).min() > 0.0


def test_who_rests_on_a_real_wall_touches_it() -> None:
    resting = SimulatedDrill(SimulatedPerson.draw(4), 2, ("resting",), seed=3, room="wall-behind")
    rep = next(rep for rep in resting.reps if rep.faults)
    (real,) = resting.surroundings.room.boxes
    face = np.array([real.at[0], 0.0, real.at[1]])
    behind = resting.wall.distance(face)
    assert resting.real_wall_behind_m == pytest.approx(-behind)
    assert resting.wall_gap(rep.bottom_s) == pytest.approx(behind, abs=0.001)
    assert all(resting.wall_gap(other.bottom_s) > behind - 0.025 for other in resting.reps)


def test_a_real_wall_is_out_of_the_way_of_who_goes_past_the_virtual_one() -> None:
    past = SimulatedDrill(SimulatedPerson.draw(4), 1, ("past_wall:clinical",), seed=3, room="wall-behind")
    assert past.real_wall_behind_m is not None
    assert past.wall_gap(past.reps[0].bottom_s) + past.real_wall_behind_m > 0.0
    with pytest.raises(UsageError, match="past a real wall"):
        SimulatedDrill(SimulatedPerson.draw(4), 2, ("past_wall:clinical", "resting"), seed=3, room="wall-behind")


def test_a_wall_that_would_hide_the_person_is_refused() -> None:
    with pytest.raises(UsageError, match="between them and the camera"):
        drill("wall-behind", azimuth=np.pi / 2)


def test_the_second_person_is_seen_beside_the_first_and_is_not_still() -> None:
    two = drill("second-person")
    labels = two.exact_picture(0.0).labels
    assert (labels == BYSTANDER).sum() > 3000
    assert ((labels != BYSTANDER) & (labels != BACKGROUND)).sum() > 5000
    assert (two.exact_picture(1.0).labels != labels).sum() > 50


def test_a_bystander_leans_about_their_feet() -> None:
    someone = Bystander.draw(5, (0.4, -3.0))
    tracks = np.array([someone.skin_at(t) for t in np.arange(0.0, 60.0, 1.0)])
    head = np.argmax(someone.skin[:, 1])
    soles = np.flatnonzero(someone.skin[:, 1] < 0.005)
    height = someone.skin[head, 1]
    assert np.std(tracks[:, head, [0, 2]], axis=0).max() == pytest.approx(LEAN_RAD * height, rel=0.5)
    assert np.abs(np.diff(tracks[:, soles], axis=0)).max() < 0.02


def test_an_unknown_room_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="furnished"):
        surroundings("attic", PLACEMENT, WALL, 0)

"""Weight over the feet."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.body.kinematics import forward
from depthhinge.body.mass import MASS_PARTS, PART_MASSES, SEGMENT_MASSES, part_centres, segment_centres
from depthhinge.geometry import STANDARD_GRAVITY, Array
from depthhinge.measures.balance import Zone, pressure_fractions, zone
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson

HEIGHTS = np.array([0.5, 1.0, 1.3])
"""Of the parts over the floor, metres."""


def test_the_foot_has_three_zones() -> None:
    assert [zone(x) for x in (-0.1, 0.2, 0.5, 0.8, 1.2)] == [Zone.HEEL, Zone.HEEL, Zone.MID, Zone.TOE, Zone.TOE]


def moved_together(along: Array) -> Array:
    """(n, n_parts, 2) places of parts that are all as far along the foot (n,) and stay as high as they are."""
    return np.stack(np.broadcast_arrays(along[:, None], HEIGHTS), axis=2)


@given(st.floats(0.2, 0.8), st.sampled_from([15.0, 30.0, 90.0]))
def test_who_does_not_accelerate_presses_where_the_mass_is(start: float, fps: float) -> None:
    times = np.arange(0.0, 3.0, 1.0 / fps)
    moving = start + 0.05 * times
    assert pressure_fractions(times, moving, moved_together(moving)) == pytest.approx(moving, abs=1e-6)


def test_who_sways_presses_beyond_the_mass_as_a_pendulum_does() -> None:
    times = np.arange(0.0, 6.0, 1.0 / 30.0)
    omega = 2.0 * np.pi * 0.4
    sway = 0.1 * np.sin(omega * times)
    expected = 0.5 + sway * (1.0 + PART_MASSES @ HEIGHTS / STANDARD_GRAVITY * omega**2)
    found = pressure_fractions(times, 0.5 + sway, moved_together(0.5 + sway))
    inner = slice(10, -10)
    assert found[inner] == pytest.approx(expected[inner], abs=0.005)


def test_who_turns_about_their_own_centre_presses_elsewhere_though_it_stays() -> None:
    """The upper body to and fro, the lower trunk and the legs against it: what a hinge does."""
    times = np.arange(0.0, 6.0, 1.0 / 30.0)
    omega = 2.0 * np.pi * 0.4
    places = moved_together(np.full(len(times), 0.5))
    turn = 0.2 * np.sin(omega * times)
    upper = MASS_PARTS.index("upper_body")
    places[:, upper, 0] += turn
    against = PART_MASSES[upper] / (1.0 - PART_MASSES[upper])
    places[:, [k for k in range(3) if k != upper], 0] -= against * turn[:, None]
    resting = places[..., 0] @ PART_MASSES
    assert resting == pytest.approx(0.5)
    lever = PART_MASSES[upper] * HEIGHTS[upper] - against * np.delete(PART_MASSES * HEIGHTS, upper).sum()
    expected = 0.5 + turn * omega**2 * lever / STANDARD_GRAVITY
    inner = slice(10, -10)
    assert np.ptp(expected) > 0.04
    assert pressure_fractions(times, resting, places)[inner] == pytest.approx(expected[inner], abs=0.004)


def test_who_drops_and_is_caught_is_pressed_hardest_on_by_what_is_caught() -> None:
    """Legs behind that stay, an upper body in front that is braked: its share of the load grows with its lift."""
    times = np.arange(0.0, 3.0, 1.0 / 30.0)
    places = moved_together(np.full(len(times), 0.3))
    upper = MASS_PARTS.index("upper_body")
    places[:, upper, 0] = 0.7
    places[:, upper, 1] += 1.0 * (times - 1.5) ** 2
    resting = places[..., 0] @ PART_MASSES
    lift = PART_MASSES * (STANDARD_GRAVITY + np.where(np.arange(3) == upper, 2.0, 0.0))
    found = pressure_fractions(times, resting, places)
    assert found[45] == pytest.approx(lift @ places[45, :, 0] / lift.sum(), abs=1e-3)
    assert found[45] > resting[45] + 0.01


def test_what_was_not_measured_stays_so_and_spoils_nothing() -> None:
    times = np.arange(0.0, 2.0, 1.0 / 30.0)
    fractions = np.full(len(times), 0.4)
    fractions[20:26] = np.nan
    found = pressure_fractions(times, fractions, moved_together(fractions))
    assert np.isnan(found[20:26]).all()
    assert np.delete(found, range(20, 26)) == pytest.approx(0.4)
    unknown = np.full((len(times), len(MASS_PARTS), 2), np.nan)
    assert np.delete(pressure_fractions(times, fractions, unknown), range(20, 26)) == pytest.approx(0.4)


def test_who_flies_for_a_moment_presses_nowhere_far_away() -> None:
    times = np.arange(0.0, 2.0, 1.0 / 30.0)
    places = moved_together(0.5 + 0.05 * np.sin(6.0 * times))
    places[:, :, 1] += np.maximum(0.0, 0.3 - STANDARD_GRAVITY / 2.0 * (times - 1.0) ** 2)[:, None]
    assert np.abs(pressure_fractions(times, places[..., 0] @ PART_MASSES, places)).max() < 2.0


@pytest.mark.parametrize("movement", ["hinge", "squat", "rushed"])
def test_three_parts_tell_a_drills_pressure_as_all_segments_do(movement: str) -> None:
    """Within 7 mm RMS, and better than no inertia at all: a pendulum of one mass is worse than none."""
    drill = SimulatedDrill(SimulatedPerson.draw(5), reps=1, mistakes=[] if movement == "hinge" else [movement], seed=3)
    times, step = np.arange(0.0, drill.duration_s, 1.0 / 30.0), 0.02
    centres = segment_centres(drill.person.body)

    def segments(time: float) -> Array:
        posed = forward(drill.person.body, drill.pose_at(time))
        moved = np.einsum("sij,sj->si", posed.rotations, centres - posed.body.origins) + posed.origins
        return np.stack([moved @ drill.facing, moved[:, 1]], axis=1)

    def parts(time: float) -> Array:
        moved = part_centres(forward(drill.person.body, drill.pose_at(time)), centres)
        return np.stack([moved @ drill.facing, moved[:, 1]], axis=1)

    before, now, after = (np.array([segments(t + shift) for t in times]) for shift in (-step, 0.0, step))
    acceleration = (before - 2.0 * now + after) / step**2
    lift = SEGMENT_MASSES * (STANDARD_GRAVITY + acceleration[..., 1])
    moment = (lift * now[..., 0] - SEGMENT_MASSES * now[..., 1] * acceleration[..., 0]).sum(axis=1)
    places = np.array([parts(t) for t in times])
    # Metres instead of feet: the pressure is linear in either.
    found = pressure_fractions(times, places[..., 0] @ PART_MASSES, places)
    inner = slice(10, -10)
    error = found[inner] - (moment / lift.sum(axis=1))[inner]
    assert np.sqrt((error**2).mean()) < 0.007
    resting = places[inner, :, 0] @ PART_MASSES - (moment / lift.sum(axis=1))[inner]
    assert np.sqrt((error**2).mean()) < np.sqrt((resting**2).mean()) / 1.5

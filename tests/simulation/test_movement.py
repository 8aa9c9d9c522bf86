"""What tells the movements apart."""

import numpy as np
import pytest

from depthhinge.errors import UsageError
from depthhinge.simulation.arms import ARM_STYLES
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.movement import comfortable_wall_distance, rep_shape, standing_posture
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.tempo import RepTiming, minimum_jerk

PEOPLE = [Footing(SimulatedPerson.draw(seed)) for seed in range(8)]


def bottoms(movement: str) -> list[dict[str, float]]:
    rows = []
    for seed, footing in enumerate(PEOPLE):
        generator = np.random.default_rng(seed)
        arms = ARM_STYLES[seed % len(ARM_STYLES)]
        wall = comfortable_wall_distance(footing, arms)
        standing = standing_posture(generator, arms)
        shape = rep_shape(movement, footing, standing, arms, wall, generator)
        upright, posed = footing.posed(standing), footing.posed(shape.bottom)
        rows.append(
            {
                "knee": np.rad2deg(shape.bottom.knee),
                "shank": np.rad2deg(footing.shank_inclination(posed)),
                "gap": wall - footing.glute_reach(posed),
                "back": upright.origins[0, 2] - posed.origins[0, 2],
                "down": upright.origins[0, 1] - posed.origins[0, 1],
                "lumbar": np.rad2deg(shape.bottom.lumbar),
                "com": shape.bottom.com_fraction,
            }
        )
    return rows


def test_a_hinge_goes_back_on_vertical_shanks_and_taps() -> None:
    for row in bottoms("hinge"):
        assert -5.0 <= row["shank"] <= 5.0
        assert row["knee"] <= 40.0
        assert row["back"] > 2.0 * row["down"]
        assert -0.023 < row["gap"] < -0.002
        assert row["lumbar"] < 10.0


def test_a_rounded_hinge_is_a_hinge_with_a_bent_back() -> None:
    for row in bottoms("rounded"):
        assert -5.0 <= row["shank"] <= 5.0
        assert row["lumbar"] > 20.0
        assert -0.023 < row["gap"] < -0.002


def test_a_squat_goes_down_with_its_shanks_forward() -> None:
    for row in bottoms("squat"):
        assert row["shank"] >= 19.0
        assert row["knee"] >= 60.0
        assert row["down"] > 0.1
        assert row["down"] > row["back"] / 1.5
        assert row["gap"] > -0.023


def test_a_shift_to_the_toes_has_its_weight_in_front_and_falls_short() -> None:
    for row in bottoms("toe_shifted"):
        assert row["shank"] >= 9.0
        assert row["com"] > 0.65
        assert row["gap"] > 0.0


def test_a_wall_out_of_reach_is_refused_with_the_reason() -> None:
    footing = PEOPLE[0]
    generator = np.random.default_rng(0)
    with pytest.raises(UsageError, match=r"305 mm behind the heels is out of reach.*about \d+ mm suits"):
        rep_shape("hinge", footing, standing_posture(generator, "hanging"), "hanging", 0.305, generator)


def test_an_unknown_movement_is_refused() -> None:
    generator = np.random.default_rng(0)
    with pytest.raises(UsageError, match="cartwheel"):
        rep_shape("cartwheel", PEOPLE[0], standing_posture(generator, "hanging"), "hanging", 0.15, generator)


def test_a_minimum_jerk_starts_and_ends_at_rest() -> None:
    shares = np.linspace(-0.5, 1.5, 2001)
    way = np.array([minimum_jerk(share) for share in shares])
    assert np.all(np.diff(way) >= 0.0)
    assert (way[0], way[-1]) == (0.0, 1.0)
    speed = np.gradient(way, shares)
    assert speed.max() == pytest.approx(1.875, rel=1e-3)
    assert minimum_jerk(1e-3) < 1e-8


def test_the_phases_follow_each_other() -> None:
    timing = RepTiming(start=1.0, descent=2.0, pause=0.4, ascent=1.0)
    words = [timing.phase(t) for t in np.arange(0.0, 6.0, 0.1)]
    order = [word for k, word in enumerate(words) if k == 0 or words[k - 1] != word]
    assert order == ["setup", "descent", "bottom", "ascent", "lockout", "setup"]
    assert timing.share(timing.bottom) == 1.0
    assert timing.share(timing.start) == 0.0
    assert timing.share(timing.end) == pytest.approx(0.0, abs=1e-12)

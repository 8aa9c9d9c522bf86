"""What tells the movements apart."""

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.errors import UsageError
from depthhinge.simulation.arms import ARM_STYLES
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.movement import comfortable_wall_distance, standing_posture
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.pressure import centre_of_pressure
from depthhinge.simulation.rep import SimulatedRep, check_balance, draw_rep
from depthhinge.simulation.tempo import RepTiming, hump, minimum_jerk

PEOPLE = [Footing(SimulatedPerson.draw(seed)) for seed in range(8)]


def a_rep(movement: str, seed: int, wall: float | None = None) -> tuple[Footing, SimulatedRep, float]:
    footing, generator = PEOPLE[seed], np.random.default_rng(seed)
    arms = ARM_STYLES[seed % len(ARM_STYLES)]
    wall = comfortable_wall_distance(footing, arms) if wall is None else wall
    standing = standing_posture(generator, arms)
    return footing, draw_rep(1, movement, footing, (standing, standing), arms, wall, 0.0, generator), wall


def bottoms(movement: str) -> list[dict[str, float]]:
    rows = []
    for seed in range(len(PEOPLE)):
        footing, rep, wall = a_rep(movement, seed)
        bottom = rep.course.bottom
        upright, posed = footing.posed(rep.course.standing), footing.posed(bottom)
        rows.append(
            {
                "knee": np.rad2deg(bottom.knee),
                "shank": np.rad2deg(footing.shank_inclination(posed)),
                "gap": wall - footing.glute_reach(posed),
                "back": upright.origins[0, 2] - posed.origins[0, 2],
                "down": upright.origins[0, 1] - posed.origins[0, 1],
                "lumbar": np.rad2deg(bottom.lumbar),
                "thoracic": np.rad2deg(bottom.thoracic),
                "neck": np.rad2deg(bottom.neck),
                "com": bottom.com_fraction,
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


def test_a_back_can_be_rounded_low_or_high_or_arched() -> None:
    for low, high, arched in zip(
        bottoms("rounded_lumbar"), bottoms("rounded_thoracic"), bottoms("arched"), strict=True
    ):
        assert low["lumbar"] >= 12.0 > 5.0 > low["thoracic"]
        assert high["thoracic"] >= 10.0 > high["lumbar"]
        assert arched["lumbar"] <= -7.0


def test_a_heavier_fault_is_more_of_it() -> None:
    amounts = [
        np.array([row["lumbar"] for row in bottoms(f"rounded_lumbar:{s}")]) for s in ("mild", "clinical", "heavy")
    ]
    assert np.all(amounts[0] < 20.0)
    assert np.all((amounts[1] > 20.0) & (amounts[1] < 32.0))
    assert np.all(amounts[2] > 32.0)


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


def test_a_rep_falls_short_or_goes_past_the_wall_by_as_much_as_it_says() -> None:
    for seed in range(len(PEOPLE)):
        footing, short, wall = a_rep("short", seed)
        missing = short.faults[0].amounts["missing_mm"] / 1e3
        assert wall - footing.glute_reach(footing.posed(short.course.bottom)) == pytest.approx(missing, abs=1e-5)
        footing, past, wall = a_rep("past_wall:mild", seed)
        too_far = past.faults[0].amounts["past_mm"] / 1e3
        assert footing.glute_reach(footing.posed(past.course.bottom)) - wall == pytest.approx(too_far, abs=1e-5)


def test_who_rests_on_a_wall_keeps_the_seat_on_it_while_the_weight_goes_back() -> None:
    footing, rep, _ = a_rep("resting", 0)
    timing, rest = rep.course.timing, rep.course.rest
    assert rest is not None
    touching, leaning = rep.course.at(timing.start + timing.descent), rep.course.at(timing.bottom)
    assert leaning.com_fraction < touching.com_fraction - 0.03
    reaches = [
        footing.glute_reach(footing.posed(rep.course.at(time)))
        for time in np.linspace(timing.start + timing.descent, timing.start + timing.descent + timing.pause, 15)
    ]
    assert np.ptp(reaches) < 0.006
    assert rep.course.wall_load(timing.bottom) == pytest.approx(rest.load)
    assert rep.course.wall_load(timing.start + 0.5 * timing.descent) == 0.0


def test_faults_combine() -> None:
    _, rep, _ = a_rep("rounded_lumbar:heavy+looking_up:mild+rushed+asymmetric", 1)
    assert rep.label == "hinge"
    assert rep.rounded
    assert [fault.name for fault in rep.faults] == ["rounded_lumbar", "looking_up", "rushed", "asymmetric"]
    assert np.rad2deg(rep.course.bottom.lumbar) > 30.0
    assert -27.0 < np.rad2deg(rep.course.bottom.neck) < -17.0
    assert rep.course.timing.descent <= 1.05
    assert abs(rep.course.bottom.sideways) > 0.005


def test_a_squat_can_have_faults_too() -> None:
    _, rep, _ = a_rep("squat+rounded_lumbar", 2)
    assert (rep.label, rep.rounded) == ("squat", True)


def test_a_wall_out_of_reach_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match=r"305 mm behind the heels is out of reach.*about \d+ mm suits"):
        a_rep("hinge", 0, wall=0.305)


@pytest.mark.parametrize(
    ("movement", "why"),
    [
        ("cartwheel", "no movement 'cartwheel'"),
        ("rounded:awful", "mild, clinical, heavy, not 'awful'"),
        ("hinge:mild", "no severity"),
        ("squat+toe_shifted", "both squat and toe_shifted"),
        ("short+past_wall", "both short and past_wall"),
        ("rounded+arched", "both rounded and arched"),
        ("hinge+squat", "both hinge and squat"),
        ("looking_up+looking_up:mild", "both looking_up and looking_up"),
        ("squat+short", "both squat and short"),
        ("", "no movement ''"),
    ],
)
def test_a_movement_that_makes_no_sense_is_refused(movement: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        a_rep(movement, 0)


def test_a_rep_nobody_could_do_without_falling_is_refused() -> None:
    footing, rep, _ = a_rep("hinge", 0)
    hasty = replace(rep.course, timing=replace(rep.course.timing, descent=0.3))
    with pytest.raises(UsageError, match=r"the centre of pressure would be at -?\d+% of the foot"):
        check_balance(hasty, footing)


@pytest.mark.parametrize("seed", range(4))
def test_the_pressure_stays_in_the_foot_at_every_moment_of_a_hasty_rep_with_a_halt(seed: int) -> None:
    footing, rep, _ = a_rep("rushed+paused_midway", seed)
    timing = rep.course.timing
    for time in np.arange(timing.start, timing.over, 0.01):
        point = centre_of_pressure(footing.person, lambda t: footing.pose(rep.course.at(t)), float(time))
        assert 0.0 < footing.feet.fraction(float(point[2])) < 1.0


def test_a_course_begins_and_ends_standing_and_passes_its_bottom() -> None:
    _, rep, _ = a_rep("trunk_first", 3)
    course = rep.course
    assert course.at(course.timing.start) == course.standing
    assert course.at(course.timing.bottom) == course.bottom
    assert course.at(course.timing.over) == course.after
    assert course.after != course.standing


def test_a_minimum_jerk_starts_and_ends_at_rest() -> None:
    shares = np.linspace(-0.5, 1.5, 2001)
    way = np.array([minimum_jerk(share) for share in shares])
    assert np.all(np.diff(way) >= 0.0)
    assert (way[0], way[-1]) == (0.0, 1.0)
    speed = np.gradient(way, shares)
    assert speed.max() == pytest.approx(1.875, rel=1e-3)
    assert minimum_jerk(1e-3) < 1e-8


def test_a_hump_goes_there_and_back() -> None:
    assert [hump(share) for share in (-1.0, 0.0, 0.5, 1.0, 2.0)] == [0.0, 0.0, 1.0, 0.0, 0.0]
    assert hump(1e-3) < 1e-7


def test_the_phases_follow_each_other() -> None:
    timing = RepTiming(start=1.0, descent=2.0, pause=0.4, ascent=1.0)
    words = [timing.phase(t) for t in np.arange(0.0, 6.0, 0.1)]
    order = [word for k, word in enumerate(words) if k == 0 or words[k - 1] != word]
    assert order == ["setup", "descent", "bottom", "ascent", "lockout", "setup"]
    assert timing.share(timing.bottom) == 1.0
    assert timing.share(timing.start) == 0.0
    assert timing.share(timing.end) == pytest.approx(0.0, abs=1e-12)


def test_a_halt_on_the_way_stands_still_and_is_entered_and_left_smoothly() -> None:
    timing = RepTiming(start=0.0, descent=3.0, pause=0.4, ascent=1.0, halt=1.0, halt_at=0.5)
    times = np.arange(0.0, 3.001, 0.01)
    way = np.array([timing.share(t) for t in times])
    assert np.all(np.diff(way) >= 0.0)
    assert np.ptp(way[101:200]) == 0.0
    assert way[150] == pytest.approx(0.5)
    assert np.abs(np.diff(way, 2)).max() / 0.01**2 < 15.0


def test_who_sets_off_late_arrives_with_the_others() -> None:
    timing = RepTiming(start=0.0, descent=2.0, pause=0.4, ascent=1.0)
    assert timing.share(0.5, delay=0.3) == 0.0 < timing.share(0.5)
    assert timing.share(2.0, delay=0.3) == timing.share(2.0) == 1.0


def test_a_posture_blends_each_of_its_numbers() -> None:
    there = Posture(knee=0.4, each_arm=np.full((2, 4), 0.2))
    half = Posture().blend(there, 0.5)
    assert half.knee == pytest.approx(0.2)
    np.testing.assert_allclose(half.each_arm, 0.1)

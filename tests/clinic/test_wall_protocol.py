"""The wall set to a person: three clean taps, an inch further, until it is too far."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.clinic.wall_protocol import Limit, Say, WallProtocol, WallResult, first_distance_m, limit_of
from depthhinge.drills.rep import Fault, Label, Rep, Tap, Verdict
from depthhinge.settings import FAULTS, wall_protocol

SETTINGS = wall_protocol()
INCH = SETTINGS.step_m


def rep(*faults: str, tapped: bool = True, **measures: float) -> Rep:
    return Rep(
        number=1,
        start_s=0.0,
        bottom_s=1.0,
        end_s=2.0,
        taps=(Tap(1.0, 0.0, 0.01),) if tapped else (),
        verdict=Verdict(Label.HINGE, {}, None, None),
        faults=tuple(Fault(name, "amber", 1.0, "") for name in faults),
        measures=dict(measures),
    )


def run(limit_m: float, fault: str, farthest_m: float = 1.0, slips: tuple[int, ...] = ()) -> tuple[WallResult, int]:
    """Somebody who is clean up to a distance and then makes a fault; slips are reps that fail anyway."""
    protocol, reps = WallProtocol(SETTINGS, farthest_m), 0
    while protocol.result is None:
        reps += 1
        assert reps < 500
        if protocol.distance_m > limit_m + 1e-9:
            protocol.take(rep(fault, tapped=fault != "short_of_wall", hip_flexion_at_neutral_loss_deg=70.0))
        elif reps in slips:
            protocol.take(rep("rounded", hip_flexion_at_neutral_loss_deg=70.0))
        else:
            protocol.take(rep(peak_hip_flexion_deg=60.0))
    return protocol.result, reps


@pytest.mark.parametrize(
    ("fault", "limit"),
    [
        ("rounded", Limit.BACK),
        ("squat", Limit.KNEES),
        ("toe_shifted", Limit.WEIGHT),
        ("leaning", Limit.WEIGHT),
        ("short_of_wall", Limit.TAP),
    ],
)
def test_the_farthest_clean_distance_and_its_reason_are_found_twice(fault: str, limit: Limit) -> None:
    result, _ = run(SETTINGS.first_distance_m + 3.0 * INCH, fault)
    assert result.distance_m == pytest.approx(SETTINGS.first_distance_m + 3.0 * INCH)
    assert result.limit is limit
    assert len(result.climbs) == SETTINGS.climbs
    assert result.repeatability_m == pytest.approx(0.0)
    assert result.hip_flexion_at_neutral_loss_deg == 70.0
    assert result.hip_flexion_neutral_deg == 60.0


def test_one_slip_does_not_end_a_climb() -> None:
    steady, reps = run(SETTINGS.first_distance_m + 2.0 * INCH, "rounded")
    slipping, more = run(SETTINGS.first_distance_m + 2.0 * INCH, "rounded", slips=(2, 6))
    assert slipping.distance_m == steady.distance_m
    assert more > reps


def test_who_fails_at_the_first_distance_has_none() -> None:
    result, reps = run(0.0, "rounded")
    assert result.distance_m is None
    assert result.limit is Limit.BACK
    assert reps == SETTINGS.failures_at_a_distance


@pytest.mark.parametrize(("seat_inches", "steps"), [(-1.0, 0), (2.0, 0), (2.5, 1), (4.0, 2), (30.0, 8)])
def test_the_first_wall_is_the_first_step_that_lies_behind_the_standing_seat(seat_inches: float, steps: int) -> None:
    first = first_distance_m(SETTINGS, seat_inches * INCH)
    assert first == pytest.approx(SETTINGS.first_distance_m + steps * INCH)
    assert first <= SETTINGS.farthest_distance_m


def test_who_begins_farther_back_is_told_and_is_not_sent_nearer_afterwards() -> None:
    protocol = WallProtocol(SETTINGS)
    assert protocol.begin(0.0).say is Say.BEGIN
    begun = protocol.begin(4.0 * INCH)
    assert begun.say is Say.BEGIN_FARTHER
    assert begun.distance_m == protocol.distance_m == pytest.approx(SETTINGS.first_distance_m + 2.0 * INCH)
    while protocol.result is None:
        protocol.take(rep() if protocol.distance_m < begun.distance_m + INCH / 2.0 else rep("rounded"))
        assert protocol.distance_m >= begun.distance_m
    assert protocol.result.distance_m == begun.distance_m
    assert len(protocol.result.climbs) == SETTINGS.climbs


def test_nobody_is_sent_farther_than_their_body_reaches_or_the_protocol_goes() -> None:
    result, _ = run(1.0, "rounded", farthest_m=SETTINGS.first_distance_m + 1.5 * INCH)
    assert result.distance_m == pytest.approx(SETTINGS.first_distance_m + INCH)
    assert result.limit is Limit.REACH
    result, _ = run(1.0, "rounded")
    assert result.distance_m <= SETTINGS.farthest_distance_m + 1e-9
    assert result.limit is Limit.PROTOCOL


def test_a_fault_that_is_only_corrected_does_not_fail_a_distance() -> None:
    assert limit_of(rep("rushed", "looking_up")) is None
    assert limit_of(rep("looking_up", tapped=False)) is Limit.TAP
    assert limit_of(rep("squat", "rounded")) is Limit.BACK


@given(st.lists(st.tuples(st.lists(st.sampled_from(FAULTS), max_size=3), st.booleans()), max_size=150))
def test_whatever_the_reps_the_wall_moves_by_single_steps_and_stays_in_its_range(
    reps: list[tuple[list[str], bool]],
) -> None:
    protocol = WallProtocol(SETTINGS)
    before = protocol.distance_m
    for faults, tapped in reps:
        step = protocol.take(rep(*faults, tapped=tapped))
        assert SETTINGS.first_distance_m <= step.distance_m <= SETTINGS.farthest_distance_m + 1e-9
        if step.say is Say.FURTHER:
            assert step.distance_m == pytest.approx(before + INCH)
        elif step.say is Say.AGAIN:
            assert step.distance_m == before
        else:
            assert step.distance_m <= before + 1e-9
        before = step.distance_m

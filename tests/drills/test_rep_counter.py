"""Reps by how far someone leaves their standing, whatever happens."""

from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.drills.moment import Phase
from depthhinge.drills.ramp import onset_s
from depthhinge.drills.rep_counter import RepCounter, Span
from depthhinge.settings import wall_tap

SETTINGS = wall_tap()
FPS = 30.0


def spans(travel: list[float], counter: RepCounter | None = None) -> list[Span]:
    counter = counter or RepCounter(SETTINGS)
    found = [counter.update(k / FPS, metres) for k, metres in enumerate(travel)]
    return [*(s for s in found if s is not None), *(s for s in [counter.finish()] if s is not None)]


def rep(depth: float, down_s: float = 1.5, pause_s: float = 0.4, up_s: float = 1.0, rest_s: float = 1.0) -> list[float]:
    """A minimum-jerk rep of the pelvis, `depth` metres, standing before and after."""

    def ramp(seconds: float) -> np.ndarray:
        t = np.linspace(0.0, 1.0, round(seconds * FPS))
        return 10 * t**3 - 15 * t**4 + 6 * t**5

    still = [0.0] * round(rest_s * FPS)
    return [*still, *(depth * ramp(down_s)), *([depth] * round(pause_s * FPS)), *(depth * ramp(up_s)[::-1]), *still]


def test_a_rep_is_counted_once_with_its_times() -> None:
    (span,) = spans(rep(0.2))
    assert abs(span.start_s - 1.0) < 0.05
    assert abs(span.bottom_s - 2.7) < 0.05
    assert abs(span.end_s - 3.9) < 0.05
    assert abs(span.pause_s - 0.4) < 0.1
    assert span.excursion_m == 0.2


@given(
    st.floats(0.18, 0.5),
    st.floats(1.0, 3.0),
    st.floats(0.1, 1.5),
    st.floats(0.7, 2.0),
    st.integers(0, 10_000),
    st.sampled_from([30.0, 60.0, 90.0]),
)
def test_its_times_are_right_to_a_tenth_of_a_second_under_noise(
    depth: float, down_s: float, pause_s: float, up_s: float, seed: int, fps: float
) -> None:
    noise = np.random.default_rng(seed).normal(0.0, 0.003, 4000)
    still = round(1.5 * FPS) / FPS
    travel = rep(depth, down_s, pause_s, up_s, rest_s=1.5)
    times = np.arange(0.0, (len(travel) - 1) / FPS, 1.0 / fps)
    seen = np.interp(times, np.arange(len(travel)) / FPS, travel)
    counter, found = RepCounter(SETTINGS), []
    for time_s, metres, error in zip(times, seen, noise, strict=False):
        found.append(counter.update(float(time_s), abs(float(metres + error))))
    (span,) = [s for s in [*found, counter.finish()] if s is not None]
    assert abs(span.start_s - still) < 0.1
    assert abs(span.end_s - (times[-1] - still)) < 0.1


def test_every_rep_of_a_set_is_counted_though_depth_and_tempo_vary() -> None:
    travel = rep(0.2) + rep(0.11, 2.5) + rep(0.3, 0.8, 0.0, 0.6) + rep(0.15, 1.2, 2.0)
    assert len(spans(travel)) == 4


def test_a_pause_half_way_down_is_still_one_rep() -> None:
    down = rep(0.2)
    half = down.index(next(m for m in down if m > 0.1))
    assert len(spans(down[:half] + [down[half]] * 45 + down[half:])) == 1


def test_who_halts_half_way_down_began_when_they_began() -> None:
    moving, braking = np.linspace(0.0, 0.5, 22), 0.5 * (1.0 - (1.0 - np.linspace(0.0, 1.0, 22)) ** 3)
    minimum_jerk = np.polynomial.Polynomial([0.0, 0.0, 0.0, 10.0, -15.0, 6.0])
    whole = rep(0.2)
    rest, down, on = whole[:30], [*(0.2 * minimum_jerk(braking))], [*(0.2 * minimum_jerk(0.5 + moving))]
    (span,) = spans([*rest, *down, *([0.1] * 40), *on, *whole[75:]])
    assert abs(span.start_s - 1.0) < 0.1


def test_who_is_there_at_once_began_in_the_frame_before() -> None:
    times = np.arange(60) / FPS
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert onset_s(times, np.where(times < 1.0, 0.0, 1.0)) == times[29]


def test_two_touches_before_coming_up_are_one_rep() -> None:
    down = rep(0.2, pause_s=0.0)
    bottom = down.index(max(down))
    dip = [0.2 - 0.08 * np.sin(np.pi * k / 30) for k in range(31)]
    (span,) = spans([*down[:bottom], *dip, *down[bottom:]])
    assert span.pause_s > 0.8


def test_a_rep_that_begins_before_the_last_one_ended_is_a_second_one() -> None:
    first, second = rep(0.2), rep(0.2)
    shallow = next(k for k in range(len(first) - 1, 0, -1) if first[k] > 0.02)
    again = next(k for k in range(len(second)) if second[k] > 0.02)
    assert len(spans(first[:shallow] + second[again:])) == 2


def test_a_seat_taken_for_a_minute_is_no_rep() -> None:
    travel = rep(0.5, pause_s=60.0)
    assert spans(travel) == []


def test_frames_repeated_late_or_out_of_order_change_nothing() -> None:
    travel = rep(0.2)
    (straight,) = spans(travel)
    counter, found = RepCounter(SETTINGS), []
    for k, metres in enumerate(travel):
        found += [counter.update(k / FPS, metres), counter.update(k / FPS, 0.0), counter.update(k / FPS - 0.2, 0.4)]
    assert [span for span in found if span is not None] == [straight]


def test_swaying_is_no_rep() -> None:
    assert spans([0.025 * abs(np.sin(k / 20.0)) for k in range(600)]) == []


def test_less_than_the_smallest_travel_is_no_rep() -> None:
    assert spans(rep(0.8 * SETTINGS.minimum_excursion_m)) == []


def test_a_rep_lost_on_the_way_is_not_counted() -> None:
    counter = RepCounter(SETTINGS)
    down = rep(0.2)[:60]
    for k, metres in enumerate(down):
        assert counter.update(k / FPS, metres) is None
    assert counter.under_way
    assert counter.update(len(down) / FPS + 1.0, 0.0) is None
    assert not counter.under_way


def test_who_is_upright_again_when_they_are_lost_has_done_their_rep() -> None:
    counter = RepCounter(SETTINGS)
    travel = rep(0.2, rest_s=1.0)
    seen = travel[: -round(1.1 * FPS)]
    for k, metres in enumerate(seen):
        assert counter.update(k / FPS, metres) is None
    span = counter.update(len(seen) / FPS + 2.0, 0.0)
    assert span is not None
    assert abs(span.end_s - 3.9) < 0.1
    assert counter.phase is Phase.SETUP


def test_a_jump_is_no_rep() -> None:
    assert spans(rep(0.2, down_s=0.23, pause_s=0.0, up_s=0.23)) == []


def test_who_is_first_seen_away_from_their_standing_begins_nothing_before_they_stand() -> None:
    whole = rep(0.2)
    half_way = next(k for k, metres in enumerate(whole) if metres > 0.1)
    coming_back = whole[half_way:]
    assert spans(coming_back) == []
    counter = RepCounter(SETTINGS)
    for k, metres in enumerate(whole[:half_way]):
        counter.update(k / FPS, metres)
    counter.abandon()
    found = [counter.update(2.0 + k / FPS, metres) for k, metres in enumerate([*coming_back, *whole])]
    assert len([span for span in found if span is not None]) == 1


def test_a_recording_that_ends_on_the_way_up_gives_the_rep_if_it_was_nearly_over() -> None:
    travel = rep(0.2, rest_s=0.5)
    top = len(travel) - 15
    assert len(spans(travel[: top - 3])) == 1
    assert spans(travel[: top - 20]) == []


def test_the_phases_follow_each_other() -> None:
    counter = RepCounter(SETTINGS)
    seen: list[Phase] = []
    for k, metres in enumerate(rep(0.2)):
        counter.update(k / FPS, metres)
        if not seen or seen[-1] is not counter.phase:
            seen.append(counter.phase)
    assert seen == [Phase.SETUP, Phase.DESCENT, Phase.BOTTOM, Phase.ASCENT, Phase.LOCKOUT, Phase.SETUP]


FRAMES = st.tuples(
    st.floats(-0.2, 1.5), st.one_of(st.none(), st.just(float("nan")), st.floats(0.0, 0.6)), st.booleans()
)


@given(st.lists(FRAMES, min_size=1, max_size=200))
def test_whatever_comes_reps_are_in_order_apart_and_far_enough(
    frames: list[tuple[float, float | None, bool]],
) -> None:
    counter, found, now = RepCounter(SETTINGS), [], 0.0
    for gap_s, metres, walked_off in frames:
        now += gap_s
        if walked_off and metres is not None and metres > 0.5:
            counter.abandon()
        found.append(counter.update(now, metres))
    found.append(counter.finish())
    reps = [span for span in found if span is not None]
    for span in reps:
        assert span.start_s <= span.bottom_s <= span.end_s
        assert span.excursion_m >= SETTINGS.minimum_excursion_m
    for earlier, later in pairwise(reps):
        assert earlier.end_s <= later.start_s

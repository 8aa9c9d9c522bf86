"""Reps by pelvis travel, whatever happens."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.drills.moment import Phase
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
    assert abs(span.start_s - 1.0) < 0.35
    assert 2.3 < span.bottom_s < 2.9
    assert abs(span.end_s - 3.9) < 0.35
    assert span.travel_m == 0.2


def test_every_rep_of_a_set_is_counted_though_depth_and_tempo_vary() -> None:
    travel = rep(0.2) + rep(0.08, 2.5) + rep(0.3, 0.8, 0.0, 0.6) + rep(0.15, 1.2, 2.0)
    assert len(spans(travel)) == 4


def test_a_pause_half_way_down_is_still_one_rep() -> None:
    down = rep(0.2)
    half = down.index(next(m for m in down if m > 0.1))
    assert len(spans(down[:half] + [down[half]] * 45 + down[half:])) == 1


def test_swaying_is_no_rep() -> None:
    assert spans([0.025 * abs(np.sin(k / 20.0)) for k in range(600)]) == []


def test_less_than_the_smallest_travel_is_no_rep() -> None:
    assert spans(rep(0.8 * SETTINGS.minimum_travel_m)) == []


def test_a_rep_lost_on_the_way_is_not_counted() -> None:
    counter = RepCounter(SETTINGS)
    down = rep(0.2)[:60]
    for k, metres in enumerate(down):
        assert counter.update(k / FPS, metres) is None
    assert counter.under_way
    assert counter.update(len(down) / FPS + 1.0, 0.0) is None
    assert not counter.under_way


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


@given(st.lists(st.tuples(st.floats(0.001, 1.5), st.floats(0.0, 0.6), st.booleans()), min_size=1, max_size=200))
def test_whatever_comes_reps_are_in_order_apart_and_far_enough(frames: list[tuple[float, float, bool]]) -> None:
    counter, found, now = RepCounter(SETTINGS), [], 0.0
    for gap_s, metres, walked_off in frames:
        now += gap_s
        if walked_off and metres > 0.5:
            counter.abandon()
        found.append(counter.update(now, metres))
    found.append(counter.finish())
    reps = [span for span in found if span is not None]
    for span in reps:
        assert span.start_s <= span.bottom_s <= span.end_s
        assert span.travel_m >= SETTINGS.minimum_travel_m
    for earlier, later in pairwise(reps):
        assert earlier.end_s <= later.start_s

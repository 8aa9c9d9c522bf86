"""What a rep's measures come to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.drills.peaks import (
    begun_s,
    clear_trunk_lead_s,
    lead_doubt_s,
    lead_s,
    past_wall,
    peaks_of,
    weight_shift,
)
from depthhinge.drills.rep_counter import Span
from depthhinge.drills.series import Series
from depthhinge.measures.measures import Measures
from depthhinge.settings import faults

FPS = 30.0
START_S, BOTTOM_S, END_S = 1.0, 3.2, 4.5
SPAN = Span(START_S, BOTTOM_S, END_S, 0.2, 0.4)
DESCENT_S = 2.0


def share(time_s: float, delay_s: float = 0.0) -> float:
    """Of a minimum-jerk way to the bottom, and back."""
    if time_s > BOTTOM_S + 0.2:
        return 1.0 - share(START_S + DESCENT_S * (time_s - BOTTOM_S - 0.2) / (END_S - BOTTOM_S - 0.2))
    x = float(np.clip((time_s - START_S - delay_s) / (DESCENT_S - delay_s), 0.0, 1.0))
    return x**3 * (10.0 + x * (6.0 * x - 15.0))


def hinge(
    hips_s: float = 0.0, trunk_s: float = 0.0, knees_s: float = 0.0, over_m: float = 0.0, back_m: float = 0.2
) -> Series:
    """A hinge of `back_m` metres, its parts set off after these delays, its weight goes `over_m` metres to the left."""
    frames = []
    for k in range(round((END_S + 0.5) * FPS)):
        t = k / FPS
        knee, hips = 0.35 * share(t, knees_s), share(t, hips_s)
        frames.append(
            (
                t,
                Measures(
                    pelvis_back=back_m * hips,
                    pelvis_down=0.0,
                    trunk_inclination=0.9 * share(t, trunk_s),
                    knee_flexion_left=knee,
                    knee_flexion_right=knee,
                    wall_gap=0.18 - 0.2 * hips,
                    weight_left=0.004 + over_m * hips,
                    stance_width=0.16,
                ),
            )
        )
    return Series(frames)


def test_the_part_that_sets_off_first_has_the_lead_and_the_others_none() -> None:
    trunk_first, knees_first = hinge(hips_s=0.5, knees_s=0.5), hinge(hips_s=0.5, trunk_s=0.5)
    assert lead_s("trunk", trunk_first, SPAN) == pytest.approx(0.35, abs=0.05)
    assert lead_s("knees", trunk_first, SPAN) == pytest.approx(0.0, abs=0.02)
    assert lead_s("knees", knees_first, SPAN) == pytest.approx(0.32, abs=0.05)
    still = Series([(t, replace(m, trunk_inclination=0.0)) for t, m in hinge().frames])
    assert lead_s("trunk", still, SPAN) is None
    assert clear_trunk_lead_s(still, SPAN) is None


def test_a_lead_on_a_way_too_short_to_be_timed_is_in_doubt() -> None:
    doubts = [lead_doubt_s(hinge(back_m=back_m), SPAN) for back_m in (0.3, 0.2, 0.1, 0.05)]
    assert doubts[1] < 0.05
    assert doubts == sorted(doubts)
    slight, plain = hinge(hips_s=0.1, back_m=0.05), hinge(hips_s=0.9, back_m=0.05)
    assert lead_s("trunk", slight, SPAN) > faults().trunk_lead_amber_s > clear_trunk_lead_s(slight, SPAN)
    assert clear_trunk_lead_s(plain, SPAN) > faults().trunk_lead_amber_s
    assert lead_doubt_s(hinge(back_m=0.01), SPAN) is None


def test_a_rep_begins_with_its_first_part() -> None:
    late = replace(SPAN, start_s=START_S + 0.25)
    assert begun_s(hinge(hips_s=0.5, trunk_s=0.5), late, faults()) == pytest.approx(START_S, abs=0.1)
    assert begun_s(hinge(trunk_s=0.1), SPAN, faults()) == SPAN.start_s


def test_how_far_past_the_wall_is_where_the_seat_stayed_and_not_a_single_frame() -> None:
    frames = [(t, replace(m, wall_gap=-0.08 if k == 70 else m.wall_gap)) for k, (t, m) in enumerate(hinge().frames)]
    assert past_wall(Series(frames)) == pytest.approx(0.02, abs=0.005)
    assert past_wall(Series([(t, replace(m, wall_gap=None)) for t, m in frames])) is None
    assert past_wall(Series(frames[60:62])) == pytest.approx(-np.mean([m.wall_gap for _, m in frames[60:62]]))


def test_weight_that_goes_over_is_a_share_of_the_body_and_counts_from_standing() -> None:
    assert weight_shift(hinge(over_m=0.04), SPAN) == pytest.approx(0.25, abs=0.02)
    assert weight_shift(hinge(over_m=-0.04), SPAN) == pytest.approx(-0.25, abs=0.02)
    assert weight_shift(hinge(), SPAN) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("every", "told"), [(1, True), (4, False)])
def test_the_knees_differ_only_where_both_are_seen_in_most_frames_at_the_bottom(every: int, told: bool) -> None:
    frames = [
        (t, replace(m, knee_difference=0.2 if k % every == 0 else None)) for k, (t, m) in enumerate(hinge().frames)
    ]
    difference = peaks_of(Series(frames), SPAN)["bottom_knee_difference_deg"]
    assert difference == (pytest.approx(np.rad2deg(0.2)) if told else None)

"""Which wall distance goes with which knees, shins and weight."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.model import BodyModel
from depthhinge.drills.reach import Reach
from depthhinge.settings import reach

INCH = 0.0254
AVERAGE = Reach(BodyModel.load().person(), reach())
SMALL = Reach(BodyModel.load().person([-2.0]), reach())


def test_more_knee_reaches_farther_and_takes_more_trunk() -> None:
    hinges = [AVERAGE.hinge(np.deg2rad(knee), 0.0, 0.35) for knee in (5.0, 10.0, 15.0, 20.0)]
    reaches, trunks = [h.reach_m for h in hinges if h], [h.trunk for h in hinges if h]
    assert len(reaches) == 4
    assert reaches == sorted(reaches)
    assert trunks == sorted(trunks)


def test_an_average_adult_needs_the_trunk_lean_that_the_arithmetic_of_segments_gives() -> None:
    leans = [np.rad2deg(AVERAGE.hinge(np.deg2rad(knee), 0.0, 0.40).trunk) for knee in (15.0, 20.0)]
    # The arithmetic leans the line from the hips to the trunk's mass; upright, that is some 8 deg behind the vertical.
    assert leans == pytest.approx([36.0 + 8.0, 46.0 + 8.0], abs=6.0)


def test_a_hinge_for_a_wall_touches_it() -> None:
    found = AVERAGE.knee_for(6.0 * INCH)
    assert found.reach_m == pytest.approx(6.0 * INCH, abs=1e-3)
    assert 10.0 < np.rad2deg(found.knee) < 25.0


def test_shins_that_tip_forward_bring_the_seat_forward() -> None:
    upright, tipped = (AVERAGE.hinge(np.deg2rad(20.0), np.deg2rad(shank), 0.35).reach_m for shank in (0.0, 8.0))
    assert tipped < upright


def test_twelve_inches_are_refused_with_the_reason_and_six_are_not() -> None:
    assert AVERAGE.refusal(6.0 * INCH) is None
    refusal = AVERAGE.refusal(12.0 * INCH)
    assert "12.0 in" in refusal
    assert "out of reach" in refusal
    assert "deg" in refusal


def test_the_farthest_wall_is_some_nine_inches_for_an_average_adult_and_nearer_for_a_small_one() -> None:
    assert 7.5 < AVERAGE.farthest.reach_m / INCH < 10.5
    assert SMALL.body.stature != pytest.approx(AVERAGE.body.stature, abs=0.03)
    shorter, taller = sorted((SMALL, AVERAGE), key=lambda r: r.body.stature)
    assert shorter.farthest.reach_m < taller.farthest.reach_m


def test_the_knees_allowed_grow_with_the_wall_and_are_never_less_than_soft() -> None:
    allowed = [np.rad2deg(AVERAGE.allowance(inches * INCH)) for inches in (2.0, 6.0, 8.0, 12.0)]
    assert allowed == sorted(allowed)
    assert allowed[0] == pytest.approx(reach().soft_knee_flexion_deg)
    assert allowed[-1] <= reach().greatest_knee_flexion_deg

"""How far someone has left their standing."""

from __future__ import annotations

import pytest

from depthhinge.measures.excursion import TRUNK_LEVER_M, excursion, excursion_from_feet
from depthhinge.measures.measures import Measures


def test_pelvis_travel_and_trunk_lean_go_together() -> None:
    assert excursion(Measures(pelvis_back=0.03, pelvis_down=0.04)) == pytest.approx(0.05)
    assert excursion(Measures(pelvis_back=0.0, pelvis_down=0.0, trunk_from_standing=1.0)) == TRUNK_LEVER_M


def test_what_leads_away_from_a_rep_is_none() -> None:
    assert excursion(Measures(pelvis_back=-0.1, pelvis_down=-0.1, trunk_from_standing=-0.5)) == 0.0


def test_without_a_pelvis_nothing_is_known() -> None:
    assert excursion(Measures(trunk_from_standing=0.5)) is None


def test_hips_that_go_back_with_the_feet_have_not_left_them() -> None:
    step = Measures(pelvis_back=0.09, pelvis_down=0.0, trunk_from_standing=0.0, feet_back=0.09)
    assert excursion(step) == pytest.approx(0.09)
    assert excursion_from_feet(step) == pytest.approx(0.0)
    assert excursion_from_feet(Measures(pelvis_back=0.09, pelvis_down=0.12, feet_back=0.04)) == pytest.approx(0.13)


def test_feet_that_are_not_seen_count_as_where_they_stood() -> None:
    assert excursion_from_feet(Measures(pelvis_back=0.03, pelvis_down=0.04)) == pytest.approx(0.05)
    assert excursion_from_feet(Measures(feet_back=0.05)) is None

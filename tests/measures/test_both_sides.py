"""One angle for both legs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.measures.both_sides import of_both_sides
from depthhinge.measures.measures import Measures
from depthhinge.measures.uncertainty import ANGLES


def bent(left: float | None, right: float | None, left_se_deg: float, right_se_deg: float) -> Measures:
    variances = np.full(len(ANGLES), 1.0)
    variances[ANGLES.index("knee_flexion_left")] = np.deg2rad(left_se_deg) ** 2
    variances[ANGLES.index("knee_flexion_right")] = np.deg2rad(right_se_deg) ** 2
    return Measures(knee_flexion_left=left, knee_flexion_right=right, frame_variances=variances)


def test_legs_that_are_seen_alike_count_alike() -> None:
    assert of_both_sides(bent(0.2, 0.4, 3.0, 3.0), "knee_flexion") == pytest.approx(0.3)
    assert of_both_sides(Measures(knee_flexion_left=0.2, knee_flexion_right=0.4), "knee_flexion") == pytest.approx(0.3)


def test_a_hidden_leg_counts_for_little() -> None:
    assert of_both_sides(bent(0.7, 0.3, 3.7, 1.5), "knee_flexion") == pytest.approx(0.3, abs=0.06)


def test_the_side_that_was_taken_stands_for_both_and_none_for_none() -> None:
    assert of_both_sides(bent(None, 0.3, 3.0, 3.0), "knee_flexion") == pytest.approx(0.3)
    assert of_both_sides(Measures(), "knee_flexion") is None


@given(st.floats(0.0, 2.0), st.floats(0.0, 2.0), st.floats(0.0, 20.0), st.floats(0.0, 20.0))
def test_it_lies_between_the_two_whatever_the_errors(left: float, right: float, one: float, other: float) -> None:
    mean = of_both_sides(bent(left, right, one, other), "knee_flexion")
    assert mean is not None
    assert min(left, right) - 1e-9 <= mean <= max(left, right) + 1e-9

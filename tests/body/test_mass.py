"""Where the body's mass is."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.mass import PART_MASSES, SEGMENT_MASSES, centre_of_mass, part_centres, segment_centres
from depthhinge.body.model import BodyModel

BODY = BodyModel.load().person()
CENTRES = segment_centres(BODY)


def test_the_segments_masses_make_one_body() -> None:
    assert SEGMENT_MASSES.sum() == pytest.approx(1.0)
    assert SEGMENT_MASSES.min() > 0.0


def test_legs_lower_trunk_and_upper_body_are_all_of_it() -> None:
    assert PART_MASSES.sum() == pytest.approx(1.0)
    assert list(PART_MASSES) == pytest.approx([0.410, 0.273, 0.317], abs=0.005)
    posed = forward(BODY, Pose.standing(BODY).with_angles(lumbar_lower_flexion=0.4, left_hip_flexion=0.6))
    moved = np.einsum("sij,sj->si", posed.rotations, CENTRES - BODY.origins) + posed.origins
    assert PART_MASSES @ part_centres(posed, CENTRES) == pytest.approx(SEGMENT_MASSES @ moved)
    legs, lower, upper = part_centres(posed, CENTRES)[:, 1]
    assert legs < lower < upper


def test_a_standing_adults_centre_of_mass_is_where_the_literature_puts_it() -> None:
    """55 % of stature over the floor (Winter 2009: 0.55-0.57), on the midline, 1-2 cm behind the hips."""
    com = centre_of_mass(forward(BODY, Pose.standing(BODY)), CENTRES)
    assert com[1] / BODY.stature == pytest.approx(0.555, abs=0.015)
    assert com[0] == pytest.approx(0.0, abs=0.005)
    assert -0.03 < com[2] < 0.01


def test_bending_forward_takes_the_centre_of_mass_forward_and_down() -> None:
    standing = Pose.standing(BODY)
    bent = standing.with_angles(lumbar_lower_flexion=0.5, thorax_lower_flexion=0.4)
    change = centre_of_mass(forward(BODY, bent), CENTRES) - centre_of_mass(forward(BODY, standing), CENTRES)
    assert change[2] > 0.05
    assert change[1] < -0.01
    assert np.abs(change[0]) < 0.002

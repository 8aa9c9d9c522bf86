"""Where a simulated person's mass is, against tables that it was not made from."""

import numpy as np
import pytest

from depthhinge.body.bake import volume
from depthhinge.body.mass import SEGMENT_MASSES, segment_centres
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.simulation.flesh import interior
from depthhinge.simulation.people import SimulatedPerson

PEOPLE = [person for seed in range(80) if (person := SimulatedPerson.draw(seed)).bmi < 27.0]
"""Built about as the people of the tables were."""

DE_LEVA = {
    "head": (0.0681, ("head", "neck")),
    "trunk": (0.4302, ("pelvis", "lumbar_lower", "lumbar_upper", "thorax_lower", "thorax_upper")),
    "arm": (0.0472, ("left_upper_arm", "left_forearm", "left_hand")),
    "thigh": (0.1447, ("left_thigh",)),
    "shank": (0.0457, ("left_shank",)),
    "foot": (0.0133, ("left_foot", "left_toes")),
}
"""Fractions of body mass, women and men (de Leva 1996, table 4)."""


def test_points_fill_the_surface_and_no_more() -> None:
    body = PEOPLE[0].bare
    points = interior(body.vertices, body.triangles, 0.015)
    assert len(points) * 0.015**3 == pytest.approx(volume(body.vertices, body.triangles), rel=0.01)


def test_a_cube_is_filled_evenly() -> None:
    corners = np.array([[x, y, z] for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)])
    squares = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    triangles = np.concatenate([squares[:, [0, 1, 2]], squares[:, [0, 2, 3]]])
    points = interior(corners, triangles, 0.1)
    assert len(points) == 1000
    np.testing.assert_allclose(points.mean(axis=0), 0.5)


@pytest.mark.parametrize("part", DE_LEVA)
def test_segments_weigh_what_they_weigh_in_people(part: str) -> None:
    published, names = DE_LEVA[part]
    rows = [SEGMENT_INDEX[name] for name in names]
    own = np.mean([person.flesh.fractions[rows].sum() for person in PEOPLE])
    assert own == pytest.approx(published, abs=0.02)


def test_the_whole_bodys_centre_agrees_with_a_segment_tables() -> None:
    off = []
    for person in PEOPLE:
        flesh = person.flesh
        off.append(flesh.fractions @ flesh.centres - SEGMENT_MASSES @ segment_centres(person.bare))
    across, up, ahead = np.array(off).T
    assert np.abs(across).max() < 0.005
    # Fore and aft is what balance depends on.
    assert np.abs(ahead).max() < 0.012
    # A table has the same mass high up in everybody; people differ.
    assert abs(up.mean()) < 0.025


def test_the_centre_of_mass_stands_where_it_does_in_adults() -> None:
    """0.55-0.58 of stature (Winter 2009; Croskey 1922: women 0.552, men 0.562)."""
    for female, published in ((True, 0.552), (False, 0.562)):
        heights = []
        for person in PEOPLE:
            if person.female == female:
                centre = person.flesh.fractions @ person.flesh.centres
                heights.append((centre[1] - person.bare.vertices[:, 1].min()) / person.stature)
        assert np.mean(heights) == pytest.approx(published, abs=0.008)


def test_heavy_people_weigh_more() -> None:
    assert SimulatedPerson.like(1.75, 36.0, seed=1).mass_kg == pytest.approx(36.0 * 1.75**2, rel=0.1)

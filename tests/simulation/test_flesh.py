"""Where a simulated person's mass is, against tables that it was not made from."""

import numpy as np
import pytest

from depthhinge.body.bake import volume
from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.flesh import interior
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.posture import Posture
from tests.simulation.segment_table import POPULATION_BMI, TableBody

PEOPLE = [p for seed in range(100) if (p := SimulatedPerson.draw(seed, outfit=Outfit())).bmi < 27.0]
"""Built about as the people of the tables were."""
HINGE = Posture(knee=np.deg2rad(20.0), pelvis_pitch=np.deg2rad(50.0), com_fraction=0.37)
SQUAT = Posture(knee=np.deg2rad(80.0), pelvis_pitch=np.deg2rad(35.0), lumbar=0.1, com_fraction=0.47)

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


def off_the_table(posture: Posture | None = None, own_masses: bool = False) -> dict[bool, np.ndarray]:
    """By sex, (n, 3) metres: own whole-body centre minus the table's, of people built as the table's were."""
    rows: dict[bool, list[np.ndarray]] = {True: [], False: []}
    for person in (p for p in PEOPLE if POPULATION_BMI[p.female][0] < p.bmi < POPULATION_BMI[p.female][1]):
        pose = Pose.standing(person.bare) if posture is None else Footing(person).pose(posture)
        posed = forward(person.bare, pose)
        off = person.flesh.centre_of_mass(posed) - TableBody.of(person).centre(posed, own_masses)
        rows[person.female].append(off)
    return {female: np.array(off) for female, off in rows.items()}


@pytest.mark.parametrize("posture", [None, HINGE, SQUAT], ids=["upright", "hinge", "squat"])
def test_the_whole_bodys_centre_agrees_with_a_segment_tables(posture: Posture | None) -> None:
    for off in off_the_table(posture).values():
        assert len(off) > 8
        assert np.linalg.norm(off.mean(axis=0)) < 0.010


def test_each_persons_centre_agrees_with_the_tables_by_their_own_volumes() -> None:
    """One table for everybody is off by 25 mm a person (Gonzalez 2014); with a person's own volumes by less."""
    off = np.concatenate(list(off_the_table(own_masses=True).values()))
    # Fore and aft is what balance depends on.
    assert np.abs(off[:, [0, 2]]).max() < 0.010
    assert np.sqrt((off**2).sum(axis=1).mean()) < 0.010
    assert np.linalg.norm(off, axis=1).max() < 0.020


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

"""What simulated people wear."""

import time

import numpy as np
import pytest

from depthhinge.body.joints import SIDES
from depthhinge.body.kinematics import PosedBody, forward
from depthhinge.body.skeleton import SEGMENT_INDEX, SEGMENTS
from depthhinge.errors import UsageError
from depthhinge.geometry import Array
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.mesh import Patch, vertex_normals
from depthhinge.simulation.outfit import CLOTHES, HEADWEAR, SHOES, Outfit
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.posture import Posture

HINGED = Posture(knee=0.35, pelvis_pitch=0.9, com_fraction=0.37, arms_hang=1.0)
STANDING = Posture(knee=0.15)
FASTEST_MS = 4.0
TRUNK = [SEGMENT_INDEX[name] for name in SEGMENTS[1:5]]


def wearing(outfit: str, seed: int = 4) -> SimulatedPerson:
    return SimulatedPerson.draw(seed, outfit=Outfit.named(outfit))


def posed(person: SimulatedPerson, posture: Posture = HINGED) -> PosedBody:
    return Footing(person).posed(posture)


def off_the_skin(person: SimulatedPerson, at_s: float = 0.0, posture: Posture = HINGED) -> Array:
    """(n,) metres by which the outer surface lies outside of the skin, along its normals."""
    body = posed(person, posture)
    outer = person.clothing.surface(body, at_s)[: len(person.bare.vertices)]
    skin = PosedBody(person.bare, body.rotations, body.origins, body.axes).skin()
    return np.asarray(((outer - skin) * vertex_normals(skin, person.bare.triangles)).sum(axis=1))


@pytest.mark.parametrize("name", ["bare", "tight", "loose+cap+trainers", "shorts+long-hair+heels"])
def test_an_outfit_is_asked_for_by_name(name: str) -> None:
    assert Outfit.named(name).name == name


@pytest.mark.parametrize("name", ["toga", "loose+tight", "", "cap+long-hair"])
def test_what_does_not_exist_or_go_together_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match=r"there are no clothes|cannot be worn together"):
        Outfit.named(name)


def test_everything_is_worn_by_somebody() -> None:
    drawn = [Outfit.draw(np.random.default_rng(seed)) for seed in range(200)]
    assert {outfit.clothes for outfit in drawn} == set(CLOTHES)
    assert {outfit.headwear for outfit in drawn} == {*HEADWEAR, None}
    assert {outfit.shoes for outfit in drawn} == {*SHOES, None}


@pytest.mark.parametrize("name", ["bare", "tight", "loose+cap+trainers"])
def test_a_patch_of_the_surface_is_that_part_of_it_to_the_bit(name: str) -> None:
    person = wearing(name)
    patch = Patch.of(person.glutes, person.body.triangles)
    some = person.clothing.surface(posed(person), 1.3, patch)
    np.testing.assert_array_equal(some, person.clothing.surface(posed(person), 1.3)[person.glutes])


def test_clothes_leave_the_joints_where_they_are_and_nothing_is_the_skin() -> None:
    dressed, bare = wearing("loose+cap+heels"), wearing("bare")
    np.testing.assert_array_equal(dressed.body.joints, bare.bare.joints)
    np.testing.assert_array_equal(dressed.body.origins, bare.bare.origins)
    assert dressed.stature == bare.stature
    np.testing.assert_array_equal(bare.body.vertices, bare.bare.vertices)


def test_loose_cloth_is_off_the_skin_and_tight_cloth_on_it() -> None:
    trunk = np.isin(wearing("bare").bare.skin_segments[:, 0], TRUNK)
    tight, loose = off_the_skin(wearing("tight"))[trunk], off_the_skin(wearing("loose"))[trunk]
    assert np.median(tight) < 0.006
    assert 0.006 < np.median(loose) < 0.06
    for cloth in (tight, loose):
        assert np.mean(cloth < -0.001) < 0.02


def test_loose_cloth_hangs_off_the_belly_of_someone_bent_over() -> None:
    person = wearing("loose")
    belly = np.isin(person.bare.skin_segments[:, 0], TRUNK) & (person.bare.vertices[:, 2] > 0.06)
    hanging, standing = (np.median(off_the_skin(person, posture=p)[belly]) for p in (HINGED, STANDING))
    assert hanging > standing + 0.004


def test_folds_move_with_time_and_come_back_to_the_same_bits() -> None:
    person = wearing("loose")
    body = posed(person)
    first, later, again = (person.clothing.surface(body, at) for at in (0.0, 3.0, 0.0))
    moved = np.linalg.norm(later - first, axis=1)
    assert 0.0005 < moved.max() < 0.04
    assert first.tobytes() == again.tobytes()
    soon = person.clothing.surface(body, 1.0 / 30.0)
    assert np.linalg.norm(soon - first, axis=1).max() < 0.004


@pytest.mark.parametrize("shoes", SHOES)
def test_shoes_stand_flat_on_the_floor_with_the_heels_up(shoes: str) -> None:
    shod, bare = wearing(f"tight+{shoes}"), wearing("tight")
    body = posed(shod)
    for side in SIDES:
        sole = body.skin(shod.soles[side])
        lowest = sole[sole[:, 1] < 0.003]
        assert lowest[:, 1].min() > -0.002
        # From heel to toe.
        assert np.ptp(lowest[:, 2]) > 0.8 * np.ptp(sole[:, 2])
    higher = Footing(shod).feet.ankles[:, 1] - Footing(bare).feet.ankles[:, 1]
    assert np.all(higher > 0.012)
    assert shod.clothing.shoe_pitch > np.deg2rad(0.5)


def test_a_cap_has_a_brim_and_hair_hangs_behind() -> None:
    cap, hair = wearing("tight+cap"), wearing("tight+long-hair")
    n = len(cap.bare.vertices)
    forehead = cap.bare.vertices[cap.bare.vertices[:, 1] > cap.bare.vertices[:, 1].max() - 0.12, 2].max()
    assert cap.body.vertices[n:, 2].max() > forehead + 0.03
    nape = hair.bare.origins[SEGMENT_INDEX["neck"]]
    assert hair.body.vertices[n:, 1].min() < nape[1]
    for person in (cap, hair):
        assert person.body.triangles.max() == len(person.body.vertices) - 1
        np.testing.assert_allclose(person.body.skin_weights.sum(axis=1), 1.0)


def test_only_what_is_covered_is_cloth() -> None:
    shorts, bare = wearing("shorts").clothing.covered, wearing("bare").clothing.covered
    assert shorts[SEGMENT_INDEX["left_thigh"]]
    assert not shorts[SEGMENT_INDEX["left_foot"]]
    assert not shorts[SEGMENT_INDEX["left_hand"]]
    assert not bare.any()


def test_posing_a_dressed_person_takes_less_than_four_milliseconds() -> None:
    person = wearing("loose+long-hair+trainers")
    pose = Footing(person).pose(HINGED)
    taken = []
    for frame in range(30):
        start = time.thread_time()
        person.clothing.surface(forward(person.body, pose), frame / 30.0)
        taken.append(1e3 * (time.thread_time() - start))
    assert np.median(taken) < FASTEST_MS

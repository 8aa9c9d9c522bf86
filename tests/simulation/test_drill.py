"""A whole simulated drill: what stays, what moves, and what is said of it."""

from itertools import islice

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.errors import UsageError
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.truth import MomentTruth

PERSON = SimulatedPerson.draw(4)
MISTAKES = ("squat", "toe_shifted", "rounded")


@pytest.fixture(scope="module")
def drill() -> SimulatedDrill:
    return SimulatedDrill(PERSON, reps=5, mistakes=MISTAKES, seed=11, placement=Placement(azimuth=0.3))


@pytest.fixture(scope="module")
def truths(drill: SimulatedDrill) -> list[MomentTruth]:
    return [drill.truth_at(time) for time in np.arange(0.0, drill.duration_s, 1.0 / drill.fps)]


def test_each_mistake_comes_once_and_the_rest_are_clean_hinges(drill: SimulatedDrill) -> None:
    labels = [(rep.label, rep.rounded) for rep in drill.reps]
    assert labels.count(("squat", False)) == 1
    assert labels.count(("toe_shifted", False)) == 1
    assert labels.count(("hinge", True)) == 1
    assert labels.count(("hinge", False)) == 2
    assert [rep.number for rep in drill.reps] == [1, 2, 3, 4, 5]


def test_other_seeds_put_the_mistakes_elsewhere() -> None:
    orders = {
        tuple(rep.label for rep in SimulatedDrill(PERSON, reps=3, mistakes=("squat",), seed=seed).reps)
        for seed in range(5)
    }
    assert len(orders) > 1


def test_the_person_first_stands_and_ends_standing(drill: SimulatedDrill, truths: list[MomentTruth]) -> None:
    assert drill.reps[0].start_s >= 1.5
    assert drill.duration_s - drill.reps[-1].end_s >= 1.0
    for truth in truths[: int(1.5 * drill.fps)]:
        assert truth.phase == "setup"
        assert truth.rep is None
        assert abs(truth.pelvis_back) < 0.015


def test_planted_feet_move_less_than_two_millimetres(drill: SimulatedDrill) -> None:
    lifted = next(rep.number for rep in drill.reps if rep.label == "toe_shifted")
    places = {name: [] for name in ("left_heel", "right_heel", "left_toe", "right_toe", "left_ankle", "right_ankle")}
    soles = []
    for time in np.arange(0.0, drill.duration_s, 3.0 / drill.fps):
        truth = drill.truth_at(time)
        if truth.rep == lifted:
            continue
        posed = drill.posed_at(time)
        soles.append([posed.skin(PERSON.soles[side])[:, 1].min() for side in ("left", "right")])
        for name, track in places.items():
            track.append(truth.joints[JOINT_INDEX[name]])
    for name, track in places.items():
        assert np.linalg.norm(np.array(track) - track[0], axis=1).max() < 0.002, name
    assert np.abs(soles).max() < 0.002


def test_the_centre_of_pressure_stays_inside_the_foot(truths: list[MomentTruth]) -> None:
    fractions = np.array([truth.cop_foot_fraction for truth in truths])
    assert fractions.min() > 0.1
    assert fractions.max() < 0.95


def test_the_weight_is_over_the_toes_only_in_the_shifted_rep(drill: SimulatedDrill, truths: list[MomentTruth]) -> None:
    for rep in drill.reps:
        at_bottom = [t.cop_foot_fraction for t in truths if t.rep == rep.number and t.phase == "bottom"]
        assert (np.mean(at_bottom) > 0.6) == (rep.label == "toe_shifted")


def test_taps_are_where_the_gap_changes_its_sign(drill: SimulatedDrill) -> None:
    taps = 0
    for rep in drill.reps:
        for tap in rep.taps:
            taps += 1
            assert rep.start_s < tap.time_s < rep.end_s
            assert drill.truth_at(tap.time_s - 1e-3).wall_gap > 0.0
            assert drill.truth_at(tap.time_s + 1e-3).wall_gap < 0.0
            assert abs(drill.truth_at(tap.time_s).wall_gap) < 1e-4
            assert tap.gap <= 0.0
            assert 0.002 < tap.depth < 0.03
            assert tap.depth >= -tap.gap
    assert taps >= sum(rep.label == "hinge" for rep in drill.reps)


def test_a_hinge_taps_exactly_once(drill: SimulatedDrill) -> None:
    assert all(len(rep.taps) == 1 for rep in drill.reps if rep.label == "hinge")


def test_the_gap_is_the_nearest_skin_to_a_plane_at_the_distance(drill: SimulatedDrill) -> None:
    bottom = drill.reps[0].bottom_s
    assert drill.wall_gap(bottom) == pytest.approx(drill.wall.distance(drill.surface_at(bottom)).min(), abs=1e-9)
    standing = drill.posed_at(0.5)
    heels = [drill.wall.distance(standing.skin(PERSON.soles[side])).min() for side in ("left", "right")]
    assert np.mean(heels) == pytest.approx(drill.wall_distance_m, abs=0.001)


def test_start_and_end_are_when_the_pelvis_begins_and_ceases_to_move(drill: SimulatedDrill) -> None:
    for rep in drill.reps:
        before, after = drill.truth_at(rep.start_s - 0.1), drill.truth_at(rep.start_s + 1.0)
        assert np.linalg.norm(after.joints[0] - before.joints[0]) > 0.01
        resting = drill.truth_at(rep.end_s + 0.05).joints[0] - drill.truth_at(rep.end_s + 0.15).joints[0]
        assert np.linalg.norm(resting) < 0.005


def test_joints_move_without_jumps(drill: SimulatedDrill, truths: list[MomentTruth]) -> None:
    joints = np.array([truth.joints for truth in truths])
    assert np.linalg.norm(np.diff(joints, axis=0), axis=2).max() * drill.fps < 3.0
    assert np.linalg.norm(np.diff(joints, 2, axis=0), axis=2).max() * drill.fps**2 < 30.0


def test_angles_agree_with_the_joints_they_are_between(truths: list[MomentTruth]) -> None:
    for truth in truths[::20]:
        j = {name: truth.joints[index] for name, index in JOINT_INDEX.items()}
        for side, flexion in (("left", truth.angles.knee_flexion_left), ("right", truth.angles.knee_flexion_right)):
            thigh, shank = j[f"{side}_knee"] - j[f"{side}_hip"], j[f"{side}_ankle"] - j[f"{side}_knee"]
            cosine = thigh @ shank / np.linalg.norm(thigh) / np.linalg.norm(shank)
            assert np.arccos(cosine) == pytest.approx(flexion, abs=1e-3)


def test_the_spine_is_neutral_in_a_clean_hinge_and_bent_in_a_rounded_one(
    drill: SimulatedDrill, truths: list[MomentTruth]
) -> None:
    for rep in drill.reps:
        if rep.label == "hinge":
            most = max(np.rad2deg(truth.angles.lumbar_flexion) for truth in truths if truth.rep == rep.number)
            assert (most > 20.0) == rep.rounded
            assert rep.rounded or most < 10.0


def test_the_same_seed_gives_bit_identical_frames() -> None:
    def some(seed: int) -> list[tuple[float, np.ndarray]]:
        return list(islice(SimulatedDrill(SimulatedPerson.draw(6), reps=1, seed=seed).depth_frames(), 12, 15))

    for (time, depth), (time_again, depth_again) in zip(some(3), some(3), strict=True):
        assert time == time_again
        np.testing.assert_array_equal(depth, depth_again)
    assert any((a[1] != b[1]).any() for a, b in zip(some(3), some(4), strict=True))


def test_frames_and_depth_frames_are_the_same_pictures() -> None:
    drill = SimulatedDrill(PERSON, reps=0, seed=2)
    with_truth = list(islice(drill.frames(), 3))
    without = list(islice(drill.depth_frames(), 3))
    for frame, (time, depth) in zip(with_truth, without, strict=True):
        assert frame.time_s == time == frame.truth.time_s
        np.testing.assert_array_equal(frame.depth, depth)


def test_exact_depth_shows_the_person_where_the_truth_says(drill: SimulatedDrill) -> None:
    time = drill.reps[0].bottom_s
    picture, lens = drill.exact_picture(time), drill.sensor.intrinsics
    v, u = np.nonzero(picture.labels != 255)
    points = lens.deproject(np.stack([u, v], 1), picture.depth()[v, u])
    transform = drill.placement.room_from_camera
    points = points @ transform[:3, :3].T + transform[:3, 3]
    skin = drill.surface_at(time)
    sample = points[:: max(1, len(points) // 200)]
    nearest = np.sqrt(((sample[:, None] - skin[None]) ** 2).sum(-1)).min(axis=1)
    assert nearest.max() < 0.03
    assert points[:, 1].min() > -0.002
    assert len(points) > 10000


def test_the_whole_person_is_in_view_from_all_sides() -> None:
    for azimuth in (-np.pi / 2, 0.0, np.pi / 4, np.pi / 2):
        drill = SimulatedDrill(SimulatedPerson.draw(0), reps=1, placement=Placement(azimuth=azimuth), seed=1)
        for time in (0.5, drill.reps[0].bottom_s):
            labels = drill.exact_picture(time).labels
            border = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
            assert np.all(border == 255)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reps": -1},
        {"reps": 1, "mistakes": ("squat", "rounded")},
        {"mistakes": ("cartwheel",)},
        {"fps": 0.0},
        {"noise": -1.0},
        {"noise": float("nan")},
        {"arms": "behind"},
        {"wall_distance_m": 0.305},
    ],
)
def test_a_drill_that_makes_no_sense_is_refused(wrong: dict) -> None:
    with pytest.raises(UsageError):
        SimulatedDrill(PERSON, **wrong)


def test_a_drill_without_reps_is_a_person_who_stands() -> None:
    drill = SimulatedDrill(PERSON, reps=0, seed=1)
    assert drill.reps == ()
    assert drill.n_frames > 30
    assert all(drill.truth_at(time).phase == "setup" for time in (0.0, drill.duration_s))

"""The skeleton fit, on exact pictures of a body whose shape it knows, and on people it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.kinematics import N_PARAMETERS, Pose, forward
from depthhinge.body.model import BodyModel
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX, SEGMENT_INDEX
from depthhinge.geometry import rotation_from_vector
from depthhinge.tracking.evidence import body_is_tracked, draw, segment_evidence, silhouette_overlap
from depthhinge.tracking.lessons import Keyframe
from depthhinge.tracking.observation import observe
from depthhinge.tracking.posed_surface import pose_surface
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.shape_fit import fit_shape, shape_of_stature
from depthhinge.tracking.solver import Person, fit_pose
from depthhinge.tracking.start import (
    MAX_TURN,
    cost_of,
    find,
    heading_of,
    mirrored_angles,
    off_square,
    swivelled,
    turned,
)
from depthhinge.tracking.surface import Surface
from depthhinge.tracking.tracked_body import SegmentEvidence, TrackedBody
from depthhinge.tracking.tracker import Tracker
from depthhinge.tracking.weights import Weights
from tests.tracking import simulated

WEIGHTS = Weights(shoe_sole=0.0)
PRIORS = Priors.of(WEIGHTS)
OBLIQUE = np.pi / 4
STANDING, HINGED, SQUATTING = (0.0, 5.0, 0.0), (70.0, 18.0, 55.0), (95.0, 85.0, 35.0)
SEEMED = np.deg2rad(-50.0)
NEAR_LEG = ("right_hip", "right_knee", "right_ankle")


def error_mm(a: Pose, b: Pose, joints: tuple[str, ...]) -> float:
    """The largest distance between two poses' joints."""
    body = simulated.person().body
    index = [JOINT_INDEX[j] for j in joints]
    return float(
        np.linalg.norm(forward(body, a).joints()[index] - forward(body, b).joints()[index], axis=1).max() * 1e3
    )


def disturbed(pose: Pose, seed: int) -> Pose:
    generator = np.random.default_rng(seed)
    return Pose(
        rotation_from_vector(generator.normal(scale=0.06, size=3)) @ pose.rotation,
        pose.position + generator.normal(scale=0.03, size=3),
        pose.angles + generator.normal(scale=0.08, size=len(DEGREES_OF_FREEDOM)),
    )


@pytest.mark.parametrize("bend", [STANDING, HINGED, SQUATTING])
def test_a_disturbed_pose_finds_back_to_an_exact_picture(bend: tuple[float, float, float]) -> None:
    truth = simulated.bent(OBLIQUE, *bend)
    pose, *_ = fit_pose(
        simulated.person(), disturbed(truth, 1), simulated.seen(truth).evidence, WEIGHTS, PRIORS, iterations=20
    )
    assert error_mm(pose, truth, ("pelvis", "c7", "left_hip", "left_knee", "right_hip", "right_knee")) < 15.0


@pytest.mark.parametrize("bend", [HINGED, SQUATTING])
@pytest.mark.parametrize("heading", [-np.pi / 2, -OBLIQUE, OBLIQUE])
def test_a_bent_person_is_found_whichever_way_they_face(heading: float, bend: tuple[float, float, float]) -> None:
    truth = simulated.bent(heading, *bend)
    found = find(simulated.person(), simulated.seen(truth).evidence, WEIGHTS, PRIORS)
    assert np.cos(heading_of(found.fitted.pose) - heading_of(truth)) > np.cos(np.deg2rad(15.0))
    assert error_mm(found.fitted.pose, truth, ("pelvis", "c7")) < 40.0


def test_facing_the_other_way_explains_a_picture_worse() -> None:
    truth = simulated.bent(0.0, *STANDING)
    evidence = simulated.seen(truth).evidence
    back, posed_back, _ = fit_pose(simulated.person(), turned(truth), evidence, WEIGHTS, PRIORS, iterations=14)
    front, posed_front, _ = fit_pose(simulated.person(), truth, evidence, WEIGHTS, PRIORS, iterations=14)
    assert np.cos(heading_of(back) - heading_of(front)) < -0.9
    assert cost_of(simulated.person(), posed_front, evidence) < cost_of(simulated.person(), posed_back, evidence)


def test_turning_twice_changes_nothing() -> None:
    pose = disturbed(simulated.bent(0.3, *HINGED), 4)
    again = turned(turned(pose))
    np.testing.assert_allclose(again.rotation, pose.rotation, atol=1e-9)
    np.testing.assert_allclose(mirrored_angles(mirrored_angles(pose.angles)), pose.angles)
    assert mirrored_angles(pose.angles)[DOF_INDEX["trunk_rotation"]] == -pose.angles[DOF_INDEX["trunk_rotation"]]


@pytest.mark.parametrize("heading", [-1.9, -1.2, 1.3, 1.8])
def test_who_stands_nearly_side_on_is_squared_by_the_angle_they_are_off(heading: float) -> None:
    pose = Pose.standing(simulated.person().body, [0.4, 0.0, -2.3], heading)
    camera = np.array([0.1, 1.1, 0.2])
    square = swivelled(pose, -off_square(pose, camera))
    sight = (pose.position - camera)[[0, 2]]
    assert np.array([np.sin(heading_of(square)), np.cos(heading_of(square))]) @ sight == pytest.approx(0.0, abs=1e-9)
    assert np.cos(heading_of(square) - heading) > 0.5, "the nearer side"


def test_who_is_first_seen_nearly_side_on_is_learned_standing_square_to_the_camera_as_well() -> None:
    truth = Pose.standing(simulated.person().body, [0.0, 0.0, -2.3], np.pi / 2.0)
    evidence = simulated.seen(truth).evidence
    tracker = Tracker(simulated.CAMERA)
    stranger = tracker._meet(1.7)

    def costs_what_it_is_off(kept: list[Keyframe]) -> tuple[float, Person, Pose]:
        return abs(off_square(kept[-1].pose, evidence.camera.position)), stranger, kept[-1].pose

    tracker._learn = costs_what_it_is_off  # type: ignore[method-assign]
    tracker._learn_shape([Keyframe(swivelled(truth, SEEMED), evidence)])
    assert tracker._pose is not None
    assert heading_of(tracker._pose) == pytest.approx(np.pi / 2.0, abs=0.1)


def test_a_shin_that_sticks_out_toward_the_camera_is_pushed_back_to_where_it_saw_one() -> None:
    lunging = simulated.bent(0.0, *STANDING).with_angles(left_hip_flexion=1.0, left_knee_flexion=1.5)
    stretched = lunging.with_angles(left_hip_flexion=0.8, left_knee_flexion=0.0)
    evidence = simulated.seen(lunging).evidence
    ankle_off = [
        error_mm(
            fit_pose(simulated.person(), stretched, evidence, weights, PRIORS, iterations=12).pose,
            lunging,
            ("left_ankle",),
        )
        for weights in (WEIGHTS, WEIGHTS._replace(in_front_count=1e-6))
    ]
    assert ankle_off[0] < 40.0
    assert ankle_off[1] > 100.0, "nothing else sees that it cannot be there"


def is_tracked(pose: Pose, observed: simulated.Seen) -> bool:
    person, evidence = simulated.person(), observed.evidence
    posed = pose_surface(person.surface.skin, pose, evidence.camera)
    drawn = draw(posed, person.surface, evidence.camera)
    segments = segment_evidence(person.surface, posed, drawn, evidence)
    return body_is_tracked(segments, silhouette_overlap(drawn, evidence.silhouette))


def test_a_deep_squat_seen_from_behind_is_tracked_though_the_seat_hides_the_thighs() -> None:
    squatting = simulated.bent(np.pi, 115.0, 125.0, 40.0)
    observed = simulated.seen(squatting)
    assert is_tracked(squatting, observed)
    assert not is_tracked(squatting.moved(np.eye(N_PARAMETERS)[0] * 0.25), observed)


def test_who_bows_to_the_camera_is_tracked_by_the_top_of_the_trunk_where_both_legs_are_seen() -> None:
    seen, hidden = SegmentEvidence(1.0, 0.8, 1.0), SegmentEvidence(1.0, 0.1, 1.0)
    bowing = dict.fromkeys(SEGMENT_INDEX, seen) | dict.fromkeys(
        ("pelvis", "lumbar_lower", "lumbar_upper", "thorax_lower"), hidden
    )
    assert body_is_tracked(bowing, 0.9)
    assert not body_is_tracked(bowing | {"right_thigh": hidden}, 0.9)
    assert not body_is_tracked(bowing | {"thorax_upper": hidden}, 0.9)
    assert not body_is_tracked(bowing | {"thorax_upper": SegmentEvidence(1.0, 0.8, 0.5)}, 0.9)


def test_a_leg_in_the_wrong_place_is_not_called_tracked_though_the_points_are_near_a_surface() -> None:
    truth = simulated.bent(0.0, *STANDING)
    observed = simulated.seen(truth)
    assert is_tracked(truth, observed)
    assert not is_tracked(truth.with_angles(left_hip_flexion=1.2, left_hip_abduction=0.6), observed)


@pytest.mark.parametrize(("read", "tracked"), [(0.2, True), (0.02, False)])
def test_legs_in_black_are_tracked_by_the_fifth_of_them_that_is_read_and_not_by_a_fiftieth(
    read: float, tracked: bool
) -> None:
    truth = simulated.bent(0.0, *STANDING)
    observed = simulated.seen(truth)
    legs = np.arange(len(observed.view.depth))[:, None] > len(observed.view.depth) // 2
    holes = legs & (np.random.default_rng(4).uniform(size=observed.view.depth.shape) > read)
    view = observed.view
    dark = replace(
        view,
        depth=np.where(holes, 0.0, view.depth).astype(np.float32),
        mask=view.mask & ~holes,
        known=view.known & ~(view.mask & holes),
    )
    kept = ~holes.ravel()[view.cells]
    dark = replace(dark, cells=view.cells[kept], points=view.points[kept])
    evidence = observe(dark, simulated.ROOM, observed.scene.grid.intrinsics, simulated.NO_NOISE)
    assert is_tracked(truth, simulated.Seen(observed.scene, dark, evidence)) == tracked


def test_a_leg_is_not_called_hidden_by_what_no_part_of_the_body_explains() -> None:
    standing = simulated.bent(0.0, *STANDING)
    stepping = standing.with_angles(left_hip_flexion=1.1, left_knee_flexion=1.2)
    observed = simulated.seen(stepping)
    assert is_tracked(stepping, observed), "the raised knee hides the thigh behind it"
    assert not is_tracked(standing, observed)


def test_a_body_that_bends_the_wrong_way_before_the_same_points_is_not_called_tracked() -> None:
    observed = simulated.seen(simulated.bent(np.pi / 2.0, *HINGED))
    assert is_tracked(simulated.bent(np.pi / 2.0, *HINGED), observed)
    assert not is_tracked(turned(simulated.bent(np.pi / 2.0, *HINGED)), observed)


def test_the_outline_of_the_right_pose_covers_the_person() -> None:
    truth = simulated.bent(OBLIQUE, *HINGED)
    evidence = simulated.seen(truth).evidence
    person = simulated.person()
    posed = pose_surface(person.surface.skin, truth, evidence.camera)
    assert silhouette_overlap(draw(posed, person.surface, evidence.camera), evidence.silhouette) > 0.85


def test_a_strangers_shape_is_learned_from_a_few_frames() -> None:
    model = BodyModel.load()
    stranger = model.person([1.2, 0.8, -0.6, 0.4])
    truth = Pose.standing(stranger, [0.0, 0.0, -2.3], 0.2)
    scene = simulated.Scene(simulated.CAMERA)
    view = scene.update(simulated.frame(stranger, truth))
    assert view is not None
    evidence = simulated.observe(view, simulated.ROOM, scene.grid.intrinsics, simulated.NO_NOISE)
    body = model.person(shape_of_stature(model, stranger.stature))
    guess = simulated.person().reshaped(body)
    before, *_ = fit_pose(guess, truth, evidence, WEIGHTS, PRIORS, iterations=10)
    person, (after,), _ = fit_shape(model, guess, [before], [evidence], WEIGHTS, PRIORS)

    def error(body: object, pose: Pose) -> float:
        joints = forward(body, pose).joints()  # type: ignore[arg-type]
        return float(np.linalg.norm(joints - forward(stranger, truth).joints(), axis=1).mean())

    assert person.body.stature == pytest.approx(stranger.stature, abs=0.015)
    assert error(person.body, after) < 0.8 * error(guess.body, before)


def test_the_same_frames_give_the_same_bits_and_an_empty_room_gives_nobody() -> None:
    truth = simulated.bent(OBLIQUE, *HINGED)
    runs = []
    for _ in range(2):
        tracker, scene = Tracker(simulated.CAMERA), simulated.Scene(simulated.CAMERA)
        bodies = []
        for index in range(3):
            picture = simulated.frame(simulated.person().body, truth, index)
            bodies.append(tracker.update(scene.update(picture), scene))
        runs.append(bodies)
        assert tracker.update(None, scene) is None
    for first, second in zip(*runs, strict=True):
        assert first is not None
        assert second is not None
        assert first.tracked
        assert first.joints.tobytes() == second.joints.tobytes()


def test_a_shape_with_which_the_person_is_lost_is_given_up_for_a_strangers_and_learned_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tracker, scene = Tracker(simulated.CAMERA), simulated.Scene(simulated.CAMERA)
    truth = simulated.bent(OBLIQUE, *STANDING)

    def follow(frames: range) -> TrackedBody:
        for index in frames:
            body = tracker.update(scene.update(simulated.frame(simulated.person().body, truth, index)), scene)
        assert body is not None
        return body

    follow(range(10))
    assert tracker.shape_fitted
    model = BodyModel.load()
    child = model.person(shape_of_stature(model, 1.3))
    wrong = tracker.person = Person(child, Surface.of(child))
    monkeypatch.setattr("depthhinge.tracking.tracker.body_is_tracked", lambda *_: tracker.person is not wrong)
    found = follow(range(10, 30))
    assert found.tracked
    assert tracker.shape_fitted
    c7 = forward(simulated.person().body, truth).joints()[JOINT_INDEX["c7"]]
    assert np.linalg.norm(found.joint("c7") - c7) < 0.04


@pytest.mark.parametrize("turn_deg", [120.0, 150.0, 180.0])
def test_who_was_lost_for_a_moment_is_not_found_facing_the_other_way(turn_deg: float) -> None:
    evidence = simulated.seen(simulated.bent(0.0, *STANDING)).evidence
    known = np.deg2rad(turn_deg)
    found = heading_of(find(simulated.person(), evidence, WEIGHTS, PRIORS, known).fitted.pose)
    assert np.cos(found - known) > np.cos(MAX_TURN)

"""What the samples of the surface know of the surface between them."""

from __future__ import annotations

import numpy as np

from depthhinge.body.kinematics import Pose, forward
from depthhinge.geometry import rotation_about
from depthhinge.tracking.posed_surface import pose_surface
from depthhinge.tracking.prediction import CARRIED_ON, carried_on
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.relief import with_relief
from depthhinge.tracking.rim import fill_rim, room_for_rim
from depthhinge.tracking.solver import Person, fit_pose, rows_of
from depthhinge.tracking.surface import vertex_normals
from depthhinge.tracking.weights import Weights
from tests.tracking import simulated

BAREFOOT = Weights(shoe_sole=0.0)
HINGED = (70.0, 15.0, 65.0)


def test_normals_of_a_bent_body_are_those_of_its_skin() -> None:
    pose = simulated.bent(0.9, *HINGED)
    person = simulated.person()
    posed = pose_surface(person.surface.skin, pose, simulated.seen(pose).evidence.camera)
    skin = forward(person.body, pose).skin()
    true = vertex_normals(skin, person.body.triangles)[person.surface.members]
    trunk = np.isin(person.surface.segment, range(5))
    angle = np.rad2deg(np.arccos(np.clip((posed.normals * true).sum(axis=1), -1.0, 1.0)))[trunk]
    assert np.median(angle) < 3.0


def test_points_of_the_true_surface_lie_on_it_although_they_lie_between_the_samples() -> None:
    pose = simulated.bent(0.9, *HINGED)
    person, evidence = simulated.person(), simulated.seen(pose).evidence
    posed = pose_surface(person.surface.skin, pose, evidence.camera)
    rows, _ = rows_of(person, posed, evidence, BAREFOOT)
    points = len(np.unique(rows.sample[: len(evidence.measured.points)]))
    assert abs(np.average(rows.residual[:points], weights=rows.weight[:points])) < 0.001
    flat = person.surface.skin._replace(curvature=np.zeros_like(person.surface.skin.curvature))
    plain = Person(person.body, type(person.surface)(**{**vars(person.surface), "skin": flat}))
    rows_flat, _ = rows_of(plain, posed, evidence, BAREFOOT)
    assert np.average(rows_flat.residual[:points], weights=rows_flat.weight[:points]) < -0.001


def test_the_rim_stands_out_from_the_chord_between_two_samples() -> None:
    pose = simulated.bent(0.9, 0.0, 0.0, 0.0)
    person, evidence = simulated.person(), simulated.seen(pose).evidence
    posed = pose_surface(person.surface.skin, pose, evidence.camera)
    rim = room_for_rim(person.surface.skin.edges)
    count = fill_rim(posed, person.surface.skin.edges, evidence.camera, rim)
    outline = evidence.outline
    beside = []
    for point, normal in zip(outline.points, outline.normals, strict=True):
        offset = point - rim.in_camera[:count, :2]
        near = np.flatnonzero((np.linalg.norm(offset, axis=1) < 3.0) & (rim.normals[:count] @ normal > 0.8))
        if len(near):
            beside.append(offset[near[np.argmin(np.linalg.norm(offset[near], axis=1))]] @ normal)
    # A cell is 2.4 cm here: half of one would be the chord's error and more.
    assert abs(np.mean(beside)) < 0.2


def test_a_standing_foot_touches_the_floor_without_a_pull() -> None:
    pose = simulated.bent(0.9, 0.0, 0.0, 0.0)
    person, evidence = simulated.person(), simulated.seen(pose).evidence
    posed = pose_surface(person.surface.skin, pose, evidence.camera)
    rows, count = rows_of(person, posed, evidence, BAREFOOT)
    soles = person.surface.skin.soles.ravel()
    vertical = (rows.direction[:count, 1] == 1.0) & np.isin(rows.sample[:count], soles)
    assert vertical.any()
    assert np.abs(rows.residual[:count][vertical]).max() < 0.003


def test_what_lies_over_the_skin_is_learned_from_standing() -> None:
    """12 mm more on the back than the shape says: the learned surface has most of it, and nothing in front."""
    person = simulated.person()
    pose = Pose.standing(person.body, [0.0, 0.0, -2.3], np.pi)
    normals = vertex_normals(person.body.vertices, person.body.triangles)
    back = (normals[:, 2] < -0.7) & (person.body.vertices[:, 1] > 0.1) & (person.body.vertices[:, 1] < 0.45)
    dressed = type(person.body)(
        **{**vars(person.body), "vertices": person.body.vertices + 0.012 * back[:, None] * normals}
    )
    scene = simulated.Scene(simulated.CAMERA)
    view = scene.update(simulated.frame(dressed, pose))
    assert view is not None
    evidence = simulated.observe(view, simulated.ROOM, scene.grid.intrinsics, simulated.NO_NOISE)
    fit = fit_pose(person, pose, evidence, BAREFOOT, Priors.of(BAREFOOT, standing=True), iterations=1)
    fit = fit._replace(pose=pose, posed=pose_surface(person.surface.skin, pose, evidence.camera))
    learned = with_relief(person, [fit] * 8, [evidence] * 8, BAREFOOT)
    depth = ((learned.body.vertices - person.body.vertices) * normals).sum(axis=1)
    front = (normals[:, 2] > 0.7) & (person.body.vertices[:, 1] > 0.1)
    assert 0.006 < depth[back].mean() < 0.014
    assert np.abs(depth[front]).mean() < 0.001


def test_a_movement_is_carried_on_by_most_of_itself() -> None:
    first = Pose.standing(simulated.person().body)
    angles = first.angles + 0.1
    now = Pose(rotation_about([1.0, 0.0, 0.0], 0.05) @ first.rotation, first.position + 0.02, angles)
    ahead = carried_on(first, now)
    assert np.allclose(ahead.angles, angles + CARRIED_ON * 0.1)
    assert np.allclose(ahead.position, now.position + CARRIED_ON * 0.02)
    assert np.allclose(
        ahead.rotation, rotation_about([1.0, 0.0, 0.0], 0.05 * (1 + CARRIED_ON)) @ first.rotation, atol=1e-4
    )

"""Find a person in any pose of the drill, facing anywhere: fit from several starts, keep what explains most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.kinematics import Pose
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX
from depthhinge.geometry import Array, rotation_about, rotation_between
from depthhinge.tracking.evidence import draw, silhouette_overlap
from depthhinge.tracking.matching import match_points
from depthhinge.tracking.posed_surface import PosedSurface, pose_surface
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.solver import Evidence, Fitted, Person, fit_pose
from depthhinge.tracking.weights import Weights

HEADINGS = 8
MAX_TURN = np.deg2rad(100.0)
"""How far a person may have turned while they were lost for a moment."""
GLANCE_ITERATIONS, COARSE_ITERATIONS, FINE_ITERATIONS = 5, 7, 14
KEPT = 5
"""Starts that are fitted to the end after a first look at all."""
SIDE_ON = np.deg2rad(60.0)
"""Off square to the camera, within which who is turned toward it looks much like who is turned away from it."""
UPRIGHT_SHARE = 0.85
"""Of their own stature: a person lower than this is not standing, and bent starts are tried too."""

_BENT: dict[str, dict[str, float]] = {
    "hinged": {"hip_flexion": 75.0, "knee_flexion": 18.0, "ankle_dorsiflexion": 0.0, "shoulder_flexion": 70.0},
    "squatting": {"hip_flexion": 85.0, "knee_flexion": 90.0, "ankle_dorsiflexion": 25.0, "shoulder_flexion": 45.0},
    "seated": {"hip_flexion": 80.0, "knee_flexion": 85.0, "ankle_dorsiflexion": 5.0, "shoulder_flexion": 20.0},
    "toe_touch": {"hip_flexion": 110.0, "knee_flexion": 10.0, "ankle_dorsiflexion": 0.0, "shoulder_flexion": 100.0},
}
_PELVIS_TILT = {"hinged": 60.0, "squatting": 30.0, "seated": 8.0, "toe_touch": 80.0}
"""Degrees that the pelvis tips forward in each start; the rest of the hip angle lifts the thigh."""


@dataclass(frozen=True)
class Candidate:
    """A fitted start."""

    fitted: Fitted
    cost: float
    """Metres: mean distance of the points to the surface, capped, plus what the outline misses."""


def find(
    person: Person, evidence: Evidence, weights: Weights, priors: Priors, heading: float | None = None
) -> Candidate:
    """The best pose over all starts; all headings, or those within reach of the `heading` (radians) last known."""

    def within_reach(one: float) -> bool:
        return heading is None or bool(np.cos(one - heading) > np.cos(MAX_TURN))

    headings = [h for h in _headings() if within_reach(h)]
    starts = [_standing(person, h, evidence) for h in headings]
    top = float(np.percentile(evidence.measured.points[:, 1], 99.0))
    if top < UPRIGHT_SHARE * person.body.stature:
        starts = [_bent(person, h, name, evidence) for name in _BENT for h in headings] + starts
    looked = [_fit(person, s, evidence, weights, priors, COARSE_ITERATIONS) for s in starts]
    best = sorted(range(len(looked)), key=lambda k: (looked[k].cost, k))[:KEPT]
    finished = [_fit(person, looked[k].fitted.pose, evidence, weights, priors, FINE_ITERATIONS) for k in best]
    # A fit may swing round from the start that was farthest turned.
    facing = [c for c in finished if within_reach(heading_of(c.fitted.pose))]
    return min(facing or finished, key=lambda c: c.cost)


def hinged(
    person: Person, evidence: Evidence, weights: Weights, priors: Priors, heading: float, worst: float = np.inf
) -> Candidate:
    """The best pose near a hinge with a straight back, of someone who faces `heading` (radians).

    One whose cost at a glance is beyond `worst`, in metres, is left at that.
    """
    first = _fit(person, _bent(person, heading, "hinged", evidence), evidence, weights, priors, GLANCE_ITERATIONS)
    if first.cost > worst:
        return first
    return _fit(person, first.fitted.pose, evidence, weights, priors, FINE_ITERATIONS)


def cost_of(person: Person, posed: PosedSurface, evidence: Evidence) -> float:
    """Metres: how badly a pose explains a frame; comparable between poses of one frame.

    What counts is the distance of the points to the surface, not to its samples: front and back of a person differ by
    some 3 mm in the one and by nothing in the other.
    """
    matched = match_points(evidence.measured, posed, evidence.camera)
    ok = matched >= 0
    if not ok.any():
        return np.inf
    offset = evidence.measured.points[ok] - posed.points[matched[ok]]
    across = np.abs(np.einsum("pa,pa->p", posed.normals[matched[ok]], offset))
    beyond = np.maximum(np.linalg.norm(offset, axis=1) - SAMPLE_SPACING, 0.0)
    missed = 1.0 - silhouette_overlap(draw(posed, person.surface, evidence.camera), evidence.silhouette)
    return float(np.minimum(across + beyond, MAX_DISTANCE).mean() + OUTLINE_COST * missed)


def heading_of(pose: Pose) -> float:
    """Radians about +y that the pelvis faces, 0 = along the room's z; for a bent pelvis, the way its left side says."""
    leftward = pose.rotation[:, 0]
    return float(np.arctan2(-leftward[2], leftward[0]))


def turned(pose: Pose) -> Pose:
    """The same stance facing the other way: left and right change places, and the pelvis turns about the vertical."""
    half_turn = rotation_about([0.0, 1.0, 0.0], np.pi)
    upright = pose.rotation @ np.array([0.0, 1.0, 0.0])
    # A bent pelvis tips the same way in the room as before: it is the standing body that is turned, then tipped.
    tip = rotation_between([0.0, 1.0, 0.0], upright)
    return Pose(tip @ half_turn @ tip.T @ pose.rotation, pose.position, mirrored_angles(pose.angles))


def off_square(pose: Pose, camera: Array) -> float:
    """Radians about +y by which a pose is turned from standing with its side square to a camera at (3,)."""
    away = np.array([pose.position[0] - camera[0], pose.position[2] - camera[2]])
    heading = heading_of(pose)
    # Square to the camera is to either side of the line of sight: the nearer of the two is meant.
    off = heading - np.arctan2(away[0], away[1]) + np.pi / 2.0
    return float((off + np.pi / 2.0) % np.pi - np.pi / 2.0)


def swivelled(pose: Pose, radians: float) -> Pose:
    """The same stance turned about the vertical through its pelvis."""
    return Pose(rotation_about([0.0, 1.0, 0.0], radians) @ pose.rotation, pose.position, pose.angles)


def mirrored_angles(angles: Array) -> Array:
    """(n_dofs,) with left and right exchanged, and what bends or turns sideways reversed."""
    swapped = np.empty_like(angles)
    for index, dof in enumerate(DEGREES_OF_FREEDOM):
        side, _, part = dof.name.partition("_")
        other = {"left": "right", "right": "left"}.get(side)
        if other is not None:
            swapped[index] = angles[DOF_INDEX[f"{other}_{part}"]]
        else:
            swapped[index] = -angles[index] if part in ("bending", "rotation") else angles[index]
    return swapped


SAMPLE_SPACING = 0.05
"""Metres from a sample within which a point is as near as the samples are apart."""
MAX_DISTANCE = 0.10
"""Metres from the surface at which a point counts as unexplained, no more."""
OUTLINE_COST = 0.05
"""Metres that a wholly wrong outline counts as."""


def _fit(
    person: Person, start: Pose, evidence: Evidence, weights: Weights, priors: Priors, iterations: int
) -> Candidate:
    fitted = fit_pose(person, start, evidence, weights, priors, iterations=iterations)
    return Candidate(fitted, cost_of(person, fitted.posed, evidence))


def _headings() -> Array:
    return np.asarray(np.arange(HEADINGS) * (2.0 * np.pi / HEADINGS), np.float64)


def _standing(person: Person, heading: float, evidence: Evidence) -> Pose:
    return _placed(person, Pose.standing(person.body, heading=heading), evidence)


def _bent(person: Person, heading: float, name: str, evidence: Evidence) -> Pose:
    upright = Pose.standing(person.body, heading=heading)
    tipped = rotation_about(upright.rotation[:, 0], np.deg2rad(_PELVIS_TILT[name])) @ upright.rotation
    angles = {f"{side}_{k}": np.deg2rad(v) for side in ("left", "right") for k, v in _BENT[name].items()}
    return _placed(person, Pose(tipped, upright.position, upright.angles).with_angles(**angles), evidence)


def _placed(person: Person, pose: Pose, evidence: Evidence) -> Pose:
    """The pose moved so that it stands on the floor and what the camera sees of it is where the person's points are."""
    middle = evidence.measured.points.mean(axis=0)
    for _ in range(2):  # What is seen depends a little on where it stands.
        posed = pose_surface(person.surface.skin, pose, evidence.camera)
        seen = posed.points[posed.facing > 0.0].mean(axis=0)
        shift = np.array([middle[0] - seen[0], -posed.points[:, 1].min(), middle[2] - seen[2]])
        pose = Pose(pose.rotation, pose.position + shift, pose.angles)
    return pose

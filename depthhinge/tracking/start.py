"""Find a person in any pose of the drill, facing anywhere: fit from several starts, keep what explains most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import PosedSurface
from depthhinge.tracking.priors import Priors
from depthhinge.tracking.solver import Evidence, Person, fit_pose
from depthhinge.tracking.matching import match_points
from depthhinge.tracking.evidence import silhouette_overlap
from depthhinge.tracking.weights import Weights

HEADINGS = 8
COARSE_ITERATIONS, FINE_ITERATIONS = 6, 14
KEPT = 4
"""Starts that are fitted to the end after a first look at all."""
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

    pose: Pose
    posed: PosedSurface
    cost: float
    """Metres: mean distance of the points to the surface, capped, plus what the outline misses."""


def find(person: Person, evidence: Evidence, weights: Weights, priors: Priors) -> Candidate:
    """The best pose over all starts."""
    points = evidence.measured.points
    middle = np.median(points, axis=0)
    starts = [_standing(person, middle, h) for h in _headings()]
    top = float(np.percentile(points[:, 1], 99.0))
    if top < UPRIGHT_SHARE * person.body.stature:
        starts = [_bent(person, middle, h, name) for name in _BENT for h in _headings()] + starts
    looked = [_fit(person, s, evidence, weights, priors, COARSE_ITERATIONS) for s in starts]
    best = sorted(range(len(looked)), key=lambda k: (looked[k].cost, k))[:KEPT]
    finished = [_fit(person, looked[k].pose, evidence, weights, priors, FINE_ITERATIONS) for k in best]
    return min(finished, key=lambda c: c.cost)


def cost_of(person: Person, posed: PosedSurface, evidence: Evidence) -> float:
    """Metres: how badly a pose explains a frame; comparable between poses of one frame."""
    matched = match_points(evidence.measured.points, evidence.measured.pixels, posed, evidence.camera)
    ok = matched >= 0
    if not ok.any():
        return np.inf
    distance = np.linalg.norm(evidence.measured.points[ok] - posed.points[matched[ok]], axis=1)
    missed = 1.0 - silhouette_overlap(posed, person.surface, evidence.silhouette, evidence.camera)
    return float(np.minimum(distance, MAX_DISTANCE).mean() + OUTLINE_COST * missed)


MAX_DISTANCE = 0.20
"""Metres from a sample at which a point counts as unexplained, no more."""
OUTLINE_COST = 0.15
"""Metres that a wholly wrong outline counts as."""


def _fit(
    person: Person, start: Pose, evidence: Evidence, weights: Weights, priors: Priors, iterations: int
) -> Candidate:
    pose, posed = fit_pose(person, start, evidence, weights, priors, iterations=iterations)
    return Candidate(pose, posed, cost_of(person, posed, evidence))


def _headings() -> Array:
    return np.arange(HEADINGS) * (2.0 * np.pi / HEADINGS)


def _standing(person: Person, middle: Array, heading: float) -> Pose:
    return Pose.standing(person.body, [middle[0], 0.0, middle[2]], heading)


def _bent(person: Person, middle: Array, heading: float, name: str) -> Pose:
    """Bent at the hips with the middle of the body over the person's middle, pelvis at the height the legs give."""
    pose = _standing(person, middle, heading)
    bent = {k: np.deg2rad(v) for k, v in _BENT[name].items()}
    tilt = np.deg2rad(_PELVIS_TILT[name])
    thigh = bent["hip_flexion"] - tilt
    drop = (1.0 - np.cos(thigh)) + (1.0 - np.cos(bent["knee_flexion"] - thigh))
    half_leg = person.body.hip_height / 2.0
    axis = pose.rotation @ np.array([1.0, 0.0, 0.0])
    tipped = Pose(
        _rotation(axis, tilt) @ pose.rotation, pose.position - np.array([0.0, half_leg * drop, 0.0]), pose.angles
    )
    return tipped.with_angles(**{f"{side}_{k}": v for side in ("left", "right") for k, v in bent.items()})


def _rotation(axis: Array, angle: float) -> Array:
    from depthhinge.geometry import rotation_about

    return rotation_about(axis, angle)

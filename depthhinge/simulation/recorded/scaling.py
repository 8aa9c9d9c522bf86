"""The body that a recording's markers were stuck to: its shape and the markers' places on it, from the markers alone.

In turns: the poses of some frames with the body as it is, then shape, marker places and pelvis positions with the
segments' rotations as they are. The second is linear, for segment origins are linear in the shape and a segment hangs
on its parent's origin by a rotated vector. So is the skin, and some markers are known to lie on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import Body
from depthhinge.body.skeleton import PARENTS
from depthhinge.errors import UsageError
from depthhinge.geometry import UP, Array
from depthhinge.simulation.recorded.inverse_kinematics import MARKER_M, MarkedBody
from depthhinge.simulation.recorded.marker_sets import MarkerSet
from depthhinge.simulation.recorded.skin import MARKER_HEIGHT_M, MARKER_HEIGHT_SD_M, patches
from depthhinge.simulation.recorded.trc import Markers

FRAMES = 24
"""That the body is fitted to, spread over the recording."""
_ROUNDS = 7
_STEPS_FIRST, _STEPS_AGAIN = 60, 8
_FEWEST_MARKERS = 12
_HIPS = ("{S}_HJC", "{s}hipjoint", "{s}.ASIS", "{S}ASI")
"""Pairs that tell left from right, the best first."""
_SEATED = {"hip_flexion": 1.4, "knee_flexion": 1.4}
_DIFFERENCE = 1.0


@dataclass(frozen=True)
class LinearShapes:
    """What bodies of a family are of: a mean, and what each number adds to it."""

    origins: Array
    """(n_segments, 3)."""
    origin_basis: Array
    """(n_numbers, n_segments, 3)."""
    vertices: Array
    """(n_vertices, 3)."""
    vertex_basis: Array
    """(n_numbers, n_vertices, 3)."""


@dataclass(frozen=True)
class ShapeFamily:
    """Bodies whose segment origins and skin are linear in some numbers with a standard normal spread."""

    n_numbers: int
    body: Callable[[Array], Body]
    """From the numbers (n_numbers,) to the body."""

    def linear(self) -> LinearShapes:
        """Its mean body, and what each number adds."""
        mean = self.body(np.zeros(self.n_numbers))
        added = [self.body(_DIFFERENCE * row) for row in np.eye(self.n_numbers)]
        return LinearShapes(
            mean.origins,
            np.stack([body.origins - mean.origins for body in added]),
            mean.vertices,
            np.stack([body.vertices - mean.vertices for body in added]),
        )


def fitted_body(markers: Markers, marker_set: MarkerSet, family: ShapeFamily) -> tuple[MarkedBody, Pose]:
    """The marked body of a recording, and its pose in the first of the frames it was fitted to.

    Raises:
        UsageError: too few of the markers are known, or none tells left from right.
    """
    if len(marker_set.names) < _FEWEST_MARKERS:
        raise UsageError(
            f"only {len(marker_set.names)} of the {len(markers.names)} markers are known by name; at least "
            f"{_FEWEST_MARKERS} are needed"
        )
    chosen = np.unique(np.linspace(0, len(markers.time_s) - 1, FRAMES).astype(int))
    seen = markers.points[chosen][:, marker_set.columns]
    shapes = family.linear()
    numbers = np.zeros(family.n_numbers)
    body = family.body(numbers)
    shifts = np.zeros((len(marker_set.names), 3))
    marked = MarkedBody(body, marker_set.segments, marker_set.guess(body), marker_set.weights)
    poses = _first_poses(marked, seen, marker_set)
    for _ in range(_ROUNDS):
        numbers, shifts, poses = _refit(marked, seen, poses, shapes, shifts, marker_set)
        body = family.body(numbers)
        marked = replace(marked, body=body, places=marker_set.guess(body) + shifts)
        poses = [marked.pose(points, pose, _STEPS_AGAIN)[0] for points, pose in zip(seen, poses, strict=True)]
    return marked, poses[0]


def _first_poses(marked: MarkedBody, seen: Array, marker_set: MarkerSet) -> list[Pose]:
    upright = _upright(marked.body, seen[0], marker_set)
    seated = upright.with_angles(**{f"{side}_{k}": v for side in ("left", "right") for k, v in _SEATED.items()})
    pose = min((marked.pose(seen[0], start, _STEPS_FIRST) for start in (upright, seated)), key=lambda found: found[1])[
        0
    ]
    poses = []
    for points in seen:
        pose = marked.pose(points, pose, _STEPS_FIRST)[0]
        poses.append(pose)
    return poses


def _upright(body: Body, seen: Array, marker_set: MarkerSet) -> Pose:
    """Standing where the hips are, facing as left and right tell."""
    for left, right in marker_set.pairs(_HIPS):
        ends = [seen[marker_set.names.index(name)] for name in (left, right)]
        leftward = (ends[0] - ends[1]) * [1.0, 0.0, 1.0]
        if np.isfinite(leftward).all():
            leftward /= np.linalg.norm(leftward)
            rotation = np.stack([leftward, UP, np.cross(leftward, UP)], axis=1)
            return replace(Pose.standing(body), rotation=rotation, position=(ends[0] + ends[1]) / 2.0)
    raise UsageError(f"no pair of markers tells left from right; looked for {', '.join(_HIPS)}")


def _refit(
    marked: MarkedBody,
    seen: Array,
    poses: list[Pose],
    shapes: LinearShapes,
    shifts: Array,
    marker_set: MarkerSet,
) -> tuple[Array, Array, list[Pose]]:
    """Shape numbers, marker shifts and pelvis positions that fit best with all rotations as they are."""
    mean, basis = shapes.origins, shapes.origin_basis
    n_numbers, n_markers = len(basis), len(shifts)
    n_unknowns = n_numbers + 3 * n_markers + 3 * len(poses)
    rows, targets = [], []
    guess = marked.places - shifts - marked.body.origins[marked.segments]
    for k, (points, pose) in enumerate(zip(seen, poses, strict=True)):
        rotations = forward(marked.body, pose).rotations
        hung_mean, hung_basis = _hung(rotations, mean, basis)
        for m in np.flatnonzero(np.isfinite(points).all(axis=1)):
            segment = marked.segments[m]
            scale = marked.weights[m] / MARKER_M
            row = np.zeros((3, n_unknowns))
            row[:, :n_numbers] = hung_basis[:, segment].T
            row[:, n_numbers + 3 * m : n_numbers + 3 * m + 3] = rotations[segment]
            first = n_numbers + 3 * n_markers + 3 * k
            row[:, first : first + 3] = np.eye(3)
            rows.append(scale * row)
            targets.append(scale * (points[m] - hung_mean[segment] - rotations[segment] @ guess[m]))
    # The frames of a recording all show the same shape and places: together they weigh as one.
    repeated = np.sqrt(len(poses))
    spread = np.concatenate([np.ones(n_numbers), np.repeat(marker_set.spreads, 3), np.full(3 * len(poses), np.inf)])
    rows.append(np.diag(repeated / spread))
    targets.append(np.zeros(n_unknowns))
    lying, heights = _on_skin(marked, shapes, guess, marker_set)
    rows.append(repeated * np.pad(lying, ((0, 0), (0, 3 * len(poses)))))
    targets.append(repeated * heights)
    found = np.linalg.lstsq(np.concatenate(rows), np.concatenate(targets), rcond=None)[0]
    places = found[n_numbers + 3 * n_markers :].reshape(-1, 3)
    return (
        found[:n_numbers],
        found[n_numbers : n_numbers + 3 * n_markers].reshape(-1, 3),
        [replace(pose, position=place) for pose, place in zip(poses, places, strict=True)],
    )


def _on_skin(marked: MarkedBody, shapes: LinearShapes, guess: Array, marker_set: MarkerSet) -> tuple[Array, Array]:
    """Equations (n, n_numbers + 3 n_markers) and their right sides (n,): markers lie on the skin."""
    n_numbers = len(shapes.origin_basis)
    which = np.flatnonzero(marker_set.on_skin)
    rows, heights = np.zeros((len(which), n_numbers + 3 * len(guess))), np.zeros(len(which))
    for k, (m, patch) in enumerate(zip(which, patches(marked.places[which], marked.body), strict=True)):
        segment = marked.segments[m]
        rows[k, :n_numbers] = (shapes.origin_basis[:, segment] - patch.place(shapes.vertex_basis)) @ patch.outward
        rows[k, n_numbers + 3 * m : n_numbers + 3 * m + 3] = patch.outward
        unshaped = (shapes.origins[segment] + guess[m] - patch.place(shapes.vertices)) @ patch.outward
        heights[k] = MARKER_HEIGHT_M - unshaped
    return rows / MARKER_HEIGHT_SD_M, heights / MARKER_HEIGHT_SD_M


def _hung(rotations: Array, mean: Array, basis: Array) -> tuple[Array, Array]:
    """Segment origins from the pelvis' in a pose: of the mean (n_segments, 3), and by number (n, n_segments, 3)."""
    hung_mean, hung_basis = np.zeros_like(mean), np.zeros_like(basis)
    for segment, parent in enumerate(PARENTS):
        if parent >= 0:
            turn = rotations[parent]
            hung_mean[segment] = hung_mean[parent] + turn @ (mean[segment] - mean[parent])
            hung_basis[:, segment] = hung_basis[:, parent] + (basis[:, segment] - basis[:, parent]) @ turn.T
    return hung_mean, hung_basis

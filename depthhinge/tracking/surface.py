"""The few points of the body's surface that the fit works with, and the edges between them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import SIDES
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array
from depthhinge.tracking.curvature import bends, shares_around, vertices_around
from depthhinge.tracking.posed_surface import Skin

N_POINTS = 1200
"""About 4 cm apart on an adult."""
_INFLUENCE = 0.02
"""Skin weights below this are dropped: they move a point by less than 2 mm in any pose."""
_SKULL_SHARE = 0.85
"""A head vertex nearer to the skull's middle than this share of its neighbours in direction lies inside the mouth."""
_NORMAL_PENALTY = 0.08
"""Metres: how much farther a sample seems that faces the other way, so that the thighs are not joined to each other."""


@dataclass(frozen=True)
class Surface:
    """Sampled points of one person's surface, ready for skinning."""

    members: NDArray[np.int64]
    """(n,) vertex indices in the body."""
    skin: Skin
    """What the fit poses."""
    segment: NDArray[np.int64]
    """(n,) the segment that moves each point most."""
    areas: Array
    """(n,) m^2 of the surface each point stands for."""
    around: NDArray[np.int64]
    """(n, m) vertices near each point along the surface, -1 where there are no more."""
    around_shares: Array
    """(n, m, k) skin weights of those, for the influences of the point."""

    @classmethod
    def of(cls, body: Body) -> Surface:
        """Sample a body evenly."""
        normals = vertex_normals(body.vertices, body.triangles)
        outer = _outer_vertices(body)
        members = outer[_farthest_points(body.vertices[outer], N_POINTS)]
        points = np.ascontiguousarray(body.vertices[members])
        owner = _nearest_sample(body.vertices, normals, points, normals[members])
        pairs = owner[body.triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)]
        pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
        segments, weights = _influences(body, members)
        soles = _soles(points, segments[:, 0])
        around = vertices_around(body.vertices, normals, members)
        shares = shares_around(body, around, segments)
        tangents, curvature, slopes = bends(body.vertices, normals, members, around, shares)
        skin = Skin(
            points=points,
            normals=np.ascontiguousarray(normals[members]),
            segments=segments,
            weights=weights,
            leg=_leg_of(segments[:, 0]),
            edges=np.unique(pairs, axis=0),
            mirrored=_mirrored(points, segments[:, 0]),
            soles=soles,
            sole_rises=_rises(body, members[soles]),
            origins=np.ascontiguousarray(body.origins),
            tangents=tangents,
            curvature=curvature,
            weight_slopes=slopes,
        )
        areas = np.bincount(owner, weights=_vertex_areas(body), minlength=len(members))
        return cls(members, skin, segments[:, 0].copy(), np.asarray(areas, np.float64), around, shares)

    def reshaped(self, body: Body) -> Surface:
        """The same samples on another person."""
        normals = vertex_normals(body.vertices, body.triangles)
        tangents, curvature, slopes = bends(body.vertices, normals, self.members, self.around, self.around_shares)
        skin = self.skin._replace(
            points=np.ascontiguousarray(body.vertices[self.members]),
            normals=np.ascontiguousarray(normals[self.members]),
            sole_rises=_rises(body, self.members[self.skin.soles]),
            origins=np.ascontiguousarray(body.origins),
            tangents=tangents,
            curvature=curvature,
            weight_slopes=slopes,
        )
        return replace(self, skin=skin)


def _influences(body: Body, members: NDArray[np.int64]) -> tuple[NDArray[np.int64], Array]:
    """(n, k) segments and skin weights of some vertices, the strongest first, the weak ones dropped."""
    weights = np.where(body.skin_weights[members] < _INFLUENCE, 0.0, body.skin_weights[members])
    order = np.argsort(-weights, axis=1, kind="stable")
    weights = np.take_along_axis(weights, order, axis=1)
    segments = np.take_along_axis(body.skin_segments[members], order, axis=1)
    return np.ascontiguousarray(segments), np.ascontiguousarray(weights / weights.sum(axis=1, keepdims=True))


_SOLE_M = 0.03
"""Metres over the lowest sample of a foot within which a sample belongs to its sole."""


def _soles(points: Array, segment: NDArray[np.int64]) -> NDArray[np.int64]:
    """(2, 2) the rearmost and the foremost sample of the left and the right sole."""
    ends = []
    for side in SIDES:
        own = np.flatnonzero(np.isin(segment, [SEGMENT_INDEX[f"{side}_foot"], SEGMENT_INDEX[f"{side}_toes"]]))
        sole = own[points[own, 1] < points[own, 1].min() + _SOLE_M]
        order = sole[np.argsort(points[sole, 2])]
        ends.append((order[0], order[-1]))
    return np.array(ends, np.int64)


def _rises(body: Body, soles: NDArray[np.int64]) -> Array:
    """(2, m) metres of vertices (2, m) over the soles."""
    return np.ascontiguousarray(body.vertices[soles, 1] - body.vertices[:, 1].min())


def _leg_of(segment: NDArray[np.int64]) -> NDArray[np.int64]:
    leg = np.full(len(segment), -1, np.int64)
    for number, side in enumerate(SIDES):
        parts = [SEGMENT_INDEX[f"{side}_{part}"] for part in ("thigh", "shank", "foot", "toes")]
        leg[np.isin(segment, parts)] = number
    return leg


_MIRROR_TOLERANCE = 0.025
"""Metres: samples are some 4 cm apart, so a mirror image lies within half of that, mostly."""


def _mirrored(points: Array, segment: NDArray[np.int64]) -> NDArray[np.int64]:
    pairs = []
    for part in ("shank", "foot"):
        left, right = (np.flatnonzero(segment == SEGMENT_INDEX[f"{side}_{part}"]) for side in SIDES)
        for i in left:
            image = np.linalg.norm(points[right] - points[i] * [-1.0, 1.0, 1.0], axis=1)
            if image.min() < _MIRROR_TOLERANCE:
                pairs.append((i, right[int(np.argmin(image))]))
    return np.array(pairs, np.int64)


def vertex_normals(vertices: Array, triangles: NDArray[np.int64]) -> Array:
    """Area-weighted outward unit normals (n, 3) of a closed mesh."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    normals = np.zeros_like(vertices)
    for k in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(triangles[:, k], weights=face[:, axis], minlength=len(vertices))
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.asarray(normals / np.where(length > 0.0, length, 1.0))


def _vertex_areas(body: Body) -> Array:
    a, b, c = (body.vertices[body.triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 6.0
    return np.asarray(np.bincount(body.triangles.ravel(), weights=np.repeat(area, 3), minlength=len(body.vertices)))


def _outer_vertices(body: Body) -> NDArray[np.int64]:
    """Vertices on the outside: not the mouth's inside, which the mesh of the head has too."""
    strongest = body.strongest_segments
    outer = strongest != SEGMENT_INDEX["head"]
    head = np.flatnonzero(~outer)
    arms = body.vertices[head] - body.vertices[head].mean(axis=0)
    radius = np.linalg.norm(arms, axis=1)
    direction = arms / radius[:, None]
    for i, vertex in enumerate(head):
        neighbours = direction @ direction[i] > np.cos(np.deg2rad(12.0))
        outer[vertex] = radius[i] > _SKULL_SHARE * radius[neighbours].max()
    return np.flatnonzero(outer)


@numba.njit(cache=True)
def _farthest_points(points: Array, count: int) -> NDArray[np.int64]:
    chosen = np.empty(count, np.int64)
    distance = np.full(len(points), np.inf)
    chosen[0] = 0
    for k in range(1, count):
        last, best = points[chosen[k - 1]], 0
        for i in range(len(points)):
            d = (points[i, 0] - last[0]) ** 2 + (points[i, 1] - last[1]) ** 2 + (points[i, 2] - last[2]) ** 2
            distance[i] = min(d, distance[i])
            if distance[i] > distance[best]:
                best = i
        chosen[k] = best
    return chosen


@numba.njit(cache=True)
def _nearest_sample(vertices: Array, normals: Array, samples: Array, sample_normals: Array) -> NDArray[np.int64]:
    owner = np.empty(len(vertices), np.int64)
    for i in range(len(vertices)):
        best = np.inf
        for j in range(len(samples)):
            d, facing = 0.0, 0.0
            for k in range(3):
                d += (vertices[i, k] - samples[j, k]) ** 2
                facing += normals[i, k] * sample_normals[j, k]
            cost = np.sqrt(d) + _NORMAL_PENALTY * (1.0 - facing)
            if cost < best:
                best, owner[i] = cost, j
    return owner

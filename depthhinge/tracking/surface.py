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
        around = _around(body.vertices, normals, members)
        shares = _shares(body, around, segments)
        tangents, curvature, slopes = _bends(body.vertices, normals, members, around, shares)
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
        tangents, curvature, slopes = _bends(body.vertices, normals, self.members, self.around, self.around_shares)
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


_AROUND_M = 0.035
"""Metres around a sample within which its surface is taken for a paraboloid: not quite to the next sample."""
_AROUND_ALIKE = 0.3
"""Least cosine between the normals of a sample and of what is still the same surface."""
_SHARPEST = 50.0
"""1/metres: what bends more, such as a nose, does so within a few vertices."""


def _around(vertices: Array, normals: Array, members: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n, m) vertices around each sample, -1 past the last."""
    near = []
    for i in members:
        distance = np.linalg.norm(vertices - vertices[i], axis=1)
        near.append(np.flatnonzero((distance < _AROUND_M) & (normals @ normals[i] > _AROUND_ALIKE) & (distance > 0.0)))
    out = np.full((len(members), max(map(len, near))), -1, np.int64)
    for row, own in zip(out, near, strict=True):
        row[: len(own)] = own
    return out


def _shares(body: Body, around: NDArray[np.int64], segments: NDArray[np.int64]) -> Array:
    """(n, m, k) skin weights of the vertices around each sample, for the sample's influences; 0 past the last."""
    dense = np.zeros((len(body.vertices) + 1, len(body.origins)))
    for k in range(body.skin_segments.shape[1]):
        np.add.at(dense, (np.arange(len(body.vertices)), body.skin_segments[:, k]), body.skin_weights[:, k])
    return np.ascontiguousarray(np.take_along_axis(dense[around], segments[:, None, :], axis=2))


@numba.njit(cache=True)
def _bends(
    vertices: Array, normals: Array, members: NDArray[np.int64], around: NDArray[np.int64], shares: Array
) -> tuple[Array, Array, Array]:
    """Tangents (n, 2, 3), curvature (n, 2, 2) and slopes of the skin weights (n, 2, k), by least squares."""
    n, k = len(members), shares.shape[2]
    tangents, curvature, slopes = np.zeros((n, 2, 3)), np.zeros((n, 2, 2)), np.zeros((n, 2, k))
    for i in range(n):
        m = members[i]
        t = tangents[i]
        # Any vector that is not along the normal will do.
        axis = 0 if abs(normals[m, 0]) < 0.7 else 1
        for a in range(3):
            t[0, a] = (1.0 if a == axis else 0.0) - normals[m, axis] * normals[m, a]
        length = np.sqrt((t[0] ** 2).sum())
        for a in range(3):
            t[0, a] /= length
        t[1] = np.cross(normals[m], t[0])
        uu, uv, vv = 1e-9, 0.0, 1e-9
        nu, nv = np.zeros(2), np.zeros(2)
        wu, wv, mean, mu, mv, count = np.zeros(k), np.zeros(k), np.zeros(k), 0.0, 0.0, 0
        for c in range(around.shape[1]):
            o = around[i, c]
            if o < 0:
                break
            dx, dn = vertices[o] - vertices[m], normals[o] - normals[m]
            u, v = np.dot(t[0], dx), np.dot(t[1], dx)
            uu, uv, vv = uu + u * u, uv + u * v, vv + v * v
            for a in range(2):
                turn = np.dot(t[a], dn)
                nu[a] += turn * u
                nv[a] += turn * v
            mean += shares[i, c]
            wu += shares[i, c] * u
            wv += shares[i, c] * v
            mu, mv, count = mu + u, mv + v, count + 1
        if count < 5:
            continue
        det = uu * vv - uv * uv
        for a in range(2):
            curvature[i, a, 0] = (nu[a] * vv - nv[a] * uv) / det
            curvature[i, a, 1] = (nv[a] * uu - nu[a] * uv) / det
        off = (curvature[i, 0, 1] + curvature[i, 1, 0]) / 2.0
        curvature[i, 0, 1], curvature[i, 1, 0] = off, off
        for a in range(2):
            for b in range(2):
                curvature[i, a, b] = min(max(curvature[i, a, b], -_SHARPEST), _SHARPEST)
        # Weights about their mean: the sample's own were cut off and brought back to one.
        uu, uv, vv = uu - mu * mu / count, uv - mu * mv / count, vv - mv * mv / count
        det = uu * vv - uv * uv
        for j in range(k):
            a, b = wu[j] - mean[j] * mu / count, wv[j] - mean[j] * mv / count
            slopes[i, 0, j] = (a * vv - b * uv) / det
            slopes[i, 1, j] = (b * uu - a * uv) / det
    return tangents, curvature, slopes


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
    strongest = body.skin_segments[np.arange(len(body.vertices)), np.argmax(body.skin_weights, axis=1)]
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

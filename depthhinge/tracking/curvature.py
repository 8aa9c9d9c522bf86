"""How the surface bends around each sample, and how the skin weights change along it: what lies between the samples."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.model import Body
from depthhinge.geometry import Array

_AROUND_M = 0.035
"""Metres around a sample within which its surface is taken for a paraboloid: not quite to the next sample."""
_AROUND_ALIKE = 0.3
"""Least cosine between the normals of a sample and of what is still the same surface."""
_SHARPEST = 50.0
"""1/metres: what bends more, such as a nose, does so within a few vertices."""


def vertices_around(vertices: Array, normals: Array, members: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n, m) vertices around each sample, -1 past the last."""
    near = []
    for i in members:
        distance = np.linalg.norm(vertices - vertices[i], axis=1)
        near.append(np.flatnonzero((distance < _AROUND_M) & (normals @ normals[i] > _AROUND_ALIKE) & (distance > 0.0)))
    out = np.full((len(members), max(map(len, near))), -1, np.int64)
    for row, own in zip(out, near, strict=True):
        row[: len(own)] = own
    return out


def shares_around(body: Body, around: NDArray[np.int64], segments: NDArray[np.int64]) -> Array:
    """(n, m, k) skin weights of the vertices around each sample, for the sample's influences; 0 past the last."""
    dense = np.zeros((len(body.vertices) + 1, len(body.origins)))
    for k in range(body.skin_segments.shape[1]):
        np.add.at(dense, (np.arange(len(body.vertices)), body.skin_segments[:, k]), body.skin_weights[:, k])
    return np.asarray(dense[around[:, :, None], segments[:, None, :]])


@numba.njit(cache=True)
def bends(
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

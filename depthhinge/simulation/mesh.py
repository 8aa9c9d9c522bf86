"""What clothes and soft skin need of a triangle mesh: who is next to whom, which way is out, and smoothing."""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array


@dataclass(frozen=True)
class Neighbours:
    """The vertices next to each vertex, in one list."""

    starts: NDArray[np.int64]
    """(n + 1,) vertex i's are `members[starts[i]:starts[i + 1]]`."""
    members: NDArray[np.int64]

    @classmethod
    def of(cls, triangles: NDArray[np.int64], n_vertices: int) -> Neighbours:
        """From triangles (m, 3)."""
        pairs = np.concatenate([triangles[:, [a, b]] for a in range(3) for b in range(3) if a != b])
        pairs = np.unique(pairs, axis=0)
        starts = np.concatenate([[0], np.cumsum(np.bincount(pairs[:, 0], minlength=n_vertices))])
        return cls(starts.astype(np.int64), np.ascontiguousarray(pairs[:, 1], np.int64))

    def smoothed(self, values: Array, rounds: int) -> Array:
        """Values (n, k) after some rounds in which each takes half of its neighbours' mean."""
        return np.asarray(_smooth(np.array(values, np.float64), self.starts, self.members, rounds))


@dataclass(frozen=True)
class Patch:
    """Some vertices of a mesh, with all that their normals depend on."""

    ring: NDArray[np.int64]
    """(m,) the vertices and those next to them, as numbered in the whole mesh."""
    triangles: NDArray[np.int64]
    """(k, 3) that touch the vertices, numbered in `ring`, in the mesh's own order."""
    members: NDArray[np.int64]
    """(n,) where in `ring` the vertices are."""

    @classmethod
    def of(cls, vertices: NDArray[np.int64], triangles: NDArray[np.int64]) -> Patch:
        """Around `vertices` (n,), of triangles (m, 3)."""
        touching = triangles[np.isin(triangles, vertices).any(axis=1)]
        ring = np.union1d(touching, vertices)
        return cls(ring, np.searchsorted(ring, touching), np.searchsorted(ring, vertices))


def vertex_normals(points: Array, triangles: NDArray[np.int64]) -> Array:
    """(n, 3) unit vectors out of a surface whose triangles run counter-clockwise seen from outside."""
    return np.asarray(_normals(points, triangles))


@numba.njit(cache=True)
def _smooth(values: Array, starts: NDArray[np.int64], members: NDArray[np.int64], rounds: int) -> Array:
    n, width = values.shape
    now, then = values.copy(), values.copy()
    for _ in range(rounds):
        for i in range(n):
            count = starts[i + 1] - starts[i]
            if count == 0:
                continue
            for k in range(width):
                total = 0.0
                for j in range(starts[i], starts[i + 1]):
                    total += now[members[j], k]
                then[i, k] = (now[i, k] + total / count) / 2.0
        now, then = then, now
    return now


@numba.njit(cache=True)
def _normals(points: Array, triangles: NDArray[np.int64]) -> Array:
    out = np.zeros(points.shape)
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
        # As long as twice the area: large triangles count more.
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for corner in (a, b, c):
            out[corner, 0] += nx
            out[corner, 1] += ny
            out[corner, 2] += nz
    for i in range(len(out)):
        length = np.sqrt(out[i, 0] ** 2 + out[i, 1] ** 2 + out[i, 2] ** 2)
        if length > 0.0:
            for k in range(3):
                out[i, k] /= length
    return out

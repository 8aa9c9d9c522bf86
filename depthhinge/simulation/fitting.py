"""A body while it is being dressed.

Everything that keeps its place on the body is added at zero angles, so that it moves as the skin does.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.model import Body, BodyModel
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array
from depthhinge.simulation.clothes import Cloth
from depthhinge.simulation.mesh import Neighbours, vertex_normals

Range = tuple[float, float]
"""That a wearer's own value is drawn from, evenly."""
_MOST_SPANNED_M = 0.05
"""Cloth follows deeper hollows down."""


@cache
def _neighbours() -> Neighbours:
    mesh = BodyModel.load()
    return Neighbours.of(mesh.triangles, len(mesh.vertices))


class Fitting:
    """The skin, and what is put on it one after another."""

    def __init__(self, body: Body, generator: np.random.Generator) -> None:
        self.body = body
        """Bare."""
        self.generator = generator
        self.vertices = body.vertices.copy()
        """(n_vertices, 3) with what was put on so far."""
        self.normals = vertex_normals(body.vertices, body.triangles)
        """(n_vertices, 3) of the bare body."""
        self.neighbours = _neighbours()
        self._extra: list[tuple[Array, NDArray[np.int64], NDArray[np.int64], Array]] = []
        self.strongest = body.strongest_segments
        """(n_vertices,) the segment that moves each most."""
        self.covered = np.zeros(len(body.vertices), np.bool_)
        """(n_vertices,) by cloth."""

    def dressed(self) -> Body:
        """With all that was put on."""
        vertices, triangles = [self.vertices], [self.body.triangles]
        segments, weights = [self.body.skin_segments], [self.body.skin_weights]
        for points, faces, own_segments, own_weights in self._extra:
            triangles.append(faces + sum(map(len, vertices)))
            vertices.append(points)
            segments.append(own_segments)
            weights.append(own_weights)
        return replace(
            self.body,
            vertices=np.concatenate(vertices),
            triangles=np.concatenate(triangles),
            skin_segments=np.concatenate(segments),
            skin_weights=np.concatenate(weights),
        )

    def padded(self, cloth: Cloth) -> Cloth:
        """The same for the vertices that were added, which do not move by themselves."""
        more = sum(len(points) for points, *_ in self._extra)

        def pad(values: NDArray[np.float64]) -> Array:
            return np.pad(values, [(0, more)] + [(0, 0)] * (values.ndim - 1))

        return replace(
            cloth,
            ease=pad(cloth.ease),
            folds=pad(cloth.folds),
            sag=pad(cloth.sag),
            joined=np.pad(cloth.joined, [(0, more), (0, 0)]),
            bunching=pad(cloth.bunching),
        )

    def add_sheet(self, grid: Array, with_head: Array) -> None:
        """A sheet (rows, columns, 3), seen from both sides; each row follows the head by a share, else the chest."""
        rows, columns, _ = grid.shape
        index = np.arange(rows * columns).reshape(rows, columns)
        a, b, c, d = (i.ravel() for i in (index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]))
        faces = np.concatenate([np.stack([a, b, c], 1), np.stack([b, d, c], 1)])
        width = self.body.skin_segments.shape[1]
        segments = np.zeros((rows * columns, width), np.int64)
        segments[:, :2] = SEGMENT_INDEX["head"], SEGMENT_INDEX["thorax_upper"]
        weights = np.zeros((rows * columns, width))
        weights[:, 0] = np.repeat(with_head, columns)
        weights[:, 1] = 1.0 - weights[:, 0]
        self._extra.append((grid.reshape(-1, 3), np.concatenate([faces, faces[:, ::-1]]), segments, weights))

    def hollows(self, rounds: int) -> Array:
        """(n_vertices,) how deep each lies below a smoothed body."""
        smooth = self.neighbours.smoothed(self.body.vertices, rounds)
        depth = ((smooth - self.body.vertices) * self.normals).sum(axis=1)
        return self.neighbours.smoothed(np.clip(depth, 0.0, _MOST_SPANNED_M)[:, None], 3)[:, 0]

    def of(self, *segments: str) -> NDArray[np.bool_]:
        """(n_vertices,) whether each goes with one of these segments most."""
        return np.isin(self.strongest, [SEGMENT_INDEX[name] for name in segments])

    def between(self, limits: Range) -> float:
        """The wearer's own value."""
        return float(self.generator.uniform(*limits))

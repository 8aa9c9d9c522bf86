"""The skin under a marker: the body that a recording is fitted to ends where the markers lie on it.

Without it nothing tells how deep a trunk is: a person of 60 kg was given a body of 83, whose chest and belly took the
centre of mass forward.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.model import Body
from depthhinge.geometry import Array, unit
from depthhinge.simulation.mesh import vertex_normals

MARKER_HEIGHT_M = 0.0095
"""Of a marker's centre over the skin: the usual ball of 14 mm on its base of 2.5."""
MARKER_HEIGHT_SD_M = 0.005
"""Skin gives, clothing lifts, and balls of 9 to 19 mm are in use."""
_NEIGHBOURS = 12
"""Vertices, some 1 cm apart, that the skin under a marker is told from."""
_PATCH_M = 0.01


@dataclass(frozen=True)
class Patch:
    """A bit of skin."""

    vertices: NDArray[np.int64]
    """(k,)."""
    weights: Array
    """(k,) of each; they sum to one."""
    outward: Array
    """(3,) unit vector."""

    @classmethod
    def under(cls, point: Array, body: Body, normals: Array) -> Patch:
        """The skin of `body` at zero angles, its outward `normals` (n_vertices, 3), that lies under a point (3,)."""
        away = body.vertices - point
        near = np.argsort((away**2).sum(axis=1))[:_NEIGHBOURS]
        outward = unit(normals[near].mean(axis=0))
        aside = away[near] - np.outer(away[near] @ outward, outward)
        weights = np.exp(-(aside**2).sum(axis=1) / (2.0 * _PATCH_M**2)) + 1e-9
        return cls(near, weights / weights.sum(), outward)

    def place(self, vertices: Array) -> Array:
        """(..., 3) of vertices (..., n_vertices, 3)."""
        return np.asarray(np.einsum("k,...kj->...j", self.weights, vertices[..., self.vertices, :]))


def patches(points: Array, body: Body) -> list[Patch]:
    """Of the skin of `body` under each of the points (n, 3)."""
    normals = vertex_normals(body.vertices, body.triangles)
    return [Patch.under(point, body, normals) for point in points]

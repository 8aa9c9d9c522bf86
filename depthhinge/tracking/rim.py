"""The body's own outline: where its surface turns away from the camera."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import Camera, PosedSurface


class Rim(NamedTuple):
    """Points where the facing changes sign along an edge of the sampled surface (Hertzmann 1999), m of them."""

    sample: NDArray[np.int64]
    """(m,) the nearer end of the edge, whose motion the rim point takes part in."""
    points: Array
    """(m, 3) in the room."""
    in_camera: Array
    """(m, 3) u, v in cells, z in metres."""
    normals: Array
    """(m, 2) outward in the picture, unit length."""


@numba.njit(cache=True)
def rim_of(posed: PosedSurface, edges: NDArray[np.int64], camera: Camera) -> Rim:
    """The rim of a posed surface with sample edges (e, 2)."""
    count = 0
    for e in range(len(edges)):
        count += (posed.facing[edges[e, 0]] > 0.0) != (posed.facing[edges[e, 1]] > 0.0)
    sample = np.empty(count, np.int64)
    points, in_camera, normals = np.empty((count, 3)), np.empty((count, 3)), np.empty((count, 2))
    k = 0
    for e in range(len(edges)):
        i, j = edges[e, 0], edges[e, 1]
        fi, fj = posed.facing[i], posed.facing[j]
        if (fi > 0.0) == (fj > 0.0):
            continue
        t = fi / (fi - fj)
        sample[k] = i if t < 0.5 else j
        nx, ny, nz = 0.0, 0.0, 0.0
        x, y, z = 0.0, 0.0, 0.0
        for a in range(3):
            points[k, a] = posed.points[i, a] + t * (posed.points[j, a] - posed.points[i, a])
            n = posed.normals[i, a] + t * (posed.normals[j, a] - posed.normals[i, a])
            nx += camera.rotation[0, a] * n
            ny += camera.rotation[1, a] * n
            nz += camera.rotation[2, a] * n
            offset = points[k, a] - camera.position[a]
            x += camera.rotation[0, a] * offset
            y += camera.rotation[1, a] * offset
            z += camera.rotation[2, a] * offset
        z = max(z, 0.05)
        in_camera[k, 0], in_camera[k, 1] = camera.fx * x / z + camera.cx, camera.fy * y / z + camera.cy
        in_camera[k, 2] = z
        length = max(np.sqrt(nx * nx + ny * ny), 1e-9)
        normals[k, 0], normals[k, 1] = nx / length, ny / length
        k += 1
    return Rim(sample, points, in_camera, normals)

"""The body's own outline: where its surface turns away from the camera."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import NEAREST_M, Camera, PosedSurface


class Rim(NamedTuple):
    """Room for m points where the facing changes sign along an edge of the sampled surface (Hertzmann 1999)."""

    sample: NDArray[np.int64]
    """(m,) the nearer end of the edge, whose motion the rim point takes part in."""
    in_camera: Array
    """(m, 3) u, v in cells, z in metres."""
    normals: Array
    """(m, 2) outward in the picture, unit length."""


@numba.njit(cache=True)
def room_for_rim(edges: NDArray[np.int64]) -> Rim:
    """Room for the rim of any pose."""
    return Rim(np.empty(len(edges), np.int64), np.empty((len(edges), 3)), np.empty((len(edges), 2)))


@numba.njit(cache=True)
def fill_rim(posed: PosedSurface, edges: NDArray[np.int64], camera: Camera, rim: Rim) -> int:
    """Find the rim of a posed surface with sample edges (e, 2); how many points it has."""
    k = 0
    for e in range(len(edges)):
        i, j = edges[e, 0], edges[e, 1]
        fi, fj = posed.facing[i], posed.facing[j]
        if (fi > 0.0) == (fj > 0.0):
            continue
        t = fi / (fi - fj)
        # Between two samples a round surface stands out from their chord: by t (1 - t) / 2 times l^2 / r.
        bulge = 0.0
        for a in range(3):
            bulge += (posed.normals[j, a] - posed.normals[i, a]) * (posed.points[j, a] - posed.points[i, a])
        bulge *= t * (1.0 - t) / 2.0
        nx, ny, nz = 0.0, 0.0, 0.0
        x, y, z = 0.0, 0.0, 0.0
        for a in range(3):
            n = posed.normals[i, a] + t * (posed.normals[j, a] - posed.normals[i, a])
            nx += camera.rotation[0, a] * n
            ny += camera.rotation[1, a] * n
            nz += camera.rotation[2, a] * n
            offset = posed.points[i, a] + t * (posed.points[j, a] - posed.points[i, a]) - camera.position[a]
            offset += bulge * n
            x += camera.rotation[0, a] * offset
            y += camera.rotation[1, a] * offset
            z += camera.rotation[2, a] * offset
        z = max(z, NEAREST_M)
        rim.sample[k] = i if t < 0.5 else j
        rim.in_camera[k, 0], rim.in_camera[k, 1] = camera.fx * x / z + camera.cx, camera.fy * y / z + camera.cy
        rim.in_camera[k, 2] = z
        length = max(np.sqrt(nx * nx + ny * ny), 1e-9)
        rim.normals[k, 0], rim.normals[k, 1] = nx / length, ny / length
        k += 1
    return k

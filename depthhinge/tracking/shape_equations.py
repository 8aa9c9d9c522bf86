"""From rows to normal equations of the pose and the shape together."""

from __future__ import annotations

import numba
import numpy as np

from depthhinge.body.skeleton import PARENTS
from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import PosedSurface, Skin
from depthhinge.tracking.rows import Rows


@numba.njit(cache=True)
def shape_jacobian(
    rows: Rows, count: int, skin: Skin, posed: PosedSurface, vertex_basis: Array, origin_basis: Array
) -> Array:
    """(count, k) metres that the first rows move per unit of each shape number; skinning is linear in them.

    Args:
        rows: the frame's.
        count: how many are in use.
        skin: the person.
        posed: the person in the frame's pose.
        vertex_basis: (k, n_samples, 3) motion of the samples at zero angles, body frame.
        origin_basis: (k, n_segments, 3) motion of the segments' origins, likewise.
    """
    carried = _origin_motion(posed, origin_basis)
    out = np.zeros((count, len(vertex_basis)))
    for r in range(count):
        for end in range(2):
            i = rows.sample[r] if end == 0 else rows.other[r]
            if i < 0:
                break
            for j in range(skin.segments.shape[1]):
                w = skin.weights[i, j]
                if w == 0.0:
                    break
                s = skin.segments[i, j]
                if end == 1:
                    w = -w
                # The row's direction in the segment's own frame: then each component costs six products.
                x, y, z = rows.direction[r, 0], rows.direction[r, 1], rows.direction[r, 2]
                a = w * (posed.rotations[s, 0, 0] * x + posed.rotations[s, 1, 0] * y + posed.rotations[s, 2, 0] * z)
                b = w * (posed.rotations[s, 0, 1] * x + posed.rotations[s, 1, 1] * y + posed.rotations[s, 2, 1] * z)
                c = w * (posed.rotations[s, 0, 2] * x + posed.rotations[s, 1, 2] * y + posed.rotations[s, 2, 2] * z)
                for k in range(len(vertex_basis)):
                    out[r, k] += (
                        a * (vertex_basis[k, i, 0] - origin_basis[k, s, 0])
                        + b * (vertex_basis[k, i, 1] - origin_basis[k, s, 1])
                        + c * (vertex_basis[k, i, 2] - origin_basis[k, s, 2])
                        + w * (x * carried[k, s, 0] + y * carried[k, s, 1] + z * carried[k, s, 2])
                    )
    return out


@numba.njit(cache=True)
def _origin_motion(posed: PosedSurface, origin_basis: Array) -> Array:
    """(k, n_segments, 3) how the segments' origins move in the room; the pelvis' stays where the pose puts it."""
    moved = np.zeros_like(origin_basis)
    for k in range(len(origin_basis)):
        for s in range(1, len(PARENTS)):
            parent = PARENTS[s]
            for a in range(3):
                moved[k, s, a] = moved[k, parent, a]
                for b in range(3):
                    offset = origin_basis[k, s, b] - origin_basis[k, parent, b]
                    moved[k, s, a] += posed.rotations[parent, a, b] * offset
    return moved


@numba.njit(cache=True)
def normal_equations_of(jacobian: Array, residual: Array, weight: Array) -> tuple[Array, Array]:
    """H = J' W J (n, n) and g = J' W r (n,) of a Jacobian (m, n) that is mostly zeros, on one core."""
    m, n = jacobian.shape
    h, g = np.zeros((n, n)), np.zeros(n)
    filled = np.empty(n, np.int64)
    for r in range(m):
        count = 0
        for c in range(n):
            if jacobian[r, c] != 0.0:
                filled[count] = c
                count += 1
        for p in range(count):
            a = filled[p]
            value = weight[r] * jacobian[r, a]
            g[a] += value * residual[r]
            for q in range(p, count):
                h[a, filled[q]] += value * jacobian[r, filled[q]]
    for a in range(n):
        for b in range(a):
            h[a, b] = h[b, a]
    return h, g

"""From rows to normal equations of the pose: H step = g.

A segment's part in a row is a wrench s = (q x d, d) times the skin weight: q is the sample's place as that segment
alone would carry it, d the row's direction. The motion of the row with a revolute joint is the joint's screw times the
wrenches of all segments that hang on it, which is the exact derivative of linear blend skinning. So H needs only the
sums of s s' over pairs of segments, added up along the tree (as in Featherstone's composite rigid bodies, *Rigid body
dynamics algorithms*, 2008, ch. 6), and not one row of the Jacobian.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import N_PARAMETERS, N_ROOT
from depthhinge.body.skeleton import DOF_SEGMENTS, IS_DESCENDANT, PARENTS
from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import PosedSurface, Skin
from depthhinge.tracking.rows import Rows

_COLUMN_SEGMENTS = np.concatenate([np.zeros(N_ROOT, np.int64), DOF_SEGMENTS])
"""(n_parameters,) the segment that each parameter moves, with all that hangs on it."""
_N_SEGMENTS = len(PARENTS)


@numba.njit(cache=True)
def room_for_sums() -> tuple[Array, Array]:
    """Work space for `fill_normal_equations`, to be used again and again."""
    return np.empty((_N_SEGMENTS, _N_SEGMENTS, 6, 6)), np.empty((_N_SEGMENTS, 6))


@numba.njit(cache=True)
def fill_normal_equations(
    rows: Rows, count: int, skin: Skin, posed: PosedSurface, sums: tuple[Array, Array], h: Array, g: Array
) -> None:
    """Set symmetric `h` (n_parameters, n_parameters) and `g` (n_parameters,) to the sums over the first rows."""
    pairs, pulls = sums
    pairs[:] = 0.0
    pulls[:] = 0.0
    _add_wrenches(rows, count, skin, posed, pairs, pulls)
    _add_up_the_tree(pairs, pulls)
    screws = screws_of(posed)
    n = len(screws)
    carried = np.empty(6)
    for b in range(n):
        other = _COLUMN_SEGMENTS[b]
        g[b] = 0.0
        for e in range(6):
            g[b] += screws[b, e] * pulls[other, e]
        last = -1
        for a in range(b, n):
            own = _COLUMN_SEGMENTS[a]
            if own != last:
                for e in range(6):
                    carried[e] = 0.0
                    for f in range(6):
                        carried[e] += pairs[own, other, e, f] * screws[b, f]
                last = own
            total = 0.0
            for e in range(6):
                total += screws[a, e] * carried[e]
            h[a, b] = total
            h[b, a] = total


@numba.njit(cache=True)
def screws_of(posed: PosedSurface) -> Array:
    """(n_parameters, 6) each parameter's screw (axis, moment) about the pelvis' origin; a translation has no axis."""
    screws = np.zeros((N_PARAMETERS, 6))
    for k in range(3):
        screws[k, 3 + k] = 1.0
        screws[3 + k, k] = 1.0
    for dof in range(len(DOF_SEGMENTS)):
        x, y, z = posed.axes[dof, 0], posed.axes[dof, 1], posed.axes[dof, 2]
        s, row = DOF_SEGMENTS[dof], N_ROOT + dof
        px, py, pz = (
            posed.origins[s, 0] - posed.origins[0, 0],
            posed.origins[s, 1] - posed.origins[0, 1],
            posed.origins[s, 2] - posed.origins[0, 2],
        )
        screws[row, 0], screws[row, 1], screws[row, 2] = x, y, z
        screws[row, 3], screws[row, 4], screws[row, 5] = py * z - pz * y, pz * x - px * z, px * y - py * x
    return screws


@numba.njit(cache=True)
def jacobian(rows: Rows, count: int, skin: Skin, posed: PosedSurface) -> Array:
    """(count, n_parameters) the rows' Jacobian, written out."""
    screws = screws_of(posed)
    sample, other, direction, pelvis = rows.sample, rows.other, rows.direction, posed.origins[0]
    carriers, shares, moved = skin.segments, skin.weights, posed.moved
    influences = 2 * carriers.shape[1]
    wrenches, segments = np.empty((influences, 6)), np.empty(influences, np.int64)
    out = np.zeros((count, len(screws)))
    for r in range(count):
        used = _wrenches_of(r, sample, other, direction, carriers, shares, moved, pelvis, wrenches, segments)
        for column in range(len(screws)):
            for k in range(used):
                if IS_DESCENDANT[_COLUMN_SEGMENTS[column], segments[k]]:
                    for e in range(6):
                        out[r, column] += screws[column, e] * wrenches[k, e]
    return out


@numba.njit(cache=True, inline="always")
def _wrenches_of(
    r: int,
    sample: NDArray[np.int64],
    other: NDArray[np.int64],
    direction: Array,
    carriers: NDArray[np.int64],
    shares: Array,
    moved: Array,
    pelvis: Array,
    wrenches: Array,
    segments: NDArray[np.int64],
) -> int:
    """The segments' parts in row r; how many there are.

    It is given arrays, and put where it is called: to hand on a named tuple, or to read an array out of one, counts
    references, which takes five times as long as the row itself.
    """
    dx, dy, dz = direction[r, 0], direction[r, 1], direction[r, 2]
    used = 0
    for end in range(2):
        i = sample[r] if end == 0 else other[r]
        if i < 0:
            break
        for j in range(carriers.shape[1]):
            w = shares[i, j]
            if w == 0.0:
                break
            if end == 1:
                w = -w
            x = moved[i, j, 0] - pelvis[0]
            y = moved[i, j, 1] - pelvis[1]
            z = moved[i, j, 2] - pelvis[2]
            wrenches[used, 0] = w * (y * dz - z * dy)
            wrenches[used, 1] = w * (z * dx - x * dz)
            wrenches[used, 2] = w * (x * dy - y * dx)
            wrenches[used, 3], wrenches[used, 4], wrenches[used, 5] = w * dx, w * dy, w * dz
            segments[used] = carriers[i, j]
            used += 1
    return used


@numba.njit(cache=True)
def _add_wrenches(rows: Rows, count: int, skin: Skin, posed: PosedSurface, pairs: Array, pulls: Array) -> None:
    sample, other, direction, pelvis = rows.sample, rows.other, rows.direction, posed.origins[0]
    carriers, shares, moved = skin.segments, skin.weights, posed.moved
    weights, residuals = rows.weight, rows.residual
    influences = 2 * carriers.shape[1]
    wrenches, segments, scaled = np.empty((influences, 6)), np.empty(influences, np.int64), np.empty(6)
    for r in range(count):
        used = _wrenches_of(r, sample, other, direction, carriers, shares, moved, pelvis, wrenches, segments)
        weight, pull = weights[r], weights[r] * residuals[r]
        for k in range(used):
            p = segments[k]
            for e in range(6):
                pulls[p, e] += pull * wrenches[k, e]
                scaled[e] = weight * wrenches[k, e]
            for m in range(used):
                q = segments[m]
                # The other half is its mirror image.
                if q > p:
                    continue
                a, b, c = wrenches[m, 0], wrenches[m, 1], wrenches[m, 2]
                d, x, y = wrenches[m, 3], wrenches[m, 4], wrenches[m, 5]
                for e in range(6):
                    t = scaled[e]
                    pairs[p, q, e, 0] += t * a
                    pairs[p, q, e, 1] += t * b
                    pairs[p, q, e, 2] += t * c
                    pairs[p, q, e, 3] += t * d
                    pairs[p, q, e, 4] += t * x
                    pairs[p, q, e, 5] += t * y


@numba.njit(cache=True)
def _add_up_the_tree(pairs: Array, pulls: Array) -> None:
    """Turn sums over a segment into sums over all that hangs on it, on both sides of the pairs."""
    n = len(pulls)
    for p in range(n):
        for q in range(p):
            for e in range(6):
                for f in range(6):
                    pairs[q, p, f, e] = pairs[p, q, e, f]
    for p in range(n - 1, 0, -1):
        parent = PARENTS[p]
        for e in range(6):
            pulls[parent, e] += pulls[p, e]
        for q in range(n):
            for e in range(6):
                for f in range(6):
                    pairs[parent, q, e, f] += pairs[p, q, e, f]
    for q in range(n - 1, 0, -1):
        parent = PARENTS[q]
        for p in range(n):
            for e in range(6):
                for f in range(6):
                    pairs[p, parent, e, f] += pairs[p, q, e, f]

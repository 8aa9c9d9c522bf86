"""The evidence of one frame as normal equations of the pose: H step = g.

Each residual e along a direction d at a sample i gives one row J of the Jacobian, J = d . (motion of sample i), and
adds w J'J to H and w J'e to g. A sample moves with an angle by axis x (what the angle's segments carry of it), which
is the exact derivative of linear blend skinning.
"""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import N_PARAMETERS, N_ROOT
from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import Camera, PosedSurface
from depthhinge.tracking.rim import Rim
from depthhinge.tracking.silhouette import Silhouette
from depthhinge.tracking.weights import Weights

SAMPLE_SPACING = 0.04
"""Metres that a point may lie from its sample along the surface: samples are that far apart."""
SHOE_HEIGHT = 0.08
"""Metres over the floor below which a part of the body may be missing from the picture."""


class Measured(NamedTuple):
    """The person's points that a frame's fit uses, m of them."""

    points: Array
    """(m, 3) in the room."""
    pixels: Array
    """(m, 2) u, v in cells."""
    depth_sigma: Array
    """(m,) metres along the view."""


@numba.njit(cache=True)
def motion_row(posed: PosedSurface, i: int, direction: Array, row: Array) -> None:
    """Fill `row` (n_parameters + shape numbers,) at the columns of sample i: its motion along `direction` (3,)."""
    for k in range(posed.columns.shape[1]):
        column = posed.columns[i, k]
        if column < 0:
            break
        if column < 3:
            row[column] = direction[column]
            continue
        if column >= N_PARAMETERS:
            row[column] = 0.0
            for a in range(3):
                row[column] += direction[a] * posed.shape_motion[i, a, column - N_PARAMETERS]
            continue
        ax, ay, az = 0.0, 0.0, 0.0
        if column < N_ROOT:
            ax, ay, az = 1.0 * (column == 3), 1.0 * (column == 4), 1.0 * (column == 5)
            x = posed.points[i, 0] - posed.origins[0, 0]
            y = posed.points[i, 1] - posed.origins[0, 1]
            z = posed.points[i, 2] - posed.origins[0, 2]
        else:
            dof = column - N_ROOT
            segment = posed.dof_segments[dof]
            ax, ay, az = posed.axes[dof, 0], posed.axes[dof, 1], posed.axes[dof, 2]
            x, y, z, share = 0.0, 0.0, 0.0, 0.0
            for j in range(posed.skin_segments.shape[1]):
                w = posed.skin_weights[i, j]
                if w > 0.0 and posed.is_descendant[segment, posed.skin_segments[i, j]]:
                    x += w * posed.moved[i, j, 0]
                    y += w * posed.moved[i, j, 1]
                    z += w * posed.moved[i, j, 2]
                    share += w
            x -= share * posed.origins[segment, 0]
            y -= share * posed.origins[segment, 1]
            z -= share * posed.origins[segment, 2]
        row[column] = (
            ax * (y * direction[2] - z * direction[1])
            + ay * (z * direction[0] - x * direction[2])
            + az * (x * direction[1] - y * direction[0])
        )


@numba.njit(cache=True)
def _add(h: Array, g: Array, columns: NDArray[np.int64], row: Array, residual: float, weight: float) -> None:
    for a in range(len(columns)):
        ca = columns[a]
        if ca < 0:
            break
        wa = weight * row[ca]
        g[ca] += wa * residual
        for b in range(a + 1):
            h[ca, columns[b]] += wa * row[columns[b]]


@numba.njit(cache=True)
def add_points(
    h: Array,
    g: Array,
    measured: Measured,
    matched: NDArray[np.int64],
    posed: PosedSurface,
    weights: Weights,
) -> None:
    """Point to plane: each measured point lies on the tangent plane of its sample."""
    share = min(1.0, weights.surface_count / max(len(matched), 1))
    row = np.zeros(len(g))
    for p in range(len(matched)):
        i = matched[p]
        if i < 0:
            continue
        residual, squared = 0.0, 0.0
        for a in range(3):
            d = measured.points[p, a] - posed.points[i, a]
            residual += posed.normals[i, a] * d
            squared += d * d
        along_view = posed.facing[i] * measured.depth_sigma[p]
        variance = weights.surface_sigma**2 + along_view * along_view
        # The distance to the sample itself, not to its plane, says whether the match is believable.
        beyond = max(squared - SAMPLE_SPACING * SAMPLE_SPACING, 0.0) + residual * residual
        robust = 1.0 / (1.0 + beyond / (weights.robust_scale**2 + along_view * along_view)) ** 2
        motion_row(posed, i, posed.normals[i], row)
        _add(h, g, posed.columns[i], row, residual, share * robust / variance)


@numba.njit(cache=True)
def add_contour(
    h: Array,
    g: Array,
    contour: Array,
    contour_normals: Array,
    matched: NDArray[np.int64],
    rim: Rim,
    posed: PosedSurface,
    camera: Camera,
    weights: Weights,
) -> None:
    """The outline of the person is where the body's rim falls in the picture."""
    share = min(1.0, weights.contour_count / max(len(matched), 1))
    row, direction = np.zeros(len(g)), np.empty(3)
    for p in range(len(matched)):
        k = matched[p]
        if k < 0:
            continue
        i = rim.sample[k]
        nu, nv = contour_normals[p, 0], contour_normals[p, 1]
        across = nu * (contour[p, 0] - rim.in_camera[k, 0]) + nv * (contour[p, 1] - rim.in_camera[k, 1])
        residual = _picture_direction(rim.in_camera[k], nu, nv, camera, direction) * across
        robust = 1.0 / (1.0 + (residual / weights.contour_scale) ** 2) ** 2
        motion_row(posed, i, direction, row)
        _add(h, g, posed.columns[i], row, residual, share * robust / weights.contour_sigma**2)


@numba.njit(cache=True)
def add_outside(
    h: Array, g: Array, silhouette: Silhouette, posed: PosedSurface, camera: Camera, weights: Weights
) -> None:
    """No part of the body lies where the camera saw past the person."""
    count = 0
    for i in range(len(posed.points)):
        if posed.facing[i] > 0.0 and _beside(silhouette, posed.in_camera[i], camera) > 0.0:
            count += 1
    share = min(1.0, weights.outside_count / max(count, 1))
    row, direction = np.zeros(len(g)), np.empty(3)
    for i in range(len(posed.points)):
        if posed.facing[i] <= 0.0:
            continue
        # Shoes vanish in the floor's own noise and in their own blackness: their absence there says nothing.
        if posed.points[i, 1] < SHOE_HEIGHT:
            continue
        beside = _beside(silhouette, posed.in_camera[i], camera)
        if beside <= 0.0:
            continue
        c, r = int(posed.in_camera[i, 0] + 0.5), int(posed.in_camera[i, 1] + 0.5)
        nu = silhouette.nearest[r, c, 1] - posed.in_camera[i, 0]
        nv = silhouette.nearest[r, c, 0] - posed.in_camera[i, 1]
        length = np.sqrt(nu * nu + nv * nv)
        if length < 1e-6:
            continue
        residual = _picture_direction(posed.in_camera[i], nu / length, nv / length, camera, direction) * beside
        motion_row(posed, i, direction, row)
        _add(h, g, posed.columns[i], row, residual, share / (weights.outside_sigma**2 + residual * residual))


@numba.njit(cache=True)
def _beside(silhouette: Silhouette, in_camera: Array, camera: Camera) -> float:
    """Cells that a projected sample lies outside the person, 0 inside or where nothing is known."""
    c, r = int(in_camera[0] + 0.5), int(in_camera[1] + 0.5)
    if in_camera[0] < 0.0 or in_camera[1] < 0.0 or c >= camera.columns or r >= camera.rows:
        return 0.0
    if not silhouette.known[r, c] or silhouette.nearest[r, c, 0] < 0:
        return 0.0
    # The person ends half a cell beyond their last cell's middle.
    return max(float(silhouette.distance[r, c]) - 0.5, 0.0)


@numba.njit(cache=True)
def _picture_direction(in_camera: Array, nu: float, nv: float, camera: Camera, out: Array) -> float:
    """Metres per cell at a projected point; `out` (3,) becomes the room direction that moves it along (nu, nv)."""
    z = in_camera[2]
    x, y = (in_camera[0] - camera.cx) / camera.fx, (in_camera[1] - camera.cy) / camera.fy
    # d(u, v)/d(point), scaled to metres at this depth; along the view it depends on how far off the axis it is.
    along = -(nu * x + nv * y)
    for a in range(3):
        out[a] = camera.rotation[0, a] * nu + camera.rotation[1, a] * nv + camera.rotation[2, a] * along
    return float(z / camera.fx)


@numba.njit(cache=True)
def add_floor(h: Array, g: Array, soles: NDArray[np.int64], posed: PosedSurface, weights: Weights) -> None:
    """No sole (2, m of samples) lies below the floor, y = 0; the lower foot stands on it, the other loosely."""
    row, up = np.zeros(len(g)), np.array([0.0, 1.0, 0.0])
    lowest = np.zeros(2, np.int64)
    for foot in range(2):
        for k in range(soles.shape[1]):
            if posed.points[soles[foot, k], 1] < posed.points[soles[foot, lowest[foot]], 1]:
                lowest[foot] = k
    left, right = posed.points[soles[0, lowest[0]], 1], posed.points[soles[1, lowest[1]], 1]
    lower = 0 if left <= right else 1
    for foot in range(2):
        for k in range(soles.shape[1]):
            i = soles[foot, k]
            height = posed.points[i, 1]
            if height >= 0.0 and k != lowest[foot]:
                continue
            firm = height < 0.0 or foot == lower
            sigma = weights.floor_sigma if firm else weights.free_foot_sigma
            motion_row(posed, i, up, row)
            _add(h, g, posed.columns[i], row, -height, 1.0 / sigma**2)


@numba.njit(cache=True)
def add_plants(
    h: Array, g: Array, planted: NDArray[np.int64], places: Array, posed: PosedSurface, weights: Weights
) -> None:
    """Samples `planted` (m,) of feet that stand still are at `places` (m, 3)."""
    row, direction = np.zeros(len(g)), np.empty(3)
    for k in range(len(planted)):
        i = planted[k]
        for a in range(3):
            direction[:] = 0.0
            direction[a] = 1.0
            motion_row(posed, i, direction, row)
            residual = places[k, a] - posed.points[i, a]
            _add(h, g, posed.columns[i], row, residual, 1.0 / weights.plant_sigma**2)


@numba.njit(cache=True)
def add_legs_apart(
    h: Array, g: Array, pairs: NDArray[np.int64], leftward: Array, posed: PosedSurface, weights: Weights
) -> None:
    """Mirrored samples (m, 2) of the lower legs do not come nearer than legs do, along `leftward` (3,).

    A leg hidden behind the other fits the other's points just as well: only this keeps it on its own side.
    """
    left, right = np.zeros(len(g)), np.zeros(len(g))
    columns = np.empty(len(g), np.int64)
    share = min(1.0, weights.legs_count / max(len(pairs), 1))
    for k in range(len(pairs)):
        i, j = pairs[k, 0], pairs[k, 1]
        apart = 0.0
        for a in range(3):
            apart += leftward[a] * (posed.points[i, a] - posed.points[j, a])
        if apart >= weights.legs_apart:
            continue
        left[:], right[:] = 0.0, 0.0
        motion_row(posed, i, leftward, left)
        motion_row(posed, j, leftward, right)
        count = 0
        for c in range(len(g)):
            left[c] -= right[c]
            if left[c] != 0.0:
                columns[count] = c
                count += 1
        residual = weights.legs_apart - apart
        _add(h, g, columns[:count], left, residual, share / weights.floor_sigma**2)

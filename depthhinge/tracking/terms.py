"""What one frame says about the pose, term by term: each adds its rows and returns how many there are then."""

from __future__ import annotations

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array
from depthhinge.scene.noise import NOISE_SIGMAS
from depthhinge.tracking.posed_surface import Camera, PosedSurface, Skin
from depthhinge.tracking.rim import Rim
from depthhinge.tracking.rows import Rows, add_row
from depthhinge.tracking.silhouette import Silhouette
from depthhinge.tracking.weights import Weights

SAMPLE_SPACING = 0.04
"""Metres that a point may lie from its sample along the surface: samples are that far apart."""
_LEFT_FOOT, _RIGHT_FOOT = SEGMENT_INDEX["left_foot"], SEGMENT_INDEX["right_foot"]
SHOE_HEIGHT = 0.08
"""Metres over the floor below which a part of the body may be missing from the picture."""
FACING = 0.25
"""Cosine to the camera above which a sample's depth can be compared: nearer the rim a cell's slip is centimetres."""
EXPLAINED_M = 0.05
"""Metres between a sample and the measured surface in front of or behind it, beside the noise."""


class Measured(NamedTuple):
    """The person's points that a frame's fit uses, m of them."""

    points: Array
    """(m, 3) in the room."""
    pixels: Array
    """(m, 2) u, v in cells."""
    depth_sigma: Array
    """(m,) metres along the view."""


class Outline(NamedTuple):
    """The outline points that a frame's fit uses, m of them."""

    points: Array
    """(m, 2) u, v in cells."""
    normals: Array
    """(m, 2) outward unit vectors in the picture."""
    depth: Array
    """(m,) metres along z of the person there."""


class Planted(NamedTuple):
    """Samples of feet that stand still, and where."""

    samples: NDArray[np.int64]
    """(m,)."""
    places: Array
    """(m, 3) in the room."""


def nothing_planted() -> Planted:
    """No foot is known to stand still."""
    return Planted(np.empty(0, np.int64), np.empty((0, 3)))


@numba.njit(cache=True)
def add_points(
    rows: Rows,
    count: int,
    measured: Measured,
    matched: NDArray[np.int64],
    row_of: NDArray[np.int64],
    skin: Skin,
    posed: PosedSurface,
    weights: Weights,
    robust_scale: float,
) -> int:
    """Point to plane: each measured point lies on the tangent plane of its sample, `matched` (m,) or -1.

    At a residual of `robust_scale` metres a point's weight has fallen to a quarter (Geman-McClure). `row_of` (n,) is
    work space: each sample's row.
    """
    share = min(1.0, weights.surface_count / max(len(matched), 1))
    for i in range(len(row_of)):
        row_of[i] = -1
    for p in range(len(matched)):
        i = matched[p]
        if i < 0:
            continue
        residual, squared = 0.0, 0.0
        for a in range(3):
            d = measured.points[p, a] - posed.points[i, a]
            residual += posed.normals[i, a] * d
            squared += d * d
        residual += _drop(skin, posed, i, measured.points[p])
        along_view = posed.facing[i] * measured.depth_sigma[p]
        hanging = weights.hanging_sigma * max(-posed.normals[i, 1], 0.0)
        variance = weights.surface_sigma**2 + along_view * along_view + hanging * hanging
        # The distance to the sample itself, not to its plane, says whether the match is believable.
        beyond = max(squared - SAMPLE_SPACING * SAMPLE_SPACING, 0.0) + residual * residual
        robust = 1.0 / (1.0 + beyond / (robust_scale**2 + along_view * along_view)) ** 2
        weight = share * robust / variance
        r = row_of[i]
        if r < 0:
            row_of[i] = count
            count = add_row(rows, count, i, posed.normals[i], residual, weight)
        else:
            # Points of one sample pull the same way: one row of their summed weight and mean residual is the same.
            total = rows.weight[r] + weight
            rows.residual[r] += (residual - rows.residual[r]) * weight / total
            rows.weight[r] = total
    return count


@numba.njit(cache=True)
def _drop(skin: Skin, posed: PosedSurface, i: int, point: Array) -> float:
    """Metres by which the surface has fallen away from sample i's tangent plane beside a point (3,)."""
    r, t = posed.rotations[skin.segments[i, 0]], skin.tangents[i]
    x, y, z = point[0] - posed.points[i, 0], point[1] - posed.points[i, 1], point[2] - posed.points[i, 2]
    # In the frame of the segment that carries the sample.
    a = r[0, 0] * x + r[1, 0] * y + r[2, 0] * z
    b = r[0, 1] * x + r[1, 1] * y + r[2, 1] * z
    c = r[0, 2] * x + r[1, 2] * y + r[2, 2] * z
    u = t[0, 0] * a + t[0, 1] * b + t[0, 2] * c
    v = t[1, 0] * a + t[1, 1] * b + t[1, 2] * c
    k = skin.curvature[i]
    # Beyond the next sample the parabola means nothing.
    share = min(1.0, SAMPLE_SPACING * SAMPLE_SPACING / max(u * u + v * v, 1e-12))
    return float(0.5 * share * (k[0, 0] * u * u + 2.0 * k[0, 1] * u * v + k[1, 1] * v * v))


@numba.njit(cache=True)
def add_contour(
    rows: Rows,
    count: int,
    outline: Outline,
    matched: NDArray[np.int64],
    rim: Rim,
    camera: Camera,
    weights: Weights,
) -> int:
    """The outline of the person is where the body's rim falls in the picture; `matched` (m,) rim points or -1."""
    share = min(1.0, weights.contour_count / max(len(matched), 1))
    direction = np.empty(3)
    for p in range(len(matched)):
        k = matched[p]
        if k < 0:
            continue
        nu, nv = outline.normals[p, 0], outline.normals[p, 1]
        across = nu * (outline.points[p, 0] - rim.in_camera[k, 0]) + nv * (outline.points[p, 1] - rim.in_camera[k, 1])
        residual = _picture_direction(rim.in_camera[k], nu, nv, camera, direction) * across
        robust = 1.0 / (1.0 + (residual / weights.contour_scale) ** 2) ** 2
        hanging = weights.hanging_sigma * max(-direction[1], 0.0)
        weight = share * robust / (weights.contour_sigma**2 + hanging * hanging)
        count = add_row(rows, count, rim.sample[k], direction, residual, weight)
    return count


@numba.njit(cache=True)
def add_outside(
    rows: Rows, count: int, silhouette: Silhouette, posed: PosedSurface, camera: Camera, weights: Weights
) -> int:
    """No part of the body lies where the camera saw past the person."""
    first, direction = count, np.empty(3)
    # Each array is taken out of its tuple once: to do so counts references, which takes longer than a sample.
    points, facing, in_camera = posed.points, posed.facing, posed.in_camera
    known, nearest, distance = silhouette.known, silhouette.nearest, silhouette.distance
    for i in range(len(points)):
        # Shoes vanish in the floor's own noise and in their own blackness: their absence there says nothing.
        if facing[i] <= 0.0 or points[i, 1] < SHOE_HEIGHT:
            continue
        u, v = in_camera[i, 0], in_camera[i, 1]
        r, c = cell_at(u, v, camera)
        if r < 0 or not known[r, c] or nearest[r, c, 0] < 0:
            continue
        # The person ends half a cell beyond their last cell's middle.
        beside = float(distance[r, c]) - 0.5
        if beside <= 0.0:
            continue
        nu = nearest[r, c, 1] - u
        nv = nearest[r, c, 0] - v
        length = np.sqrt(nu * nu + nv * nv)
        if length < 1e-6:
            continue
        residual = _picture_direction(in_camera[i], nu / length, nv / length, camera, direction) * beside
        count = add_row(rows, count, i, direction, residual, 1.0 / (weights.outside_sigma**2 + residual * residual))
    _count_as(rows, first, count, weights.outside_count)
    return count


@numba.njit(cache=True)
def add_in_front(
    rows: Rows,
    count: int,
    silhouette: Silhouette,
    depth: NDArray[np.float32],
    noise: float,
    skin: Skin,
    posed: PosedSurface,
    camera: Camera,
    weights: Weights,
) -> int:
    """No part of a leg lies in front of what the camera saw of the person: it saw through there.

    A trunk's own points hold it; a leg that sticks out toward the camera leaves its points to the other parts.
    """
    first, direction = count, np.empty(3)
    facing, in_camera, mask = posed.facing, posed.in_camera, silhouette.mask
    for i in range(len(facing)):
        if skin.leg[i] < 0 or facing[i] < FACING:
            continue
        u, v, z = in_camera[i, 0], in_camera[i, 1], in_camera[i, 2]
        r, c = cell_at(u, v, camera)
        if r < 0 or not mask[r, c]:
            continue
        residual = float(depth[r, c]) - z
        if residual < tolerance_at(z, noise):
            continue
        x, y = (u - camera.cx) / camera.fx, (v - camera.cy) / camera.fy
        length = np.sqrt(1.0 + x * x + y * y)
        for a in range(3):
            direction[a] = (camera.rotation[0, a] * x + camera.rotation[1, a] * y + camera.rotation[2, a]) / length
        count = add_row(
            rows, count, i, direction, residual * length, 1.0 / (weights.outside_sigma**2 + residual * residual)
        )
    _count_as(rows, first, count, weights.in_front_count)
    return count


@numba.njit(cache=True)
def _count_as(rows: Rows, first: int, end: int, most: float) -> None:
    """Let the rows from `first` up to `end` count as at most so many."""
    share = min(1.0, most / max(end - first, 1))
    for r in range(first, end):
        rows.weight[r] *= share


@numba.njit(cache=True)
def cell_at(u: float, v: float, camera: Camera) -> tuple[int, int]:
    """Row and column of the cell that a place in the picture lies in, -1 and -1 outside of it."""
    c, r = int(u + 0.5), int(v + 0.5)
    if u < 0.0 or v < 0.0 or c >= camera.columns or r >= camera.rows:
        return -1, -1
    return r, c


@numba.njit(cache=True)
def tolerance_at(z: float, noise: float) -> float:
    """Metres within which a depth explains a sample at `z` metres; `noise` is k of `rms = k z^2`."""
    return EXPLAINED_M + NOISE_SIGMAS * noise * z * z


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
def add_floor(rows: Rows, count: int, skin: Skin, posed: PosedSurface, weights: Weights) -> int:
    """No foot lies below the sole of its shoe; the lower one stands on it, the other loosely."""
    up = np.array([0.0, 1.0, 0.0])
    # What is under each sample of a sole: itself less its own height over a flat foot's lowest.
    heights, lowest = np.empty(skin.soles.shape), np.zeros(2, np.int64)
    for foot in range(2):
        for k in range(skin.soles.shape[1]):
            sample = skin.soles[foot, k]
            heights[foot, k] = posed.points[sample, 1] - skin.sole_rises[foot, k] - weights.shoe_sole
            if heights[foot, k] < heights[foot, lowest[foot]]:
                lowest[foot] = k
    lower = 0 if heights[0, lowest[0]] <= heights[1, lowest[1]] else 1
    for foot in range(2):
        for k in range(skin.soles.shape[1]):
            height = heights[foot, k]
            if height >= 0.0 and k != lowest[foot]:
                continue
            firm = height < 0.0 or foot == lower
            sigma = weights.floor_sigma if firm else weights.free_foot_sigma
            count = add_row(rows, count, skin.soles[foot, k], up, -height, 1.0 / sigma**2)
    return count


@numba.njit(cache=True)
def add_plants(rows: Rows, count: int, planted: Planted, posed: PosedSurface, weights: Weights) -> int:
    """Feet that stand still are where they stood."""
    direction = np.empty(3)
    for k in range(len(planted.samples)):
        i = planted.samples[k]
        for a in range(3):
            direction[:] = 0.0
            direction[a] = 1.0
            residual = planted.places[k, a] - posed.points[i, a]
            count = add_row(rows, count, i, direction, residual, 1.0 / weights.plant_sigma**2)
    return count


@numba.njit(cache=True)
def add_legs_apart(rows: Rows, count: int, skin: Skin, posed: PosedSurface, weights: Weights) -> int:
    """The ankles do not come nearer to each other than legs do, along the pelvis' left.

    A leg hidden behind the other fits the other's points just as well: only this keeps it on its own side. Mirrored
    samples of the lower legs stand for the ankles, each pair less what it is farther apart than they are.
    """
    leftward, pairs = posed.rotations[0, :, 0], skin.mirrored
    ankles = skin.origins[_LEFT_FOOT, 0] - skin.origins[_RIGHT_FOOT, 0]
    share = min(1.0, weights.legs_count / max(len(pairs), 1))
    for k in range(len(pairs)):
        i, j = pairs[k, 0], pairs[k, 1]
        apart = ankles - (skin.points[i, 0] - skin.points[j, 0])
        for a in range(3):
            apart += leftward[a] * (posed.points[i, a] - posed.points[j, a])
        if apart < weights.legs_apart:
            weight = share / weights.floor_sigma**2
            count = add_row(rows, count, i, leftward, weights.legs_apart - apart, weight)
            rows.other[count - 1] = j
    return count

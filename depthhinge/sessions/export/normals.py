"""Normals of an organised depth picture, each from a plane through the readings around it.

On a plane 1/z is linear in the pixel (u, v): the deprojected ray r = ((u - cx)/fx, (v - cy)/fy, 1) meets the plane
n . p = d at z = d / (n . r). So the least-squares fit 1/z = a u + b v + c gives n along (a fx, b fy, a cx + b cy + c),
and sums over a square window give every fit at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array

WINDOW_M = 0.06
"""Side of the square on the surface that a normal is averaged over: the width of a forearm; stereo noise is
correlated over 2-3 cm, so less would show the noise's bumps."""
_FEWEST = 4
"""Readings in a window that a plane needs beyond doubt; three would do without noise."""


def depth_normals(z: Array, valid: NDArray[np.bool_], intrinsics: Intrinsics) -> Array:
    """Unit normals (height, width, 3) in the camera frame, facing the camera; NaN where there is none.

    Args:
        z: (height, width) metres along the camera's z axis.
        valid: (height, width) the readings that belong to the surface.
        intrinsics: of that picture.
    """
    normals = np.full((*z.shape, 3), np.nan)
    if not valid.any():
        return normals
    rows, columns = np.flatnonzero(valid.any(axis=1)), np.flatnonzero(valid.any(axis=0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    mask = valid[box]
    half = max(1, round(0.5 * WINDOW_M * intrinsics.fx / float(np.median(z[valid]))))
    # Pixels are counted from the principal point, so that cx = cy = 0 in the formula and the sums stay small.
    v, u = np.mgrid[box]
    u, v = u - intrinsics.cx, v - intrinsics.cy
    q = np.where(mask, 1.0 / np.where(mask, z[box], 1.0), 0.0)
    weight = mask.astype(np.float64)
    n, su, sv, sq, suu, suv, svv, suq, svq = (
        _window_sums(part, half)
        for part in (
            *(weight, u * weight, v * weight, q),
            *(u * u * weight, u * v * weight, v * v * weight, u * q, v * q),
        )
    )
    n = np.maximum(n, 1.0)
    uu, uv, vv = suu - su * su / n, suv - su * sv / n, svv - sv * sv / n
    uq, vq = suq - su * sq / n, svq - sv * sq / n
    determinant = uu * vv - uv * uv
    usable = mask & (n >= _FEWEST) & (determinant > 1e-9 * uu * vv) & (uu > 0.5) & (vv > 0.5)
    safe = np.where(usable, determinant, 1.0)
    a, b = (uq * vv - vq * uv) / safe, (vq * uu - uq * uv) / safe
    c = (sq - a * su - b * sv) / n
    direction = np.stack([a * intrinsics.fx, b * intrinsics.fy, c], axis=-1)
    # 1/z > 0 on the ray makes n . p positive: turned round, it faces the camera.
    length = np.linalg.norm(direction, axis=-1, keepdims=True)
    normals[box] = np.where(usable[..., None], -direction / np.where(length > 0.0, length, 1.0), np.nan)
    return normals


def _window_sums(picture: Array, half: int) -> Array:
    """Each pixel's sum over the square of 2 half + 1 pixels around it, cut at the border."""
    height, width = picture.shape
    table = np.zeros((height + 1, width + 1))
    table[1:, 1:] = picture.cumsum(axis=0).cumsum(axis=1)
    rows, columns = np.arange(height), np.arange(width)
    top, bottom = np.maximum(rows - half, 0), np.minimum(rows + half + 1, height)
    left, right = np.maximum(columns - half, 0), np.minimum(columns + half + 1, width)
    return np.asarray(
        table[bottom][:, right] - table[top][:, right] - table[bottom][:, left] + table[top][:, left], np.float64
    )

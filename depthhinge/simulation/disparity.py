"""What befalls the disparity on its way to depth, pixel by pixel: shadows, fat edges, bumps, steps and holes."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray


@numba.njit(cache=True)
def rounded(inverse_depth: NDArray[np.float32], units_per_metre: float) -> NDArray[np.uint16]:
    """Depth in whole units of an errorless picture, 0 where there is nothing or it does not fit."""
    height, width = inverse_depth.shape
    depth = np.zeros((height, width), np.uint16)
    for row in range(height):
        for column in range(width):
            if inverse_depth[row, column] > 0.0:
                value = units_per_metre / inverse_depth[row, column] + 0.5
                if value < 65535.0:
                    depth[row, column] = np.uint16(value)
    return depth


@numba.njit(cache=True)
def seen_by_both(inverse_depth: NDArray[np.float32], focal_baseline: float) -> NDArray[np.float32]:
    """Disparity of every pixel, 0 where the right imager does not see its point.

    A point at column u is found at u - d in the right picture; one that some point further right in the row lands on,
    or to the left of, is hidden there. So things cast a shadow to their left.
    """
    height, width = inverse_depth.shape
    scale = np.float32(focal_baseline)
    disparity = np.zeros((height, width), np.float32)
    for row in range(height):
        leftmost = np.float32(width)
        for column in range(width - 1, -1, -1):
            d = scale * inverse_depth[row, column]
            lands = np.float32(column) - d
            if d > 0.0 and lands < leftmost:
                disparity[row, column] = d
                leftmost = lands
    return disparity


@numba.njit(cache=True)
def _uniform(row: int, column: int, salt: int) -> float:
    """A number in [0, 1) that depends on nothing but its arguments (integer mixing of MurmurHash3)."""
    x = np.uint32(row * 73856093) ^ np.uint32(column * 19349663) ^ np.uint32(salt)
    x = np.uint32((x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B))
    x = np.uint32((x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35))
    return float(np.uint32(x ^ (x >> np.uint32(16)))) / 4294967296.0


@numba.njit(cache=True)
def fatten(
    inverse_depth: NDArray[np.float32],
    focal_baseline: float,
    fattening: NDArray[np.float32],
    jump: float,
    widest: float,
    flying_share: float,
    salt: int,
    disparity: NDArray[np.float32],
) -> None:
    """Spread near surfaces over far ones at every edge of the exact picture, in place; `jump` in inverse depth."""
    height, width = inverse_depth.shape
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0))
    least = np.float32(jump)
    n = width - 2
    is_edge = np.empty(n, np.bool_)
    for row in range(1, height - 1):
        left, here, right = (
            inverse_depth[row, :n],
            inverse_depth[row, 1 : n + 1],
            inverse_depth[row, 2:],
        )
        above, below = inverse_depth[row - 1, 1 : n + 1], inverse_depth[row + 1, 1 : n + 1]
        for k in range(n):
            is_edge[k] = here[k] - min(min(left[k], right[k]), min(above[k], below[k])) >= least
        for before in range(n):
            if not is_edge[before]:
                continue
            column = before + 1
            near = inverse_depth[row, column]
            # The texture has variance one: this is spread over 0 .. widest with its middle in the middle.
            reach = int(widest * min(max(0.5 + 0.35 * fattening[row, column], 0.0), 1.0) + 0.5)
            for down, across in steps:
                for k in range(1, reach + 1):
                    r, c = row + k * down, column + k * across
                    if r < 0 or r >= height or c < 0 or c >= width or near - inverse_depth[r, c] < least:
                        break
                    q = near
                    if k == reach and _uniform(r, c, salt) < flying_share:
                        q = inverse_depth[r, c] + _uniform(c, r, salt) * (near - inverse_depth[r, c])
                    disparity[r, c] = max(disparity[r, c], np.float32(focal_baseline * q))


@numba.njit(cache=True, fastmath=True, error_model="numpy")
def disturb(
    inverse_depth: NDArray[np.float32],
    disparity: NDArray[np.float32],
    lasting: NDArray[np.float32],
    fresh: NDArray[np.float32],
    specks: NDArray[np.float32],
    offsets: tuple[int, int, int, int],
    ray_length_squared: NDArray[np.float32],
    lasting_rms: float,
    fresh_rms: float,
    steps_per_px: float,
    speck_threshold: float,
    grazing_begins: float,
    grazing_ends: float,
    lens: tuple[float, float, float, float],
    units: float,
    limits: tuple[float, float],
    depth: NDArray[np.uint16],
) -> None:
    """Bumps, steps, holes; then disparity back to depth units. The picture's outermost pixels stay empty.

    Written without branches and in single precision, so that it runs eight pixels at a time.
    """
    height, width = inverse_depth.shape
    fx_squared, fy_squared = np.float32(lens[0] * lens[0]), np.float32(lens[1] * lens[1])
    cx, cy = np.float32(lens[2]), np.float32(lens[3])
    lasting_px, fresh_px = np.float32(lasting_rms), np.float32(fresh_rms)
    steps, step = np.float32(steps_per_px), np.float32(1.0 / steps_per_px)
    begins, ends = np.float32(grazing_begins), np.float32(grazing_ends)
    per_cosine = np.float32(1.0 / (grazing_begins - grazing_ends))
    threshold = np.float32(speck_threshold)
    scale, nearest, farthest = np.float32(units), np.float32(limits[0]), np.float32(limits[1])
    zero, half, quarter, tiny = np.float32(0.0), np.float32(0.5), np.float32(0.25), np.float32(1e-12)
    n = width - 2
    for row in range(1, height - 1):
        down = np.float32(row) - cy
        left, here, right = (
            inverse_depth[row, :n],
            inverse_depth[row, 1 : n + 1],
            inverse_depth[row, 2:],
        )
        above, below = inverse_depth[row - 1, 1 : n + 1], inverse_depth[row + 1, 1 : n + 1]
        lengths, exact, still = (
            ray_length_squared[row, 1 : n + 1],
            disparity[row, 1 : n + 1],
            lasting[row, 1 : n + 1],
        )
        noises = fresh[row + offsets[0], 1 + offsets[1] : 1 + offsets[1] + n]
        speck = specks[row + offsets[2], 1 + offsets[3] : 1 + offsets[3] + n]
        out = depth[row, 1 : n + 1]
        for k in range(n):
            # Inverse depth of a plane is linear in the pixel: q = (n . ray) / offset, so its slopes give the normal.
            q = here[k]
            # The smaller of the two slopes beside the pixel: the larger may be an edge.
            forth, back = right[k] - q, q - left[k]
            q_u = forth if abs(forth) < abs(back) else back
            under, over = below[k] - q, q - above[k]
            q_v = under if abs(under) < abs(over) else over
            n_z = q - q_u * (np.float32(k + 1) - cx) - q_v * down
            normal = (q_u * q_u * fx_squared + q_v * q_v * fy_squared + n_z * n_z) * lengths[k]
            cosine_squared = q * q / (normal + tiny)
            # Between the two angles the fresh texture decides, so that holes have the size of bumps.
            noise = noises[k]
            lost = (cosine_squared < begins) & (half + quarter * noise > (cosine_squared - ends) * per_cosine)
            d = exact[k] + lasting_px * still[k] + fresh_px * noise
            d = np.floor(d * steps + half) * step
            value = scale / max(d, tiny)
            good = (exact[k] > zero) & (speck[k] <= threshold) & (value >= nearest) & (value <= farthest) & (not lost)
            out[k] = np.uint16(np.int32((value if good else zero) + half))


@numba.njit(cache=True)
def lose_dark(
    labels: NDArray[np.uint8],
    dark: NDArray[np.bool_],
    texture: NDArray[np.float32],
    threshold: float,
    depth: NDArray[np.uint16],
) -> None:
    """Holes in what is dark, in place."""
    for row in range(labels.shape[0]):
        for column in range(labels.shape[1]):
            if dark[labels[row, column]] and texture[row, column] > threshold:
                depth[row, column] = 0

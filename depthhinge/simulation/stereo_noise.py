"""How an active stereo camera gets depth wrong.

Depth is made from disparity (d = f * baseline / z), and nearly all of its faults are faults of the disparity: bumps as
large as the matching window, finite steps, near edges spread over far ones, and no answer where one of the two imagers
sees nothing. What each number is, and where it comes from, stands in `calibration/simulated_sensor.toml`.
"""

from __future__ import annotations

from functools import lru_cache

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import DEFAULT_DEPTH_SCALE
from depthhinge.geometry import Array
from depthhinge.simulation.noise_settings import NoiseSettings
from depthhinge.simulation.render import Picture
from depthhinge.simulation.sensor import Sensor

_MARGIN_PX = 128
"""Textures are this much larger than the picture: each frame cuts its own window from them."""
_N_TEXTURES = 6
_FFT_BLOCK = 64
"""Fourier transforms are quick on multiples of a power of two."""

Texture = NDArray[np.float32]


class StereoNoise:
    """The errors of one camera in one session: what lasts is drawn once, the rest from the frame's number.

    Args:
        sensor: whose focal length and baseline turn disparity into depth.
        seed: of the session.
        strength: 1 = as published (see `noise_settings.STRENGTHS`); 0 = none at all, the depth rounded to whole units.
        dark: (256,) the labels of a picture that stand for dark cloth.
        settings: the calibration file's at that strength, unless given.
    """

    def __init__(
        self,
        sensor: Sensor,
        seed: int,
        strength: float = 1.0,
        dark: NDArray[np.bool_] | None = None,
        settings: NoiseSettings | None = None,
    ) -> None:
        self.sensor = sensor
        self.seed = seed
        self.strength = strength
        self.settings = NoiseSettings.at(strength) if settings is None else settings
        generator = np.random.default_rng([seed, 1])
        limit = self.settings.scale_bias_limit
        self.scale_bias = float(np.clip(generator.normal(0.0, self.settings.scale_bias_sd), -limit, limit))
        """This camera's readings are 1 + scale_bias times the distance, on the whole of the session."""
        self._drift = float(generator.normal(0.0, self.settings.scale_drift_sd))
        self._drift_phase = float(generator.uniform(0.0, 2.0 * np.pi))
        shape = (sensor.intrinsics.height + _MARGIN_PX, sensor.intrinsics.width + _MARGIN_PX)
        s = self.settings
        self._bumps = _textures(shape, s.bump_fine_px, s.bump_coarse_px, s.bump_fine_share)
        self._lasting = self._window(self._bumps[int(generator.integers(_N_TEXTURES))], generator)
        self._fattening = self._window(self._bumps[int(generator.integers(_N_TEXTURES))], generator)
        self._speck_threshold = _upper_quantile(self._bumps[0], s.hole_share)
        self._dark = None if dark is None or not dark.any() else dark
        self._dark_threshold = _upper_quantile(self._bumps[0], s.dark_hole_share)
        self._ray_length_squared = _ray_lengths_squared(sensor)

    def _window(self, texture: Texture, generator: np.random.Generator) -> Texture:
        row, column = generator.integers(0, _MARGIN_PX, 2)
        i = self.sensor.intrinsics
        return np.ascontiguousarray(texture[row : row + i.height, column : column + i.width])

    def scale_at(self, time: float) -> float:
        """What the camera's readings are of the distance, at a time in seconds."""
        turn = 2.0 * np.pi * time / self.settings.scale_drift_period_s
        return 1.0 + self.scale_bias + self._drift * float(np.sin(turn + self._drift_phase))

    def measure(self, exact: Picture, index: int, time: float = 0.0) -> NDArray[np.uint16]:
        """The depth frame (height, width) in units of `DEFAULT_DEPTH_SCALE` that the camera gives of `exact`.

        The same frame number `index` and time in seconds always bring the same errors.
        """
        if self.strength <= 0.0:
            return _rounded(exact.inverse_depth, 1.0 / DEFAULT_DEPTH_SCALE)
        s, i = self.settings, self.sensor.intrinsics
        generator = np.random.default_rng([self.seed, 2, index])
        texture = self._bumps[int(generator.integers(_N_TEXTURES))]
        specks = self._bumps[int(generator.integers(_N_TEXTURES))]
        offsets = generator.integers(0, _MARGIN_PX, 4)
        focal_baseline = i.fx * self.sensor.baseline_m
        rms = s.subpixel_rms_px
        disparity = _seen_by_both(exact.inverse_depth, focal_baseline)
        _fatten(
            exact.inverse_depth,
            focal_baseline,
            self._fattening,
            s.edge_jump_px / focal_baseline,
            s.edge_fattening_px,
            s.flying_share,
            int(generator.integers(2**31)),
            disparity,
        )
        depth = np.zeros(exact.inverse_depth.shape, np.uint16)
        _disturb(
            exact.inverse_depth,
            disparity,
            self._lasting,
            texture,
            specks,
            (int(offsets[0]), int(offsets[1]), int(offsets[2]), int(offsets[3])),
            self._ray_length_squared,
            float(rms * np.sqrt(s.lasting_share)),
            float(rms * np.sqrt(1.0 - s.lasting_share)),
            s.disparity_steps_per_px,
            self._speck_threshold,
            float(np.cos(np.deg2rad(s.grazing_begins_deg)) ** 2),
            float(np.cos(np.deg2rad(s.grazing_ends_deg)) ** 2),
            (i.fx, i.fy, i.cx, i.cy),
            focal_baseline * self.scale_at(time) / DEFAULT_DEPTH_SCALE,
            (s.nearest_m / DEFAULT_DEPTH_SCALE, s.farthest_m / DEFAULT_DEPTH_SCALE),
            depth,
        )
        if self._dark is not None:
            # Elsewhere in the texture than the specks: the two kinds of hole have nothing to do with each other.
            window = specks[_MARGIN_PX - offsets[2] :, _MARGIN_PX - offsets[3] :]
            _lose_dark(exact.labels, self._dark, window, self._dark_threshold, depth)
        return depth


def _ray_lengths_squared(sensor: Sensor) -> Texture:
    """(height, width) squared length of the ray through each pixel, at camera z = 1."""
    i = sensor.intrinsics
    across = (np.arange(i.width) - i.cx) / i.fx
    down = (np.arange(i.height) - i.cy) / i.fy
    return np.asarray(1.0 + across[None] ** 2 + down[:, None] ** 2, np.float32)


def _upper_quantile(texture: Texture, share: float) -> float:
    return float(np.quantile(texture, 1.0 - share)) if share > 0.0 else float("inf")


@lru_cache(maxsize=4)
def _textures(shape: tuple[int, int], fine_px: float, coarse_px: float, fine_share: float) -> tuple[Texture, ...]:
    """Random fields of variance one whose power is that of two Gaussian bumps, mixed.

    They are the same for every session: a session's seed chooses which, and which windows of them.
    """
    generator = np.random.default_rng(0)
    size = tuple(_FFT_BLOCK * -(-n // _FFT_BLOCK) for n in shape)
    squared_frequency = np.fft.fftfreq(size[0])[:, None] ** 2 + np.fft.rfftfreq(size[1])[None] ** 2

    def power(sigma: float) -> Array:
        # Of a Gaussian of this standard deviation, with its whole variance one.
        return np.asarray(sigma**2 * np.exp(-4.0 * (np.pi * sigma) ** 2 * squared_frequency))

    amplitude = np.sqrt(fine_share * power(fine_px) + (1.0 - fine_share) * power(coarse_px))
    fields = []
    for _ in range(_N_TEXTURES):
        field = np.fft.irfft2(np.fft.rfft2(generator.normal(size=size)) * amplitude, size)[: shape[0], : shape[1]]
        fields.append(np.asarray(field / field.std(), np.float32))
    return tuple(fields)


@numba.njit(cache=True)
def _rounded(inverse_depth: NDArray[np.float32], units_per_metre: float) -> NDArray[np.uint16]:
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
def _seen_by_both(inverse_depth: NDArray[np.float32], focal_baseline: float) -> NDArray[np.float32]:
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
def _fatten(
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
def _disturb(
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
def _lose_dark(
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

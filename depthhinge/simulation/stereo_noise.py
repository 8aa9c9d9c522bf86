"""How an active stereo camera gets depth wrong.

Depth is made from disparity (d = f * baseline / z), and nearly all of its faults are faults of the disparity: bumps as
large as the matching window, finite steps, near edges spread over far ones, and no answer where one of the two imagers
sees nothing. What each number is, and where it comes from, stands in `calibration/simulated_sensor.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import DEFAULT_DEPTH_SCALE
from depthhinge.geometry import Array
from depthhinge.simulation.render import Picture
from depthhinge.simulation.sensor import Sensor, read_calibration

_MARGIN_PX = 128
"""Textures are this much larger than the picture: each frame cuts its own window from them."""
_N_TEXTURES = 6

Texture = NDArray[np.float32]


@dataclass(frozen=True)
class NoiseSettings:
    """The `[noise]` table of the calibration file; see there for units and sources."""

    subpixel_rms_px: float
    disparity_steps_per_px: float
    bump_fine_px: float
    bump_coarse_px: float
    bump_fine_share: float
    lasting_share: float
    edge_fattening_px: float
    flying_share: float
    edge_jump_px: float
    grazing_begins_deg: float
    grazing_ends_deg: float
    hole_share: float
    hole_size_px: float
    scale_bias_sd: float
    scale_bias_limit: float
    range_m: tuple[float, float]

    @classmethod
    def load(cls) -> NoiseSettings:
        """As the calibration file has it."""
        table = dict(read_calibration()["noise"])
        table["range_m"] = tuple(table["range_m"])
        return cls(**table)


class StereoNoise:
    """The errors of one camera in one session: what lasts is drawn once, the rest from the frame's number.

    Args:
        sensor: whose focal length and baseline turn disparity into depth.
        seed: of the session.
        strength: 1 = as published; 0 = none at all, the depth rounded to whole units.
        settings: the calibration file's, unless given.
    """

    def __init__(
        self, sensor: Sensor, seed: int, strength: float = 1.0, settings: NoiseSettings | None = None
    ) -> None:
        self.sensor = sensor
        self.seed = seed
        self.strength = strength
        self.settings = NoiseSettings.load() if settings is None else settings
        generator = np.random.default_rng([seed, 1])
        limit = self.settings.scale_bias_limit * strength
        self.scale_bias = float(np.clip(generator.normal(0.0, self.settings.scale_bias_sd) * strength, -limit, limit))
        """This camera's readings are 1 + scale_bias times the distance."""
        shape = (sensor.intrinsics.height + _MARGIN_PX, sensor.intrinsics.width + _MARGIN_PX)
        s = self.settings
        self._bumps = _textures(shape, s.bump_fine_px, s.bump_coarse_px, s.bump_fine_share)
        self._lasting = self._window(self._bumps[int(generator.integers(_N_TEXTURES))], generator)
        self._fattening = self._window(self._bumps[int(generator.integers(_N_TEXTURES))], generator)
        self._specks = _textures(shape, s.hole_size_px, s.hole_size_px, 1.0)
        self._speck_threshold = _upper_quantile(self._specks[0], s.hole_share * strength)
        self._ray_length_squared = _ray_lengths_squared(sensor)

    def _window(self, texture: Texture, generator: np.random.Generator) -> Texture:
        row, column = generator.integers(0, _MARGIN_PX, 2)
        i = self.sensor.intrinsics
        return np.ascontiguousarray(texture[row : row + i.height, column : column + i.width])

    def measure(self, exact: Picture, index: int) -> NDArray[np.uint16]:
        """The depth frame (height, width) in units of `DEFAULT_DEPTH_SCALE` that the camera gives of `exact`.

        The same frame number `index` always brings the same errors.
        """
        if self.strength <= 0.0:
            return _rounded(exact.inverse_depth, 1.0 / DEFAULT_DEPTH_SCALE)
        s, i = self.settings, self.sensor.intrinsics
        generator = np.random.default_rng([self.seed, 2, index])
        texture = self._bumps[int(generator.integers(_N_TEXTURES))]
        specks = self._specks[int(generator.integers(_N_TEXTURES))]
        offsets = generator.integers(0, _MARGIN_PX, 4)
        focal_baseline = np.float32(i.fx * self.sensor.baseline_m)
        rms = s.subpixel_rms_px * self.strength
        disparity, visible = _seen_by_both(exact.inverse_depth, focal_baseline)
        _fatten(
            exact.inverse_depth,
            focal_baseline,
            self._fattening,
            np.float32(s.edge_jump_px),
            s.edge_fattening_px * min(self.strength, 1.0),
            s.flying_share,
            int(generator.integers(2**31)),
            disparity,
            visible,
        )
        depth = np.empty(exact.inverse_depth.shape, np.uint16)
        _disturb(
            exact.inverse_depth,
            disparity,
            visible,
            self._lasting,
            texture[offsets[0] :, offsets[1] :],
            specks[offsets[2] :, offsets[3] :],
            self._ray_length_squared,
            np.float32(rms * np.sqrt(s.lasting_share)),
            np.float32(rms * np.sqrt(1.0 - s.lasting_share)),
            np.float32(s.disparity_steps_per_px),
            np.float32(self._speck_threshold),
            np.float32(np.cos(np.deg2rad(s.grazing_begins_deg)) ** 2),
            np.float32(np.cos(np.deg2rad(s.grazing_ends_deg)) ** 2),
            np.float32(i.fx),
            np.float32(i.fy),
            np.float32(i.cx),
            np.float32(i.cy),
            np.float32(focal_baseline * (1.0 + self.scale_bias) / DEFAULT_DEPTH_SCALE),
            np.float32(s.range_m[0] / DEFAULT_DEPTH_SCALE),
            np.float32(s.range_m[1] / DEFAULT_DEPTH_SCALE),
            depth,
        )
        return depth


def _ray_lengths_squared(sensor: Sensor) -> Texture:
    """(height, width) squared length of the ray through each pixel, at camera z = 1."""
    i = sensor.intrinsics
    across = (np.arange(i.width) - i.cx) / i.fx
    down = (np.arange(i.height) - i.cy) / i.fy
    return np.asarray(1.0 + across[None] ** 2 + down[:, None] ** 2, np.float32)


def _upper_quantile(texture: Texture, share: float) -> float:
    return float(np.quantile(texture, 1.0 - share)) if share > 0.0 else float("inf")


@lru_cache(maxsize=8)
def _textures(shape: tuple[int, int], fine_px: float, coarse_px: float, fine_share: float) -> tuple[Texture, ...]:
    """Random fields of variance one, the sum of two Gaussian-smoothed white noises.

    They are the same for every session: a session's seed chooses which, and which windows of them.
    """
    generator = np.random.default_rng(0)

    def smooth(sigma: float) -> Array:
        frequency = np.hypot(np.fft.fftfreq(shape[0])[:, None], np.fft.rfftfreq(shape[1])[None])
        response = np.exp(-2.0 * (np.pi * sigma * frequency) ** 2)
        field = np.fft.irfft2(np.fft.rfft2(generator.normal(size=shape)) * response, shape)
        return np.asarray(field / field.std())

    fields = []
    for _ in range(_N_TEXTURES):
        field = np.sqrt(fine_share) * smooth(fine_px) + np.sqrt(1.0 - fine_share) * smooth(coarse_px)
        fields.append(np.asarray(field / field.std(), np.float32))
    return tuple(fields)


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
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


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _seen_by_both(
    inverse_depth: NDArray[np.float32], focal_baseline: float
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Disparity of every pixel, and whether the right imager sees its point too.

    A point at column u is found at u - d in the right picture; one that some point further right in the row lands on,
    or to the left of, is hidden there. So things cast a shadow to their left.
    """
    height, width = inverse_depth.shape
    disparity = np.empty((height, width), np.float32)
    visible = np.empty((height, width), np.bool_)
    for row in range(height):
        leftmost = np.float32(1e9)
        for column in range(width - 1, -1, -1):
            d = focal_baseline * inverse_depth[row, column]
            lands = np.float32(column) - d
            disparity[row, column] = d
            visible[row, column] = d > 0.0 and lands < leftmost
            if d > 0.0 and lands < leftmost:
                leftmost = lands
    return disparity, visible


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _fatten(
    inverse_depth: NDArray[np.float32],
    focal_baseline: float,
    fattening: NDArray[np.float32],
    jump: float,
    widest: float,
    flying_share: float,
    seed: int,
    disparity: NDArray[np.float32],
    visible: NDArray[np.bool_],
) -> None:
    """Spread near surfaces over far ones at every edge of the exact picture, in place."""
    np.random.seed(seed)  # noqa: NPY002 (numba's own generator, local to compiled code)
    height, width = inverse_depth.shape
    steps = ((0, 1), (0, -1), (1, 0), (-1, 0))
    least = np.float32(jump / focal_baseline)
    for row in range(1, height - 1):
        for column in range(1, width - 1):
            near = inverse_depth[row, column]
            if (
                near - inverse_depth[row, column + 1] < least
                and near - inverse_depth[row, column - 1] < least
                and near - inverse_depth[row + 1, column] < least
                and near - inverse_depth[row - 1, column] < least
            ):
                continue
            # The texture has variance one: this is spread over 0 .. widest with its middle in the middle.
            reach = int(widest * min(max(0.5 + 0.35 * fattening[row, column], 0.0), 1.0) + 0.5)
            for down, across in steps:
                if near - inverse_depth[row + down, column + across] < least:
                    continue
                for k in range(1, reach + 1):
                    r, c = row + k * down, column + k * across
                    if r < 0 or r >= height or c < 0 or c >= width:
                        break
                    if near - inverse_depth[r, c] < least:
                        break
                    d = focal_baseline * near
                    if k == reach and np.random.random() < flying_share:
                        d = focal_baseline * (inverse_depth[r, c] + np.random.random() * (near - inverse_depth[r, c]))
                    if not visible[r, c] or d > disparity[r, c]:
                        disparity[r, c] = d
                        visible[r, c] = True


@numba.njit(cache=True, fastmath=True)  # type: ignore[untyped-decorator]
def _disturb(
    inverse_depth: NDArray[np.float32],
    disparity: NDArray[np.float32],
    visible: NDArray[np.bool_],
    lasting: NDArray[np.float32],
    fresh: NDArray[np.float32],
    specks: NDArray[np.float32],
    ray_length_squared: NDArray[np.float32],
    lasting_rms: float,
    fresh_rms: float,
    steps_per_px: float,
    speck_threshold: float,
    grazing_begins: float,
    grazing_ends: float,
    fx: float,
    fy: float,
    cx: float,
    cy: float,
    units: float,
    nearest: float,
    farthest: float,
    depth: NDArray[np.uint16],
) -> None:
    """Bumps, steps, holes; then disparity back to depth units."""
    height, width = inverse_depth.shape
    half = np.float32(0.5)
    one = np.float32(1.0)
    for row in range(height):
        above, below = max(row - 1, 0), min(row + 1, height - 1)
        for column in range(width):
            depth[row, column] = 0
            if not visible[row, column] or specks[row, column] > speck_threshold:
                continue
            # Inverse depth of a plane is linear in the pixel: q = (n . ray) / offset, so its slopes give the normal.
            q = inverse_depth[row, column]
            before, after = max(column - 1, 0), min(column + 1, width - 1)
            q_u = (inverse_depth[row, after] - inverse_depth[row, before]) * half
            q_v = (inverse_depth[below, column] - inverse_depth[above, column]) * half
            n_z = q - q_u * (column - cx) - q_v * (row - cy)
            normal_squared = q_u * q_u * fx * fx + q_v * q_v * fy * fy + n_z * n_z
            cosine_squared = q * q / (normal_squared * ray_length_squared[row, column] + np.float32(1e-12))
            if cosine_squared < grazing_begins:
                # Between the two angles the fresh texture decides, so that holes have the size of bumps.
                share = (cosine_squared - grazing_ends) / (grazing_begins - grazing_ends)
                if half + half * half * fresh[row, column] > share:
                    continue
            d = disparity[row, column] + lasting_rms * lasting[row, column] + fresh_rms * fresh[row, column]
            d = np.floor(d * steps_per_px + half) / steps_per_px
            if d <= 0.0:
                continue
            value = units / d
            if value >= nearest and value <= farthest:
                depth[row, column] = np.uint16(value + half * one)

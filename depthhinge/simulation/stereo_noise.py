"""How an active stereo camera gets depth wrong.

Depth is made from disparity (d = f * baseline / z), and nearly all of its faults are faults of the disparity: bumps as
large as the matching window, finite steps, near edges spread over far ones, and no answer where one of the two imagers
sees nothing. What each number is, and where it comes from, stands in `calibration/simulated_sensor.toml`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import DEFAULT_DEPTH_SCALE
from depthhinge.simulation.disparity import disturb, fatten, lose_dark, rounded, seen_by_both
from depthhinge.simulation.noise_settings import NoiseSettings
from depthhinge.simulation.render import Picture
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.textures import N_TEXTURES, Texture, textures, upper_quantile

_MARGIN_PX = 128
"""Textures are this much larger than the picture: each frame cuts its own window from them."""


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
        self._bumps = textures(shape, s.bump_fine_px, s.bump_coarse_px, s.bump_fine_share)
        self._lasting = self._window(self._bumps[int(generator.integers(N_TEXTURES))], generator)
        self._fattening = self._window(self._bumps[int(generator.integers(N_TEXTURES))], generator)
        self._speck_threshold = upper_quantile(self._bumps[0], s.hole_share)
        self._dark = None if dark is None or not dark.any() else dark
        self._dark_threshold = upper_quantile(self._bumps[0], s.dark_hole_share)
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
            return rounded(exact.inverse_depth, 1.0 / DEFAULT_DEPTH_SCALE)
        s, i = self.settings, self.sensor.intrinsics
        generator = np.random.default_rng([self.seed, 2, index])
        texture = self._bumps[int(generator.integers(N_TEXTURES))]
        specks = self._bumps[int(generator.integers(N_TEXTURES))]
        offsets = generator.integers(0, _MARGIN_PX, 4)
        focal_baseline = i.fx * self.sensor.baseline_m
        rms = s.subpixel_rms_px
        disparity = seen_by_both(exact.inverse_depth, focal_baseline)
        fatten(
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
        disturb(
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
            lose_dark(exact.labels, self._dark, window, self._dark_threshold, depth)
        return depth


def _ray_lengths_squared(sensor: Sensor) -> Texture:
    """(height, width) squared length of the ray through each pixel, at camera z = 1."""
    i = sensor.intrinsics
    across = (np.arange(i.width) - i.cx) / i.fx
    down = (np.arange(i.height) - i.cy) / i.fy
    return np.asarray(1.0 + across[None] ** 2 + down[:, None] ** 2, np.float32)

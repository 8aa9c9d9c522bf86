"""Random fields that the errors of stereo depth are cut from: bumps as large as the matching window."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from depthhinge.geometry import Array

N_TEXTURES = 6
_FFT_BLOCK = 64
"""Fourier transforms are quick on multiples of a power of two."""

Texture = NDArray[np.float32]


@lru_cache(maxsize=4)
def textures(shape: tuple[int, int], fine_px: float, coarse_px: float, fine_share: float) -> tuple[Texture, ...]:
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
    for _ in range(N_TEXTURES):
        field = np.fft.irfft2(np.fft.rfft2(generator.normal(size=size)) * amplitude, size)[: shape[0], : shape[1]]
        fields.append(np.asarray(field / field.std(), np.float32))
    return tuple(fields)


def upper_quantile(texture: Texture, share: float) -> float:
    """What a share of a texture lies above."""
    return float(np.quantile(texture, 1.0 - share)) if share > 0.0 else float("inf")

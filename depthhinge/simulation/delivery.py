"""Which of a camera's pictures arrive, and what their timestamps say: some are lost, some come twice, clocks jitter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.simulation.noise_settings import NoiseSettings

_MOST_JITTER_FRAMES = 0.4
"""Of the time between frames: timestamps never change places."""


@dataclass(frozen=True)
class Delivery:
    """One frame that arrives."""

    number: int
    """The camera's own count, 0 for its first picture; frames that were lost leave gaps."""
    moment_s: float
    """When it was due, exactly."""
    stamp_s: float
    """When the camera says it was taken, counted from the first frame."""
    repeated: bool
    """It shows the picture of the frame before."""


def delivered(pictures: int, fps: float, strength: float, seed: int) -> tuple[Delivery, ...]:
    """The frames that arrive of so many `pictures` taken at `fps` a second; the first one always does.

    `strength` is that of the noise (see `noise_settings`); without noise all of them arrive when they should.
    """
    moments = np.arange(pictures) / fps
    if strength <= 0.0:
        return tuple(Delivery(k, float(t), float(t), False) for k, t in enumerate(moments))
    s = NoiseSettings.at(strength)
    generator = np.random.default_rng([seed, 8])
    jitter = np.clip(generator.normal(0.0, s.timestamp_jitter_s, pictures), *_jitter_limits(fps))
    stamps = moments + np.where(np.arange(pictures) > 0, jitter, 0.0)
    # Runs of a mean length start so often that their frames make up the share that is lost.
    starts = generator.uniform(size=pictures) < s.dropped_share / s.dropped_run_frames
    lengths = generator.geometric(1.0 / s.dropped_run_frames, pictures)
    lost = np.zeros(pictures, bool)
    for k in np.flatnonzero(starts):
        lost[k : k + lengths[k]] = True
    repeated = generator.uniform(size=pictures) < s.repeated_share
    return tuple(
        Delivery(k, float(moments[k]), float(stamps[k]), bool(repeated[k]) and k > 0)
        for k in range(pictures)
        if k == 0 or not lost[k]
    )


def _jitter_limits(fps: float) -> tuple[float, float]:
    return -_MOST_JITTER_FRAMES / fps, _MOST_JITTER_FRAMES / fps

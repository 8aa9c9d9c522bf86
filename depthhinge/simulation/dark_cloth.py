"""Which of a person's clothes are so dark that the camera loses parts of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.simulation.noise_settings import NoiseSettings

GARMENTS = {
    "top": (
        "lumbar_upper",
        "thorax_lower",
        "thorax_upper",
        *(f"{side}_{part}" for side in SIDES for part in ("upper_arm", "forearm")),
    ),
    "trousers": ("pelvis", "lumbar_lower", *(f"{side}_{part}" for side in SIDES for part in ("thigh", "shank"))),
}
"""The segments that each covers."""


def dark_labels(strength: float, seed: int, covered: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(256,) the labels of a picture that show dark cloth; drawn for each garment from the session's seed.

    `covered` (n_segments,) says which segments have cloth on them.
    """
    dark = np.zeros(256, np.bool_)
    if strength > 0.0:
        share = NoiseSettings.at(strength).dark_garment_share
        draws = np.random.default_rng([seed, 9]).uniform(size=len(GARMENTS))
        for segments, draw in zip(GARMENTS.values(), draws, strict=True):
            dark[[SEGMENT_INDEX[segment] for segment in segments]] = draw < share
    dark[: len(covered)] &= covered
    return dark

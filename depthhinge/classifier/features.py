"""What the classifier looks at: a rep's measures around its bottom, as changes from how it began.

A feature that could not be measured is NaN. Changes, not values, since how someone stands says little of how they move.
Tempo is left out on purpose: simulated people move all kinds of rep at the same tempos, so there is nothing to learn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from depthhinge.geometry import Array
from depthhinge.measures.excursion import excursion
from depthhinge.measures.measures import Measures

Timed = Sequence[tuple[float, Measures]]
Reading = Callable[[Measures], float | None]

FEATURES = {
    "pelvis_back_m": "pelvis travel against the way the person faces",
    "pelvis_down_m": "pelvis travel along gravity",
    "pelvis_direction_rad": "of that travel: 0 = straight back, pi/2 = straight down",
    "knee_forward_m": "knee travel the way the person faces, mean of both",
    "knee_flexion_change_rad": "mean of both",
    "hip_flexion_change_rad": "mean of both",
    "knee_per_hip": "knee flexion change for each radian of the hip's",
    "trunk_inclination_change_rad": "from the vertical, forward positive",
    "shank_inclination_change_rad": "from the vertical, forward positive, mean of both",
    "trunk_minus_shank_rad": "hip- or knee-dominance (Barrack 2021, Int J Sports Sci Coach)",
    "cop_foot_fraction_change": "weight toward the toes, in lengths of the foot",
    "heel_lift_m": "mean of both",
    "lumbar_flexion_rad": "change from own standing",
    "thoracic_flexion_rad": "change from own standing",
    "lumbar_per_hip": "lumbar flexion for each radian of hip flexion",
    "dowel_change_head_m": "of the gap between the head and a rod laid on the back at standing",
    "dowel_change_upper_back_m": "of the same at the upper back",
    "dowel_change_sacrum_m": "of the same at the sacrum",
}
"""Name and meaning, in the order of a row."""

BOTTOM_SHARE = 0.85
"""Frames with at least this share of the farthest travel are the bottom; their median is taken, for no single frame is
to be trusted."""
BEGINNING_SHARE = 0.15
"""Frames with at most this share of the farthest travel, up to the bottom, still show how the rep began."""
_NO_ANGLE = 0.05
"""Radians of hip flexion below which a ratio to it says nothing; it is held there."""


def features_of(frames: Timed) -> Array:
    """(n_features,) of a rep's tracked frames (time in seconds, measures), from its start to its end."""
    travel = np.array([np.nan if (metres := excursion(m)) is None else metres for _, m in frames])
    if not np.isfinite(travel).any():
        return np.full(len(FEATURES), np.nan)
    farthest = int(np.nanargmax(travel))
    at_bottom = [m for (_, m), t in zip(frames, travel, strict=True) if t >= BOTTOM_SHARE * travel[farthest]]
    before = zip(frames[:farthest], travel[:farthest], strict=True)
    at_beginning = [m for (_, m), t in before if t <= BEGINNING_SHARE * travel[farthest]]

    def bottom(read: Reading) -> float:
        return _median(at_bottom, read)

    def change(read: Reading) -> float:
        return _median(at_bottom, read) - _median(at_beginning, read)

    back, down = bottom(lambda m: m.pelvis_back), bottom(lambda m: m.pelvis_down)
    knee, hip = change(_knee_flexion), change(_hip_flexion)
    trunk, shank = change(lambda m: m.trunk_inclination), change(_shank_inclination)
    lumbar = bottom(lambda m: m.lumbar_flexion)
    hip_at_least = np.maximum(hip, _NO_ANGLE)  # NaN stays NaN
    values = {
        "pelvis_back_m": back,
        "pelvis_down_m": down,
        "pelvis_direction_rad": np.arctan2(down, back),
        "knee_forward_m": bottom(lambda m: m.knee_forward),
        "knee_flexion_change_rad": knee,
        "hip_flexion_change_rad": hip,
        "knee_per_hip": knee / hip_at_least,
        "trunk_inclination_change_rad": trunk,
        "shank_inclination_change_rad": shank,
        "trunk_minus_shank_rad": trunk - shank,
        "cop_foot_fraction_change": change(lambda m: m.cop_foot_fraction),
        "heel_lift_m": bottom(lambda m: m.heel_lift),
        "lumbar_flexion_rad": lumbar,
        "thoracic_flexion_rad": bottom(lambda m: m.thoracic_flexion),
        "lumbar_per_hip": lumbar / hip_at_least,
        "dowel_change_head_m": change(lambda m: m.dowel_gap_head),
        "dowel_change_upper_back_m": change(lambda m: m.dowel_gap_upper_back),
        "dowel_change_sacrum_m": change(lambda m: m.dowel_gap_sacrum),
    }
    return np.array([values[name] for name in FEATURES])


def _median(measures: list[Measures], read: Reading) -> float:
    values = [value for m in measures if (value := read(m)) is not None and np.isfinite(value)]
    return float(np.median(values)) if values else float("nan")


def _mean(left: float | None, right: float | None) -> float | None:
    known = [side for side in (left, right) if side is not None]
    return sum(known) / len(known) if known else None


def _knee_flexion(m: Measures) -> float | None:
    return _mean(m.knee_flexion_left, m.knee_flexion_right)


def _hip_flexion(m: Measures) -> float | None:
    return _mean(m.hip_flexion_left, m.hip_flexion_right)


def _shank_inclination(m: Measures) -> float | None:
    return _mean(m.shank_inclination_left, m.shank_inclination_right)

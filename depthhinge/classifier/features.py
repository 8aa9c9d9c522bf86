"""What the classifier looks at: a rep's measures around its bottom, as changes from how it began."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from depthhinge.geometry import Array
from depthhinge.measures.measures import Measures

Timed = Sequence[tuple[float, Measures]]

FEATURES = (
    "pelvis_back_m",
    "pelvis_down_m",
    "pelvis_direction_rad",
    "knee_forward_m",
    "knee_flexion_change_rad",
    "hip_flexion_change_rad",
    "knee_per_hip",
    "trunk_inclination_change_rad",
    "shank_inclination_change_rad",
    "trunk_minus_shank_rad",
    "cop_foot_fraction_change",
    "heel_lift_m",
    "lumbar_flexion_rad",
    "thoracic_flexion_rad",
    "lumbar_per_hip",
)
"""In the order of a row. `pelvis_direction` is 0 for straight back and pi/2 for straight down; `trunk_minus_shank` is
the hip- or knee-dominance of Barrack 2021 (Int J Sports Sci Coach)."""

BOTTOM_SHARE = 0.85
"""Frames with at least this share of the farthest travel are the bottom; their median is taken."""
BEGINNING = 0.15
"""Share of the farthest travel up to which a frame still shows how the rep began."""
_NO_ANGLE = 0.05
"""Radians of hip flexion below which a ratio to it says nothing."""


def features_of(frames: Timed) -> Array:
    """(n_features,) of a rep's tracked frames (time in seconds, measures); NaN for what was not measured."""
    travel = np.array([_travel(m) for _, m in frames])
    if len(travel) == 0 or not np.isfinite(travel).any():
        return np.full(len(FEATURES), np.nan)
    farthest = np.nanmax(travel)
    bottom = [m for (_, m), t in zip(frames, travel, strict=True) if t >= BOTTOM_SHARE * farthest]
    beginning = [m for (_, m), t in zip(frames, travel, strict=True) if t <= BEGINNING * farthest]

    def at_bottom(measure: Callable[[Measures], float | None]) -> float:
        return _median(bottom, measure)

    def change(measure: Callable[[Measures], float | None]) -> float:
        return _median(bottom, measure) - _median(beginning, measure)

    back, down = at_bottom(lambda m: m.pelvis_back), at_bottom(lambda m: m.pelvis_down)
    knee, hip = change(_knee), change(_hip)
    trunk, shank = change(lambda m: m.trunk_inclination), change(_shank)
    lumbar = at_bottom(lambda m: m.lumbar_flexion)
    return np.array(
        [
            back,
            down,
            np.arctan2(down, back),
            at_bottom(lambda m: m.knee_forward),
            knee,
            hip,
            knee / max(hip, _NO_ANGLE),
            trunk,
            shank,
            trunk - shank,
            change(lambda m: m.cop_foot_fraction),
            at_bottom(lambda m: m.heel_lift),
            lumbar,
            at_bottom(lambda m: m.thoracic_flexion),
            lumbar / max(hip, _NO_ANGLE),
        ]
    )


def _travel(m: Measures) -> float:
    if m.pelvis_back is None or m.pelvis_down is None:
        return float("nan")
    return float(np.hypot(m.pelvis_back, m.pelvis_down))


def _median(frames: list[Measures], measure: Callable[[Measures], float | None]) -> float:
    values = [value for m in frames if (value := measure(m)) is not None]
    return float(np.median(values)) if values else float("nan")


def _mean(left: float | None, right: float | None) -> float | None:
    known = [side for side in (left, right) if side is not None]
    return sum(known) / len(known) if known else None


def _knee(m: Measures) -> float | None:
    return _mean(m.knee_flexion_left, m.knee_flexion_right)


def _hip(m: Measures) -> float | None:
    return _mean(m.hip_flexion_left, m.hip_flexion_right)


def _shank(m: Measures) -> float | None:
    return _mean(m.shank_inclination_left, m.shank_inclination_right)

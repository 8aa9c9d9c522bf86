"""What a rep's measures came to: peaks and durations, for the session and for the faults."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from depthhinge.drills.rep_counter import Span
from depthhinge.measures.measures import Measures

Timed = Sequence[tuple[float, Measures]]

PEAK_PERCENTILE = 95.0
"""Of a rep's frames: a peak that one frame alone shows is noise."""


def peaks_of(frames: Timed, span: Span) -> dict[str, float | None]:
    """Peaks (degrees, millimetres) and durations (seconds) of the frames (time, measures) of a rep."""
    degrees, millimetres = np.rad2deg(1.0), 1e3
    gap = _extreme(frames, lambda m: m.wall_gap, 100.0 - PEAK_PERCENTILE)
    return {
        "peak_hip_flexion_deg": _peak(frames, lambda m: _mean(m.hip_flexion_left, m.hip_flexion_right), degrees),
        "peak_knee_flexion_deg": _peak(frames, lambda m: _mean(m.knee_flexion_left, m.knee_flexion_right), degrees),
        "peak_trunk_inclination_deg": _peak(frames, lambda m: m.trunk_inclination, degrees),
        "peak_shank_inclination_deg": _peak(
            frames, lambda m: _mean(m.shank_inclination_left, m.shank_inclination_right), degrees
        ),
        "peak_lumbar_flexion_deg": _peak(frames, lambda m: m.lumbar_flexion, degrees),
        "peak_thoracic_flexion_deg": _peak(frames, lambda m: m.thoracic_flexion, degrees),
        "peak_pelvis_back_mm": _peak(frames, lambda m: m.pelvis_back, millimetres),
        "peak_pelvis_down_mm": _peak(frames, lambda m: m.pelvis_down, millimetres),
        "peak_cop_foot_fraction": _peak(frames, lambda m: m.cop_foot_fraction, 1.0),
        "peak_heel_lift_mm": _peak(frames, lambda m: m.heel_lift, millimetres),
        "smallest_wall_gap_mm": None if gap is None else gap * millimetres,
        "descent_s": span.descent_s,
        "pause_s": span.pause_s,
        "ascent_s": span.ascent_s,
        "duration_s": span.end_s - span.start_s,
    }


def _mean(left: float | None, right: float | None) -> float | None:
    known = [side for side in (left, right) if side is not None]
    return sum(known) / len(known) if known else None


def _peak(frames: Timed, measure: Callable[[Measures], float | None], scale: float) -> float | None:
    value = _extreme(frames, measure, PEAK_PERCENTILE)
    return None if value is None else value * scale


def _extreme(frames: Timed, measure: Callable[[Measures], float | None], percentile: float) -> float | None:
    values = [value for _, m in frames if (value := measure(m)) is not None]
    return float(np.percentile(values, percentile)) if values else None

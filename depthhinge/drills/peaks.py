"""What a rep's measures came to: peaks, the bottom, tempo and order, for the session and for the faults."""

from __future__ import annotations

import numpy as np

from depthhinge.drills.rep import Tap
from depthhinge.drills.rep_counter import Span
from depthhinge.drills.series import Reading, Series, smoothed
from depthhinge.measures.balance import pressure_fractions
from depthhinge.measures.measures import Measures

DEGREES, MILLIMETRES = float(np.rad2deg(1.0)), 1e3
LEAST_CHANGE = {"hips": 0.04, "trunk": float(np.deg2rad(10.0)), "knees": float(np.deg2rad(10.0))}
"""Metres and radians: a tenth of less is lost in the fit's noise, and the part has no onset."""


def mean_of(left: str, right: str) -> Reading:
    """The mean of two measures, or the one that was taken."""

    def read(m: Measures) -> float | None:
        known = [side for name in (left, right) if (side := getattr(m, name)) is not None]
        return sum(known) / len(known) if known else None

    return read


def less(read: Reading) -> Reading:
    """The negative of a measure."""
    return lambda m: None if (value := read(m)) is None else -value


HIP = mean_of("hip_flexion_left", "hip_flexion_right")
KNEE = mean_of("knee_flexion_left", "knee_flexion_right")
ANKLE = mean_of("ankle_dorsiflexion_left", "ankle_dorsiflexion_right")
SHANK = mean_of("shank_inclination_left", "shank_inclination_right")


def peaks_of(series: Series, span: Span, taps: tuple[Tap, ...] = ()) -> dict[str, float | None]:
    """What came of a rep's frames, the unit in each name.

    Args:
        series: from shortly before the rep to the end of its lockout.
        span: its times.
        taps: its touches of the wall.
    """
    rep = series.between(span.start_s, span.end_s)
    bottom, rising = rep.bottom, series.between(span.bottom_s, np.inf)
    onsets = onsets_of(series, span)
    hips, trunk, knees = (onsets[part] for part in ("hips", "trunk", "knees"))
    pressure = pressure_at_bottom(rep, bottom)
    return {
        "peak_hip_flexion_deg": _times(DEGREES, rep.highest(HIP)),
        "peak_knee_flexion_deg": _times(DEGREES, rep.highest(KNEE)),
        "peak_ankle_dorsiflexion_deg": _times(DEGREES, rep.highest(ANKLE)),
        "peak_trunk_inclination_deg": _times(DEGREES, rep.highest(lambda m: m.trunk_inclination)),
        "peak_shank_inclination_deg": _times(DEGREES, rep.highest(SHANK)),
        "bottom_trunk_minus_shank_deg": _times(DEGREES, bottom.median(lambda m: m.trunk_minus_shank)),
        "peak_lumbar_flexion_deg": _times(DEGREES, rep.highest(lambda m: m.lumbar_flexion)),
        "bottom_lumbar_extension_deg": _times(DEGREES, bottom.median(less(lambda m: m.lumbar_flexion))),
        "peak_thoracic_flexion_deg": _times(DEGREES, rep.highest(lambda m: m.thoracic_flexion)),
        "peak_neck_extension_deg": _times(DEGREES, rep.highest(less(lambda m: m.neck_flexion))),
        "past_standing_deg": _times(DEGREES, rising.highest(less(lambda m: m.trunk_from_standing))),
        "peak_pelvis_back_mm": _times(MILLIMETRES, rep.highest(lambda m: m.pelvis_back)),
        "peak_pelvis_down_mm": _times(MILLIMETRES, rep.highest(lambda m: m.pelvis_down)),
        "bottom_pelvis_shift_mm": _times(MILLIMETRES, bottom.median(lambda m: m.pelvis_shift)),
        "bottom_pelvis_turn_deg": _times(DEGREES, bottom.median(lambda m: m.pelvis_turn)),
        "peak_knee_forward_mm": _times(MILLIMETRES, rep.highest(lambda m: m.knee_forward)),
        "bottom_knee_difference_deg": _times(DEGREES, bottom.median(lambda m: m.knee_difference)),
        "stance_width_mm": _times(MILLIMETRES, rep.median(lambda m: m.stance_width)),
        "bottom_cop_foot_fraction": pressure,
        "peak_cop_foot_fraction": rep.highest(lambda m: m.cop_foot_fraction),
        "peak_heel_lift_mm": _times(MILLIMETRES, rep.highest(lambda m: m.heel_lift)),
        "smallest_wall_gap_mm": _times(MILLIMETRES, rep.lowest(lambda m: m.wall_gap)),
        "past_wall_mm": _times(MILLIMETRES, past_wall(rep)) if taps else None,
        "wall_contact_s": sum(tap.dwell_s for tap in taps) if taps else None,
        "approach_speed_mm_per_s": MILLIMETRES * speed
        if taps and (speed := taps[0].speed_m_per_s) is not None
        else None,
        "descent_s": span.descent_s,
        "pause_s": span.pause_s,
        "ascent_s": span.ascent_s,
        "duration_s": span.end_s - span.start_s,
        "hips_onset_s": hips,
        "trunk_onset_s": trunk,
        "knees_onset_s": knees,
        "trunk_lead_s": None if hips is None or trunk is None else hips - trunk,
        "knee_lead_s": None if hips is None or knees is None else hips - knees,
    }


def onsets_of(series: Series, span: Span) -> dict[str, float | None]:
    """When hips (backward), trunk (forward) and knees (bending) set off, seconds; None where a part hardly moves."""
    reads: dict[str, Reading] = {
        "hips": lambda m: m.pelvis_back,
        "trunk": lambda m: m.trunk_inclination,
        "knees": KNEE,
    }
    return {part: series.onset_s(read, span.start_s, span.bottom_s, LEAST_CHANGE[part]) for part, read in reads.items()}


def hips_at_neutral_loss(series: Series, span: Span, neutral: float) -> float | None:
    """Degrees of hip flexion when the lower back first bent more than `neutral` radians on the way down; None: never.

    That is the end of the range in which the spine stays neutral, which hamstring tension sets.
    """
    down = series.between(span.start_s, span.bottom_s)
    lumbar, hips = smoothed(down.column(lambda m: m.lumbar_flexion)), smoothed(down.column(HIP))
    lost = np.flatnonzero((lumbar > neutral) & np.isfinite(hips))
    return float(DEGREES * hips[lost[0]]) if len(lost) else None


def past_wall(rep: Series) -> float | None:
    """Metres that the seat got past the wall: the deepest of single frames is noise, which only adds."""
    depths = smoothed(rep.column(less(lambda m: m.wall_gap)))
    return float(np.nanmax(depths)) if np.isfinite(depths).any() else None


def pressure_at_bottom(rep: Series, bottom: Series) -> float | None:
    """Centre of pressure along the foot at the bottom, with the inertial term."""
    heights = rep.column(lambda m: None if m.com is None else float(m.com[1]))
    pressure = pressure_fractions(rep.times, rep.column(lambda m: m.cop_foot_fraction), heights)
    there = pressure[np.isin(rep.times, bottom.times) & np.isfinite(pressure)]
    return float(np.median(there)) if len(there) else None


def _times(scale: float, value: float | None) -> float | None:
    return None if value is None else scale * value

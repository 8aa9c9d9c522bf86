"""What a rep's measures came to: peaks, the bottom, tempo and order, for the session and for the faults."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

import numpy as np

from depthhinge.body.mass import MASS_PARTS
from depthhinge.drills.rep import Tap
from depthhinge.drills.rep_counter import Span
from depthhinge.drills.series import Reading, Series, smoothed
from depthhinge.measures.balance import pressure_fractions
from depthhinge.measures.both_sides import of_both_sides
from depthhinge.measures.measures import Measures
from depthhinge.settings import FaultSettings

DEGREES, MILLIMETRES = float(np.rad2deg(1.0)), 1e3
LEAST_CHANGE = {"hips": 0.04, "trunk": float(np.deg2rad(10.0)), "knees": float(np.deg2rad(10.0))}
"""Metres and radians: a tenth of less is lost in the fit's noise, and the part has no onset."""
EARLY_SHARES = {"trunk": (0.1, 0.15, 0.2, 0.25, 0.3), "knees": (0.2, 0.25, 0.3, 0.35, 0.4)}
"""Of a part's way, by which it is told whether it went before the hips. Those who tip the trunk first differ most at
the beginning; less than a fifth of the knees' way is noise. Found on simulated people of the training split: of
clinical trunk-first 89 % are then beyond 99 % of clean reps, by the time of a fifth alone 77 %."""
FRAME_ERROR = {"hips": 0.004, "trunk": float(np.deg2rad(1.5))}
"""Metres and radians by which the fit errs in a frame, as the coach's benchmark has it."""
TIMED_WELL_S = 0.06
"""Error of a lead at a comfortable wall, by `lead_doubt_s`; what people do there, that error included, is in the limit
of a lead."""
DOUBTS = 2.5
"""Times what a lead's error is more than that, which it must be clear of. Found with `TIMED_WELL_S` and the limit on 11
simulated people of the training split: at walls 2-4 in behind the seat 2.1 % of clean reps are then beyond the limit
(19 % without), at comfortable ones 1.7 % of clean reps and 95 % of clinical trunk-first."""
LEADER_BEGAN = 0.6
"""Of a part's lead over the hips, by which the rep began before the hips' way says: trunk 0.64, knees 0.54, by least
squares over simulated people of the training split."""


def less(read: Reading) -> Reading:
    """The negative of a measure."""
    return lambda m: None if (value := read(m)) is None else -value


HIP = partial(of_both_sides, angle="hip_flexion")
KNEE = partial(of_both_sides, angle="knee_flexion")
ANKLE = partial(of_both_sides, angle="ankle_dorsiflexion")
SHANK = partial(of_both_sides, angle="shank_inclination")
PARTS: Mapping[str, Reading] = {
    "hips": lambda m: m.pelvis_back,
    "trunk": lambda m: m.trunk_inclination,
    "knees": KNEE,
}
"""What each part of the body does when it sets off."""


def head_on_rib_cage(m: Measures) -> float | None:
    """Radians that the head is bent forward against the middle of the rib cage, from own standing.

    The neck bends from the rib cage's upper half, and the fit gives too much to the one where it gives too little to
    the other: of clean reps the peak reads with an SD of 4 deg with half of what the upper back bends, of 5 without.
    """
    neck, upper_back = m.neck_flexion, m.thoracic_flexion
    return None if neck is None or upper_back is None else neck + upper_back / 2.0


HEAD_BACK = less(head_on_rib_cage)
DEEPEST_S = 0.5
"""Seconds that people stay within 2 mm of their deepest: the deepest of single frames is noise, which only adds (5 mm
in simulation)."""
BOTH_SEEN = 0.5
"""Of the frames at the bottom, those in which both knees must be seen: side-on the far one peeks out in some."""
NARROWEST_STANCE_M = 0.10
"""Between the ankles of feet that touch; less is an error of the fit."""
_NO_PLACES = np.full((len(MASS_PARTS), 2), np.nan)


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
    trunk_lead, knee_lead = lead_s("trunk", series, span), lead_s("knees", series, span)
    clear_lead = clear_trunk_lead_s(series, span)
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
        "peak_head_extension_deg": _times(DEGREES, rep.highest(HEAD_BACK)),
        "past_standing_deg": _times(DEGREES, rising.highest(less(lambda m: m.trunk_from_standing))),
        "peak_pelvis_back_mm": _times(MILLIMETRES, rep.highest(lambda m: m.pelvis_back)),
        "peak_pelvis_down_mm": _times(MILLIMETRES, rep.highest(lambda m: m.pelvis_down)),
        "bottom_pelvis_shift_mm": _times(MILLIMETRES, bottom.median(lambda m: m.pelvis_shift)),
        "bottom_weight_shift_share": weight_shift(series, span),
        "bottom_pelvis_turn_deg": _times(DEGREES, bottom.median(lambda m: m.pelvis_turn)),
        "peak_knee_forward_mm": _times(MILLIMETRES, rep.highest(lambda m: m.knee_forward)),
        "bottom_knee_difference_deg": _times(DEGREES, bottom.median(lambda m: m.knee_difference, BOTH_SEEN)),
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
        **{f"{part}_onset_s": onset for part, onset in onsets.items()},
        "trunk_lead_s": trunk_lead,
        "clear_trunk_lead_s": clear_lead,
        "knee_lead_s": knee_lead,
    }


def onsets_of(series: Series, span: Span) -> dict[str, float | None]:
    """When hips (backward), trunk (forward) and knees (bending) set off, seconds; None where a part hardly moves."""
    return {part: series.onset_s(read, span.start_s, span.bottom_s, LEAST_CHANGE[part]) for part, read in PARTS.items()}


def lead_s(part: str, series: Series, span: Span) -> float | None:
    """Seconds by which the `trunk` or the `knees` went before the hips, early on the way; None: one hardly moves."""

    def reached(which: str) -> float | None:
        return series.reached_s(PARTS[which], span.start_s, span.bottom_s, LEAST_CHANGE[which], EARLY_SHARES[part])

    hips, other = reached("hips"), reached(part)
    return None if hips is None or other is None else hips - other


def clear_trunk_lead_s(series: Series, span: Span) -> float | None:
    """The trunk's lead over the hips less what is in doubt of it, seconds; None: one hardly moves."""
    lead, doubt = lead_s("trunk", series, span), lead_doubt_s(series, span)
    return None if lead is None or doubt is None else lead - doubt


def lead_doubt_s(series: Series, span: Span) -> float | None:
    """Seconds of the trunk's lead that may be the fit's error alone; None where hips or trunk hardly move.

    A share of the way is known as well as the way is long. At a near wall the hips go back by a few centimetres, a
    tenth of which is the error of a frame; at a comfortable one there is hardly a doubt.
    """
    shares = []
    for part, error in FRAME_ERROR.items():
        change = series.change(PARTS[part], span.start_s, span.bottom_s)
        if change is None or change < LEAST_CHANGE[part]:
            return None
        shares.append(error / change)
    timing_s = (span.bottom_s - span.start_s) * math.hypot(*shares)
    return DOUBTS * max(timing_s - TIMED_WELL_S, 0.0)


def begun_s(series: Series, span: Span, limits: FaultSettings) -> float:
    """When a rep began, seconds: with its first part, where that went clearly before the hips.

    The rep's own times are those of pelvis and trunk together, which knees that bend first do not show at all.

    Args:
        series: the rep's frames, from before it.
        span: its times by the excursion.
        limits: of a lead that is a fault.
    """
    leads = [
        (clear_trunk_lead_s(series, span), limits.trunk_lead_amber_s),
        (lead_s("knees", series, span), limits.knee_lead_amber_s),
    ]
    clear = [lead for lead, limit in leads if lead is not None and lead > limit]
    return max(span.start_s - LEADER_BEGAN * max(clear, default=0.0), float(series.times[0]))


def hips_at_neutral_loss(series: Series, span: Span, neutral: float) -> float | None:
    """Degrees of hip flexion when the lower back first bent more than `neutral` radians on the way down; None: never.

    That is the end of the range in which the spine stays neutral, which hamstring tension sets.
    """
    down = series.between(span.start_s, span.bottom_s)
    lumbar, hips = smoothed(down.column(lambda m: m.lumbar_flexion)), smoothed(down.column(HIP))
    lost = np.flatnonzero((lumbar > neutral) & np.isfinite(hips))
    return float(DEGREES * hips[lost[0]]) if len(lost) else None


def weight_shift(series: Series, span: Span) -> float | None:
    """Share of the body's weight that goes over to the left foot at the bottom, from how it stood before the rep."""
    width = series.median(lambda m: m.stance_width)
    standing = series.between(-np.inf, span.start_s).median(lambda m: m.weight_left)
    bottom = series.between(span.start_s, span.end_s).bottom.median(lambda m: m.weight_left)
    if width is None or standing is None or bottom is None:
        return None
    return (bottom - standing) / max(width, NARROWEST_STANCE_M)


def past_wall(rep: Series) -> float | None:
    """Metres that the seat got past the wall, the mean of the deepest `DEEPEST_S`."""
    depths = rep.column(less(lambda m: m.wall_gap))
    known = np.isfinite(depths)
    if not known.any():
        return None
    times, depths = rep.times[known], depths[known]
    ends = np.searchsorted(times, times + DEEPEST_S, side="right")
    sums = np.concatenate([[0.0], np.cumsum(depths)])
    # A window that the rep's end cuts short holds few frames, and they are not its deepest.
    whole = np.flatnonzero(times + DEEPEST_S <= times[-1])
    starts = whole if len(whole) else np.array([0])
    return float(((sums[ends[starts]] - sums[starts]) / (ends[starts] - starts)).max())


def pressure_at_bottom(rep: Series, bottom: Series) -> float | None:
    """Centre of pressure along the foot at the bottom, with the inertial term."""
    places = np.array([_NO_PLACES if m.part_places is None else m.part_places for _, m in rep.frames])
    pressure = pressure_fractions(
        rep.times, rep.column(lambda m: m.cop_foot_fraction), places.reshape(-1, *_NO_PLACES.shape)
    )
    there = pressure[np.isin(rep.times, bottom.times) & np.isfinite(pressure)]
    return float(np.median(there)) if len(there) else None


def _times(scale: float, value: float | None) -> float | None:
    return None if value is None else scale * value

"""What to correct in a rep: rules over its measures, thresholds from `calibration/wall_tap.toml`.

First version: squatting, weight on the toes, rounding, short of the wall.
"""

from __future__ import annotations

from collections.abc import Mapping

from depthhinge.drills.rep import Fault, Label, Verdict
from depthhinge.drills.rep_counter import Span
from depthhinge.settings import WallTapSettings

PRIORITY = ("rounded", "toe_shifted", "squat", "short_of_wall")
"""Most important first: the spine, then balance, then the pattern, then the range."""


def faults_of(
    peaks: Mapping[str, float | None], verdict: Verdict, tapped: bool, span: Span, settings: WallTapSettings
) -> tuple[Fault, ...]:
    """The faults of a rep with these peaks, most important first."""
    s, at = settings, span.bottom_s
    found = [
        _over(
            "rounded",
            peaks["peak_lumbar_flexion_deg"],
            s.lumbar_flexion_amber_deg,
            s.lumbar_flexion_red_deg,
            at,
            "lower back bent {:.0f} deg more than standing (limit {:.0f})",
        ),
        _over(
            "toe_shifted",
            peaks["peak_cop_foot_fraction"],
            s.cop_foot_fraction_amber,
            s.cop_foot_fraction_red,
            at,
            "weight at {:.2f} of the foot from the heel (limit {:.2f})",
        ),
        _over(
            "toe_shifted",
            peaks["peak_heel_lift_mm"],
            s.heel_lift_amber_mm,
            s.heel_lift_red_mm,
            at,
            "heels {:.0f} mm off the floor (limit {:.0f})",
        ),
        _squat(peaks, verdict, at, s),
        None
        if tapped
        else _over(
            "short_of_wall",
            peaks["smallest_wall_gap_mm"],
            s.short_of_wall_amber_mm,
            s.short_of_wall_red_mm,
            at,
            "{:.0f} mm short of the wall (limit {:.0f})",
        ),
    ]
    by_name: dict[str, Fault] = {}
    for fault in found:
        if fault is not None and (fault.name not in by_name or fault.severity == "red"):
            by_name[fault.name] = fault
    return tuple(by_name[name] for name in PRIORITY if name in by_name)


def _over(name: str, value: float | None, amber: float, red: float, at: float, evidence: str) -> Fault | None:
    if value is None or value <= amber:
        return None
    severity, limit = ("red", red) if value > red else ("amber", amber)
    return Fault(name, severity, at, evidence.format(value, limit))


def _squat(peaks: Mapping[str, float | None], verdict: Verdict, at: float, s: WallTapSettings) -> Fault | None:
    """Knee-dominant: the shins tip with the knees, or the classifier says so."""
    knee = _over(
        "squat",
        peaks["peak_knee_flexion_deg"],
        s.knee_flexion_amber_deg,
        s.knee_flexion_red_deg,
        at,
        "knees bent {:.0f} deg (limit {:.0f})",
    )
    shank = _over(
        "squat",
        peaks["peak_shank_inclination_deg"],
        s.shank_inclination_amber_deg,
        s.shank_inclination_red_deg,
        at,
        "shins tipped {:.0f} deg forward (limit {:.0f})",
    )
    if verdict.label is Label.SQUAT:
        return knee or shank or Fault("squat", "amber", at, "the movement as a whole is a squat's")
    return knee if knee is not None and shank is not None else None

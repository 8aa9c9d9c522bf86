"""What to correct in a rep: each fault a rule over the rep's measures, its limits in `calibration/faults.toml`.

A measure that was not taken speaks for no fault, nor does a spine that is known no better than its limit: at the bottom
of a deep squat trunk and thighs hide the loins. A squat alone is more than one limit: it shows in knees and shins
together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from depthhinge.drills.peaks import HEAD_BACK, KNEE, SHANK, less
from depthhinge.drills.rep import Fault, Label, Verdict
from depthhinge.drills.rep_counter import Span
from depthhinge.drills.series import Reading, Series
from depthhinge.measures.uncertainty import standard_error
from depthhinge.settings import FAULTS, FaultSettings

Peaks = Mapping[str, float | None]
AMBER, RED = "amber", "red"


@dataclass(frozen=True)
class Rule:
    """One measure with an amber and a red limit."""

    fault: str
    measure: str
    """Of `peaks_of`."""
    limit: str
    """The name of its limits in the settings, `{}` where amber or red stands."""
    evidence: str
    """A sentence with the measured value."""
    worst: Reading | None = None
    """What is greatest when the fault is at its worst; None: the rep's bottom."""
    less_is_worse: bool = False
    either_side: bool = False
    """The size counts, whatever the sign."""
    angle: str | None = None
    """Whose standard error at the bottom must be within the amber limit."""

    def judge(self, peaks: Peaks, settings: FaultSettings, series: Series, span: Span) -> Fault | None:
        """The fault, if there is one."""
        value = peaks.get(self.measure)
        if value is None:
            return None
        value = abs(value) if self.either_side else value
        sign = -1.0 if self.less_is_worse else 1.0
        for severity in (RED, AMBER):
            limit = getattr(settings, self.limit.format(severity))
            if sign * value > sign * limit:
                if not self._is_known(settings, series, span):
                    return None
                words = f"{self.evidence.format(value)} (limit {_figure(limit)})"
                return Fault(self.fault, severity, self._when(series, span), words)
        return None

    def _is_known(self, settings: FaultSettings, series: Series, span: Span) -> bool:
        angle = self.angle
        if angle is None:
            return True
        error = series.between(span.start_s, span.end_s).bottom.median(lambda m: standard_error(m, angle))
        return error is None or np.rad2deg(error) <= getattr(settings, self.limit.format(AMBER))

    def _when(self, series: Series, span: Span) -> float:
        seen = None if self.worst is None else series.time_of_highest(self.worst)
        return span.bottom_s if seen is None else seen


RULES = (
    Rule(
        "rounded",
        "peak_lumbar_flexion_deg",
        "lumbar_flexion_{}_deg",
        "lower back bent {:.0f} deg more than standing",
        lambda m: m.lumbar_flexion,
        angle="lumbar_flexion",
    ),
    Rule(
        "rounded",
        "peak_thoracic_flexion_deg",
        "thoracic_flexion_{}_deg",
        "upper back bent {:.0f} deg more than standing",
        lambda m: m.thoracic_flexion,
        angle="thoracic_flexion",
    ),
    Rule(
        "arched",
        "bottom_lumbar_extension_deg",
        "lumbar_extension_{}_deg",
        "lower back hollowed {:.0f} deg more than standing",
        less(lambda m: m.lumbar_flexion),
        angle="lumbar_flexion",
    ),
    Rule(
        "toe_shifted",
        "bottom_cop_foot_fraction",
        "cop_foot_fraction_{}",
        "weight at {:.2f} of the foot from the heel",
        lambda m: m.cop_foot_fraction,
    ),
    Rule("toe_shifted", "peak_heel_lift_mm", "heel_lift_{}_mm", "heels {:.0f} mm off the floor", lambda m: m.heel_lift),
    Rule("leaning", "wall_contact_s", "touch_{}_s", "on the wall for {:.1f} s", less(lambda m: m.wall_gap)),
    Rule("leaning", "past_wall_mm", "past_wall_{}_mm", "{:.0f} mm past the wall", less(lambda m: m.wall_gap)),
    Rule(
        "hyperextended",
        "past_standing_deg",
        "past_standing_{}_deg",
        "leaning back {:.0f} deg past own standing at the top",
        less(lambda m: m.trunk_from_standing),
    ),
    Rule("knees_first", "knee_lead_s", "knee_lead_{}_s", "knees set off {:.2f} s before the hips"),
    Rule("trunk_first", "clear_trunk_lead_s", "trunk_lead_{}_s", "trunk set off {:.2f} s before the hips, at least"),
    Rule(
        "asymmetric",
        "bottom_weight_shift_share",
        "weight_shift_{}_share",
        "{:.2f} of the body's weight more on one foot than standing",
        either_side=True,
    ),
    Rule(
        "asymmetric",
        "bottom_pelvis_turn_deg",
        "pelvis_turn_{}_deg",
        "pelvis turned {:.0f} deg",
        either_side=True,
    ),
    Rule(
        "asymmetric",
        "bottom_knee_difference_deg",
        "knee_difference_{}_deg",
        "one knee bent {:.0f} deg more than the other",
        either_side=True,
    ),
    Rule("rushed", "descent_s", "descent_{}_s", "down in {:.2f} s", less_is_worse=True),
    Rule(
        "looking_up",
        "peak_head_extension_deg",
        "head_extension_{}_deg",
        "head bent back {:.0f} deg more than standing",
        HEAD_BACK,
    ),
)

SHORT = Rule(
    "short_of_wall",
    "smallest_wall_gap_mm",
    "short_of_wall_{}_mm",
    "{:.0f} mm short of the wall",
    less(lambda m: m.wall_gap),
)
KNEES = Rule(
    "squat",
    "knee_past_allowance_deg",
    "knee_past_allowance_{}_deg",
    "knees bent {:.0f} deg more than this wall takes",
    KNEE,
)
SHINS = Rule("squat", "peak_shank_inclination_deg", "shank_inclination_{}_deg", "shins tipped {:.0f} deg", SHANK)


def faults_of(
    series: Series, span: Span, peaks: Peaks, verdict: Verdict, tapped: bool, settings: FaultSettings
) -> tuple[Fault, ...]:
    """The faults of a rep, most important first, each once and at its gravest.

    Args:
        series: the rep's frames, through its lockout.
        span: its times.
        peaks: what they came to (`peaks_of`), and `knee_past_allowance_deg`.
        verdict: the classifier's.
        tapped: whether the wall was touched.
        settings: the limits.
    """
    found = [rule.judge(peaks, settings, series, span) for rule in RULES]
    found.append(_squat(peaks, verdict, settings, series, span))
    found.append(_as_a_whole(verdict, span))
    if not tapped:
        found.append(SHORT.judge(peaks, settings, series, span))
    gravest: dict[str, Fault] = {}
    for fault in found:
        if fault is not None and (fault.name not in gravest or _graver(fault, gravest[fault.name])):
            gravest[fault.name] = fault
    return tuple(gravest[name] for name in FAULTS if name in gravest)


def _squat(peaks: Peaks, verdict: Verdict, settings: FaultSettings, series: Series, span: Span) -> Fault | None:
    """Knee-dominant: the shins tip with the knees, or the classifier says so and either does."""
    knees = KNEES.judge(peaks, settings, series, span)
    shins = SHINS.judge(peaks, settings, series, span)
    beyond = peaks.get("bottom_trunk_minus_shank_deg")
    if beyond is not None and -beyond > settings.shank_beyond_trunk_deg:
        words = f"shins {-beyond:.0f} deg beyond the trunk (limit {_figure(settings.shank_beyond_trunk_deg)})"
        return Fault("squat", RED, span.bottom_s, words)
    if verdict.label is Label.SQUAT:
        return knees or shins or Fault("squat", AMBER, span.bottom_s, "the movement as a whole is a squat's")
    both = knees is not None and shins is not None
    return knees if both and verdict.label is not Label.TOE_SHIFTED else None


def _as_a_whole(verdict: Verdict, span: Span) -> Fault | None:
    """What the classifier sees where no single measure crosses its limit."""
    if verdict.label is Label.TOE_SHIFTED:
        return Fault("toe_shifted", AMBER, span.bottom_s, "the movement as a whole goes to the toes")
    if verdict.rounded:
        return Fault("rounded", AMBER, span.bottom_s, "the back as a whole is rounded")
    return None


def _graver(one: Fault, other: Fault) -> bool:
    return one.severity == RED and other.severity == AMBER


def _figure(limit: float) -> str:
    return f"{limit:.3g}"

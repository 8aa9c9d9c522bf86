"""What is exactly true of a whole rep: its measures, when each part of the body set off, its faults in figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depthhinge.geometry import Array
from depthhinge.simulation.faults import Fault
from depthhinge.simulation.performance import PerformedRep
from depthhinge.simulation.truth import FaultTruth, MomentTruth

ONSET_SHARE = 0.1
"""Of its own change to the bottom that a part of the body has made when it counts as having set off."""
_LEAST_CHANGE = {"hips": 0.02, "trunk": float(np.deg2rad(5.0)), "knees": float(np.deg2rad(4.0))}
"""Metres and radians: a part that moves less than this has no onset."""

_QUANTITIES: Mapping[str, tuple[str, ...]] = {
    "squat": ("knee_flexion_deg", "shank_inclination_deg"),
    "toe_shifted": ("cop_foot_fraction", "heel_lift_mm"),
    "rounded": ("lumbar_flexion_deg", "thoracic_flexion_deg", "dowel_gap_mm"),
    "rounded_lumbar": ("lumbar_flexion_deg", "dowel_gap_mm"),
    "rounded_thoracic": ("thoracic_flexion_deg", "dowel_gap_mm"),
    "arched": ("lumbar_extension_deg",),
    "hyperextended": ("past_standing_deg",),
    "trunk_first": ("trunk_lead_s",),
    "knees_first": ("knee_lead_s",),
    "short": ("short_of_wall_mm",),
    "past_wall": ("past_wall_mm",),
    "resting": ("wall_load_body_weight", "wall_contact_s"),
    "rushed": ("descent_s",),
    "paused_bottom": ("pause_s",),
    "paused_midway": ("halt_s",),
    "asymmetric": ("pelvis_shift_mm", "pelvis_turn_deg", "weight_shift_body_weight"),
    "looking_up": ("neck_extension_deg",),
}
"""By which measures each fault is told."""


@dataclass(frozen=True)
class RepCurves:
    """What the measures of one rep are read from: its moments in order."""

    moments: Sequence[MomentTruth]
    standing: MomentTruth
    """As the person stood before the first rep."""
    rep: PerformedRep

    def measures(self) -> dict[str, float]:
        """By name, in the unit that ends it."""
        gap = self._values(lambda m: m.wall_gap)
        lockout = [m for m in self.moments if m.time_s >= self.rep.bottom_s]
        upright = self.standing.angles.trunk_inclination
        onsets = self.onsets()
        hips, trunk, knees = (onsets[part] for part in ("hips", "trunk", "knees"))
        bottom = self._at_bottom()
        measures = {
            "knee_flexion_deg": _deg(self._values(_knee).max()),
            "shank_inclination_deg": _deg(self._values(_shank).max()),
            "trunk_inclination_deg": _deg(self._values(lambda m: m.angles.trunk_inclination).max()),
            "cop_foot_fraction": bottom.cop_foot_fraction,
            "heel_lift_mm": 1e3 * self._values(lambda m: m.heel_lift).max(),
            "lumbar_flexion_deg": _deg(self._values(lambda m: m.angles.lumbar_flexion).max()),
            "lumbar_extension_deg": _deg(-bottom.angles.lumbar_flexion),
            "thoracic_flexion_deg": _deg(self._values(lambda m: m.angles.thoracic_flexion).max()),
            "neck_extension_deg": _deg(-self._values(lambda m: m.angles.neck_flexion).min()),
            "dowel_gap_mm": 1e3 * max(np.max(m.dowel_gaps - self.standing.dowel_gaps) for m in self.moments),
            "past_standing_deg": _deg(upright - min(m.angles.trunk_inclination for m in lockout)),
            "short_of_wall_mm": 1e3 * gap.min(),
            "past_wall_mm": -1e3 * gap.min(),
            "wall_contact_s": float((gap <= 0.0).mean() * (self.moments[-1].time_s - self.moments[0].time_s)),
            "wall_load_body_weight": self._values(lambda m: m.wall_load).max(),
            "pelvis_shift_mm": 1e3 * self._values(lambda m: abs(m.pelvis_left)).max(),
            "pelvis_turn_deg": _deg(self._values(lambda m: abs(m.pelvis_turn)).max()),
            "weight_shift_body_weight": self._values(
                lambda m: abs(m.left_weight_share - self.standing.left_weight_share)
            ).max(),
        }
        if self.rep.course is not None:
            timing = self.rep.course.timing
            measures |= {"descent_s": timing.descent - timing.halt, "pause_s": timing.pause, "halt_s": timing.halt}
        if hips is not None and trunk is not None:
            measures["trunk_lead_s"] = hips - trunk
        if hips is not None and knees is not None:
            measures["knee_lead_s"] = hips - knees
        return {name: float(value) for name, value in measures.items()}

    def onsets(self) -> dict[str, float | None]:
        """Seconds at which hips (backward), trunk (forward) and knees (bending) set off; None: it hardly moves."""
        descent = [m for m in self.moments if m.time_s <= self.rep.bottom_s]
        curves: dict[str, Callable[[MomentTruth], float]] = {
            "hips": lambda m: m.pelvis_back,
            "trunk": lambda m: m.angles.trunk_inclination,
            "knees": _knee,
        }
        return {part: _onset(descent, read, _LEAST_CHANGE[part]) for part, read in curves.items()}

    def faults(self, drawn: Sequence[Fault], measures: Mapping[str, float]) -> tuple[FaultTruth, ...]:
        """The faults drawn for the rep, by what they came to."""
        return tuple(
            FaultTruth(f.name, f.severity, {q: measures[q] for q in _QUANTITIES[f.name] if q in measures})
            for f in drawn
        )

    def _at_bottom(self) -> MomentTruth:
        return min(self.moments, key=lambda m: abs(m.time_s - self.rep.bottom_s))

    def _values(self, read: Callable[[MomentTruth], float]) -> Array:
        return np.array([read(m) for m in self.moments])


def _onset(moments: Sequence[MomentTruth], read: Callable[[MomentTruth], float], least: float) -> float | None:
    values = np.array([read(m) for m in moments]) - read(moments[0])
    if values[-1] < least:
        return None
    k = int(np.argmax(values >= ONSET_SHARE * values[-1]))
    if k == 0:
        return moments[0].time_s
    into = (ONSET_SHARE * values[-1] - values[k - 1]) / (values[k] - values[k - 1])
    return float(moments[k - 1].time_s + into * (moments[k].time_s - moments[k - 1].time_s))


def _knee(m: MomentTruth) -> float:
    return (m.angles.knee_flexion_left + m.angles.knee_flexion_right) / 2.0


def _shank(m: MomentTruth) -> float:
    return (m.angles.shank_inclination_left + m.angles.shank_inclination_right) / 2.0


def _deg(angle: float) -> float:
    return float(np.rad2deg(angle))

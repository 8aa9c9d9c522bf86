"""A drill between frames: from measures to phases, touches and judged reps.

Both drills are this one; they differ in what is behind the person. With a wall there are taps, with a rod on the back
contacts to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from depthhinge.drills.cues import Coach
from depthhinge.drills.dowel import ContactTracker
from depthhinge.drills.faults import faults_of
from depthhinge.drills.moment import Phase
from depthhinge.drills.peaks import begun_s, hips_at_neutral_loss, peaks_of
from depthhinge.drills.rep import ContactChange, Rep, Tap, Verdict
from depthhinge.drills.rep_counter import BEFORE_S, RepCounter, Span
from depthhinge.drills.series import BOTTOM_SHARE, Series
from depthhinge.drills.taps import TapDetector, retimed
from depthhinge.measures.excursion import excursion, excursion_from_feet
from depthhinge.measures.measures import Measures
from depthhinge.settings import FaultSettings, WallTapSettings

ROUGHLY = 2.0
"""Times the smallest excursion of a rep, that of one measured roughly: steps on the spot came to 8 cm in 0.9 s, reps of
recorded people who go on without a pause to 30-70."""


class Judge(Protocol):
    """Whoever says what a rep was: the classifier."""

    def judge(self, frames: Sequence[tuple[float, Measures]]) -> Verdict:
        """The verdict on a rep's frames (time in seconds, measures), tracked ones only."""
        ...


@dataclass(frozen=True)
class Event:
    """What a frame brought."""

    phase: Phase
    rep: int | None
    tap: Tap | None
    finished: Rep | None
    touching: bool
    cue: str | None = None
    """What is said at once, or of the finished rep."""


@dataclass
class Drill:
    """Keeps a drill between frames."""

    settings: WallTapSettings
    limits: FaultSettings
    coach: Coach
    judge: Judge
    contacts: ContactTracker | None = None
    """Of the rod, in the dowel drill."""
    knee_allowance: float | None = None
    """Radians of knee flexion that this wall takes of this person; None while that is not known."""
    wall_is_real: bool = False
    """Whether the wall stands there, and stops whoever touches it."""
    measured_roughly: bool = False
    """Whether they have not stood still since they stepped: a small movement is then a part of the next step."""
    _counter: RepCounter = field(init=False)
    _taps: TapDetector = field(init=False)
    _frames: list[tuple[float, Measures]] = field(default_factory=list)
    _reps: int = 0
    _said: str | None = None
    """At once, in the rep under way."""

    def __post_init__(self) -> None:
        self._counter = RepCounter(self.settings)
        self._taps = TapDetector(self.settings)

    @property
    def under_way(self) -> bool:
        """Whether a rep has begun and not ended."""
        return self._counter.under_way

    @property
    def lost_contacts(self) -> tuple[str, ...]:
        """Of the rod, those lost now."""
        return () if self.contacts is None else self.contacts.lost

    def update(self, time_s: float, measures: Measures) -> Event:
        """Take in a tracked, measured frame; one out of its order is passed over."""
        if self._frames and time_s <= self._frames[-1][0]:
            return Event(self._counter.phase, self._number(), None, None, self._taps.touching)
        under_way = self._counter.under_way
        if not under_way:
            # A near wall is touched before the movement is large enough for a rep: its touch is kept as its frames are.
            self._frames = [frame for frame in self._frames if frame[0] >= time_s - BEFORE_S]
            self._taps.forget_before(time_s - BEFORE_S)
        self._frames.append((time_s, measures))
        self._taps.contact_m = self.settings.real_wall_contact_m if self.wall_is_real else 0.0
        tap = self._taps.update(time_s, measures.wall_gap)
        cue = self._follow_rod(time_s, measures)
        span = self._counter.update(time_s, excursion(measures))
        rep = self._judged(span) if span is not None and self._is_rep(span) else None
        phase = Phase.LOCKOUT if rep is not None else self._counter.phase
        number = self._number() if rep is None else rep.number
        if not self._counter.under_way:
            tap = None
        elif not under_way and self._taps.touching:
            tap = self._taps.last
        if rep is not None:
            rep, cue = self._told(rep)
        elif cue is not None:
            self._said = cue
        return Event(phase, number, tap, rep, self._taps.touching, cue)

    def abandon(self) -> None:
        """The person walked off or was lost: what is under way does not count."""
        self._counter.abandon()
        self._said = None
        self._taps.forget()
        if self.contacts is not None:
            self.contacts.forget()

    def leave(self) -> Event | None:
        """The person stepped, or is back after they walked off: a rep they were upright again of has ended by that."""
        told = self._ended() if self._counter.phase is Phase.LOCKOUT else None
        self.abandon()
        return None if told is None else Event(Phase.LOCKOUT, told[0].number, None, told[0], False, told[1])

    def wall_moved(self) -> None:
        """Gaps from before the wall moved say nothing of it."""
        self._taps.forget()

    def finish(self) -> Rep | None:
        """The recording ends: the rep under way, if it was nearly over."""
        told = self._ended()
        return None if told is None else told[0]

    def _ended(self) -> tuple[Rep, str | None] | None:
        """The rep under way if it was nearly over, and what is to be said of it."""
        span = self._counter.finish()
        return None if span is None or not self._is_rep(span) else self._told(self._judged(span))

    def _told(self, rep: Rep) -> tuple[Rep, str | None]:
        """A finished rep with its cue, and what is to be said now: what was said at once is not said again."""
        cue = self.coach.cue(rep.faults)
        rep, self._said = replace(rep, cue=self._said if cue is None else cue), None
        return rep, cue

    def _number(self) -> int | None:
        return self._reps + 1 if self._counter.under_way else None

    def _follow_rod(self, time_s: float, measures: Measures) -> str | None:
        """What is said at once: the first contact that a rep loses."""
        if self.contacts is None:
            return None
        if not self._counter.under_way:
            self.contacts.clear()
        changes = self.contacts.update(time_s, measures)
        lost = [change for change in changes if change.lost]
        if not lost or not self._counter.under_way or sum(change.lost for change in self.contacts.changes) > len(lost):
            return None
        return self.coach.at_once(f"lost_{lost[0].contact}")

    def _is_rep(self, span: Span) -> bool:
        """Whether the person hinged or squatted there, and did not do something else."""
        whole = Series(self._frames).between(span.start_s, span.end_s)
        bottom = whole.bottom
        return (
            (not self.measured_roughly or span.excursion_m >= ROUGHLY * self.settings.minimum_excursion_m)
            and self._on_feet(bottom)
            and self._on_both_feet(bottom)
            and self._left_the_feet(bottom)
            and not self._reaching(bottom)
            and not self._twists(whole)
        )

    def _on_feet(self, bottom: Series) -> bool:
        """Whether the weight is over the feet at the bottom: it is not in who sits down, lunges or kneels."""
        weight = bottom.median(lambda m: m.cop_foot_fraction)
        s = self.settings
        return weight is None or s.rearmost_weight_foot_fraction <= weight <= s.foremost_weight_foot_fraction

    def _on_both_feet(self, bottom: Series) -> bool:
        """Whether neither foot is in the air at the bottom: one is in who walks on the spot."""
        lifted = bottom.median(lambda m: m.foot_lifted)
        return lifted is None or lifted < self.settings.lifted_foot_m

    def _left_the_feet(self, bottom: Series) -> bool:
        """Whether the person went away from their own feet as far as a rep goes: in a step back the hips go with them.

        All frames of the bottom are that far on feet that stay, whatever the rep's size.
        """
        away = bottom.median(excursion_from_feet)
        return away is None or away >= BOTTOM_SHARE * self.settings.minimum_excursion_m

    def _reaching(self, bottom: Series) -> bool:
        """Whether a hand reaches for something low, as who picks it up does."""
        lead = bottom.median(lambda m: 0.0 if m.reach_down is None else m.reach_down)
        return lead is not None and np.rad2deg(lead) > self.settings.reaching_arm_deg

    def _twists(self, whole: Series) -> bool:
        """Whether the shoulders swing round, as they do in who turns from side to side."""
        left, right = whole.highest(lambda m: m.shoulder_turn), whole.lowest(lambda m: m.shoulder_turn)
        return left is not None and right is not None and np.rad2deg(left - right) > self.settings.twisted_deg

    def _judged(self, span: Span) -> Rep:
        self._reps += 1
        series = Series([frame for frame in self._frames if frame[0] >= span.start_s - BEFORE_S])
        verdict = self.judge.judge(series.between(span.start_s, span.end_s).frames)
        span = replace(span, start_s=begun_s(series, span, self.limits))
        gaps = series.column(lambda m: m.wall_gap)
        found = [tap for tap in self._taps.taps if span.start_s <= tap.time_s <= span.end_s]
        taps = tuple(retimed(tap, series.times, gaps, self._taps.contact_m) for tap in found)
        peaks = peaks_of(series, span, taps)
        if self.wall_is_real:
            peaks["past_wall_mm"] = None  # What is measured past a real wall is the measure's own error.
        peaks |= self._past_allowance(peaks["peak_knee_flexion_deg"])
        neutral = float(np.deg2rad(self.limits.lumbar_flexion_amber_deg))
        peaks["hip_flexion_at_neutral_loss_deg"] = hips_at_neutral_loss(series, span, neutral)
        faults = faults_of(series, span, peaks, verdict, bool(taps), self.limits)
        rep = Rep(self._reps, span.start_s, span.bottom_s, span.end_s, taps, verdict, faults, None, peaks)
        return replace(rep, contacts=self._contacts_of(span))

    def _contacts_of(self, span: Span) -> tuple[ContactChange, ...] | None:
        if self.contacts is None:
            return None
        return tuple(change for change in self.contacts.changes if span.start_s <= change.time_s <= span.end_s)

    def _past_allowance(self, knee_deg: float | None) -> dict[str, float | None]:
        if self.knee_allowance is None or knee_deg is None:
            return {"knee_allowance_deg": None, "knee_past_allowance_deg": None}
        allowed = float(np.rad2deg(self.knee_allowance))
        return {"knee_allowance_deg": allowed, "knee_past_allowance_deg": knee_deg - allowed}

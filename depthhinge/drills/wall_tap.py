"""The wall-tap drill: from measures to phases, taps and judged reps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from depthhinge.drills.cues import Coach
from depthhinge.drills.faults import faults_of
from depthhinge.drills.moment import Phase
from depthhinge.drills.peaks import peaks_of
from depthhinge.drills.rep import Rep, Tap, Verdict
from depthhinge.drills.rep_counter import BEFORE_S, RepCounter, Span
from depthhinge.drills.taps import TapDetector
from depthhinge.measures.excursion import excursion
from depthhinge.measures.measures import Measures
from depthhinge.settings import WallTapSettings


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


@dataclass
class WallTapDrill:
    """Keeps a drill between frames."""

    settings: WallTapSettings
    coach: Coach
    judge: Judge
    _counter: RepCounter = field(init=False)
    _taps: TapDetector = field(init=False)
    _frames: list[tuple[float, Measures]] = field(default_factory=list)
    _reps: int = 0

    def __post_init__(self) -> None:
        self._counter = RepCounter(self.settings)
        self._taps = TapDetector(self.settings)

    @property
    def under_way(self) -> bool:
        """Whether a rep has begun and not ended."""
        return self._counter.under_way

    def update(self, time_s: float, measures: Measures) -> Event:
        """Take in a tracked, measured frame."""
        if not self._counter.under_way:
            self._frames = [frame for frame in self._frames if frame[0] >= time_s - BEFORE_S]
            self._taps.clear()
        self._frames.append((time_s, measures))
        tap = self._taps.update(time_s, measures.wall_gap)
        span = self._counter.update(time_s, excursion(measures))
        rep = self._judged(span) if span is not None else None
        number = rep.number if rep is not None else self._reps + 1 if self._counter.under_way else None
        phase = Phase.LOCKOUT if rep is not None else self._counter.phase
        return Event(phase, number, tap if self._counter.under_way else None, rep, self._taps.touching)

    def abandon(self) -> None:
        """The person walked off or was lost: what is under way does not count."""
        self._counter.abandon()
        self._taps.touching = False

    def finish(self) -> Rep | None:
        """The recording ends: the rep under way, if it was nearly over."""
        span = self._counter.finish()
        return None if span is None else self._judged(span)

    def _judged(self, span: Span) -> Rep:
        self._reps += 1
        own = [(t, m) for t, m in self._frames if span.start_s <= t <= span.end_s]
        taps = tuple(tap for tap in self._taps.taps if span.start_s <= tap.time_s <= span.end_s)
        peaks = peaks_of(own, span)
        verdict = self.judge.judge(own)
        faults = faults_of(peaks, verdict, bool(taps), span, self.settings)
        rep = Rep(self._reps, span.start_s, span.bottom_s, span.end_s, taps, verdict, faults, None, peaks)
        return replace(rep, cue=self.coach.cue(faults))

"""How far from the wall someone works: the coaches' protocol, one rep at a time.

Begin near, but not so near that the seat stands at the wall already; three clean taps, an inch further, until the tap
fails, the back rounds, the knees or shins give way, or the weight leaves the mid-foot. The farthest clean distance is
the answer. It is then looked for once more, from nearer by: a number found twice is worth more than one found once. The
steps stand in `calibration/wall_protocol.toml`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from depthhinge.drills.rep import Rep
from depthhinge.settings import WallProtocolSettings


class Limit(StrEnum):
    """What ended a climb."""

    BACK = "back"
    """The back rounded or hollowed."""
    WEIGHT = "weight"
    """The weight left the mid-foot, or the person leaned on the wall."""
    KNEES = "knees"
    """The knees or shins gave way."""
    TAP = "tap"
    """The wall was not reached."""
    REACH = "reach"
    """Farther is not possible for this body."""
    PROTOCOL = "protocol"
    """The protocol goes no further."""


_LIMIT_OF = {
    "rounded": Limit.BACK,
    "arched": Limit.BACK,
    "toe_shifted": Limit.WEIGHT,
    "leaning": Limit.WEIGHT,
    "squat": Limit.KNEES,
    "short_of_wall": Limit.TAP,
}
"""The faults that a distance fails by, the most telling first; others are corrected, not calibrated."""

LIMIT_WORDS = {
    Limit.BACK: "the back gave way",
    Limit.WEIGHT: "the weight left the mid-foot",
    Limit.KNEES: "the knees or shins gave way",
    Limit.TAP: "the wall was not reached",
    Limit.REACH: "farther is not possible for this body",
    Limit.PROTOCOL: "the protocol goes no further",
}


class Say(StrEnum):
    """What the person is asked for next; the names of cues."""

    BEGIN = "calibrate_begin"
    BEGIN_FARTHER = "calibrate_begin_farther"
    AGAIN = "calibrate_again"
    FURTHER = "calibrate_further"
    NEARER = "calibrate_nearer"
    DONE = "calibrate_done"


@dataclass(frozen=True)
class Step:
    """What a rep led to."""

    say: Say
    distance_m: float
    """Of the wall from now on."""


@dataclass(frozen=True)
class Climb:
    """One way from near to the first distance that failed."""

    clean_m: float | None
    """Farthest distance with enough clean taps; None where already the first failed."""
    limit: Limit


@dataclass(frozen=True)
class WallResult:
    """What was found."""

    distance_m: float | None
    """The working distance: the nearer of the climbs' farthest clean ones; None where not even the first was clean."""
    limit: Limit
    climbs: tuple[Climb, ...]
    hip_flexion_at_neutral_loss_deg: float | None
    """Hip flexion at which the neutral spine was lost, median of the reps that lost it: the hamstrings' end of range.
    Never to be read as a flexibility test's result: no published link exists."""
    hip_flexion_neutral_deg: float | None
    """Greatest hip flexion of a rep that kept it."""

    @property
    def repeatability_m(self) -> float | None:
        """Difference between the climbs, metres; None where one found nothing."""
        found = [climb.clean_m for climb in self.climbs]
        known = [distance for distance in found if distance is not None]
        return max(known) - min(known) if len(known) == len(found) and len(known) > 1 else None


@dataclass
class WallProtocol:
    """`take` each judged rep until `result` is there."""

    settings: WallProtocolSettings
    farthest_m: float = np.inf
    """What this body can reach at all."""
    first_m: float = field(init=False)
    """The nearest distance, where the first climb begins."""
    distance_m: float = field(init=False)
    result: WallResult | None = None
    _clean: int = 0
    _failed: list[Limit] = field(default_factory=list)
    _best_m: float | None = None
    _climbs: list[Climb] = field(default_factory=list)
    _lost_at_deg: list[float] = field(default_factory=list)
    _kept_deg: float | None = None

    def __post_init__(self) -> None:
        self.first_m = self.distance_m = self.settings.first_distance_m

    def begin(self, seat_m: float) -> Step:
        """Where the first wall stands, for a seat that stands `seat_m` metres behind the heels; before any rep."""
        self.first_m = first_distance_m(self.settings, seat_m)
        farther = self.first_m > self.settings.first_distance_m
        return self._move(Say.BEGIN_FARTHER if farther else Say.BEGIN, self.first_m)

    def take(self, rep: Rep) -> Step:
        """What follows from a rep at the present distance."""
        if self.result is not None:
            return Step(Say.DONE, self.distance_m)
        self._note_hips(rep)
        limit = limit_of(rep)
        if limit is None:
            self._clean += 1
        else:
            self._failed.append(limit)
        if len(self._failed) >= self.settings.failures_at_a_distance:
            return self._end_climb(_most_common(self._failed))
        if self._clean < self.settings.clean_taps:
            return Step(Say.AGAIN, self.distance_m)
        self._best_m = self.distance_m
        further = self.distance_m + self.settings.step_m
        if further > self.settings.farthest_distance_m + 1e-9:
            return self._end_climb(Limit.PROTOCOL)
        if further > self.farthest_m:
            return self._end_climb(Limit.REACH)
        return self._move(Say.FURTHER, further)

    def _end_climb(self, limit: Limit) -> Step:
        self._climbs.append(Climb(self._best_m, limit))
        if self._best_m is None or len(self._climbs) >= self.settings.climbs:
            self.result = self._found()
            return Step(Say.DONE, self.distance_m if self.result.distance_m is None else self.result.distance_m)
        nearer = max(self._best_m - self.settings.step_m * self.settings.steps_back, self.first_m)
        self._best_m = None
        return self._move(Say.NEARER, nearer)

    def _move(self, say: Say, distance_m: float) -> Step:
        self.distance_m, self._clean, self._failed = distance_m, 0, []
        return Step(say, distance_m)

    def _note_hips(self, rep: Rep) -> None:
        lost = rep.measures.get("hip_flexion_at_neutral_loss_deg")
        peak = rep.measures.get("peak_hip_flexion_deg")
        if lost is not None:
            self._lost_at_deg.append(lost)
        elif peak is not None:
            self._kept_deg = peak if self._kept_deg is None else max(self._kept_deg, peak)

    def _found(self) -> WallResult:
        clean = [climb.clean_m for climb in self._climbs]
        known = [distance for distance in clean if distance is not None]
        nearest = min(self._climbs, key=lambda climb: -1.0 if climb.clean_m is None else climb.clean_m)
        return WallResult(
            distance_m=min(known) if len(known) == len(clean) else None,
            limit=nearest.limit,
            climbs=tuple(self._climbs),
            hip_flexion_at_neutral_loss_deg=float(np.median(self._lost_at_deg)) if self._lost_at_deg else None,
            hip_flexion_neutral_deg=self._kept_deg,
        )


def first_distance_m(settings: WallProtocolSettings, seat_m: float) -> float:
    """Metres from the heels to the first wall: the protocol's own, or its first step far enough behind the seat.

    Nobody taps a wall that their seat stands at.

    Args:
        settings: of the protocol.
        seat_m: of the seat's rearmost behind the heels, standing; negative in front of them.
    """
    missing = seat_m + settings.seat_margin_m - settings.first_distance_m
    steps = max(math.ceil(missing / settings.step_m), 0)
    return min(settings.first_distance_m + steps * settings.step_m, settings.farthest_distance_m)


def limit_of(rep: Rep) -> Limit | None:
    """Why a rep was no clean tap; None where it was one."""
    names = {fault.name for fault in rep.faults}
    for name, limit in _LIMIT_OF.items():
        if name in names:
            return limit
    return None if rep.taps else Limit.TAP


def _most_common(limits: list[Limit]) -> Limit:
    """The one that came most often; among equals the last."""
    return max(reversed(limits), key=limits.count)

"""A rep in one line, and beside the truth where that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from depthhinge.drills.rep import ContactChange, Rep, Tap
from depthhinge.lengths import MM_PER_M
from depthhinge.simulation.truth import RepTruth, TapTruth

TAP_TOLERANCE_FRAMES = 2.0
TAP_TOLERANCE_M = 0.020
"""A tap agrees with the truth within both: the project's bar for the wall-tap drill."""


@dataclass(frozen=True)
class Comparison:
    """A measured rep beside the true one; either is None where it has no counterpart."""

    rep: Rep | None
    truth: RepTruth | None
    fps: float
    walled: bool = True
    """Whether there was a wall: without it there are no taps to agree on."""

    @property
    def label_agrees(self) -> bool:
        """Whether the movement was named right."""
        return self.rep is not None and self.truth is not None and self.rep.verdict.label.value == self.truth.label

    @property
    def rounding_agrees(self) -> bool:
        """Whether a rounded back was told, and only then."""
        return self.rep is not None and self.truth is not None and bool(self.rep.verdict.rounded) == self.truth.rounded

    @property
    def taps_agree(self) -> bool:
        """Whether there are as many taps as there were, each in time and depth."""
        if not self.walled:
            return True
        measured = () if self.rep is None else self.rep.taps
        true = () if self.truth is None else self.truth.taps
        return len(measured) == len(true) and all(
            abs(tap.time_s - actual.time_s) * self.fps <= TAP_TOLERANCE_FRAMES
            and abs(tap.depth_m - actual.depth) <= TAP_TOLERANCE_M
            for tap, actual in zip(measured, true, strict=True)
        )

    @property
    def agrees(self) -> bool:
        """Whether everything does."""
        return self.label_agrees and self.rounding_agrees and self.taps_agree

    def in_words(self) -> str:
        """One line for a person."""
        if self.rep is None:
            assert self.truth is not None
            return f"rep missed: {_named(self.truth.label, self.truth.rounded)} from {self.truth.start_s:.2f} s"
        line = rep_in_words(self.rep)
        if self.truth is None:
            return f"{line} | truth: no rep here"
        taps = "; ".join(_tap_beside_truth(self.rep.taps, tap, self.fps) for tap in self.truth.taps) or "no tap"
        taps = taps if self.walled else "no wall"
        mark = "agrees" if self.agrees else "DIFFERS"
        return f"{line} | truth: {_named(self.truth.label, self.truth.rounded)}, {taps} | {mark}"

    def record(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "rep": None if self.rep is None else self.rep.number,
            "label": None if self.rep is None else self.rep.verdict.label.value,
            "rounded": None if self.rep is None else self.rep.verdict.rounded,
            "taps": [] if self.rep is None else [tap_record(tap.time_s, tap.depth_m) for tap in self.rep.taps],
            "truth": None
            if self.truth is None
            else {
                "rep": self.truth.number,
                "label": self.truth.label,
                "rounded": self.truth.rounded,
                "taps": [tap_record(tap.time_s, tap.depth) for tap in self.truth.taps],
            },
            "label_agrees": self.label_agrees,
            "rounding_agrees": self.rounding_agrees,
            "taps_agree": self.taps_agree,
        }


def compare(reps: Sequence[Rep], truths: Sequence[RepTruth], fps: float, walled: bool = True) -> list[Comparison]:
    """Each true rep beside the measured one that overlaps it most, then the measured ones that overlap none."""
    left = list(reps)
    comparisons = []
    for truth in truths:
        best = max(left, key=lambda rep: _overlap_s(rep, truth), default=None)
        if best is None or _overlap_s(best, truth) <= 0.0:
            comparisons.append(Comparison(None, truth, fps, walled))
        else:
            left.remove(best)
            comparisons.append(Comparison(best, truth, fps, walled))
    return comparisons + [Comparison(rep, None, fps, walled) for rep in left]


def rep_in_words(rep: Rep) -> str:
    """`rep 2: squat, tap at 12.34 s 8 mm deep; push the hips further back`."""
    taps = "; ".join(_tap_in_words(tap.time_s, tap.depth_m) for tap in rep.taps) or "no tap"
    if rep.contacts is not None:
        lost = [_loss_in_words(change) for change in rep.contacts if change.lost]
        taps = "; ".join(lost) or "rod kept"
    cue = f"; {rep.cue}" if rep.cue else ""
    return f"rep {rep.number}: {_named(rep.verdict.label.value, rep.verdict.rounded)}, {taps}{cue}"


def _overlap_s(rep: Rep, truth: RepTruth) -> float:
    return min(rep.end_s, truth.end_s) - max(rep.start_s, truth.start_s)


def _named(label: str, rounded: bool | None) -> str:
    return f"{label}, back {'rounded' if rounded else 'neutral' if rounded is not None else 'not judged'}"


def _tap_in_words(time_s: float, depth_m: float) -> str:
    return f"tap at {time_s:.2f} s, {MM_PER_M * depth_m:.0f} mm deep"


def _loss_in_words(change: ContactChange) -> str:
    contact = change.contact.replace("_", " ")
    return f"{contact} off the rod at {change.time_s:.2f} s ({change.where}, {change.direction})"


def _tap_beside_truth(measured: Sequence[Tap], actual: TapTruth, fps: float) -> str:
    words = _tap_in_words(actual.time_s, actual.depth)
    nearest = min(measured, key=lambda tap: abs(tap.time_s - actual.time_s), default=None)
    if nearest is None:
        return words
    frames = (nearest.time_s - actual.time_s) * fps
    return f"{words} (off by {frames:+.1f} frames, {MM_PER_M * (nearest.depth_m - actual.depth):+.0f} mm)"


def tap_record(time_s: float, depth_m: float) -> dict[str, float]:
    """A tap for a program."""
    return {"time_s": time_s, "depth_mm": MM_PER_M * depth_m}

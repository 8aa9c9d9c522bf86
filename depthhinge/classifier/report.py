"""How verdicts compare with the truth: the worst class and the worst person first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from depthhinge.classifier.examples import Example
from depthhinge.classifier.model import LABELS
from depthhinge.drills.rep import Label, Verdict

Judged = tuple[Example, Verdict | None]

NOT_FOUND = "not_found"
"""Column of the confusion for reps that the line did not find, and so nobody judged."""
VIEWS: dict[str, tuple[float, float]] = {
    "front": (-180.0, -70.0),
    "oblique_front": (-70.0, -25.0),
    "side": (-25.0, 25.0),
    "oblique_back": (25.0, 70.0),
    "back": (70.0, 180.0),
}
"""Degrees of azimuth, from and below."""


@dataclass(frozen=True)
class Report:
    """Verdicts on examples. Shares are of the reps that were found, unless they say otherwise; NaN of none."""

    verdicts: tuple[Judged, ...]

    @property
    def confusion(self) -> dict[str, dict[str, int]]:
        """Reps by true label, then by verdict or `NOT_FOUND`."""
        counts: dict[str, Counter[str]] = {label: Counter() for label in LABELS}
        for example, verdict in self.verdicts:
            counts[example.label][NOT_FOUND if verdict is None else verdict.label.value] += 1
        columns = (*LABELS, Label.UNSURE.value, NOT_FOUND)
        return {label: {column: row[column] for column in columns} for label, row in counts.items()}

    def found(self, label: str | None = None) -> float:
        """Share of the reps (of a label) that the line found."""
        return _share([v is not None for e, v in self.verdicts if label in (None, e.label)])

    def recall(self, label: str) -> float:
        """Share of the reps of a label that were called so; unsure counts as missed."""
        return _share([v.label == label for e, v in self._found() if e.label == label])

    def precision(self, label: str) -> float:
        """Share of the reps called so that are."""
        return _share([e.label == label for e, v in self._found() if v.label == label])

    @property
    def unsure(self) -> float:
        """Share left without a label."""
        return _share([v.label is Label.UNSURE for _, v in self._found()])

    @property
    def right(self) -> float:
        """Share called what they are."""
        return _share([_right(e, v) for e, v in self._found()])

    @property
    def accuracy(self) -> float:
        """Share called what they are, of those that were called anything."""
        return _share([_right(e, v) for e, v in self._found() if v.label is not Label.UNSURE])

    @property
    def confidence(self) -> float:
        """Mean probability of what was said, of the same; that of a calibrated classifier equals `accuracy`."""
        said = [v.probabilities[v.label] for _, v in self._found() if v.label is not Label.UNSURE]
        return float(np.mean(said)) if said else float("nan")

    @property
    def rounded_recall(self) -> float:
        """Share of rounded reps called rounded."""
        return _share([v.rounded is True for e, v in self._found() if e.rounded])

    @property
    def rounded_false_alarms(self) -> float:
        """Share of the other reps called rounded."""
        return _share([v.rounded is True for e, v in self._found() if not e.rounded])

    @property
    def worst_class(self) -> str:
        """The label with the lowest recall."""
        return min(LABELS, key=self.recall)

    @property
    def worst_person(self) -> tuple[int, int, int] | None:
        """Their number, how many of their reps were called what they are, and of how many; None of nobody."""
        right: dict[int, list[bool]] = defaultdict(list)
        for example, verdict in self._found():
            right[example.person].append(_right(example, verdict))
        if not right:
            return None
        number = min(right, key=lambda person: (float(np.mean(right[person])), -len(right[person]), person))
        return number, sum(right[number]), len(right[number])

    @property
    def people(self) -> int:
        """How many different people."""
        return len({example.person for example, _ in self.verdicts})

    def seen_from(self, view: str) -> Report:
        """The same of the reps seen from one of `VIEWS`."""
        low, high = VIEWS[view]
        return self._where(lambda example: low <= example.azimuth_deg < high)

    def record(self) -> dict[str, Any]:
        """For `--json`; a share of nothing is null."""
        worst = self.worst_person
        return {
            "people": self.people,
            "reps": len(self.verdicts),
            "found": _rounded(self.found()),
            "worst_class": self.worst_class,
            "worst_person": None if worst is None else dict(zip(("number", "right", "reps"), worst, strict=True)),
            "classes": {
                label: {
                    "recall": _rounded(self.recall(label)),
                    "precision": _rounded(self.precision(label)),
                    "found": _rounded(self.found(label)),
                }
                for label in LABELS
            },
            "unsure": _rounded(self.unsure),
            "accuracy": _rounded(self.accuracy),
            "confidence": _rounded(self.confidence),
            "rounded": {"recall": _rounded(self.rounded_recall), "false_alarms": _rounded(self.rounded_false_alarms)},
            "views": {view: self._view_record(view) for view in VIEWS if self.seen_from(view).verdicts},
            "confusion": self.confusion,
        }

    def _view_record(self, view: str) -> dict[str, Any]:
        seen = self.seen_from(view)
        return {
            "reps": len(seen.verdicts),
            "found": _rounded(seen.found()),
            "right": _rounded(seen.right),
            "rounded_recall": _rounded(seen.rounded_recall),
            "rounded_false_alarms": _rounded(seen.rounded_false_alarms),
        }

    def _found(self) -> list[tuple[Example, Verdict]]:
        return [(example, verdict) for example, verdict in self.verdicts if verdict is not None]

    def _where(self, wanted: Callable[[Example], bool]) -> Report:
        return Report(tuple(judged for judged in self.verdicts if wanted(judged[0])))


def _right(example: Example, verdict: Verdict) -> bool:
    return verdict.label == example.label


def _share(yes: list[bool]) -> float:
    return sum(yes) / len(yes) if yes else float("nan")


def _rounded(share: float) -> float | None:
    return None if np.isnan(share) else round(share, 4)

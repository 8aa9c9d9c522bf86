"""Training and judging: always on people left out, the worst class and the worst person first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import numpy as np

from depthhinge.classifier.features import FEATURES
from depthhinge.classifier.model import LABELS, RepClassifier
from depthhinge.drills.rep import Label
from depthhinge.geometry import Array

FOLDS = 5
_R = TypeVar("_R", bound="JudgedRep")


class JudgedRep(Protocol):
    """A rep whose truth is known; `trials.TrialRep` is one."""

    person: int
    label: str
    rounded: bool
    found: bool
    features: list[float | None]
    verdict: str | None
    rounded_verdict: bool | None


@dataclass(frozen=True)
class Report:
    """How verdicts compare with the truth."""

    confusion: dict[str, dict[str, int]]
    """Reps by true label, then by verdict."""
    rounded_recall: float
    rounded_false_alarms: float
    worst_person: tuple[int, float]
    """Number and share of right verdicts."""

    def recall(self, label: str) -> float:
        """Of the true reps of a label, the share called so; `unsure` counts as missed."""
        row = self.confusion[label]
        return row.get(label, 0) / max(sum(row.values()), 1)

    def precision(self, label: str) -> float:
        """Of the reps called so, the share that are."""
        called = sum(row.get(label, 0) for row in self.confusion.values())
        return self.confusion[label].get(label, 0) / max(called, 1)

    def record(self) -> dict[str, Any]:
        """As the command prints it."""
        names = [label.value for label in LABELS]
        worst = min(names, key=self.recall)
        total = sum(sum(row.values()) for row in self.confusion.values())
        unsure = sum(row.get(Label.UNSURE.value, 0) for row in self.confusion.values())
        return {
            "worst_class": {worst: round(self.recall(worst), 3)},
            "recall": {name: round(self.recall(name), 3) for name in names},
            "precision": {name: round(self.precision(name), 3) for name in names},
            "unsure": round(unsure / max(total, 1), 3),
            "confusion": self.confusion,
            "rounded_recall": round(self.rounded_recall, 3),
            "rounded_false_alarms": round(self.rounded_false_alarms, 3),
            "worst_person": {"number": self.worst_person[0], "right": round(self.worst_person[1], 3)},
        }


def usable(reps: Sequence[_R]) -> list[_R]:
    """The reps that the line found."""
    return [rep for rep in reps if rep.found]


def rows_of(reps: Sequence[JudgedRep]) -> Array:
    """(n, n_features), NaN for what was not measured."""
    rows = [[np.nan if x is None else x for x in rep.features] for rep in reps]
    return np.asarray(rows, np.float64).reshape(-1, len(FEATURES))


def fitted(reps: Sequence[JudgedRep]) -> RepClassifier:
    """A classifier trained on found reps."""
    return RepClassifier().fit(rows_of(reps), [rep.label for rep in reps], [rep.rounded for rep in reps])


def cross_validated(reps: Sequence[Any]) -> Report:
    """Every person judged by a classifier that never saw them; folds by person number."""
    judged = []
    people = sorted({rep.person for rep in reps})
    for fold in range(FOLDS):
        out = set(people[fold::FOLDS])
        inside = [rep for rep in reps if rep.person not in out]
        outside = [rep for rep in reps if rep.person in out]
        if not inside or not outside:
            continue
        classifier = fitted(inside)
        for rep, row in zip(outside, rows_of(outside), strict=True):
            verdict = classifier.verdict(row)
            judged.append(replace(rep, verdict=verdict.label.value, rounded_verdict=verdict.rounded))
    return report_of(judged)


def report_of(reps: Sequence[JudgedRep]) -> Report:
    """Compare found reps' verdicts with their truth."""
    confusion = {label.value: Counter[str]() for label in LABELS}
    by_person: dict[int, list[bool]] = defaultdict(list)
    for rep in reps:
        confusion[rep.label][rep.verdict or Label.UNSURE.value] += 1
        by_person[rep.person].append(rep.verdict == rep.label)
    round_ones = [rep for rep in reps if rep.rounded]
    others = [rep for rep in reps if not rep.rounded]
    worst = min(by_person, key=lambda person: float(np.mean(by_person[person])), default=-1)
    return Report(
        confusion={label: dict(row) for label, row in confusion.items()},
        rounded_recall=float(np.mean([rep.rounded_verdict is True for rep in round_ones])) if round_ones else 0.0,
        rounded_false_alarms=float(np.mean([rep.rounded_verdict is True for rep in others])) if others else 0.0,
        worst_person=(worst, float(np.mean(by_person[worst])) if worst >= 0 else 0.0),
    )

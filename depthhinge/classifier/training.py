"""Learning from examples, and being judged on people left out."""

from __future__ import annotations

from collections.abc import Sequence

from depthhinge.classifier.examples import Example, found_of, rows_of
from depthhinge.classifier.model import LABELS, RepClassifier, TrainedOn
from depthhinge.classifier.report import Report
from depthhinge.drills.rep import Verdict
from depthhinge.errors import UsageError

FOLDS = 5


def train(examples: Sequence[Example]) -> RepClassifier:
    """A classifier that has learned from the examples the line found.

    Raises:
        UsageError: a kind of rep is missing among them.
    """
    found = found_of(examples)
    kinds = {example.label for example in found}
    missing = [label for label in LABELS if label not in kinds]
    if missing or len({example.rounded for example in found}) < 2:
        what = missing[0] if missing else "rounded"
        raise UsageError(f"no {what} rep was found among {len(found)}: train on more people")
    return RepClassifier().fit(
        rows_of(found),
        [example.label for example in found],
        [example.rounded for example in found],
        TrainedOn(
            drills=len({example.trial for example in examples}),
            people=len({example.person for example in found}),
            reps=len(found),
        ),
    )


def judged(classifier: RepClassifier, examples: Sequence[Example]) -> list[tuple[Example, Verdict | None]]:
    """Each example with the classifier's verdict; None where the line did not find the rep."""
    return [(e, None if e.features is None else classifier.verdict(e.features)) for e in examples]


def cross_validated(examples: Sequence[Example], folds: int = FOLDS) -> Report:
    """Everyone judged by a classifier that has never seen them: the people are dealt into folds by their number.

    Raises:
        UsageError: fewer people than folds, or a kind of rep is missing in a fold's training.
    """
    people = sorted({example.person for example in examples})
    if len(people) < folds:
        raise UsageError(f"{len(people)} people do not fill {folds} folds: train on more")
    verdicts: list[tuple[Example, Verdict | None]] = []
    for fold in range(folds):
        left_out = set(people[fold::folds])
        classifier = train([example for example in examples if example.person not in left_out])
        verdicts += judged(classifier, [example for example in examples if example.person in left_out])
    return Report(tuple(verdicts))

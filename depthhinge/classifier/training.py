"""Learning from examples, and being judged on people left out. Only this needs scikit-learn and skops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from depthhinge.classifier.examples import Example, found_of, rows_of
from depthhinge.classifier.features import FEATURES
from depthhinge.classifier.files import FORMAT
from depthhinge.classifier.model import LABELS, RepClassifier
from depthhinge.classifier.report import Report
from depthhinge.classifier.weights import Learned, Standard, TrainedOn
from depthhinge.drills.rep import Verdict
from depthhinge.errors import SettingsError, UsageError

FOLDS = 5
RESOLUTION = {"m": 0.02, "rad": 0.05, "": 0.05}
"""By the unit at the end of a feature's name, the smallest spread that is taken as one: a feature that hardly varies in
training (heels that the fit keeps on the floor) must not become a lever when it varies later."""


@dataclass(frozen=True)
class Estimators:
    """What has learned. The same reps in the same order give the same."""

    scaler: StandardScaler
    movement: LogisticRegression
    rounding: LogisticRegression
    trained_on: TrainedOn

    @property
    def learned(self) -> Learned:
        """For judging."""
        return Learned.by(vars(self.scaler), vars(self.movement), vars(self.rounding), self.trained_on)

    def save(self, path: Path) -> None:
        """Write it without pickle, whole or not at all; `RepClassifier.load` reads it.

        Raises:
            SettingsError: it cannot be written there.
        """
        content = {
            "format": FORMAT,
            "features": list(FEATURES),
            "trained_on": asdict(self.trained_on),
            "scaler": self.scaler,
            "movement": self.movement,
            "rounding": self.rounding,
        }
        partial = path.with_name(f"{path.name}.partial")
        try:
            partial.write_bytes(skops.io.dumps(content))
            partial.replace(path)
        except OSError as problem:
            partial.unlink(missing_ok=True)
            why = problem.strerror or problem
            raise SettingsError(f"the classifier cannot be written to {path}: {why}") from problem


def train(examples: Sequence[Example]) -> Estimators:
    """Learn from the examples the line found.

    Raises:
        UsageError: a kind of rep is missing among them.
    """
    found = found_of(examples)
    kinds = {example.label for example in found}
    missing = [label for label in LABELS if label not in kinds]
    if missing or len({example.rounded for example in found}) < 2:
        what = missing[0] if missing else "rounded"
        raise UsageError(f"no {what} rep was found among {len(found)}: train on more people")
    rows = rows_of(found)
    # A feature measured in no rep says nothing: it is 0 in all of them.
    scaler = StandardScaler().fit(np.where(np.isnan(rows).all(axis=0), 0.0, rows))
    scaler.scale_ = np.maximum(scaler.scale_, _resolutions())
    standardised = Standard(scaler.mean_, scaler.scale_).of(rows)
    return Estimators(
        scaler,
        movement=_regression().fit(standardised, np.array([example.label for example in found])),
        rounding=_regression().fit(standardised, np.array([example.rounded for example in found], int)),
        trained_on=TrainedOn(
            drills=len({example.trial for example in examples}),
            people=len({example.person for example in found}),
            reps=len(found),
        ),
    )


def _regression() -> LogisticRegression:
    # Hinges are the most common rep of a drill, but no likelier than a squat to be the one that was just seen.
    return LogisticRegression(max_iter=1000, class_weight="balanced")


def _resolutions() -> NDArray[np.float64]:
    units = (name.rpartition("_")[2] for name in FEATURES)
    return np.array([RESOLUTION.get(unit, RESOLUTION[""]) for unit in units])


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
        learned = train([example for example in examples if example.person not in left_out]).learned
        verdicts += judged(RepClassifier(learned), [example for example in examples if example.person in left_out])
    return Report(tuple(verdicts))

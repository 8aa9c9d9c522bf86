"""The rep classifier: hinge, squat, toe-shifted or unsure; rounded or not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from depthhinge.classifier.features import FEATURES, features_of
from depthhinge.drills.rep import Label, Verdict
from depthhinge.errors import SettingsError
from depthhinge.geometry import Array
from depthhinge.measures.measures import Measures
from depthhinge.settings import WallTapSettings, data_file, wall_tap

FILE_NAME = "rep_classifier.skops"
LABELS = (Label.HINGE, Label.SQUAT, Label.TOE_SHIFTED)
REGULARISATION = 1.0
"""Inverse strength (scikit-learn's `C`): its default; the features are few and standardised."""
TRUSTED_TYPES = ("numpy.dtype",)
"""What a saved classifier holds beside scikit-learn's own estimators and numbers."""
MAX_DEVIATION = 8.0
"""Standard deviations of the training reps beyond which a rep is like none of them, and the answer is unsure."""


class RepClassifier:
    """Two logistic regressions on the features of a rep: one for the movement, one for the back.

    Linear on purpose: the classes are separated by the physics of balance (simulated and real alike), and a linear model
    goes on saying the same outside the people it was trained on.
    """

    def __init__(self, settings: WallTapSettings | None = None) -> None:
        self.settings = settings or wall_tap()

    def fit(self, rows: Array, labels: Sequence[str], rounded: Sequence[bool]) -> RepClassifier:
        """Train on rows (n, n_features), movement labels (n,) and whether the back was rounded (n,)."""
        self.movement_ = _estimator().fit(rows, np.asarray(labels))
        self.rounding_ = _estimator().fit(rows, np.asarray(rounded, int))
        return self

    def predict_proba(self, rows: Array) -> tuple[Array, Array]:
        """Probabilities (n, 3) in the order of `LABELS`, and of rounding (n,), for rows (n, n_features)."""
        order = [list(self.movement_.classes_).index(label.value) for label in LABELS]
        return self.movement_.predict_proba(rows)[:, order], self.rounding_.predict_proba(rows)[:, 1]

    def judge(self, frames: Sequence[tuple[float, Measures]]) -> Verdict:
        """The verdict on one rep's tracked frames (time in seconds, measures)."""
        return self.verdict(features_of(frames))

    def verdict(self, row: Array) -> Verdict:
        """The verdict on one row of features (n_features,)."""
        if not np.isfinite(row).any():
            even = 1.0 / len(LABELS)
            return Verdict(Label.UNSURE, {label.value: even for label in LABELS}, None, None)
        movement, rounding = self.predict_proba(row[None])
        best = int(np.argmax(movement[0]))
        sure = movement[0, best] >= self.settings.unsure_below and self._deviation(row) < MAX_DEVIATION
        return Verdict(
            label=LABELS[best] if sure else Label.UNSURE,
            probabilities={label.value: float(p) for label, p in zip(LABELS, movement[0], strict=True)},
            rounded=bool(rounding[0] >= self.settings.rounded_from),
            rounded_probability=float(rounding[0]),
        )

    def _deviation(self, row: Array) -> float:
        standardised = self.movement_[:-1].transform(row[None])
        return float(np.abs(standardised).max())

    def save(self, path: Path) -> None:
        """Write the trained model, without pickle."""
        import skops.io

        content = {"features": list(FEATURES), "movement": self.movement_, "rounding": self.rounding_}
        skops.io.dump(content, path)

    @classmethod
    def load(cls, path: Path | None = None) -> RepClassifier:
        """The trained model of a file; the shipped one by default.

        Raises:
            SettingsError: the file is missing, damaged, holds other types than it should, or other features.
        """
        content = _read(path or data_file(FILE_NAME))
        classifier = cls()
        classifier.movement_, classifier.rounding_ = content["movement"], content["rounding"]
        return classifier


def _estimator() -> Pipeline:
    return make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=REGULARISATION, max_iter=1000, class_weight="balanced"),
    )


@cache
def _read(path: Path) -> dict[str, Any]:
    import skops.io

    advice = "install depthhinge again, or train one with: depthhinge classifier train"
    if not path.is_file():
        raise SettingsError(f"{path} is missing: {advice}")
    try:
        unknown = sorted(set(skops.io.get_untrusted_types(file=path)) - set(TRUSTED_TYPES))
        if unknown:
            raise SettingsError(f"{path} holds types a classifier has no use for ({unknown[0]}): {advice}")
        content: dict[str, Any] = skops.io.load(path, trusted=list(TRUSTED_TYPES))
    except SettingsError:
        raise
    except Exception as error:  # skops raises whatever its damaged archive happens to cause
        raise SettingsError(f"{path} cannot be read as a classifier: {advice}") from error
    if not isinstance(content, dict) or content.get("features") != list(FEATURES):
        raise SettingsError(f"{path} was trained on other features: {advice}")
    return content


def as_rows(rows: Sequence[Array]) -> NDArray[np.float64]:
    """(n, n_features) of n feature rows."""
    return np.asarray(rows, np.float64).reshape(-1, len(FEATURES))

"""All it takes to judge a rep once the learning is done: arithmetic on a few numbers.

scikit-learn learns them (`training`) and is not needed here: it takes 150 MB and three seconds to import.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, softmax

from depthhinge.geometry import Array


@dataclass(frozen=True)
class TrainedOn:
    """What a classifier has learned from."""

    drills: int
    people: int
    reps: int


@dataclass(frozen=True)
class Standard:
    """Where the training reps lay, feature by feature."""

    mean: Array
    """(n_features,)"""
    spread: Array
    """(n_features,) above 0."""

    def of(self, rows: Array) -> Array:
        """(n, n_features) spreads from the mean; 0, the mean, for what was not measured."""
        return np.nan_to_num((rows - self.mean) / self.spread, nan=0.0)


@dataclass(frozen=True)
class Regression:
    """A logistic regression: of two classes on one score, of more on one score each."""

    classes: tuple[str | int, ...]
    coefficients: Array
    """(n_scores, n_features)"""
    intercepts: Array
    """(n_scores,)"""

    def probabilities(self, standardised: Array) -> Array:
        """(n, n_classes) of rows (n, n_features), as `sklearn.linear_model.LogisticRegression.predict_proba`."""
        scores = standardised @ self.coefficients.T + self.intercepts
        if len(self.classes) > 2:
            return np.asarray(softmax(scores, axis=1))
        second = expit(scores[:, 0])
        return np.stack([1.0 - second, second], axis=1)

    @classmethod
    def by(cls, estimator: dict[str, Any]) -> Regression:
        """Of the attributes of a fitted `sklearn.linear_model.LogisticRegression`."""
        return cls(tuple(estimator["classes_"].tolist()), estimator["coef_"], estimator["intercept_"])


@dataclass(frozen=True)
class Learned:
    """All that a classifier knows."""

    standard: Standard
    movement: Regression
    rounding: Regression
    """Of 0, not rounded, and 1."""
    trained_on: TrainedOn

    @classmethod
    def by(
        cls, scaler: dict[str, Any], movement: dict[str, Any], rounding: dict[str, Any], trained_on: TrainedOn
    ) -> Learned:
        """Of the attributes of a fitted `sklearn.preprocessing.StandardScaler` and two regressions."""
        standard = Standard(scaler["mean_"], scaler["scale_"])
        return cls(standard, Regression.by(movement), Regression.by(rounding), trained_on)

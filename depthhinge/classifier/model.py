"""The rep classifier: hinge, squat, toe-shifted or unsure; rounded or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from depthhinge.classifier.features import FEATURES, Timed, features_of
from depthhinge.classifier.files import read_model, write_model
from depthhinge.drills.rep import Label, Verdict
from depthhinge.geometry import Array
from depthhinge.settings import WallTapSettings, data_file, wall_tap

FILE_NAME = "rep_classifier.skops"
LABELS = tuple(label.value for label in (Label.HINGE, Label.SQUAT, Label.TOE_SHIFTED))
ESSENTIAL = ("pelvis_direction_rad", "knee_flexion_change_rad", "trunk_inclination_change_rad")
"""Without one of these the movement is not known: the answer is unsure."""
MAX_DEVIATION = 8.0
"""Spreads from the mean of the training reps beyond which a rep is like none of them: the answer is unsure. Simulated
reps lie within 6, the deeper squats of real people (UTD-MHAD) within 5."""
RESOLUTION = {"m": 0.02, "rad": 0.05, "": 0.05}
"""By the unit at the end of a feature's name, the smallest spread that is taken as one: a feature that hardly varies in
training (heels that the fit keeps on the floor) must not become a lever when it varies later."""


@dataclass(frozen=True)
class TrainedOn:
    """What a classifier has learned from."""

    drills: int
    people: int
    reps: int


class RepClassifier:
    """Two logistic regressions on the standardised features of a rep: one for the movement, one for the back.

    Linear on purpose: physics of balance separate the classes, and a linear model goes on saying the same beyond the
    people it has seen (real squats are deeper than the simulated ones), where trees would stop. A feature that was not
    measured is taken as average. The same reps in the same order give the same model.

    Args:
        settings: for the probability below which it is unsure and that from which a back is rounded;
            `calibration/wall_tap.toml` by default.
    """

    def __init__(self, settings: WallTapSettings | None = None) -> None:
        self.settings = settings or wall_tap()

    def fit(
        self, rows: Array, labels: Sequence[str], rounded: Sequence[bool], trained_on: TrainedOn | None = None
    ) -> RepClassifier:
        """Learn from reps.

        Args:
            rows: (n, n_features), NaN for what was not measured.
            labels: (n,) of `LABELS`, each at least once.
            rounded: (n,) whether the back was rounded, both ways at least once.
            trained_on: what they are, to be remembered with the model.
        """
        # A feature measured in no rep says nothing: it is 0 in all of them.
        self.scaler_ = StandardScaler().fit(np.where(np.isnan(rows).all(axis=0), 0.0, rows))
        self.scaler_.scale_ = np.maximum(self.scaler_.scale_, _resolutions())
        standardised = self._standardised(rows)
        self.movement_ = _regression().fit(standardised, np.asarray(labels))
        self.rounding_ = _regression().fit(standardised, np.asarray(rounded, int))
        self.trained_on_ = trained_on or TrainedOn(drills=0, people=0, reps=len(rows))
        return self

    def predict_proba(self, rows: Array) -> tuple[Array, Array]:
        """Probabilities (n, 3) in the order of `LABELS`, and (n,) of a rounded back, for rows (n, n_features)."""
        standardised = self._standardised(rows)
        order = [list(self.movement_.classes_).index(label) for label in LABELS]
        movement = self.movement_.predict_proba(standardised)[:, order]
        return movement, self.rounding_.predict_proba(standardised)[:, 1]

    def judge(self, frames: Timed) -> Verdict:
        """The verdict on one rep's tracked frames (time in seconds, measures)."""
        return self.verdict(features_of(frames))

    def verdict(self, row: Array) -> Verdict:
        """The verdict on one row of features (n_features,)."""
        if not np.isfinite(row).any():
            return Verdict(Label.UNSURE, dict.fromkeys(LABELS, 1.0 / len(LABELS)), None, None)
        (movement,), (rounding,) = self.predict_proba(row[None])
        likeliest = int(np.argmax(movement))
        familiar = np.abs(self._standardised(row[None])).max() < MAX_DEVIATION
        measured = all(np.isfinite(_value(row, name)) for name in ESSENTIAL)
        sure = familiar and measured and movement[likeliest] >= self.settings.unsure_below
        back_seen = bool(np.isfinite(_value(row, "lumbar_flexion_rad")))
        return Verdict(
            label=Label(LABELS[likeliest]) if sure else Label.UNSURE,
            probabilities={label: float(p) for label, p in zip(LABELS, movement, strict=True)},
            rounded=bool(rounding >= self.settings.rounded_from) if back_seen else None,
            rounded_probability=float(rounding) if back_seen else None,
        )

    def save(self, path: Path) -> None:
        """Write the trained model, without pickle; whole or not at all.

        Raises:
            SettingsError: it cannot be written there.
        """
        write_model(path, self.scaler_, self.movement_, self.rounding_, asdict(self.trained_on_))

    @classmethod
    def load(cls, path: Path | None = None) -> RepClassifier:
        """The trained model of a file; the shipped one by default.

        Raises:
            SettingsError: the file is missing, damaged, holds other types than it should, or is of other features.
        """
        content = read_model(path or data_file(FILE_NAME), LABELS)
        classifier = cls()
        classifier.scaler_ = content["scaler"]
        classifier.movement_, classifier.rounding_ = content["movement"], content["rounding"]
        classifier.trained_on_ = TrainedOn(**content["trained_on"])
        return classifier

    def _standardised(self, rows: Array) -> Array:
        """(n, n_features) spreads from the mean; 0, the mean, for what was not measured."""
        standardised: Array = np.nan_to_num(self.scaler_.transform(rows), nan=0.0)
        return standardised


def _regression() -> LogisticRegression:
    # Hinges are the most common rep of a drill, but no likelier than a squat to be the one that was just seen.
    return LogisticRegression(max_iter=1000, class_weight="balanced")


def _resolutions() -> NDArray[np.float64]:
    units = (name.rpartition("_")[2] for name in FEATURES)
    return np.array([RESOLUTION.get(unit, RESOLUTION[""]) for unit in units])


def _value(row: Array, name: str) -> float:
    return float(row[list(FEATURES).index(name)])

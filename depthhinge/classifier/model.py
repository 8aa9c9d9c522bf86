"""The rep classifier: hinge, squat, toe-shifted or unsure; rounded or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from depthhinge.classifier.features import FEATURES, Timed, features_of
from depthhinge.classifier.files import read_model
from depthhinge.classifier.weights import Learned
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


class RepClassifier:
    """Two logistic regressions on the standardised features of a rep: one for the movement, one for the back.

    Linear on purpose: physics of balance separate the classes, and a linear model goes on saying the same beyond the
    people it has seen (real squats are deeper than the simulated ones), where trees would stop. A feature that was not
    measured is taken as average.

    Args:
        learned: what `training` made of reps.
        settings: for the probability below which it is unsure and that from which a back is rounded;
            `calibration/wall_tap.toml` by default.
    """

    def __init__(self, learned: Learned, settings: WallTapSettings | None = None) -> None:
        self.learned = learned
        self.settings = settings or wall_tap()

    def predict_proba(self, rows: Array) -> tuple[Array, Array]:
        """Probabilities (n, 3) in the order of `LABELS`, and (n,) of a rounded back, for rows (n, n_features)."""
        standardised = self.learned.standard.of(rows)
        order = [self.learned.movement.classes.index(label) for label in LABELS]
        movement = self.learned.movement.probabilities(standardised)[:, order]
        return movement, self.learned.rounding.probabilities(standardised)[:, 1]

    def judge(self, frames: Timed) -> Verdict:
        """The verdict on one rep's tracked frames (time in seconds, measures)."""
        return self.verdict(features_of(frames))

    def verdict(self, row: Array) -> Verdict:
        """The verdict on one row of features (n_features,)."""
        if not np.isfinite(row).any():
            return Verdict(Label.UNSURE, dict.fromkeys(LABELS, 1.0 / len(LABELS)), None, None)
        (movement,), (rounding,) = self.predict_proba(row[None])
        likeliest = int(np.argmax(movement))
        familiar = np.abs(self.learned.standard.of(row[None])).max() < MAX_DEVIATION
        measured = all(np.isfinite(_value(row, name)) for name in ESSENTIAL)
        sure = familiar and measured and movement[likeliest] >= self.settings.unsure_below
        back_seen = bool(np.isfinite(_value(row, "lumbar_flexion_rad")))
        return Verdict(
            label=Label(LABELS[likeliest]) if sure else Label.UNSURE,
            probabilities={label: float(p) for label, p in zip(LABELS, movement, strict=True)},
            rounded=bool(rounding >= self.settings.rounded_from) if back_seen else None,
            rounded_probability=float(rounding) if back_seen else None,
        )

    @classmethod
    def load(cls, path: Path | None = None) -> RepClassifier:
        """The trained model of a file; the shipped one by default.

        Raises:
            SettingsError: the file is missing, damaged, holds other types than it should, or is of other features.
        """
        return cls(read_model(path or data_file(FILE_NAME), LABELS))


def _value(row: Array, name: str) -> float:
    return float(row[list(FEATURES).index(name)])

"""A trained classifier's file, as far as judging needs it. It is skops, which holds no code, unlike a pickle."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from depthhinge.classifier.features import FEATURES
from depthhinge.classifier.skops_values import ForeignTypeError, skops_values
from depthhinge.classifier.weights import Learned, TrainedOn
from depthhinge.errors import SettingsError

FORMAT = 2
"""Of the file's own layout."""
_ADVICE = "install depthhinge again, or train one with: depthhinge classifier train"


@cache
def read_model(path: Path, labels: tuple[str, ...]) -> Learned:
    """What stands in a file that `training` wrote, checked.

    Raises:
        SettingsError: the file is missing, damaged, holds other types than it should, or is of other features or
            labels.
    """
    if not path.is_file():
        raise SettingsError(f"the classifier {path} is missing: {_ADVICE}")
    try:
        content = skops_values(path.read_bytes())
    except ForeignTypeError as foreign:
        raise SettingsError(
            f"{path} holds {foreign}, which no classifier needs; it was not opened: {_ADVICE}"
        ) from foreign
    except Exception as problem:  # a damaged archive fails in many ways
        raise SettingsError(f"{path} cannot be read as a classifier: {_ADVICE}") from problem
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.get("features") != list(FEATURES):
        raise SettingsError(f"{path} is a classifier of another version: {_ADVICE}")
    try:
        trained_on = TrainedOn(**content["trained_on"])
        learned = Learned.by(content["scaler"], content["movement"], content["rounding"], trained_on)
        answers = _answers(learned, labels)
    except (KeyError, TypeError, ValueError, AttributeError):
        answers = False
    if not answers:
        raise SettingsError(f"{path} does not answer as a classifier should: {_ADVICE}")
    return learned


def _answers(learned: Learned, labels: tuple[str, ...]) -> bool:
    """Whether its parts fit together and know the labels."""
    row = learned.standard.of(np.zeros((1, len(FEATURES))))
    movement, rounding = learned.movement.probabilities(row), learned.rounding.probabilities(row)
    known = set(learned.movement.classes) == set(labels)
    return bool(known and rounding.shape == (1, 2) and np.isfinite(movement).all() and np.isfinite(rounding).all())

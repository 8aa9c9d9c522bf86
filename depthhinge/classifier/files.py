"""A trained classifier as a file: skops, which holds no code, unlike a pickle."""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from depthhinge.classifier.features import FEATURES
from depthhinge.errors import SettingsError

FORMAT = 2
"""Of the file's own layout."""
TRUSTED_TYPES = ("numpy.dtype",)
"""What the file may hold beside scikit-learn's estimators and numbers."""
_ADVICE = "install depthhinge again, or train one with: depthhinge classifier train"


def write_model(
    path: Path,
    scaler: StandardScaler,
    movement: LogisticRegression,
    rounding: LogisticRegression,
    trained_on: dict[str, int],
) -> None:
    """Write the parts of a classifier, whole or not at all.

    Raises:
        SettingsError: it cannot be written there.
    """
    content = {
        "format": FORMAT,
        "features": list(FEATURES),
        "trained_on": trained_on,
        "scaler": scaler,
        "movement": movement,
        "rounding": rounding,
    }
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_bytes(skops.io.dumps(content))
        partial.replace(path)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise SettingsError(f"the classifier cannot be written to {path}: {problem.strerror or problem}") from problem


@cache
def read_model(path: Path, labels: tuple[str, ...]) -> dict[str, Any]:
    """The content that `write_model` wrote, checked.

    Raises:
        SettingsError: the file is missing, damaged, holds other types than it should, or is of other features or
            labels.
    """
    if not path.is_file():
        raise SettingsError(f"the classifier {path} is missing: {_ADVICE}")
    try:
        packed = path.read_bytes()
        foreign = sorted(set(skops.io.get_untrusted_types(data=packed)) - set(TRUSTED_TYPES))
        content = None if foreign else _unpacked(packed)
    except Exception as problem:  # a damaged archive makes skops fail in many ways
        raise SettingsError(f"{path} cannot be read as a classifier: {_ADVICE}") from problem
    if content is None:
        raise SettingsError(f"{path} holds {foreign[0]}, which no classifier needs; it was not opened: {_ADVICE}")
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.get("features") != list(FEATURES):
        raise SettingsError(f"{path} is a classifier of another version: {_ADVICE}")
    if not _answers(content, labels):
        raise SettingsError(f"{path} does not answer as a classifier should: {_ADVICE}")
    return content


def _unpacked(packed: bytes) -> Any:
    with warnings.catch_warnings():
        # Another scikit-learn wrote it: whether it still answers is tried out below.
        warnings.simplefilter("ignore", InconsistentVersionWarning)
        return skops.io.loads(packed, trusted=list(TRUSTED_TYPES))


def _answers(content: dict[str, Any], labels: tuple[str, ...]) -> bool:
    """Whether the estimators fit together and know the labels."""
    try:
        row = content["scaler"].transform(np.zeros((1, len(FEATURES))))
        movement, rounding = content["movement"].predict_proba(row), content["rounding"].predict_proba(row)
        known = set(content["movement"].classes_) == set(labels) and set(content["trained_on"]) == {
            "drills",
            "people",
            "reps",
        }
        return bool(known and rounding.shape == (1, 2) and np.isfinite(movement).all() and np.isfinite(rounding).all())
    except (KeyError, TypeError, ValueError, AttributeError):
        return False

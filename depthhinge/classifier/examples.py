"""Reps whose truth is known: what the classifier learns from and is judged on, and how they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from depthhinge.classifier.features import FEATURES
from depthhinge.errors import UsageError
from depthhinge.geometry import Array


@dataclass(frozen=True)
class Example:
    """One true rep, and what the line measured of it."""

    trial: int
    """Number of the drill it was done in."""
    person: int
    azimuth_deg: float
    """0 = seen from the side, 90 = from behind, -90 = from the front."""
    label: str
    rounded: bool
    features: Array | None
    """(n_features,); None where the line did not find the rep."""


SCHEMA = pa.schema(
    [
        ("trial", pa.int32()),
        ("person", pa.int32()),
        ("azimuth_deg", pa.float64()),
        ("label", pa.string()),
        ("rounded", pa.bool_()),
        ("found", pa.bool_()),
        *((name, pa.float64()) for name in FEATURES),
    ]
)
"""The columns of a file of examples; a feature that was not measured is null."""


def write_examples(path: Path, examples: Sequence[Example]) -> None:
    """Write examples as Parquet, whole or not at all.

    Raises:
        UsageError: it cannot be written there.
    """
    rows = []
    for example in examples:
        found = example.features is not None
        values = example.features if example.features is not None else np.full(len(FEATURES), np.nan)
        measured = {name: float(v) if np.isfinite(v) else None for name, v in zip(FEATURES, values, strict=True)}
        known = {name: getattr(example, name) for name in ("trial", "person", "azimuth_deg", "label", "rounded")}
        rows.append({**known, "found": found, **measured})
    partial = path.with_suffix(".partial")
    try:
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), partial)
        partial.replace(path)
    except OSError as problem:
        raise UsageError(f"{path} cannot be written: {problem.strerror or problem}") from problem


def read_examples(path: Path) -> list[Example]:
    """Read what `write_examples` wrote.

    Raises:
        UsageError: the file cannot be read, or holds other features.
    """
    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as problem:
        raise UsageError(f"{path} cannot be read: delete it, and its drill will be run again") from problem
    if table.schema != SCHEMA:
        raise UsageError(f"{path} holds other features than this version's: keep the data in a new folder")
    return [
        Example(
            trial=row["trial"],
            person=row["person"],
            azimuth_deg=row["azimuth_deg"],
            label=row["label"],
            rounded=row["rounded"],
            features=np.array([row[name] for name in FEATURES], np.float64) if row["found"] else None,
        )
        for row in table.to_pylist()
    ]


def rows_of(examples: Sequence[Example]) -> Array:
    """(n, n_features) of found examples, NaN for what was not measured."""
    rows = [example.features for example in examples if example.features is not None]
    return np.array(rows, np.float64).reshape(-1, len(FEATURES))


def found_of(examples: Sequence[Example]) -> list[Example]:
    """Those that the line found."""
    return [example for example in examples if example.features is not None]

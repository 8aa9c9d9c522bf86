"""A mean and its spread, of what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Mean:
    """In the unit of its values."""

    mean: float | None
    """None of nothing."""
    sd: float | None
    """None of fewer than two."""

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Mean:
        """Of those that were measured."""
        known = [value for value in values if value is not None]
        return cls(
            float(np.mean(known)) if known else None,
            float(np.std(known, ddof=1)) if len(known) > 1 else None,
        )

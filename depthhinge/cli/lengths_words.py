"""A person's lengths as one line."""

from __future__ import annotations

from collections.abc import Mapping

from depthhinge.body.anthropometry import Length
from depthhinge.lengths import METRES_PER_UNIT


def lengths_in_words(lengths: Mapping[str, Length]) -> str:
    """`measured, with standard errors: stature 174 cm (+- 2), trunk 47 (+- 2), ...`."""
    metres = METRES_PER_UNIT["cm"]
    parts = [
        f"{name.replace('_', ' ')} {length.value_m / metres:.0f}{' cm' if number == 0 else ''} "
        f"(+- {length.se_m / metres:.0f})"
        for number, (name, length) in enumerate(lengths.items())
    ]
    return f"measured, with standard errors: {', '.join(parts)}"

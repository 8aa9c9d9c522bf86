"""Lengths as people write them: a number and its unit (`25cm`, `10in`, `0.25m`)."""

from __future__ import annotations

import re

from depthhinge.errors import UsageError

METRES_PER_UNIT = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
"""The inch is 25.4 mm and the foot 12 inches exactly (international yard and pound agreement, 1959)."""
MM_PER_M = 1000.0
"""For what programs read and write in millimetres."""

_LENGTH = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*([A-Za-z\"']*)\s*")
_UNITS = "mm, cm, m, in or ft"


def parse_length(text: str, shortest_m: float, longest_m: float, name: str = "length") -> float:
    """Metres of a length such as `25cm`, which must lie from `shortest_m` to `longest_m`.

    Args:
        text: a number with a point as its decimal sign, then mm, cm, m, in or ft.
        shortest_m: least length allowed, metres.
        longest_m: greatest length allowed, metres.
        name: what the length is, for the message.

    Raises:
        UsageError: not a number, no unit, an unknown unit, or out of range.
    """
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise UsageError(f"{name} {text!r} is not a number with a unit: write it like 25cm, 10in or 0.25m")
    number, unit = match.groups()
    if not unit:
        raise UsageError(f"{name} {text!r} has no unit: write it like 25cm, 10in or 0.25m")
    if unit.lower() not in METRES_PER_UNIT:
        raise UsageError(f"{name} {text!r} has the unknown unit {unit!r}: use {_UNITS}")
    metres = float(number) * METRES_PER_UNIT[unit.lower()]
    # Compared as rounded to a nanometre, so that 40cm is not refused where 0.40 m is the limit.
    if not shortest_m <= round(metres, 9) <= longest_m:
        raise UsageError(
            f"{name} {text!r} is out of range: allowed are {in_words(shortest_m)} to {in_words(longest_m)}"
        )
    return metres


def in_words(metres: float) -> str:
    """A length as a person reads it, to the millimetre: `25 cm (9.8 in)`."""
    return f"{round(metres / METRES_PER_UNIT['cm'], 1):g} cm ({metres / METRES_PER_UNIT['in']:.1f} in)"

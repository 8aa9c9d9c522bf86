"""Lengths on the command line carry a unit."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.errors import UsageError
from depthhinge.lengths import METRES_PER_UNIT, in_words, parse_length


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("25cm", 0.25),
        ("10in", 0.254),
        ("0.25m", 0.25),
        ("250mm", 0.25),
        ("1ft", 0.3048),
        (" 25 CM ", 0.25),
        (".3m", 0.3),
    ],
)
def test_a_number_with_a_unit_is_understood(text: str, metres: float) -> None:
    assert parse_length(text, 0.1, 0.4) == pytest.approx(metres)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("25", "no unit"),
        ("25 parsecs", "unknown unit 'parsecs'"),
        ("", "not a number"),
        ("cm", "not a number"),
        ("nan m", "not a number"),
        ("inf m", "not a number"),
        ("0,25m", "not a number"),
        ("1e-1m", "not a number"),
        ("٢٥cm", "not a number"),
        ("25cm 3", "not a number"),
        ("-25cm", "out of range"),
        ("0m", "out of range"),
        ("9.9cm", "out of range"),
        ("41cm", "out of range"),
        ("9" * 400 + "m", "out of range"),
    ],
)
def test_anything_else_is_refused_in_one_plain_line(text: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint) as refusal:
        parse_length(text, 0.1, 0.4, "--wall-distance")
    assert "\n" not in str(refusal.value)
    assert str(refusal.value).startswith("--wall-distance")


def test_the_limits_themselves_are_allowed() -> None:
    assert parse_length("40cm", 0.1, 0.4) == pytest.approx(0.4)
    assert parse_length("100mm", 0.1, 0.4) == pytest.approx(0.1)


def test_the_refusal_names_the_range_in_both_units() -> None:
    with pytest.raises(UsageError, match=r"10 cm \(3\.9 in\) to 40 cm \(15\.7 in\)"):
        parse_length("1m", 0.1, 0.4)
    assert in_words(0.2032) == "20.3 cm (8.0 in)"


@given(st.sampled_from(sorted(METRES_PER_UNIT)), st.decimals(min_value=0, max_value=1000, places=3))
def test_every_length_survives_being_written_and_read(unit: str, number: object) -> None:
    metres = parse_length(f"{number}{unit}", 0.0, 1000.0)
    assert metres == pytest.approx(float(str(number)) * METRES_PER_UNIT[unit])


@given(st.text())
def test_no_text_raises_anything_but_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert 0.1 <= parse_length(text, 0.1, 0.4) <= 0.4 + 1e-9

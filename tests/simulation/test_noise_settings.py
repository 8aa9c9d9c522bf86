"""The levels of noise are read, checked and mixed."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from depthhinge import settings
from depthhinge.errors import SettingsError, UsageError
from depthhinge.simulation.noise_settings import FILE, STRENGTHS, NoiseSettings, strength_of

WORSE_WHEN_SMALLER = {"grazing_begins_deg", "grazing_ends_deg", "scale_drift_period_s"}


def test_a_harsher_level_is_nowhere_better() -> None:
    kind, middle, harsh = (NoiseSettings.at(STRENGTHS[level]) for level in ("kind", "middle", "harsh"))
    for item in dataclasses.fields(NoiseSettings):
        values = [getattr(s, item.name) for s in (kind, middle, harsh)]
        assert values == sorted(values, reverse=item.name in WORSE_WHEN_SMALLER), item.name
    assert kind != middle != harsh


def test_a_number_between_two_levels_lies_between_their_values() -> None:
    middle, between, harsh = NoiseSettings.at(1.0), NoiseSettings.at(1.5), NoiseSettings.at(2.0)
    assert between.subpixel_rms_px == pytest.approx((middle.subpixel_rms_px + harsh.subpixel_rms_px) / 2.0)


def test_levels_are_named_and_numbers_are_themselves() -> None:
    assert [strength_of(level) for level in ("none", "kind", "middle", "harsh")] == [0.0, 0.5, 1.0, 2.0]
    assert strength_of("1.3") == strength_of(1.3) == 1.3


@pytest.mark.parametrize("wrong", ["awful", "", "nan", -0.1, 2.1, float("nan")])
def test_no_other_level_is_known(wrong: str | float) -> None:
    with pytest.raises(UsageError, match="none, kind, middle, harsh"):
        strength_of(wrong)


@pytest.mark.parametrize(
    ("pattern", "replacement", "complaint"),
    [
        (r"^hole_share = \{ kind = [^,]+,", "hole_share = { kind = 5,", r"\[noise\] hole_share, kind, = 5 is not"),
        (r"^hole_share = \{ kind = [^,]+,", "hole_share = {", "must be written"),
        (r"^hole_share = .*$", "hole_share = 0.1", "must be written"),
        (r"^hole_share = .*$", "", "found None"),
        (r"^hole_share = ", "whole_share = ", "must be written"),
        (r"^(hole_share = .*)$", r"\1\nmore = 1", r"\[noise\] more is not known"),
        (r"^(hole_share = .*source = ).*$", r'\1"" }', "no source"),
        (r"^\[delivery\]", "[delivery", "not valid TOML"),
    ],
)
def test_a_spoilt_file_is_refused_in_one_line(tmp_path: Path, pattern: str, replacement: str, complaint: str) -> None:
    folder = Path(shutil.copytree(settings.calibration_folder(), tmp_path / "calibration"))
    text, count = re.subn(pattern, replacement, (folder / FILE).read_text(), flags=re.MULTILINE)
    assert count == 1
    (folder / FILE).write_text(text)
    with pytest.raises(SettingsError, match=complaint) as refusal:
        NoiseSettings.at(1.0, folder)
    assert "\n" not in str(refusal.value)

"""What a clinician may edit is found, checked and given with its source."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from depthhinge import settings
from depthhinge.errors import SettingsError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped calibration, free to be spoilt."""
    return Path(shutil.copytree(settings.calibration_folder(), tmp_path / "calibration"))


def edit(folder: Path, pattern: str, replacement: str, file: str = "wall_tap.toml") -> None:
    path = folder / file
    text, count = re.subn(pattern, replacement, path.read_text(), flags=re.MULTILINE)
    assert count == 1, f"{pattern} matched {count} times"
    path.write_text(text)


def test_the_shipped_settings_are_valid_and_every_value_has_a_source() -> None:
    shipped = settings.wall_tap()
    names = {item.name for item in dataclasses.fields(shipped)} - {"sources"}
    assert set(shipped.sources) == names
    assert shipped.shortest_distance_m == pytest.approx(0.10)
    assert shipped.longest_distance_m == pytest.approx(0.40)
    assert shipped.shortest_distance_m <= shipped.distance_m <= shipped.longest_distance_m


def test_an_edited_value_is_read(folder: Path) -> None:
    edit(folder, r"^distance_m = \{ value = [^,]+,", "distance_m = { value = 0.30,")
    assert settings.wall_tap(folder).distance_m == pytest.approx(0.30)


@pytest.mark.parametrize(
    ("pattern", "replacement", "complaint"),
    [
        (
            r"^distance_m = \{ value = [^,]+,",
            "distance_m = { value = 25,",
            r"\[wall\] distance_m = 25 .* from 0.05 to 1",
        ),
        (r"^distance_m = \{ value = [^,]+,", "distance_m = { value = nan,", r"\[wall\] distance_m = nan"),
        (r"^distance_m = \{ value = [^,]+,", "distance_m = { value = true,", r"\[wall\] distance_m = True"),
        (r"^distance_m = \{ value = [^,]+,", 'distance_m = { value = "8in",', r"\[wall\] distance_m = '8in'"),
        (r"^distance_m = \{ value = [^,]+,", "distance_m = { value = 0.45,", "must not exceed longest_distance_m"),
        (r"^distance_m = .*$", "distance_m = 0.2", "must be written"),
        (r"^distance_m = .*$", "", "must be written .* found nothing"),
        (r"^distance_m = .*$", 'distance_m = { value = 0.2, source = "" }', "no source"),
        (r"^distance_m = ", "distanse_m = ", r"\[wall\] distanse_m is not known"),
        (r"^\[wall\]", "[walls]", r"\[walls\] is not known"),
        (r"^\[wall\]", "[wall", "not valid TOML"),
    ],
)
def test_a_slip_of_the_keyboard_is_refused_in_one_plain_line(
    folder: Path, pattern: str, replacement: str, complaint: str
) -> None:
    edit(folder, pattern, replacement)
    with pytest.raises(SettingsError, match=complaint) as refusal:
        settings.wall_tap(folder)
    assert "wall_tap.toml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"wall_tap\.toml is missing"):
        settings.wall_tap(tmp_path)
    with pytest.raises(SettingsError, match=r"no cues in 'xx'; there are de, en"):
        settings.cues("xx")


def test_a_file_that_is_not_text_is_said(folder: Path) -> None:
    (folder / "wall_tap.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="cannot be read"):
        settings.wall_tap(folder)


def test_there_is_a_cue_for_everything_the_trainer_says(folder: Path) -> None:
    assert set(settings.cues()) == set(settings.CUES)
    edit(folder, '^squat = ".*"$', 'squat = ""', "cues.en.toml")
    with pytest.raises(SettingsError, match=r"\[cues\] squat must be a sentence"):
        settings.cues(folder=folder)


def test_a_data_file_that_is_not_there_is_said() -> None:
    with pytest.raises(SettingsError, match=r"nonsense\.npz is missing"):
        settings.data_file("nonsense.npz")

"""The classifier says what it has learned, is unsure of the rest, and comes back from its file the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import skops.io

from depthhinge.classifier import files
from depthhinge.classifier.examples import rows_of
from depthhinge.classifier.features import FEATURES
from depthhinge.classifier.model import LABELS, RepClassifier
from depthhinge.classifier.training import train
from depthhinge.classifier.weights import TrainedOn
from depthhinge.drills.rep import Label
from depthhinge.errors import SettingsError
from depthhinge.measures.measures import Measures
from depthhinge.settings import data_file, wall_tap
from tests.classifier.reps import exact_reps, examples, row


@pytest.fixture(scope="module")
def classifier() -> RepClassifier:
    """Trained on made-up reps."""
    return RepClassifier(train(examples()).learned)


@pytest.mark.parametrize("label", LABELS)
def test_a_typical_rep_gets_its_label(classifier: RepClassifier, label: str) -> None:
    verdict = classifier.verdict(row(label))
    assert verdict.label == label
    assert verdict.rounded is False
    assert sum(verdict.probabilities.values()) == pytest.approx(1.0)
    assert list(verdict.probabilities) == list(LABELS)


def test_a_rounded_back_is_told(classifier: RepClassifier) -> None:
    verdict = classifier.verdict(row("hinge", rounded=True))
    assert verdict.label is Label.HINGE
    assert verdict.rounded is True


def test_nothing_measured_is_unsure(classifier: RepClassifier) -> None:
    verdict = classifier.judge([(0.0, Measures())])
    assert verdict.label is Label.UNSURE
    assert verdict.rounded is None
    assert verdict.rounded_probability is None
    assert sum(verdict.probabilities.values()) == pytest.approx(1.0)


def test_a_rep_between_two_kinds_is_unsure(classifier: RepClassifier) -> None:
    shares = np.linspace(0.0, 1.0, 201)
    rows = [share * row("hinge") + (1.0 - share) * row("squat") for share in shares]
    likeliest = [max(classifier.verdict(r).probabilities.values()) for r in rows]
    assert classifier.verdict(rows[int(np.argmin(likeliest))]).label is Label.UNSURE


def test_settings_say_below_what_it_is_unsure() -> None:
    cautious = RepClassifier(train(examples()).learned, replace(wall_tap(), unsure_below=0.99))
    half = 0.55 * row("hinge") + 0.45 * row("toe_shifted")
    assert cautious.verdict(half).label is Label.UNSURE


def test_a_rep_like_none_it_has_seen_is_unsure(classifier: RepClassifier) -> None:
    strange = row("squat")
    strange[list(FEATURES).index("pelvis_down_m")] = 3.0
    assert classifier.verdict(strange).label is Label.UNSURE


@pytest.mark.parametrize(
    "name", ["cop_foot_fraction_change", "heel_lift_m", "knee_forward_m", "hip_flexion_change_rad"]
)
def test_a_missing_value_is_borne(classifier: RepClassifier, name: str) -> None:
    partial = row("squat")
    partial[list(FEATURES).index(name)] = np.nan
    assert classifier.verdict(partial).label is Label.SQUAT


def test_without_the_knees_the_movement_is_unsure(classifier: RepClassifier) -> None:
    partial = row("squat")
    partial[list(FEATURES).index("knee_flexion_change_rad")] = np.nan
    assert classifier.verdict(partial).label is Label.UNSURE


def test_without_the_back_rounding_is_unknown(classifier: RepClassifier) -> None:
    partial = row("hinge")
    partial[list(FEATURES).index("lumbar_flexion_rad")] = np.nan
    verdict = classifier.verdict(partial)
    assert verdict.label is Label.HINGE
    assert verdict.rounded is None


def test_a_feature_nobody_measured_is_left_out() -> None:
    reps = examples()
    for example in reps:
        if example.features is not None:
            example.features[list(FEATURES).index("thoracic_flexion_rad")] = np.nan
    assert RepClassifier(train(reps).learned).verdict(row("squat")).label is Label.SQUAT


def test_heels_that_never_rose_in_training_are_no_lever(classifier: RepClassifier) -> None:
    risen = row("toe_shifted")
    risen[list(FEATURES).index("heel_lift_m")] = 0.05
    assert classifier.verdict(risen).label is Label.TOE_SHIFTED


def test_the_same_reps_give_the_same_model() -> None:
    one, other = (train(examples()).learned for _ in range(2))
    assert np.array_equal(one.movement.coefficients, other.movement.coefficients)
    assert np.array_equal(one.rounding.coefficients, other.rounding.coefficients)


def test_a_saved_classifier_says_what_scikit_learn_says(tmp_path: Path) -> None:
    estimators = train(examples())
    estimators.save(tmp_path / "model.skops")
    loaded = RepClassifier.load(tmp_path / "model.skops")
    rows = rows_of(examples())
    movement, rounding = loaded.predict_proba(rows)
    standardised = estimators.scaler.transform(rows)
    order = [list(estimators.movement.classes_).index(label) for label in LABELS]
    assert np.array_equal(movement, estimators.movement.predict_proba(standardised)[:, order])
    assert np.array_equal(rounding, estimators.rounding.predict_proba(standardised)[:, 1])
    assert loaded.learned.trained_on == TrainedOn(drills=10, people=10, reps=len(rows))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.skops"]


def test_judging_does_without_scikit_learn() -> None:
    program = (
        "import sys; from depthhinge.classifier.model import RepClassifier; RepClassifier.load();"
        "sys.exit(any(name in sys.modules for name in ('sklearn', 'skops', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="missing"):
        RepClassifier.load(tmp_path / "none.skops")


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "flipped"])
def test_a_damaged_file_is_told(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "model.skops"
    whole = shutil.copy(data_file("rep_classifier.skops"), path).read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 3 : len(whole) // 3 + 40] = bytes(40)
    path.write_bytes(
        {"empty": b"", "cut": whole[: len(whole) // 2], "text": b"hello\n", "flipped": bytes(flipped)}[damage]
    )
    with pytest.raises(SettingsError, match="cannot be read") as told:
        RepClassifier.load(path)
    assert "\n" not in str(told.value)


def test_a_file_of_other_features_is_told(tmp_path: Path) -> None:
    skops.io.dump({"format": files.FORMAT, "features": [*FEATURES, "mood"]}, tmp_path / "model.skops")
    with pytest.raises(SettingsError, match="another version"):
        RepClassifier.load(tmp_path / "model.skops")


def test_a_file_with_foreign_types_is_not_opened(tmp_path: Path) -> None:
    skops.io.dump({"features": Path("x").exists}, tmp_path / "model.skops")
    with pytest.raises(SettingsError, match="not opened"):
        RepClassifier.load(tmp_path / "model.skops")


def test_a_file_that_does_not_answer_is_told(tmp_path: Path) -> None:
    content = {"format": files.FORMAT, "features": list(FEATURES), "scaler": 1, "movement": 2, "rounding": 3}
    skops.io.dump(content, tmp_path / "model.skops")
    with pytest.raises(SettingsError, match="does not answer"):
        RepClassifier.load(tmp_path / "model.skops")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be written"):
        train(examples()).save(tmp_path / "no_such_folder" / "model.skops")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_shipped_classifier_judges_exact_reps(seed: int) -> None:
    shipped = RepClassifier.load()
    for label, rounded, frames in exact_reps(seed):
        verdict = shipped.judge(frames)
        assert (verdict.label, verdict.rounded) == (label, rounded)


def test_the_shipped_classifier_is_small_and_has_seen_many_people() -> None:
    assert data_file("rep_classifier.skops").stat().st_size < 1_000_000
    assert RepClassifier.load().learned.trained_on.people >= 30

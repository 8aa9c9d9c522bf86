"""Examples are kept whole; figures come from people left out, the worst first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depthhinge.classifier.card import model_card
from depthhinge.classifier.examples import Example, found_of, read_examples, write_examples
from depthhinge.classifier.features import FEATURES
from depthhinge.classifier.model import LABELS, RepClassifier
from depthhinge.classifier.report import Report
from depthhinge.classifier.training import cross_validated, judged, train
from depthhinge.classifier.weights import TrainedOn
from depthhinge.drills.rep import Label, Verdict
from depthhinge.errors import UsageError
from tests.classifier.reps import examples, row


def said(example: Example, label: str | None, rounded: bool = False) -> tuple[Example, Verdict | None]:
    """An example beside a made-up verdict."""
    probabilities = dict.fromkeys(LABELS, 0.1) | ({label: 0.8} if label in LABELS else {})
    return example, None if label is None else Verdict(Label(label), probabilities, rounded, float(rounded))


def example(label: str, person: int = 0, azimuth_deg: float = 0.0, rounded: bool = False) -> Example:
    """A made-up example."""
    return Example(person, person, azimuth_deg, label, rounded, row(label))


REPORT = Report(
    (
        said(example("hinge", 0), "hinge"),
        said(example("hinge", 1, rounded=True), "hinge", rounded=True),
        said(example("hinge", 1, azimuth_deg=-90.0), "squat", rounded=True),
        said(example("squat", 0), "unsure"),
        said(example("squat", 1), "squat"),
        said(example("squat", 2), "squat"),
        said(example("toe_shifted", 2), "toe_shifted"),
        said(example("toe_shifted", 2), None),
    )
)


def test_examples_come_back_from_their_file(tmp_path: Path) -> None:
    reps = examples()
    missing = reps[0].features
    assert missing is not None
    missing[2] = np.nan
    write_examples(tmp_path / "reps.parquet", reps)
    for kept, rep in zip(read_examples(tmp_path / "reps.parquet"), reps, strict=True):
        assert replace(kept, features=None) == replace(rep, features=None)
        if rep.features is None or kept.features is None:
            assert rep.features is kept.features
        else:
            assert np.array_equal(kept.features, rep.features, equal_nan=True)
    assert [path.name for path in tmp_path.iterdir()] == ["reps.parquet"]


def test_a_file_that_holds_no_examples_is_told(tmp_path: Path) -> None:
    (tmp_path / "reps.parquet").write_text("no")
    with pytest.raises(UsageError, match="cannot be read"):
        read_examples(tmp_path / "reps.parquet")


def test_a_file_of_other_features_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_examples(tmp_path / "reps.parquet", examples())
    import depthhinge.classifier.examples as module

    monkeypatch.setattr(module, "SCHEMA", module.SCHEMA.remove(len(FEATURES)))
    with pytest.raises(UsageError, match="other features"):
        read_examples(tmp_path / "reps.parquet")


def test_only_found_reps_train() -> None:
    reps = examples()
    assert train(reps).trained_on == TrainedOn(drills=10, people=10, reps=len(found_of(reps)))


@pytest.mark.parametrize("label", LABELS)
def test_training_without_a_kind_of_rep_is_refused(label: str) -> None:
    with pytest.raises(UsageError, match=label):
        train([rep for rep in examples() if rep.label != label])


def test_training_without_rounded_reps_is_refused() -> None:
    with pytest.raises(UsageError, match="rounded"):
        train([rep for rep in examples() if not rep.rounded])


def test_everyone_is_judged_once_by_a_classifier_that_has_not_seen_them() -> None:
    reps = examples()
    # One person's squats are labelled hinges: who was trained on them would know.
    liar = [replace(rep, label="hinge") if rep.person == 3 and rep.label == "squat" else rep for rep in reps]
    report = cross_validated(liar)
    assert len(report.verdicts) == len(reps)
    assert report.worst_person is not None
    assert report.worst_person[0] == 3
    assert report.confusion["hinge"]["squat"] == 1


def test_too_few_people_are_told() -> None:
    with pytest.raises(UsageError, match="folds"):
        cross_validated(examples(3))


def test_a_report_counts() -> None:
    assert REPORT.recall("hinge") == pytest.approx(2 / 3)
    assert REPORT.precision("squat") == pytest.approx(2 / 3)
    assert REPORT.recall("toe_shifted") == 1.0
    assert REPORT.found() == pytest.approx(7 / 8)
    assert REPORT.found("toe_shifted") == pytest.approx(1 / 2)
    assert REPORT.unsure == pytest.approx(1 / 7)
    assert REPORT.accuracy == pytest.approx(5 / 6)
    assert REPORT.confidence == pytest.approx(0.8)
    assert REPORT.rounded_recall == 1.0
    assert REPORT.rounded_false_alarms == pytest.approx(1 / 6)
    assert REPORT.confusion["toe_shifted"]["not_found"] == 1


def test_a_report_names_the_worst() -> None:
    assert REPORT.worst_class == "hinge"
    assert REPORT.worst_person == (0, 1, 2)
    assert REPORT.seen_from("front").recall("hinge") == 0.0


def test_a_report_of_nothing_is_null() -> None:
    record = Report(()).record()
    assert record["worst_person"] is None
    assert record["classes"]["hinge"]["recall"] is None


def test_the_card_says_what_was_measured() -> None:
    card = model_card(TrainedOn(120, 95, 580), REPORT, "depthhinge classifier evaluate --people 3")
    assert "580 reps of 95 simulated people" in card
    assert "| hinge | 66.7 % | 100.0 % | 100.0 % |" in card
    assert "depthhinge classifier evaluate --people 3 --card" in card
    assert all(f"`{name}`" in card for name in FEATURES)


def test_unfound_reps_have_no_verdict() -> None:
    reps = examples()
    verdicts = judged(RepClassifier(train(reps).learned), reps)
    assert [verdict is None for _, verdict in verdicts] == [rep.features is None for rep in reps]

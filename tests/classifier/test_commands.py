"""`depthhinge classifier`: the commands, over drills that are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from depthhinge import trials
from depthhinge.classifier.examples import Example
from depthhinge.classifier.model import RepClassifier
from depthhinge.cli.main import main
from tests.classifier.reps import examples


@pytest.fixture(autouse=True)
def made_up_drills(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every drill ends at once."""

    def run(numbers: range, split: str, jobs: int, folder: Path | None) -> Iterator[list[Example]]:
        reps = examples(len(numbers))
        # In any order, as processes end.
        for number in reversed(range(len(numbers))):
            yield [rep for rep in reps if rep.trial == number]

    monkeypatch.setattr(trials, "run_trials", run)


def run(*words: object) -> int:
    """Exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(["classifier", *map(str, words)])
    return int(ended.value.code or 0)


def test_training_leaves_a_classifier_and_says_how_it_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", "--people", 10, "--out", tmp_path / "own.skops") == 0
    told = capsys.readouterr().out
    assert "worst class" in told
    assert "worst person" in told
    assert RepClassifier.load(tmp_path / "own.skops").learned.trained_on.drills == 10


def test_evaluating_writes_the_card(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("train", "--people", 10, "--out", tmp_path / "own.skops", "--json") == 0
    assert json.loads(capsys.readouterr().out)["cross_validation"]["people"] == 10
    card = tmp_path / "card.md"
    own = tmp_path / "own.skops"
    assert run("evaluate", "--people", 4, "--seed", 2, "--classifier", own, "--card", card, "--json") == 0
    record = json.loads(capsys.readouterr().out)
    assert record["people"] == 4
    assert "--people 4 --seed 2" in card.read_text()


def test_the_shipped_classifier_is_evaluated_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "--people", 4) == 0
    assert "toe_shifted" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["", "none/own.skops"])
def test_a_place_that_cannot_take_the_classifier_is_told_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    assert run("train", "--people", 10, "--out", tmp_path / place) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_missing_classifier_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "--classifier", tmp_path / "none.skops") == 1
    assert "missing" in capsys.readouterr().err

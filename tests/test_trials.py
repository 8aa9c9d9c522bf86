"""Trials are repeatable, matched one to one with the truth, and kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from depthhinge import trials
from depthhinge.classifier.examples import Example
from depthhinge.drills.rep import Label, Rep, Verdict
from depthhinge.errors import UsageError
from depthhinge.simulation.movement import MISTAKES
from depthhinge.simulation.truth import RepTruth
from tests.classifier.reps import examples


def truth(bottom_s: float) -> RepTruth:
    return RepTruth(1, "hinge", False, bottom_s - 1.0, bottom_s, bottom_s + 1.0, ())


def found(bottom_s: float) -> Rep:
    return Rep(1, bottom_s - 1.0, bottom_s, bottom_s + 1.0, (), Verdict(Label.UNSURE, {}, None, None))


def test_a_trial_is_the_same_drill_every_time() -> None:
    (first, azimuth), (again, _) = trials.draw_drill(3, "train"), trials.draw_drill(3, "train")
    assert first.person.number == again.person.number
    assert first.placement == again.placement
    assert first.reps == again.reps
    assert azimuth == pytest.approx(np.rad2deg(first.placement.azimuth))


def test_a_trial_has_every_kind_of_rep() -> None:
    drill, _ = trials.draw_drill(4, "test")
    assert {rep.label for rep in drill.reps} == {"hinge", "squat", "toe_shifted"}
    assert sum(rep.rounded for rep in drill.reps) == 1
    assert len(drill.reps) == len(MISTAKES) + 2


def test_nobody_is_in_both_splits() -> None:
    people = {split: {trials.draw_drill(k, split)[0].person.number for k in range(4)} for split in ("train", "test")}
    assert not people["train"] & people["test"]


def test_an_unknown_split_is_told() -> None:
    with pytest.raises(UsageError, match="split"):
        trials.draw_drill(0, "validation")


def test_other_seeds_are_other_trials() -> None:
    assert not set(trials.trial_numbers(0, 100)) & set(trials.trial_numbers(1, 100))


def test_found_reps_are_matched_to_the_nearest_true_one_once() -> None:
    truths = [truth(3.0), truth(3.4), truth(9.0)]
    assert trials.matched(truths, [found(1.0), found(3.1)]) == [1, None, None]
    assert trials.matched(truths, [found(3.1), found(3.5), found(9.9)]) == [0, 1, None]


def test_finished_trials_are_kept_and_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def run(trial: int, split: str) -> list[Example]:
        ran.append(trial)
        return [rep for rep in examples() if rep.trial == trial]

    monkeypatch.setattr(trials, "run_trial", run)
    first = [rep for reps in trials.run_trials([1, 2], "train", folder=tmp_path / "kept") for rep in reps]
    again = [rep for reps in trials.run_trials([1, 2, 3], "train", folder=tmp_path / "kept") for rep in reps]
    assert ran == [1, 2, 3]
    assert [(rep.trial, rep.label) for rep in again[: len(first)]] == [(rep.trial, rep.label) for rep in first]


def test_a_movement_out_of_balance_is_drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = []

    def draw(trial: int, split: str, attempt: int) -> tuple[None, float]:
        attempts.append(attempt)
        if attempt < 2:
            raise UsageError("no balance")
        return None, 0.0

    monkeypatch.setattr(trials, "draw_drill", draw)
    monkeypatch.setattr(trials, "_examples_of", lambda *_: examples(1))
    assert len(trials.run_trial(1, "train")) == len(examples(1))
    assert attempts == [0, 1, 2]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be made"):
        list(trials.run_trials([1], "train", folder=tmp_path / "file"))

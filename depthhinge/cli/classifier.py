"""`depthhinge classifier`: train the rep classifier, and judge it on people it has never seen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from depthhinge.cli.options import Json
from depthhinge.cli.output import result, result_json, say, with_progress
from depthhinge.errors import UsageError

if TYPE_CHECKING:
    from depthhinge.classifier.examples import Example
    from depthhinge.classifier.report import Report

app = typer.Typer(no_args_is_help=True)

TRAIN_PEOPLE, TEST_PEOPLE = 150, 50
"""Some ten seconds a person on one core."""

Jobs = Annotated[int, typer.Option(min=1, help="Processes; each runs one person at a time.")]
Seed = Annotated[int, typer.Option(min=0, max=100_000, help="Another seed is other drills.")]
Dataset = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Keep each finished drill here; one that is there is not run again."),
]
_CORES = os.cpu_count() or 1


@app.callback()
def root() -> None:
    """Train and evaluate the rep classifier.

    Example: depthhinge classifier evaluate --people 50
    """


@app.command()
def train(
    people: Annotated[
        int, typer.Option(min=5, max=10_000, help="How many simulated drills, five reps each.")
    ] = TRAIN_PEOPLE,
    jobs: Jobs = _CORES,
    seed: Seed = 0,
    dataset: Dataset = None,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where the classifier goes; a file there is replaced.")
    ] = Path("rep_classifier.skops"),
    json: Json = False,
) -> None:
    """Train on simulated people seen through the whole line, and say how it does on those left out (by person).

    Example: depthhinge classifier train --people 150 --dataset reps --out data/rep_classifier.skops
    """
    _require_place_for(out)
    from depthhinge.classifier.training import cross_validated
    from depthhinge.classifier.training import train as learn

    examples = _examples(people, "train", seed, jobs, dataset)
    report = cross_validated(examples)
    learn(examples).save(out)
    if json:
        result_json({"classifier": str(out), "cross_validation": report.record()})
        return
    result("Cross-validated, each person judged by a classifier that has not seen them:")
    _tell(report)
    result(f"classifier: {out}")


@app.command()
def evaluate(
    people: Annotated[
        int, typer.Option(min=1, max=10_000, help="How many simulated drills, five reps each.")
    ] = TEST_PEOPLE,
    jobs: Jobs = _CORES,
    seed: Seed = 0,
    dataset: Dataset = None,
    classifier: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Which classifier; by default the shipped one.")
    ] = None,
    card: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the model card with these figures; replaces a file.")
    ] = None,
    json: Json = False,
) -> None:
    """Judge a classifier on simulated people that were never trained on, seen through the whole line.

    Example: depthhinge classifier evaluate --people 50
    """
    from depthhinge.classifier.card import model_card
    from depthhinge.classifier.model import RepClassifier
    from depthhinge.classifier.report import Report
    from depthhinge.classifier.training import judged

    if card is not None:
        _require_place_for(card)
    judge = RepClassifier.load(classifier)
    report = Report(tuple(judged(judge, _examples(people, "test", seed, jobs, dataset))))
    if card is not None:
        command = f"depthhinge classifier evaluate --people {people}" + (f" --seed {seed}" if seed else "")
        card.write_text(model_card(judge.learned.trained_on, report, command), encoding="utf-8")
        say(f"model card: {card}")
    if json:
        result_json(report.record())
        return
    _tell(report)


def _examples(people: int, split: str, seed: int, jobs: int, dataset: Path | None) -> list[Example]:
    from depthhinge.trials import run_trials, trial_numbers

    trials = run_trials(trial_numbers(seed, people), split, jobs, dataset)
    drills = sorted(with_progress(trials, "people", people), key=lambda examples: examples[0].trial)
    return [example for examples in drills for example in examples]


def _require_place_for(path: Path) -> None:
    """Before the long run, not after it.

    Raises:
        UsageError: a folder has that name, or its own folder is missing or cannot be written to.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file")
    if not path.parent.is_dir():
        raise UsageError(f"the folder {path.parent} does not exist")
    if not os.access(path.parent, os.W_OK):
        raise UsageError(f"the folder {path.parent} cannot be written to")


def _tell(report: Report) -> None:
    from depthhinge.classifier.card import percent

    result(f"found {percent(report.found())} of {len(report.verdicts)} reps of {report.people} people")
    result(f"{'class':<12}{'recall':>8}{'precision':>11}{'found':>8}")
    for label in sorted(report.confusion, key=report.recall):
        shares = (report.recall(label), report.precision(label), report.found(label))
        recall, precision, found = map(percent, shares)
        result(f"{label:<12}{recall:>8}{precision:>11}{found:>8}")
    columns = list(next(iter(report.confusion.values())))
    result(f"{'true, called':<13}" + "".join(f"{column:>12}" for column in columns))
    for label, row in report.confusion.items():
        result(f"{label:<13}" + "".join(f"{row[column]:>12}" for column in columns))
    result(f"worst class: {report.worst_class}, {percent(report.recall(report.worst_class))} recall")
    if (worst := report.worst_person) is not None:
        result(f"worst person: number {worst[0]}, {worst[1]} of {worst[2]} reps right")
    result(f"unsure: {percent(report.unsure)}; right when sure {percent(report.accuracy)}, "
           f"mean probability then {percent(report.confidence)}")  # fmt: skip
    result(f"rounded: {percent(report.rounded_recall)} found, {percent(report.rounded_false_alarms)} false alarms")

"""`depthhinge classifier`: train and judge the rep classifier."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from depthhinge.cli.options import Json
from depthhinge.cli.output import result, result_json, with_progress

app = typer.Typer(help="Train and evaluate the rep classifier.", no_args_is_help=True)

People = Annotated[int, typer.Option(min=2, max=2000, help="How many simulated people do five reps each.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes; each runs one person at a time.")]
Dataset = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Keep finished people's reps here; what is there is not run again."),
]

_JOBS = max(1, (os.cpu_count() or 1))


@app.callback()
def root() -> None:
    """Train and evaluate the rep classifier."""


@app.command()
def train(
    people: People = 120,
    jobs: Jobs = _JOBS,
    dataset: Dataset = None,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the trained classifier goes.")] = Path(
        "rep_classifier.skops"
    ),
    json: Json = False,
) -> None:
    """Train on simulated people, seen through the whole line, and say how well it does on people left out.

    Example: depthhinge classifier train --people 120 --dataset reps/ --out data/rep_classifier.skops
    """
    from depthhinge.classifier.training import cross_validated, fitted, usable
    from depthhinge.trials import Undecided, run_trials

    trials = run_trials(range(people), "train", Undecided(), jobs, dataset)
    reps = [rep for rows in with_progress(trials, "people", people) for rep in rows]
    report = cross_validated(usable(reps))
    fitted(usable(reps)).save(out)
    _tell({"found": f"{len(usable(reps))} of {len(reps)} reps", **report.record()}, json)
    if not json:
        result(f"classifier: {out}")


@app.command()
def evaluate(people: People = 40, jobs: Jobs = _JOBS, dataset: Dataset = None, json: Json = False) -> None:
    """Judge the shipped classifier on simulated people that it was never trained on.

    Example: depthhinge classifier evaluate --people 40
    """
    from depthhinge.classifier.model import RepClassifier
    from depthhinge.classifier.training import report_of, usable
    from depthhinge.trials import run_trials

    trials = run_trials(range(people), "test", RepClassifier.load(), jobs, dataset)
    reps = [rep for rows in with_progress(trials, "people", people) for rep in rows]
    found = usable(reps)
    _tell({"found": f"{len(found)} of {len(reps)} reps", **report_of(found).record()}, json)


def _tell(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        result_json(record)
        return
    for name, value in record.items():
        result(f"{name.replace('_', ' ')}: {value}")

"""The model card, written from measured figures so that none of them is older than the model."""

from __future__ import annotations

import math

from depthhinge.classifier.features import FEATURES
from depthhinge.classifier.model import LABELS, MAX_DEVIATION
from depthhinge.classifier.report import VIEWS, Report
from depthhinge.classifier.weights import TrainedOn

_CARD = """\
# Model card: the rep classifier

`rep_classifier.skops`, read by `depthhinge/classifier/`.

**What it is.** Two logistic regressions on {n_features} features of one rep, made with scikit-learn and saved with
skops (no pickle). One says how the rep was moved: {labels}. The other says whether the back was rounded. It answers
`unsure` where the likeliest label is less probable than `unsure_below` in `calibration/wall_tap.toml`, where pelvis,
knees or trunk were not measured, and where a feature lies more than {max_deviation:g} spreads from all it has seen.

**What it is for.** The wall-tap drill: feedback on how a rep was moved. It is no medical device and says nothing of
injury, diagnosis or fitness.

**Trained on** {reps} reps of {people} simulated people, and on nothing else: bodies, backs as they
stand at rest, movements and depth noise of `depthhinge/simulation/`, seen by the whole line at azimuths from the front
to 60 deg behind the side. No real person's reps were used, neither to train nor to choose among models.

## How it does

`{command}`: {test_people} simulated people none of whom was trained on, {test_reps} reps, of which the
line found {found}. Shares are of the reps it found; `unsure` counts as missed. Worst first.

| class | recall | precision | found by the line |
|---|---|---|---|
{classes}

Worst person: {worst_person}. Unsure: {unsure}. Of the others {accuracy} are right, at a mean probability of
{confidence}. Rounded backs found: {rounded_recall}; false alarms on the others: {rounded_false_alarms}.

| true \\ called | {columns} |
|---|{rules}|
{confusion}

| seen from | reps | found by the line | right | rounded found | false alarms |
|---|---|---|---|---|---|
{views}

## Limits

- **Simulated people only.** Their bodies, clothes, hair and shoes are ones the tracker does not know; their movements
  are from the same distributions as those it was trained on. Figures on simulated people have been three to four times
  better than on real ones elsewhere (arXiv 2508.08178). Of real movements only squats have been tried (UTD-MHAD, 4
  people, from the front).
- The simulated reps are clear cases. Mild faults, arched backs, hyperextension, and two faults in one rep were never
  shown to it.
- The figures above are of reps that were counted: one whose pelvis hardly travels, as when the weight goes to the toes
  at once, is not judged at all. See "found by the line".
- Heels say nothing in training: the skeleton fit keeps them on the floor.
- Whoever does something else (a lunge, sitting down) gets the nearest of the three labels, or `unsure`.
- Rounding is judged for hinges and squats alike, but every rounded example was a hinge.
- From the front the back's curve is hidden; what the skeleton fit makes of it is a guess. See the table.

## Features

| name | meaning |
|---|---|
{features}

Each is the median over the frames around the bottom; a change is from the beginning of the same rep. Metres (`_m`),
radians (`_rad`), or a ratio.

## Made by

    depthhinge classifier train --people {drills} --out data/rep_classifier.skops
    {command} --card data/rep_classifier.md
"""


def model_card(trained_on: TrainedOn, report: Report, command: str) -> str:
    """The card in Markdown.

    Args:
        trained_on: what the classifier has learned from.
        report: how it did on people it had never seen.
        command: the command that measured this.
    """
    columns = list(next(iter(report.confusion.values())))
    seen = {view: report.seen_from(view) for view in VIEWS if report.seen_from(view).verdicts}
    return _CARD.format(
        n_features=len(FEATURES),
        labels=", ".join(f"`{label}`" for label in LABELS),
        max_deviation=MAX_DEVIATION,
        reps=trained_on.reps,
        people=trained_on.people,
        drills=trained_on.drills,
        command=command,
        test_people=report.people,
        test_reps=len(report.verdicts),
        found=percent(report.found()),
        classes="\n".join(
            _row(label, *map(percent, (report.recall(label), report.precision(label), report.found(label))))
            for label in sorted(LABELS, key=report.recall)
        ),
        worst_person=_worst_person(report),
        unsure=percent(report.unsure),
        accuracy=percent(report.accuracy),
        confidence=percent(report.confidence),
        rounded_recall=percent(report.rounded_recall),
        rounded_false_alarms=percent(report.rounded_false_alarms),
        columns=" | ".join(columns),
        rules="---|" * (len(columns) - 1) + "---",
        confusion="\n".join(_row(label, *map(str, row.values())) for label, row in report.confusion.items()),
        views="\n".join(
            _row(
                view.replace("_", " "),
                str(len(part.verdicts)),
                *map(percent, (part.found(), part.right, part.rounded_recall, part.rounded_false_alarms)),
            )
            for view, part in seen.items()
        ),
        features="\n".join(_row(f"`{name}`", meaning) for name, meaning in FEATURES.items()),
    )


def percent(share: float) -> str:
    """`97.5 %`; `-` for a share of nothing."""
    return "-" if math.isnan(share) else f"{100.0 * share:.1f} %"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _worst_person(report: Report) -> str:
    worst = report.worst_person
    return "none" if worst is None else f"number {worst[0]}, {worst[1]} of {worst[2]} reps right"

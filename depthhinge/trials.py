"""Simulated drills run through the line, beside their truth: what the classifier learns from and is judged on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from depthhinge.classifier.examples import Example, read_examples, write_examples
from depthhinge.classifier.features import Timed, features_of
from depthhinge.drills.rep import Label, Rep, Verdict
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array
from depthhinge.processes import each_done
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.movement import MISTAKES
from depthhinge.simulation.people import SPLITS, SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.truth import RepTruth
from depthhinge.trainer import Trainer

REPS = 5
"""One of each mistake and two clean hinges."""
FRAME_RATES = (15.0, 30.0)
FRAME_RATE_SHARES = (0.8, 0.2)
"""Mostly half of a camera's rate: a rep's features are medians over frames, and twice the people fit into an hour."""
OBLIQUE_DEG = 60.0
"""The camera stands up to this far toward the person's front or back, side-on in the middle."""
FRONTAL_SHARE = 0.2
"""Of the drills are seen from the front, as recordings made for other purposes are."""
FRONTAL_SPREAD_DEG = 6.0
"""Standard deviation: nobody faces a camera exactly."""
HEIGHT_M = (0.9, 1.5)
DISTANCE_M = (2.1, 2.7)
TILT_RAD = (0.0, 0.12)
D455_SHARE = 0.3
"""Of the drills are seen by a D455, the others by a D435."""
NOISE = (0.6, 1.4)
"""Times the published noise of the camera."""
MATCH_S = 0.6
"""A found rep belongs to the true one whose bottom lies nearest to its own, if within this many seconds."""
MOST_TRIALS = 10_000
"""Trials of one seed; the next seed's follow."""
ATTEMPTS = 20
"""Movements that are drawn before a person is given up."""


def trial_numbers(seed: int, people: int) -> range:
    """The trials of a seed: other numbers for every other seed."""
    return range(seed * MOST_TRIALS, seed * MOST_TRIALS + people)


def draw_drill(trial: int, split: str, attempt: int = 0) -> tuple[SimulatedDrill, float]:
    """The drill of a trial and its azimuth in degrees; all that is in it follows from the trial's number and split.

    Args:
        trial: its number.
        split: of the people, `train` or `test`.
        attempt: another is another movement and placement of the same person.

    Raises:
        UsageError: no such split, or what was drawn is out of this person's balance.
    """
    person = SimulatedPerson.draw(trial, split)
    generator = np.random.default_rng([trial, SPLITS.index(split), attempt, 5])
    azimuth_deg = _azimuth_deg(generator)
    placement = Placement(
        azimuth=float(np.deg2rad(azimuth_deg)),
        height=float(generator.uniform(*HEIGHT_M)),
        distance=float(generator.uniform(*DISTANCE_M)),
        tilt=float(generator.uniform(*TILT_RAD)),
        faces=str(generator.choice(["left", "right"])),
    )
    sensor = Sensor.named("D455" if generator.uniform() < D455_SHARE else "D435")
    fps = float(generator.choice(FRAME_RATES, p=FRAME_RATE_SHARES))
    noise, seed = float(generator.uniform(*NOISE)), int(generator.integers(2**31))
    return SimulatedDrill(person, REPS, MISTAKES, None, placement, sensor, fps, seed, noise), azimuth_deg


def _azimuth_deg(generator: np.random.Generator) -> float:
    if generator.uniform() < FRONTAL_SHARE:
        return float(generator.normal(-90.0, FRONTAL_SPREAD_DEG))
    return float(generator.uniform(-OBLIQUE_DEG, OBLIQUE_DEG))


def run_trial(trial: int, split: str) -> list[Example]:
    """One drill through the whole line, which is told nothing but the depth: an example for each true rep.

    Raises:
        UsageError: no such split.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _examples_of(trial, *draw_drill(trial, split, attempt))
        except UsageError:
            # Some of what is drawn is out of a person's balance, which may show only as they sway.
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


def _examples_of(trial: int, drill: SimulatedDrill, azimuth_deg: float) -> list[Example]:
    taker = _FeatureTaker()
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m, judge=taker)
    found: list[Rep] = []
    for index, (time_s, depth) in enumerate(drill.depth_frames()):
        moment = trainer.step(DepthFrame(index, time_s, depth))
        if moment.finished is not None:
            found.append(moment.finished)
    if (last := trainer.finish()) is not None:
        found.append(last)
    return [
        Example(
            trial=trial,
            person=drill.person.number,
            azimuth_deg=azimuth_deg,
            label=truth.label,
            rounded=truth.rounded,
            features=None if match is None else taker.rows[match],
        )
        for truth, match in zip(drill.reps, matched(drill.reps, found), strict=True)
    ]


def matched(truths: Sequence[RepTruth], found: Sequence[Rep]) -> list[int | None]:
    """For each true rep the index of the found one that is it, if any; no found rep is two true ones."""
    matches: list[int | None] = []
    for truth in truths:
        apart = {k: abs(rep.bottom_s - truth.bottom_s) for k, rep in enumerate(found) if k not in matches}
        nearest = min(apart, key=lambda k: apart[k], default=None)
        matches.append(nearest if nearest is not None and apart[nearest] < MATCH_S else None)
    return matches


def run_trials(trials: Sequence[int], split: str, jobs: int = 1, folder: Path | None = None) -> Iterator[list[Example]]:
    """The examples of each trial, in any order, made by `jobs` processes.

    Args:
        trials: their numbers.
        split: of the people, `train` or `test`.
        jobs: processes; 1 = this one.
        folder: keeps each finished trial as a file; one that is there is not run again.

    Raises:
        UsageError: no such split, or a file in the folder is of another version or cannot be read or written.
    """
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise UsageError(f"{folder} cannot be made: {problem.strerror or problem}") from problem
    kept = {trial: _file(folder, split, trial) for trial in trials}
    missing = []
    for trial, path in kept.items():
        if path is not None and path.exists():
            yield read_examples(path)
        else:
            missing.append(trial)
    for examples in each_done(_run_or_skip, [(trial, split) for trial in missing], jobs):
        path = kept[examples[0].trial] if examples else None
        if path is not None:
            write_examples(path, examples)
        yield examples


def _run_or_skip(trial: int, split: str) -> list[Example]:
    """No examples where the drawn person cannot balance the drawn movement: nobody does that drill."""
    try:
        return run_trial(trial, split)
    except UsageError:
        return []


def _file(folder: Path | None, split: str, trial: int) -> Path | None:
    return None if folder is None else folder / f"{split}_{trial:06d}.parquet"


@dataclass(frozen=True)
class _FeatureTaker:
    """Stands where the classifier stands in the line, and keeps the features it is asked to judge."""

    rows: list[Array] = field(default_factory=list)

    def judge(self, frames: Timed) -> Verdict:
        self.rows.append(features_of(frames))
        return Verdict(Label.UNSURE, {}, None, None)

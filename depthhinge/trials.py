"""Simulated drills run through the line, beside their truth: what the classifier learns from and is judged on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from depthhinge.classifier.features import features_of
from depthhinge.drills.rep import Verdict
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.measures.measures import Measures
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.sensor import Sensor
from depthhinge.trainer import Trainer

FPS = 15.0
"""Half of a camera's rate: the classifier sees medians over frames, and twice the people fit into an hour."""
REPS = 5
MISTAKES = ("squat", "toe_shifted", "rounded")
"""One of each in a trial's reps, besides two clean hinges."""
OBLIQUE = np.deg2rad(60.0)
"""Placements run from this far toward the front to this far toward the back of the person, side-on in the middle."""
FRONTAL_SHARE = 0.2
"""Of the trials are seen from the front, as in recordings made for other purposes."""
_MATCH_S = 0.6
"""A found rep belongs to the true one whose bottom lies within this many seconds of its own."""


@dataclass(frozen=True)
class TrialRep:
    """One true rep and what the line made of it."""

    trial: int
    person: int
    azimuth_deg: float
    label: str
    rounded: bool
    found: bool
    features: list[float | None]
    verdict: str | None
    rounded_verdict: bool | None


@dataclass(frozen=True)
class _Recorder:
    """Stands where the classifier stands, and keeps the features it is asked about."""

    rows: list[list[float | None]]
    judge_with: object

    def judge(self, frames: Sequence[tuple[float, Measures]]) -> Verdict:
        row = features_of(frames)
        self.rows.append([float(x) if np.isfinite(x) else None for x in row])
        verdict: Verdict = self.judge_with.judge(frames)  # type: ignore[attr-defined]
        return verdict


def simulated_drill(trial: int, split: str) -> tuple[SimulatedDrill, float]:
    """The drill of a trial number, and its azimuth in radians: person, placement, sensor and noise all follow from it."""
    generator = np.random.default_rng([trial, split == "test"])
    frontal = generator.uniform() < FRONTAL_SHARE
    azimuth = -np.pi / 2 + generator.normal(0.0, 0.1) if frontal else generator.uniform(-OBLIQUE, OBLIQUE)
    placement = Placement(
        azimuth=float(azimuth),
        height=float(generator.uniform(0.9, 1.5)),
        distance=float(generator.uniform(2.1, 2.7)),
        tilt=float(generator.uniform(0.0, 0.12)),
        faces="left" if generator.uniform() < 0.5 else "right",
    )
    drill = SimulatedDrill(
        SimulatedPerson.draw(trial, split="test" if split == "test" else "train"),
        reps=REPS,
        mistakes=MISTAKES,
        placement=placement,
        sensor=Sensor.named("D455" if generator.uniform() < 0.3 else "D435"),
        fps=FPS,
        seed=trial,
        noise=float(generator.uniform(0.6, 1.4)),
    )
    return drill, float(azimuth)


def run_trial(trial: int, split: str, judge: object) -> list[TrialRep]:
    """Run one simulated drill through the line; a row for each true rep, found or not. `judge` stands in the drill.

    No rows where the drawn person cannot balance the drawn movement: nobody does that rep.
    """
    try:
        drill, azimuth = simulated_drill(trial, split)
    except UsageError:
        return []
    recorder = _Recorder([], judge)
    trainer = Trainer(_blind(drill), drill.wall_distance_m, judge=recorder)
    found = []
    for index, (time_s, depth) in enumerate(drill.depth_frames()):
        moment = trainer.step(DepthFrame(index, time_s, depth))
        if moment.finished is not None:
            found.append(moment.finished)
    last = trainer.finish()
    if last is not None:
        found.append(last)
    rows = []
    for truth in drill.reps:
        match = [k for k, rep in enumerate(found) if abs(rep.bottom_s - truth.bottom_s) < _MATCH_S]
        hit = match[0] if match else None
        rows.append(
            TrialRep(
                trial,
                drill.person.number,
                float(np.rad2deg(azimuth)),
                truth.label,
                truth.rounded,
                hit is not None,
                recorder.rows[hit] if hit is not None else [],
                found[hit].verdict.label.value if hit is not None else None,
                found[hit].verdict.rounded if hit is not None else None,
            )
        )
    return rows


def _blind(drill: SimulatedDrill):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(drill.camera, room_from_camera=None)


class Undecided:
    """A judge for making the data the first judge is trained on."""

    def judge(self, frames: Sequence[tuple[float, Measures]]) -> Verdict:
        """Unsure of everything."""
        from depthhinge.drills.rep import Label

        return Verdict(Label.UNSURE, {"hinge": 1 / 3, "squat": 1 / 3, "toe_shifted": 1 / 3}, None, None)


def run_trials(
    trials: Sequence[int], split: str, judge: object, jobs: int, folder: Path | None
) -> Iterator[list[TrialRep]]:
    """Run trials on `jobs` processes, in any order; finished ones are kept in `folder` and not run again.

    Raises:
        UsageError: a kept trial cannot be read.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    missing = []
    for trial in trials:
        kept = None if folder is None else folder / f"{split}_{trial:05d}.json"
        if kept is not None and kept.exists():
            yield _read(kept)
        else:
            missing.append(trial)
    with ProcessPoolExecutor(jobs) as pool:
        for rows in pool.map(run_trial, missing, [split] * len(missing), [judge] * len(missing)):
            if folder is not None and rows:
                _keep(folder / f"{split}_{rows[0].trial:05d}.json", rows)
            yield rows


def _keep(path: Path, rows: list[TrialRep]) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps([asdict(row) for row in rows]))
    partial.replace(path)


def _read(path: Path) -> list[TrialRep]:
    try:
        return [TrialRep(**row) for row in json.loads(path.read_text())]
    except (ValueError, TypeError) as error:
        raise UsageError(f"{path} is not a finished trial: delete it and run again") from error

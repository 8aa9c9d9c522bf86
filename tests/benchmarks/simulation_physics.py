"""Whether simulated people move as bodies do: `python tests/benchmarks/simulation_physics.py [--people 100]`.

Each person does a varied set, every fault among them by turns. Of every tenth of a second: how far a planted foot has
moved, how far a sole is off the floor, where along the foot the pressure is, and how fast any joint goes and changes
its speed. (The centre of mass is compared with a segment table's by a test.)
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
import typer

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.cli.recipe import Recipe
from depthhinge.errors import UsageError
from depthhinge.simulation.drill import SimulatedDrill

STEP_S = 0.1
FOOT = [JOINT_INDEX[f"{side}_{part}"] for side in SIDES for part in ("heel", "toe", "ankle")]
MM = 1e3
LIFTED_M = 1e-3
"""A heel higher than that is off the floor on purpose."""


class Physics(NamedTuple):
    """The worst of each, of one person."""

    person: int
    what: str
    foot_moves_mm: float
    """From its median place, heels that are lifted left out."""
    sole_off_mm: float
    cop_from: float
    cop_to: float
    """Foot fractions, 0 = heel, 1 = toe."""
    fastest_m_s: float
    jerkiest_m_s2: float


def main(people: int = 100, jobs: int = 2, reps: int = 3, seed: int = 8000) -> None:
    """Print the worst of each, and who."""
    with ProcessPoolExecutor(jobs) as pool:
        rows = pool.map(_physics, range(seed, seed + people), [reps] * people)
        found = [row for row in rows if row is not None]
    print(f"{len(found)} people of {people} drawn; the others cannot balance the set drawn for them")
    for name, better in (
        ("foot_moves_mm", max),
        ("sole_off_mm", max),
        ("cop_from", min),
        ("cop_to", max),
        ("fastest_m_s", max),
        ("jerkiest_m_s2", max),
    ):
        values = [getattr(row, name) for row in found]
        worst = found[values.index(better(values))]
        print(
            f"{name:14s} median {np.median(values):7.3f}, worst {better(values):7.3f}: "
            f"person {worst.person} ({worst.what})"
        )


def _physics(seed: int, reps: int) -> Physics | None:
    try:
        drill = Recipe(movement="varied", reps=reps, seed=seed).one()
    except UsageError:
        return None
    return _measured(seed, drill)


def _measured(seed: int, drill: SimulatedDrill) -> Physics:
    times = np.arange(0.0, drill.duration_s, STEP_S)
    truths = [drill.truth_at(time) for time in times]
    standing, soles = [], []
    for time, truth in zip(times, truths, strict=True):
        if abs(truth.heel_lift) < LIFTED_M:
            posed = drill.posed_at(time)
            standing.append(truth.joints[FOOT])
            soles += [posed.skin(drill.person.soles[side])[:, 1].min() for side in SIDES]
    feet, joints = np.array(standing), np.array([truth.joints for truth in truths])
    cop = [truth.cop_foot_fraction for truth in truths]
    return Physics(
        person=seed,
        what=", ".join(sorted({rep.label + "".join(f" {fault.name}" for fault in rep.faults) for rep in drill.reps})),
        foot_moves_mm=MM * float(np.linalg.norm(feet - np.median(feet, axis=0), axis=2).max()),
        sole_off_mm=MM * float(np.abs(soles).max()),
        cop_from=min(cop),
        cop_to=max(cop),
        fastest_m_s=float(np.linalg.norm(np.diff(joints, axis=0), axis=2).max() / STEP_S),
        jerkiest_m_s2=float(np.linalg.norm(np.diff(joints, 2, axis=0), axis=2).max() / STEP_S**2),
    )


if __name__ == "__main__":
    typer.run(main)

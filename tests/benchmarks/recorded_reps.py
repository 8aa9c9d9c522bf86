"""Reps in what recorded people did, through rendered depth and the whole line.

    python -m tests.benchmarks.recorded_reps ../shared/data/cmu_mocap ../shared/data/nimble_markers

Bodies driven by real people's markers (`simulation/recorded`), published noise, seen from the side and from 45 deg
behind it. What a recording holds is told by the labels beside it (`.txt`, one a tenth of a second), or else by its
name. A count for each kind: of a squat or a bend every one is a rep, of what people do besides none is. None of these
people stands still between exercises, as the drill asks for. Data: CMU motion capture database, Nimble Physics
(BSD-2-Clause); not part of this project.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from depthhinge.drills.rep import Rep
from depthhinge.errors import UsageError
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.recorded.movement import RecordedMovement
from tests.benchmarks.drills import FPS, reps_by_depth

LABELS = {1: "jumping", 2: "jumping", 3: "squats", 4: "kicking", 5: "swinging arms", 6: "twisting"}
LABELS |= {9: "bends to the floor", 10: "one hand to the other foot", 12: "bends to the floor"}
"""Of CMU 13 and 14. The key to the labels has squats, up-downs (9) and toe touches with one hand and two (10, 12); the
others are named by what the bodies do."""
LABEL_S = 0.1
PLACES = {"side": 0.0, "45 deg behind": float(np.deg2rad(45.0))}
DISTANCE_M = 3.0


@dataclass
class Found:
    """Of one kind of movement, at one place."""

    seconds: float = 0.0
    names: Counter[str] = field(default_factory=Counter)


def kinds_of(path: Path, duration_s: float) -> list[tuple[str, float, float]]:
    """What is done, from when to when, seconds."""
    labels = path.with_suffix(".txt")
    if not labels.exists():
        return [(path.stem, 0.0, duration_s)]
    codes = [int(word) for word in labels.read_text().split()]
    edges = [0, *(k for k in range(1, len(codes)) if codes[k] != codes[k - 1]), len(codes)]
    return [(LABELS.get(codes[a], str(codes[a])), LABEL_S * a, LABEL_S * b) for a, b in pairwise(edges)]


def reps_of(movement: RecordedMovement, azimuth: float) -> list[Rep]:
    """What the line finds."""
    placement = Placement(azimuth=azimuth, distance=DISTANCE_M)
    return reps_by_depth(SimulatedDrill(movement.person, placement=placement, fps=FPS, seed=1, performance=movement))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="with .trc or .amc files")
    chosen = parser.parse_args()
    table: dict[tuple[str, str], Found] = {}
    for path in sorted(p for folder in chosen.folders for p in folder.iterdir() if p.suffix in (".trc", ".amc")):
        skeletons = sorted(path.parent.glob("*.asf"))
        try:
            movement = RecordedMovement.read(path, skeletons[0] if skeletons else None)
        except UsageError as problem:
            print(f"left out: {problem}")
            continue
        for place, azimuth in PLACES.items():
            reps = reps_of(movement, azimuth)
            for kind, start, end in kinds_of(path, movement.duration_s):
                found = table.setdefault((kind, place), Found())
                found.seconds += end - start
                found.names.update(rep.verdict.label.value for rep in reps if start <= rep.bottom_s < end)
    for (kind, place), found in sorted(table.items()):
        names = ", ".join(f"{name} {count}" for name, count in found.names.most_common()) or "none"
        print(f"{kind:30s} {place:14s} {found.seconds:6.1f} s   {names}")


if __name__ == "__main__":
    main()

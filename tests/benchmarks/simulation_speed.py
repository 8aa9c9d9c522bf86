"""How fast the simulation is: `python tests/benchmarks/simulation_speed.py`.

A command, not a test: times depend on the machine. They are of this process alone on one core (`time.thread_time`).
Aims: a noisy 848x480 frame with its truth in 15 ms; 10,000 reps' rows of features in 30 minutes on two cores, which is
360 ms a rep.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from itertools import islice

import numpy as np
import typer

from depthhinge.cli.recipe import Recipe
from depthhinge.cli.simulated_item import rep_table
from depthhinge.simulation.render import Picture

FRAME_AIM_MS, REP_AIM_MS = 15.0, 360.0
MS_PER_S = 1000.0


def main(frames: int = 200, people: int = 4, reps: int = 5, seed: int = 0) -> None:
    """Print milliseconds a frame, by stage, and a rep."""
    drill = Recipe(seed=seed).one()
    next(drill.frames())  # Compiles, and draws the textures.
    rows = {
        "frame with noise and truth": _ms_each(islice(drill.frames(), frames)),
        "  exact picture": _ms(lambda t: drill.exact_picture(t), frames),
        "  truth": _ms(lambda t: drill.truth_at(t), frames),
    }
    for level in ("kind", "middle", "harsh"):
        noisy = Recipe(seed=seed, noise=level).one()
        pictures = [noisy.exact_picture(t) for t in (0.0, 1.0, 2.0)]
        rows[f"  noise, {level}"] = _ms(_measuring(noisy.stereo_noise.measure, pictures), frames)
    for name, value in rows.items():
        print(f"{name:30s} {value:7.2f} ms")
    recipe = Recipe(movement="varied", reps=reps, seed=seed)
    rep_table(recipe.numbered(people))
    begun = time.thread_time()
    made = sum(rep_table(recipe.numbered(number)).num_rows for number in range(people))
    each = MS_PER_S * (time.thread_time() - begun) / made
    print(f"{'rep, its row of features':30s} {each:7.1f} ms, {60.0 * MS_PER_S / each:.0f} reps a minute on a core")
    print(f"aims: {FRAME_AIM_MS:.0f} ms a frame, {REP_AIM_MS:.0f} ms a rep")


def _measuring(measure: Callable[[Picture, int], object], pictures: list[Picture]) -> Callable[[float], object]:
    return lambda t: measure(pictures[int(t * 10.0) % len(pictures)], int(t * 10.0))


def _ms(work: Callable[[float], object], times: int) -> float:
    work(0.0)
    begun = time.thread_time()
    for k in range(times):
        work(k / 10.0)
    return MS_PER_S * (time.thread_time() - begun) / times


def _ms_each(items: Iterable[object]) -> float:
    spent, last = [], time.thread_time()
    for _ in items:
        now = time.thread_time()
        spent.append(now - last)
        last = now
    return MS_PER_S * float(np.mean(spent))


if __name__ == "__main__":
    typer.run(main)

"""How long the line takes over a frame, and to start, and how much memory: `python -m tests.benchmarks.frame_time`.

    python -m tests.benchmarks.frame_time [--people 10] [--clips DIR] [--slowest N] [--json FILE]

The simulated dressed people of `accuracy`, 848x480. Their pictures are made first; then a process of its own reads them
and does what `depthhinge analyze` does but write, in one thread, its code compiled before. Wall time is what a person
waits for; thread time leaves out what other programs take of the core.

A person is looked for from many starts when they are first seen; their shape is learned from the first third of a
second and again from a second of standing. Those three frames of a drill are counted apart from the others.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import psutil

FITTED = ("scene", "fit")
"""The stages from a frame in memory to the fitted body."""
STAGES = (*FITTED, "measures", "drill")
PERCENTILES = (50, 95, 99)
BARS = {50: 4.5, 99: 10.0}
"""Milliseconds to the fitted body."""
MEMORY_BAR_MB, START_BAR_S = 400, 3.0
FOLLOWED, LOOKED, LEARNED = "followed", "first looked at", "shape learned"
WALL_DISTANCE_M = 0.2
MS_PER_S, KB_PER_MB = 1e3, 1024.0


class Frame(NamedTuple):
    """What one frame took."""

    person: str
    index: int
    kind: str
    wall_ms: list[float]
    """By stage."""
    thread_ms: list[float]


def main() -> None:
    """Run, print, and keep if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--clips", type=Path, help="where the pictures are kept, and found the next time")
    parser.add_argument("--slowest", type=int, default=0, help="name so many of the slowest frames")
    parser.add_argument("--json", type=Path, help="file for every frame's times")
    parser.add_argument("--line", type=Path, nargs="*", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.line:
        print(json.dumps(run_line(asked.line)))
        return
    with tempfile.TemporaryDirectory(prefix="frame-time-") as folder:
        clips = [clip for n in range(asked.people) if (clip := clip_of(n, asked.clips or Path(folder))) is not None]
        _in_own_process(clips[:1])  # Compiles, where nobody has.
        measured = _in_own_process(clips)
    print_tables(measured, asked.slowest)
    if asked.json:
        asked.json.write_text(json.dumps(measured, indent=1))


def clip_of(number: int, folder: Path) -> Path | None:
    """The pictures of a person's drill; None of who balances nothing that was drawn for them."""
    from depthhinge.cli.simulated_item import Recording, write_item
    from depthhinge.errors import UsageError
    from tests.benchmarks.accuracy import ATTEMPTS, drill_of

    place = folder / f"person-{number}"
    clip = place / "depth.npz"
    place.mkdir(parents=True, exist_ok=True)
    for attempt in range(ATTEMPTS):
        if clip.exists():
            return clip
        try:
            write_item(drill_of(number, attempt), place, Recording.NPZ)
        except UsageError:
            continue
    return clip if clip.exists() else None


def run_line(clips: list[Path]) -> dict[str, Any]:
    """The line over some clips in this process, from whose beginning the start is timed."""
    began_s = psutil.Process().create_time()
    import threadpoolctl

    import depthhinge.cli.analysis  # noqa: F401  What the command reads is part of its start.
    from depthhinge.cameras import open_recording
    from depthhinge.trainer import Trainer

    start_s: list[float] = []
    frames: list[Frame] = []
    for clip in clips:
        clock, shape = _TwoClocks(), list[float]()
        with open_recording(clip) as camera, threadpoolctl.threadpool_limits(1):
            trainer = Trainer(camera.info, WALL_DISTANCE_M, clock=clock)
            for frame in camera.frames():
                clock.thread_s.clear()
                moment = trainer.step(frame)
                if not start_s and moment.body is not None and moment.body.tracked:
                    start_s = [time.time() - began_s, time.process_time()]
                now = trainer.person.shape
                kind = FOLLOWED if now == shape else LEARNED if shape else LOOKED
                shape = now
                wall = [moment.stage_ms[stage] for stage in STAGES]
                thread = list(MS_PER_S * np.diff(clock.thread_s))
                frames.append(Frame(clip.parent.name, frame.index, kind, wall, thread))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_MB
    return {"start_s": start_s, "peak_mb": peak_mb, "frames": frames}


class _TwoClocks:
    """The wall's, which notes the thread's each time it is read."""

    def __init__(self) -> None:
        self.thread_s: list[float] = []

    def __call__(self) -> float:
        self.thread_s.append(time.thread_time())
        return time.perf_counter()


def _in_own_process(clips: list[Path]) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.benchmarks.frame_time", "--line", *map(str, clips)]
    measured = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return {**measured, "frames": [Frame(*frame) for frame in measured["frames"]]}


def print_tables(measured: dict[str, Any], slowest: int) -> None:
    """For a person; a star marks what misses its bar."""
    frames: list[Frame] = measured["frames"]
    for title, kinds in (("frames followed", {FOLLOWED}), ("all frames", {FOLLOWED, LOOKED, LEARNED})):
        some = [frame for frame in frames if frame.kind in kinds]
        print(f"\n{f'{title}: {len(some)}':28}{'wall, ms':>32}{'thread, ms':>40}")
        print(f"{'':20}" + 2 * ("".join(f"{f'p{p}':>10}" for p in PERCENTILES) + f"{'share':>10}"))
        wall, thread = (np.array(times) for times in zip(*((f.wall_ms, f.thread_ms) for f in some), strict=True))
        for k, stage in enumerate(STAGES):
            print(f"{stage:20}" + "".join(_cells(times[:, k], times) for times in (wall, thread)))
        fitted = len(FITTED)
        print(f"{'to the fitted body':20}" + "".join(_cells(t[:, :fitted].sum(1), t, BARS) for t in (wall, thread)))
        print(f"{'to the verdict':20}" + "".join(_cells(times.sum(1), times) for times in (wall, thread)))
    for kind in (LOOKED, LEARNED):
        times = np.array([sum(frame.thread_ms) for frame in frames if frame.kind == kind])
        print(f"\n{kind}: {len(times)} frames, thread time {np.median(times):.0f} ms, at most {times.max():.0f}")
    start_wall, start_cpu = measured["start_s"]
    print(f"from the process's start to the first tracked frame: {_starred(start_wall, START_BAR_S)} s")
    print(f"  of which the processor worked {start_cpu:.2f} s")
    print(f"peak memory: {_starred(measured['peak_mb'], MEMORY_BAR_MB)} MB")
    for frame in sorted(frames, key=lambda frame: -sum(frame.thread_ms))[:slowest]:
        stages = ", ".join(f"{stage} {ms:.1f}" for stage, ms in zip(STAGES, frame.thread_ms, strict=True))
        print(f"{frame.person}, frame {frame.index}, {frame.kind}: {stages}; wall {sum(frame.wall_ms):.1f}")


def _cells(times: Any, all_times: Any, bars: dict[int, float] | None = None) -> str:
    percentiles = [_starred(float(np.percentile(times, p)), (bars or {}).get(p, np.inf)) for p in PERCENTILES]
    return "".join(f"{cell:>10}" for cell in (*percentiles, f"{100.0 * times.sum() / all_times.sum():.0f} % "))


def _starred(value: float, bar: float) -> str:
    return f"{value:.2f}{'*' if value > bar else ' '}"


if __name__ == "__main__":
    main()

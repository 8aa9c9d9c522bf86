"""An archive analysed anew: `python -m tests.benchmarks.archive`.

Makes `--sessions` short sessions, analyses them on one process, on two, and on a local Dask cluster of two workers of
which one is killed on the way; says how long each took and whether every byte of the data sets is the same.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from distributed import LocalCluster

from depthhinge.cli.archive import analyze_archive
from depthhinge.cli.how import How
from depthhinge.sessions.frame_table import SCHEMA
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.trainer import Trainer
from tests.sessions.recording.drills import camera, pictures
from tests.simulated_drill import drill

FRAMES = 20
DIFFERENT = 5
"""Recordings that begin at another frame; the others are copies of them under another name."""
KILLED_AT = 0.3
"""Share of the sessions that are done when a worker is killed."""


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sessions", type=int, default=200)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archive-") as scratch:
        folder = Path(scratch)
        archive = folder / "archive"
        make(archive, wanted.sessions)
        print(f"{wanted.sessions} sessions of {FRAMES} frames, {len(SCHEMA)} columns", flush=True)
        run("one process", archive, folder / "one", lambda out: analyze_archive([str(archive)], out, How(), jobs=1))
        run("two processes", archive, folder / "two", lambda out: analyze_archive([str(archive)], out, How(), jobs=2))
        run("Dask, one of two workers killed", archive, folder / "dask", lambda out: on_cluster(archive, out))
        serial = contents(folder / "one")
        for name in ("two", "dask"):
            print(f"{name}: {len(contents(folder / name))} files, the same bytes: {contents(folder / name) == serial}")


def make(archive: Path, sessions: int) -> None:
    """Short recordings, as a drill leaves them."""
    archive.mkdir()
    for number in range(sessions):
        path = archive / f"session_{number:03d}.mcap"
        if number >= DIFFERENT:
            shutil.copy(archive / f"session_{number % DIFFERENT:03d}.mcap", path)
            continue
        trainer = Trainer(camera(), drill().wall_distance_m)
        with Recorder(path, camera(), drill().wall_distance_m) as recorder:
            for frame in pictures()[number : number + FRAMES]:
                moment = trainer.step(recorder.keep(frame))
                recorder.record(moment, trainer.person_cells, trainer.room_from_camera, Fitted())


def run(name: str, archive: Path, out: Path, analyze: Callable[[str], tuple[int, int]]) -> None:
    """Say how long it took."""
    begun = time.perf_counter()
    done, failed = analyze(str(out))
    print(f"{name}: {done} done, {failed} failed, {time.perf_counter() - begun:.0f} s", flush=True)


def on_cluster(archive: Path, out: str) -> tuple[int, int]:
    """On two workers, one of which is killed when a share of the sessions is done."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid
        total = len(list(archive.iterdir()))

        def kill() -> None:
            while len(list(Path(out).glob("summaries/*.json"))) < KILLED_AT * total:
                time.sleep(0.05)
            os.kill(victim, signal.SIGKILL)
            print(f"worker killed after {len(list(Path(out).glob('summaries/*.json')))} sessions", flush=True)

        killer = threading.Thread(target=kill)
        killer.start()
        done = analyze_archive([str(archive)], out, How(), scheduler=cluster.scheduler_address)
        killer.join()
    return done


def contents(dataset: Path) -> dict[str, str]:
    """Digest of each table of a data set; summaries hold times, which differ."""
    return {
        str(path.relative_to(dataset)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in dataset.rglob("*.parquet")
    }


if __name__ == "__main__":
    main()

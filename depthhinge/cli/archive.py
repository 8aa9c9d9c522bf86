"""An archive of sessions analysed anew: on all cores or on a cluster, resumable, into one Parquet data set.

The data set in DIR is `frames/session=NAME/frames.parquet` and `reps/session=NAME/reps.parquet` (Hive partitions,
which Arrow, pandas, Polars, DuckDB and Spark read as one table with a column `session`), and `summaries/NAME.json`. A
session's summary is written last: where it stands, made by this version, the session is not done again.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq
from fsspec.core import url_to_fs

import depthhinge
from depthhinge.cameras.open_recording import ACCEPTED_SUFFIXES
from depthhinge.cameras.png_folder import CAMERA_FILES
from depthhinge.cli.how import How
from depthhinge.cli.output import say, with_progress
from depthhinge.errors import DepthHingeError, MissingLibraryError, UsageError
from depthhinge.sessions.json_files import to_json
from depthhinge.sessions.recording.kept_depth import SUFFIX
from depthhinge.sessions.rep_table import rep_table
from depthhinge.sessions.writer import FRAMES_FILE, SUMMARY_FILE

ATTEMPTS = 3
"""For a session whose process died: it may have been killed for another's sake; three times is its own fault."""


@dataclass(frozen=True)
class Task:
    """One session of the archive, and where its part of the data set goes."""

    name: str
    source: str
    """fsspec address of a session's folder or of a recording."""
    out: str
    """fsspec address of the data set."""
    how: How


@dataclass(frozen=True)
class Outcome:
    """What came of a task."""

    task: Task
    problem: str | None = None


def analyze_archive(
    inputs: Sequence[str], out: str, how: How, jobs: int | None = None, scheduler: str | None = None
) -> tuple[int, int]:
    """Analyse every session under the inputs that the data set does not have yet.

    Args:
        inputs: fsspec addresses of sessions, recordings, or folders of them.
        out: fsspec address of the data set, new or begun.
        how: what is asked of the analysis.
        jobs: processes; one a core unless given.
        scheduler: address of a Dask scheduler to use in their place.

    Returns:
        How many sessions the data set has of those asked for, and how many failed.

    Raises:
        UsageError: an input is not there, or two have the same name.
        MissingLibraryError: Dask is asked for and not installed.
    """
    tasks = _tasks(inputs, out, how)
    waiting = [task for task in tasks if not _is_done(task)]
    if len(waiting) < len(tasks):
        say(f"{len(tasks) - len(waiting)} of {len(tasks)} sessions are in the data set already")
    outcomes = _on_cluster(waiting, scheduler) if scheduler else _on_cores(waiting, jobs or os.cpu_count() or 1)
    failed = 0
    for outcome in with_progress(outcomes, "sessions", len(waiting)):
        if outcome.problem is not None:
            failed += 1
            say(f"{outcome.task.source}: {outcome.problem}")
    return len(tasks) - failed, failed


def run_task(task: Task) -> Outcome:
    """Analyse one session; whatever goes wrong with it is its own outcome. Runs in a process or on a cluster."""
    from depthhinge.cli.analysis import analyze_one

    with tempfile.TemporaryDirectory(prefix="depthhinge-") as scratch:
        result = Path(scratch) / "result" / task.name
        try:
            source = _at_hand(task.source, Path(scratch) / "source")
            summary, reps = analyze_one(source, result, task.how, show_frames=False)
            table = Path(scratch) / "reps.parquet"
            pq.write_table(rep_table(reps), table, compression="zstd")
            _put(result / FRAMES_FILE, f"{task.out}/frames/session={task.name}/frames.parquet")
            _put(table, f"{task.out}/reps/session={task.name}/reps.parquet")
            record = Path(scratch) / "summary.json"
            record.write_text(to_json(summary.record()), encoding="utf-8")
            _put(record, _summary_of(task))
        except (DepthHingeError, OSError) as problem:
            return Outcome(task, " ".join(str(problem).replace(scratch, "").split()))
    return Outcome(task)


def _on_cores(tasks: list[Task], jobs: int) -> Iterator[Outcome]:
    """Each task in a process of a pool; a pool that lost a process is made anew for what is left."""
    attempts = dict.fromkeys(tasks, 0)
    while attempts:
        with ProcessPoolExecutor(min(jobs, len(attempts)), mp_context=get_context("spawn")) as pool:
            futures = {pool.submit(run_task, task): task for task in attempts}
            while futures:
                done, _ = wait(futures, return_when=FIRST_COMPLETED)
                for future in done:
                    task = futures.pop(future)
                    try:
                        outcome = future.result()
                    except BrokenProcessPool:
                        attempts[task] += 1
                        if attempts[task] < ATTEMPTS:
                            continue
                        outcome = Outcome(task, "the process that analysed it died")
                    del attempts[task]
                    yield outcome


def _on_cluster(tasks: list[Task], scheduler: str) -> Iterator[Outcome]:
    """Each task on a worker of a Dask cluster, which gives it to another where one dies."""
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise MissingLibraryError("Dask is not installed: pip install 'depthhinge[cluster]'") from error
    try:
        client = Client(scheduler, timeout="10s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as problem:
        raise UsageError(f"no Dask scheduler answers at {scheduler}") from problem
    with client:
        futures = {client.submit(run_task, task, pure=False, retries=ATTEMPTS - 1): task for task in tasks}
        for future in as_completed(list(futures)):  # type: ignore[no-untyped-call]
            task = futures[future]
            if future.status == "finished":
                yield future.result()
            else:
                yield Outcome(task, f"the worker that analysed it died ({future.status})")


def _tasks(inputs: Sequence[str], out: str, how: How) -> list[Task]:
    tasks: dict[str, Task] = {}
    for address in inputs:
        found = list(_sessions_under(address.rstrip("/")))
        if not found:
            raise UsageError(f"{address}: no session and no recording there")
        for source in found:
            path = PurePosixPath(source)
            name = path.stem if path.suffix.lower() in (*ACCEPTED_SUFFIXES, SUFFIX) else path.name
            if name in tasks:
                raise UsageError(f"{tasks[name].source} and {source} have the same name in the data set")
            tasks[name] = Task(name, source, _absolute(out.rstrip("/")), how)
    return list(tasks.values())


def _sessions_under(address: str) -> Iterator[str]:
    """The address itself where it is a session or a recording, else what lies directly in it."""
    files, path = url_to_fs(address)
    if files.isfile(path) or _is_one(files, path):
        yield files.unstrip_protocol(path)
    elif files.isdir(path):
        for entry in sorted(files.ls(path, detail=False)):
            name = PurePosixPath(entry)
            hidden = name.name.startswith(".")
            recording = name.suffix.lower() in (*ACCEPTED_SUFFIXES, SUFFIX)
            if not hidden and (recording or _is_one(files, entry)):
                yield files.unstrip_protocol(entry)


def _is_one(files: Any, folder: str) -> bool:
    """Whether a folder is a session, or pictures with their camera file."""
    return any(files.isfile(f"{folder}/{name}") for name in (SUMMARY_FILE, *CAMERA_FILES))


def _absolute(address: str) -> str:
    """An address that means the same to a worker elsewhere on the machine."""
    files, path = url_to_fs(address)
    return str(files.unstrip_protocol(path))


def _at_hand(source: str, scratch: Path) -> Path:
    """The session or recording as files of this machine: librealsense and the line read no others."""
    files, path = url_to_fs(source)
    if "file" in files.protocol:
        return Path(path)
    place = scratch / PurePosixPath(path).name
    place.parent.mkdir(parents=True)
    files.get(path, str(place), recursive=files.isdir(path))
    return place


def _summary_of(task: Task) -> str:
    return f"{task.out}/summaries/{task.name}.json"


def _is_done(task: Task) -> bool:
    """Whether the data set holds the session, whole and by this version of the program."""
    files, path = url_to_fs(_summary_of(task))
    try:
        with files.open(path, "rb") as file:
            record = json.load(file)
            return isinstance(record, dict) and record.get("version") == depthhinge.__version__
    except (OSError, ValueError):
        return False


def _put(local: Path, address: str) -> None:
    """Copy a file to where it belongs, under its own name only once it is whole."""
    files, path = url_to_fs(address)
    files.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
    unfinished = f"{PurePosixPath(path).parent}/.{PurePosixPath(path).name}.{os.getpid()}.partial"
    files.put_file(str(local), unfinished)
    files.mv(unfinished, path)

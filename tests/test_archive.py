"""An archive is analysed on several cores and on a cluster to the bits of one core, whatever dies on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from depthhinge.cameras import write_depth_clip
from depthhinge.cli import archive
from depthhinge.cli.analysis import analyze_one
from depthhinge.cli.archive import Task, analyze_archive, run_task
from depthhinge.cli.how import How
from depthhinge.errors import UsageError
from depthhinge.sessions.json_files import read_json
from depthhinge.sessions.rep_table import REP_SCHEMA, rep_table
from tests.sessions.moments import REP
from tests.simulated_drill import drill, frames

SESSIONS, FRAMES = 3, 14
AS_IT_WAS = How()


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of short clips of the same drill."""
    folder = tmp_path_factory.mktemp("archive")
    for number in range(SESSIONS):
        shown = [frame for frame, _ in frames()[20 * number : 20 * number + FRAMES]]
        depth = np.stack([frame.depth for frame in shown])
        write_depth_clip(folder / f"clip{number}.npz", depth, drill().sensor.intrinsics, fps=15.0)
    (folder / "notes.txt").write_text("no recording")
    return folder


@pytest.fixture(scope="module")
def serial(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each analysed by itself, in this process."""
    out = tmp_path_factory.mktemp("serial")
    for number in range(SESSIONS):
        analyze_one(clips / f"clip{number}.npz", out / f"clip{number}", How(), show_frames=False)
    return out


def assert_same(dataset: Path, serial: Path) -> None:
    """The data set is that of the serial run, bit for bit."""
    for number in range(SESSIONS):
        part = dataset / "frames" / f"session=clip{number}" / "frames.parquet"
        assert part.read_bytes() == (serial / f"clip{number}" / "frames.parquet").read_bytes()
    table = ds.dataset(dataset / "frames", partitioning="hive").to_table()
    assert table.num_rows == SESSIONS * FRAMES
    assert set(table["session"].to_pylist()) == {f"clip{number}" for number in range(SESSIONS)}
    assert not list(dataset.rglob(".*"))


def test_several_processes_give_the_bits_of_one_and_what_is_done_is_not_done_again(
    clips: Path, serial: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Task("clip0", f"file://{clips}/clip0.npz", f"file://{tmp_path}", AS_IT_WAS)
    assert run_task(first).problem is None
    stamp = (tmp_path / "summaries" / "clip0.json").stat().st_mtime_ns
    assert analyze_archive([str(clips)], str(tmp_path), AS_IT_WAS, jobs=2) == (SESSIONS, 0)
    assert_same(tmp_path, serial)
    assert (tmp_path / "summaries" / "clip0.json").stat().st_mtime_ns == stamp
    assert "1 of 3 sessions are in the data set already" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_cluster_of_which_a_worker_is_killed_gives_the_same_bits(clips: Path, serial: Path, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        victim = next(iter(cluster.workers.values())).pid

        def kill() -> None:
            time.sleep(2.0)
            os.kill(victim, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        done = analyze_archive([str(clips)], str(tmp_path), AS_IT_WAS, scheduler=cluster.scheduler_address)
        killer.join()
    assert done == (SESSIONS, 0)
    assert_same(tmp_path, serial)


def test_sessions_are_read_and_written_through_fsspec(clips: Path, serial: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for number in range(SESSIONS):
        memory.pipe(f"/archive/clip{number}.npz", (clips / f"clip{number}.npz").read_bytes())
    for task in archive._tasks(["memory://archive"], "memory://results", AS_IT_WAS):
        assert run_task(task).problem is None
    for number in range(SESSIONS):
        stored = memory.cat(f"/results/frames/session=clip{number}/frames.parquet")
        assert stored == (serial / f"clip{number}" / "frames.parquet").read_bytes()


def test_one_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"no clip")
    outcome = run_task(Task("bad", str(bad), str(tmp_path / "out"), AS_IT_WAS))
    assert outcome.problem is not None
    assert "bad.npz" in outcome.problem
    assert not (tmp_path / "out").exists()


def test_what_is_not_there_or_has_two_names_is_refused_before_anything_is_done(clips: Path, tmp_path: Path) -> None:
    (tmp_path / "clip0.npz").write_bytes(b"")
    for inputs, complaint in (([tmp_path / "none"], "no session"), ([clips, tmp_path], "the same name")):
        with pytest.raises(UsageError, match=complaint):
            analyze_archive([str(path) for path in inputs], str(tmp_path / "out"), AS_IT_WAS)
    assert not (tmp_path / "out").exists()


def test_no_scheduler_is_one_plain_line(clips: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed")

    def no_answer(*_: object, **__: object) -> None:
        raise OSError("timed out")

    monkeypatch.setattr(distributed, "Client", no_answer)
    with pytest.raises(UsageError, match="no Dask scheduler answers at tcp://nowhere:1"):
        analyze_archive([str(clips)], str(tmp_path), AS_IT_WAS, scheduler="tcp://nowhere:1")


def test_a_summary_by_another_version_is_made_anew(clips: Path, tmp_path: Path) -> None:
    task = Task("clip0", str(clips / "clip0.npz"), str(tmp_path), AS_IT_WAS)
    (tmp_path / "summaries").mkdir()
    for content in (b"{", b'{"version": "0.0.0"}'):
        (tmp_path / "summaries" / "clip0.json").write_bytes(content)
        assert not archive._is_done(task)
    assert run_task(task).problem is None
    assert archive._is_done(task)
    assert read_json(tmp_path / "summaries" / "clip0.json")["counts"]["frames"] == FRAMES


def test_reps_are_a_table_with_their_parts_as_json(tmp_path: Path) -> None:
    table = rep_table([REP])
    assert table.schema == REP_SCHEMA
    (row,) = table.to_pylist()
    assert (row["rep"], row["label"], row["rounded"]) == (1, "hinge", None)
    assert row["probabilities"] == '{"hinge": 0.9, "squat": 0.06, "toe_shifted": 0.04}'
    pq.write_table(rep_table([]), tmp_path / "none.parquet")
    assert pq.read_table(tmp_path / "none.parquet").schema == REP_SCHEMA

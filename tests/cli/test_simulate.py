"""A simulated recording lies beside its exact truth."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from depthhinge.cameras import open_recording
from depthhinge.sessions.frame_table import SCHEMA
from tests.cli.conftest import Run


def test_the_recording_and_the_truth_tell_of_the_same_frames(run: Run, tmp_path: Path) -> None:
    ended = run("simulate", tmp_path / "out", "--reps", 1, "--movement", "hinge", "--fps", 2, "--format", "npz")
    assert ended.code == 0
    truth = pq.read_table(tmp_path / "out" / "truth.parquet")
    assert truth.schema.names == SCHEMA.names
    record = json.loads((tmp_path / "out" / "truth.json").read_text())
    with open_recording(tmp_path / "out" / record["recording"]) as camera:
        times = [frame.time_s for frame in camera.frames()]
    assert np.allclose(times, truth["time_s"].to_numpy())
    (rep,) = record["reps"]
    assert rep["label"] == "hinge"
    assert len(rep["taps"]) == 1
    assert np.array(record["room_from_camera"]).shape == (4, 4)
    assert set(truth["phase"].to_pylist()) >= {"setup", "descent", "ascent"}
    assert truth["wall_gap_mm"].null_count == 0
    assert truth["dowel_gap_head_mm"].null_count == truth.num_rows, "not known, so null"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--sensor", "D999"), "no simulated sensor"),
        (("--wall-distance", "25"), "no unit"),
        (("--movement", "dance"), "--movement"),
        (("--reps", "-1"), "--reps"),
        (("--azimuth", "999"), "--azimuth"),
    ],
)
def test_what_cannot_be_simulated_is_bad_usage(
    run: Run, tmp_path: Path, words: tuple[str, ...], complaint: str
) -> None:
    ended = run("simulate", tmp_path / "out", *words)
    assert ended.code == 2
    assert complaint in ended.err
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_written_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")
    assert run("simulate", tmp_path, "--reps", 0, "--fps", 1).code == 2

"""What an interrupted drill left becomes a session again; a finished one is checked."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np
import pytest

from depthhinge.drills.moment import Moment, Phase
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.measures.measures import Measures
from depthhinge.sessions.recording.chunk_reader import find_chunks
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.sessions.session import Session
from tests.cli.conftest import Run

CAMERA = CameraInfo("Made-up D435", None, Intrinsics(16, 16, 14.0, 14.0, 8.0, 8.0), 0.001, 30.0)
FRAMES = 60


def interrupt(folder: Path, whole: bool = False) -> Path:
    """What a drill leaves that was killed: a recording without its end, or (`whole`) one that lacks all else."""
    folder.mkdir(parents=True)
    path = folder / "depth.mcap"
    with Recorder(path, CAMERA, 0.25) as recorder:
        for index in range(FRAMES):
            depth = np.random.default_rng(index).integers(1500, 2500, (16, 16)).astype(np.uint16)
            recorder.keep(DepthFrame(index, index / 30.0, depth))
            moment = Moment(index, index / 30.0, np.zeros((0, 3)), None, Measures(), None, Phase.ABSENT, None)
            recorder.record(moment, np.zeros((16, 16), bool), None, Fitted())
    if not whole:
        with path.open("rb") as file:
            last = find_chunks(file).chunks[-1]
        path.write_bytes(path.read_bytes()[: last.offset + last.length // 2])
    long_ago = time.time() - 3600.0
    os.utime(path, (long_ago, long_ago))
    return folder


def test_an_interrupted_drill_becomes_a_session_and_says_what_it_lacks(run: Run, own_home: Path) -> None:
    left = interrupt(own_home / ".morning.partial")
    (left / "raw.db3").write_bytes(b"raw")
    assert "depthhinge sessions repair" in run("sessions").err
    ended = run("sessions", "repair")
    assert ended.code == 0
    session = Session.open(own_home / "morning")
    frames = session.summary.counts.frames
    assert FRAMES // 4 < frames < FRAMES
    assert f"{frames} frames" in ended.out
    assert "cut short" in ended.out
    assert any("cut short" in note for note in session.summary.notes)
    assert session.summary.wall_distance_m == 0.25
    assert session.summary.counts.reps == 1
    assert (session.folder / "raw.db3").read_bytes() == b"raw"
    assert not left.exists()
    assert run("sessions", "repair").line == "depthhinge: nothing is unfinished"


def test_the_repaired_session_is_analysed_again_to_the_same_bits(run: Run, own_home: Path, tmp_path: Path) -> None:
    interrupt(own_home / ".morning.partial")
    run("sessions", "repair")
    assert run("analyze", own_home / "morning", "--out", tmp_path / "again").code == 0
    for file in ("frames.parquet", "reps.json"):
        assert (own_home / "morning" / file).read_bytes() == (tmp_path / "again" / file).read_bytes()


def test_a_place_taken_meanwhile_is_not_written_to(run: Run, own_home: Path) -> None:
    interrupt(own_home / ".morning.partial-2")
    (own_home / "morning").mkdir()
    (own_home / "morning" / "mine").write_text("")
    record = json.loads(run("sessions", "repair", "--json").out)
    assert [Path(one["session"]).name for one in record] == ["morning_2"]


@pytest.mark.parametrize("content", [b"", b"not a recording", b"\x89MCAP0\r\n" + b"\x06" * 500])
def test_what_cannot_be_saved_is_one_line_and_stays(run: Run, own_home: Path, content: bytes) -> None:
    left = interrupt(own_home / ".morning.partial")
    (left / "depth.mcap").write_bytes(content)
    os.utime(left / "depth.mcap", (0, 0))
    interrupt(own_home / ".noon.partial")
    ended = run("sessions", "repair")
    assert ended.code == 1
    assert "morning" in ended.line
    assert (left / "depth.mcap").read_bytes() == content
    assert Session.open(own_home / "noon").summary.counts.frames > 0


def test_a_drill_that_is_under_way_is_left_alone(run: Run, own_home: Path) -> None:
    left = interrupt(own_home / ".morning.partial")
    (left / "depth.mcap").touch()
    ended = run("sessions", "repair")
    assert ended.code == 1
    assert "seems to be under way" in ended.line
    assert (left / "depth.mcap").exists()


def test_a_finished_session_is_checked(run: Run, own_home: Path) -> None:
    interrupt(own_home / ".morning.partial", whole=True)
    run("sessions", "repair")
    path = own_home / "morning" / "depth.mcap"
    whole = run("sessions", "repair", own_home / "morning")
    assert f"{FRAMES} frames" in whole.out
    assert "damaged" not in whole.out
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "damaged in 1 places" in run("sessions", "repair", own_home / "morning").out


@pytest.mark.parametrize("name", ["missing", ".empty.partial"])
def test_a_folder_without_depth_is_one_line(run: Run, tmp_path: Path, name: str) -> None:
    if name != "missing":
        (tmp_path / name).mkdir()
    ended = run("sessions", "repair", tmp_path / name)
    assert ended.code == 1
    assert "no depth recording" in ended.line

"""A session is written whole or not at all, and reads back as it was."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from depthhinge.body.joints import JOINTS
from depthhinge.errors import SessionError, UsageError
from depthhinge.measures.uncertainty import ANGLES
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import SessionWriter
from tests.sessions.moments import CAMERA, REP, WALL, moments, summary_of

CONTRACT = [
    *("time_s", "tracked", "fit_residual_mm", "phase", "rep"),
    *(f"{joint}_{axis}" for joint in JOINTS for axis in "xyz"),
    *(f"{joint}_seen" for joint in JOINTS),
    *(f"{angle}_{side}_deg" for angle in ("hip_flexion", "knee_flexion") for side in ("left", "right")),
    *(f"{angle}_{side}_deg" for angle in ("ankle_dorsiflexion", "shank_inclination") for side in ("left", "right")),
    *("trunk_inclination_deg", "lumbar_flexion_deg", "thoracic_flexion_deg", "neck_flexion_deg"),
    *("wall_gap_mm", "dowel_gap_head_mm", "dowel_gap_upper_back_mm", "dowel_gap_sacrum_mm"),
    *("com_x", "com_y", "com_z", "cop_foot_fraction", "heel_lift_mm"),
    # Added since, at the end.
    *("trunk_from_standing_deg", "trunk_minus_shank_deg", "pelvis_tilt_deg", "pelvis_turn_deg", "knee_difference_deg"),
    *("pelvis_back_mm", "pelvis_down_mm", "pelvis_shift_mm", "knee_forward_mm", "stance_width_mm"),
    "wall_gap_speed_mm_per_s",
    *(f"{angle}_se_deg" for angle in ANGLES),
]


def write(out: Path) -> Path:
    with SessionWriter(out) as writer:
        for moment in moments():
            writer.add(moment)
        return writer.finish(summary_of(writer))


def everything_under(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_session_reads_back_as_it_was_written(tmp_path: Path) -> None:
    session = Session.open(write(tmp_path / "drill"))
    assert session.reps == (REP,)
    assert session.summary.camera.intrinsics == CAMERA.intrinsics
    assert session.summary.person.stature_m == 1.75
    assert session.summary.wall is not None
    assert np.array_equal(session.summary.wall.plane.normal, WALL.plane.normal)
    assert session.summary.counts.labels == {"hinge": 1}
    assert (session.summary.counts.frames, session.summary.counts.tracked, session.summary.counts.taps) == (4, 2, 1)
    assert session.summary.stage_ms["scene"] == {"p50": 1.5, "p95": 1.95, "p99": 1.99}
    assert session.summary.notes == ("the floor was out of sight",)


def test_the_frames_have_exactly_the_columns_of_the_contract(tmp_path: Path) -> None:
    assert pq.read_schema(write(tmp_path / "drill") / "frames.parquet").names == CONTRACT


def test_what_was_not_measured_is_null_and_what_was_guessed_is_given(tmp_path: Path) -> None:
    rows = pq.read_table(write(tmp_path / "drill") / "frames.parquet").to_pylist()
    assert rows[0]["tracked"] is False
    assert all(rows[0][name] is None for name in CONTRACT if name not in ("time_s", "tracked", "phase"))
    assert rows[1]["hip_flexion_left_deg"] == pytest.approx(90.0)
    assert rows[1]["hip_flexion_right_deg"] is None
    assert rows[1]["wall_gap_mm"] == pytest.approx(-2.0)
    assert rows[1]["heel_lift_mm"] is None, "NaN is no measurement"
    assert [rows[1][f"com_{axis}"] for axis in "xyz"] == [1.0, 2.0, 3.0]
    assert [rows[1][f"lumbar_{axis}"] for axis in "xyz"] == [3.0, 4.0, 5.0]
    assert (rows[1]["pelvis_seen"], rows[1]["lumbar_seen"], rows[1]["rep"]) == (True, False, 1)
    assert rows[2]["tracked"] is False
    assert rows[2]["lumbar_x"] == 3.0
    assert rows[2]["phase"] == "bottom"


def test_the_json_never_says_nan_and_names_what_the_contract_names(tmp_path: Path) -> None:
    folder = write(tmp_path / "drill")
    for name in ("reps.json", "summary.json"):
        assert "NaN" not in (folder / name).read_text()
    (rep,) = json.loads((folder / "reps.json").read_text())
    names = (
        "rep start_s bottom_s end_s label probabilities rounded rounded_probability taps faults cue measures contacts"
    )
    assert list(rep) == names.split()
    (tap,) = rep["taps"]
    assert tap == {"time_s": 1.25, "gap_mm": -2.0, "depth_mm": 11.0, "dwell_s": 0.0, "approach_mm_per_s": None}
    summary = json.loads((folder / "summary.json").read_text())
    assert np.array(summary["room_from_camera"]).shape == (4, 4)


def test_the_same_moments_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    for name in ("frames.parquet", "reps.json", "summary.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_a_drill_without_a_single_frame_is_still_a_session(tmp_path: Path) -> None:
    with SessionWriter(tmp_path / "empty") as writer:
        folder = writer.finish(summary_of(writer))
    assert Session.open(folder).frames().num_rows == 0


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_only_the_owner_can_read_a_session(tmp_path: Path) -> None:
    folder = write(tmp_path / "drill")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_an_existing_folder_is_never_written_to(tmp_path: Path) -> None:
    (tmp_path / "drill").mkdir()
    (tmp_path / "drill" / "mine.txt").write_text("keep")
    with pytest.raises(UsageError, match="exists already"):
        SessionWriter(tmp_path / "drill")
    assert everything_under(tmp_path) == ["drill", "mine.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "drill").mkdir()
    assert Session.open(write(tmp_path / "drill")).reps == (REP,)


def test_a_parent_that_is_a_file_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        SessionWriter(tmp_path / "file" / "deeper" / "drill")


def crash(writer: SessionWriter) -> None:
    with writer:
        writer.add(moments()[0])
        (writer.folder / "depth.mcap").write_bytes(b"depth")
        raise ZeroDivisionError


def test_a_failed_drill_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        crash(SessionWriter(tmp_path / "new" / "drill"))
    assert everything_under(tmp_path) == []


def test_the_depth_of_a_crashed_live_drill_is_kept_and_said(tmp_path: Path) -> None:
    writer = SessionWriter(tmp_path / "drill", keep_recording=True)
    with pytest.raises(ZeroDivisionError):
        crash(writer)
    assert writer.kept == tmp_path / ".drill.partial" / "depth.mcap"
    assert writer.kept.read_bytes() == b"depth"
    assert everything_under(tmp_path) == [".drill.partial", "depth.mcap"]
    write(tmp_path / "drill")
    assert writer.kept.exists(), "the next drill of that name steps over it"


def test_a_place_taken_meanwhile_loses_nothing(tmp_path: Path) -> None:
    with SessionWriter(tmp_path / "drill") as writer:
        (tmp_path / "drill").mkdir()
        (tmp_path / "drill" / "theirs").write_text("")
        with pytest.raises(SessionError, match="kept as"):
            writer.finish(summary_of(writer))
        assert (writer.folder / "reps.json").exists()


def test_a_full_disk_is_one_plain_line_and_no_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("depthhinge.sessions.writer.write_json", full)
    with pytest.raises(SessionError, match="No space left"):
        write(tmp_path / "drill")
    assert everything_under(tmp_path) == []


def damaged(folder: Path, name: str, content: bytes | None) -> Path:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("summary.json", None, "is not a session: summary.json is missing"),
        ("reps.json", None, "is not a session: reps.json is missing"),
        ("frames.parquet", None, "is not a session: frames.parquet is missing"),
        ("summary.json", b"", "is not JSON"),
        ("summary.json", b"{}", "lacks 'version'"),
        ("summary.json", b"[]", "damaged"),
        ("summary.json", b"\xff\xfe", "is not JSON"),
        ("reps.json", b"{}", "not a list"),
        ("reps.json", b"[1]", "damaged"),
        ("reps.json", b'[{"rep": 1}]', "a rep lacks"),
        ("frames.parquet", b"PAR1", "damaged"),
        ("frames.parquet", b"", "damaged"),
    ],
)
def test_a_damaged_session_is_said_in_one_plain_line(
    tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    folder = damaged(write(tmp_path / "drill"), name, content)
    with pytest.raises(SessionError, match=complaint) as refusal:
        Session.open(folder)
    assert "\n" not in str(refusal.value)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="no such session folder"):
        Session.open(tmp_path / "nothing")


def test_a_parquet_file_without_our_columns_is_no_session(tmp_path: Path) -> None:
    folder = write(tmp_path / "drill")
    table = pq.read_table(folder / "frames.parquet").drop_columns(["wall_gap_mm"])
    pq.write_table(table, folder / "frames.parquet")
    with pytest.raises(SessionError, match="lacks the column wall_gap_mm"):
        Session.open(folder)

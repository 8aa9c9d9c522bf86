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
from tests.simulation.recorded_markers import synthetic


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


def test_a_seed_gives_the_same_files_byte_for_byte(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("simulate", tmp_path / name, "--reps", 0, "--fps", 1, "--sensor", "D435i").code == 0
    first, second = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert set(first) == {"depth.db3", "truth.parquet", "truth.json", "reps.parquet"}
    assert first == second


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--sensor", "D999"), "no simulated sensor"),
        (("--wall-distance", "25"), "no unit"),
        (("--movement", "dance"), "no movement 'dance'; there are hinge, squat"),
        (("--movement", "squat+toe_shifted"), "cannot be both"),
        (("--person", "bmi=5"), "BMI"),
        (("--person", "stature=3.1"), "stature"),
        (("--person", "height=1.8"), "'height=1.8' is not understood"),
        (("--person", "-3"), "not understood"),
        (("--clothes", "armour"), "no clothes 'armour'"),
        (("--format", "mp4"), "no --format 'mp4'; there are db3, npz, none"),
        (("--people", "0"), "--people"),
        (("--people", "2", "--sensor", "D999"), "no simulated sensor"),
        (("--people", "2", "--room", "attic"), "no room"),
        (("--reps", "-1"), "--reps"),
        (("--noise", "awful"), "no noise 'awful'; there are none, kind, middle, harsh"),
        (("--noise", "-1"), "no noise"),
        (("--azimuth", "999"), "--azimuth"),
        (("--height", "1.2"), "--height '1.2' has no unit"),
        (("--height", "3m"), "--height '3m' is out of range: allowed are 60 cm"),
        (("--distance", "9in"), "--distance '9in' is out of range"),
        (("--tilt", "80"), "--tilt"),
        (("--roll", "nan"), "roll"),
        (("--faces", "up"), "faces left or right"),
        (("--room", "attic"), "no room 'attic'; there are empty, furnished"),
        (("--room", "wall-behind", "--azimuth", "90"), "between them and the camera"),
        (("--activities", "juggle"), "no activity 'juggle'; there are stand, wave"),
        (("--people", "2", "--activities", "juggle"), "no activity 'juggle'"),
        (("--arms", "folded"), "no arms 'folded'; there are hanging, forward, crossed, hips, dowel"),
        (("--people", "2", "--arms", "folded"), "no arms 'folded'"),
        (("--recorded", "missing.trc"), "missing.trc cannot be read"),
        (("--recorded", "a.c3d"), "neither .trc nor .amc"),
        (("--recorded", "02_06.amc"), "no 02.asf beside it"),
        (("--recorded", "a.trc", "--movement", "dance"), "no movement 'dance'"),
        (("--recorded", "a.trc", "--reps", "3"), "leave out --reps"),
        (("--recorded", "a.trc", "--people", "3"), "no data set"),
        (("--skeleton", "02.asf"), "name it with --recorded"),
        (
            ("--wall-distance", "12in", "--person", "3", "--movement", "hinge"),
            "305 mm behind the heels is out of reach",
        ),
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


def test_the_truth_says_where_the_camera_was_and_how_it_was_held(run: Run, tmp_path: Path) -> None:
    words = ("--reps", 0, "--fps", 1, "--format", "npz", "--azimuth", 200, "--height", "80cm", "--distance", "2m")
    ended = run("simulate", tmp_path / "out", *words, "--roll", -5, "--portrait", "--room", "furnished")
    assert ended.code == 0
    record = json.loads((tmp_path / "out" / "truth.json").read_text())
    placement = record["placement"]
    assert placement["azimuth_deg"] == pytest.approx(200.0)
    assert (placement["height_m"], placement["distance_m"]) == pytest.approx((0.8, 2.0))
    assert placement["roll_deg"] == pytest.approx(-5.0)
    assert placement["portrait"] is True
    assert record["room"] == "furnished"
    # A quarter turn clockwise and five degrees back: the camera's right points down.
    assert record["room_from_camera"][1][0] == pytest.approx(-np.cos(np.deg2rad(5.0)), abs=0.01)


def test_what_is_no_rep_is_told_in_the_truth(run: Run, tmp_path: Path) -> None:
    words = ("--reps", 1, "--movement", "hinge", "--fps", 4, "--format", "npz", "--activities", "wave,sit_down")
    assert run("simulate", tmp_path / "out", *words).code == 0
    record = json.loads((tmp_path / "out" / "truth.json").read_text())
    assert sorted(row["name"] for row in record["activities"]) == ["sit_down", "wave"]
    assert len(record["reps"]) == 1
    assert record["recorded"] is None
    truth = pq.read_table(tmp_path / "out" / "truth.parquet")
    for row in record["activities"]:
        meanwhile = (truth["time_s"].to_numpy() > row["start_s"]) & (truth["time_s"].to_numpy() < row["end_s"])
        assert meanwhile.any()
        assert set(np.array(truth["rep"].to_pylist(), object)[meanwhile]) == {None}


def test_a_recorded_movement_is_simulated_from_its_file(run: Run, tmp_path: Path) -> None:
    markers, _ = synthetic()
    rows = [
        "\t".join([str(k + 1), f"{k / 15.0:.4f}", *(f"{1e3 * x:.3f}" for x in points.ravel())])
        for k, points in enumerate(markers.points)
    ]
    head = f"100\t100\t{len(rows)}\t{len(markers.names)}\tmm\t100\t1\t{len(rows)}"
    names = "Frame#\tTime\t" + "\t\t\t".join(markers.names)
    lines = [
        "PathFileType\t4\t(X/Y/Z)\ta.trc",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits",
        head,
        names,
        "",
        "",
    ]
    (tmp_path / "a.trc").write_text("\n".join([*lines, *rows]) + "\n")
    words = ("--recorded", tmp_path / "a.trc", "--movement", "squat", "--clothes", "loose", "--fps", 4)
    ended = run("simulate", tmp_path / "out", *words, "--format", "npz", "--json")
    assert ended.code == 0
    record = json.loads(ended.out)
    assert [rep["label"] for rep in record["reps"]] == ["squat"]
    assert record["recorded"]["mean_marker_residual_mm"] < 5.0
    assert record["person"]["clothes"] == "loose"
    assert record["arms"] == "recorded"
    assert pq.read_table(tmp_path / "out" / "reps.parquet")["label"].to_pylist() == ["squat"]


def test_a_person_who_does_not_fit_into_the_picture_is_told_of(run: Run, tmp_path: Path) -> None:
    words = ("--reps", 0, "--fps", 1, "--format", "npz", "--distance", "1.5m", "--sensor", "D415")
    ended = run("simulate", tmp_path / "out", *words)
    assert ended.code == 0
    assert "does not fit" in ended.err


def test_a_person_of_an_asked_build_and_dress_is_simulated(run: Run, tmp_path: Path) -> None:
    words = ["--reps", 0, "--format", "none", "--person", "stature=1.8,bmi=30,sex=female,back=round"]
    words += ["--clothes", "loose"]
    assert run("simulate", tmp_path / "out", *words).code == 0
    person = json.loads((tmp_path / "out" / "truth.json").read_text())["person"]
    assert person["female"] is True
    assert person["stature_m"] == pytest.approx(1.8)
    assert person["back_deg"]["thoracic"] == pytest.approx(22.0)
    assert person["mass_kg"] / 1.8**2 == pytest.approx(30.0, abs=3.0)

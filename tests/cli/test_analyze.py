"""Recordings become sessions: one into the folder named, several into one folder each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from depthhinge.sessions.session import Session
from tests.cli.conftest import Clip, Run


def folders(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir()) if out.exists() else []


def test_one_recording_becomes_the_session_that_was_named(run: Run, clip: Clip, tmp_path: Path) -> None:
    ended = run("analyze", clip("a.npz"), "--out", tmp_path / "out", "--wall-distance", "25cm")
    assert ended.code == 0
    assert "a.npz: 1 reps (hinge), 1 taps, tracked 100 % of 6 frames" in ended.out
    session = Session.open(tmp_path / "out")
    assert session.summary.wall_distance_m == pytest.approx(0.25)
    assert session.summary.input is not None
    assert session.summary.input.path == "a.npz"
    assert session.recording() == tmp_path / "a.npz"
    assert session.summary.notes == ("made up",)


def test_several_recordings_become_a_folder_each(run: Run, clip: Clip, tmp_path: Path) -> None:
    assert run("analyze", clip("a.npz"), clip("b.c.npz"), "--out", tmp_path / "out").code == 0
    assert folders(tmp_path / "out") == ["a", "b.c"]


def test_json_prints_the_summary_and_nothing_else(run: Run, clip: Clip, tmp_path: Path) -> None:
    one = json.loads(run("analyze", clip("a.npz"), "--out", tmp_path / "one", "--json").out)
    assert (one["session"], one["counts"]["reps"]) == (str(tmp_path / "one"), 1)
    two = json.loads(run("analyze", clip("a.npz"), clip("b.npz"), "--out", tmp_path / "two", "--json").out)
    assert [record["input"]["path"] for record in two] == ["a.npz", "b.npz"]


def test_analysing_twice_gives_the_same_files(run: Run, clip: Clip, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("analyze", clip("a.npz"), "--out", tmp_path / name)
    for file in ("frames.parquet", "reps.json"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_session_is_analysed_again_with_its_own_wall(run: Run, clip: Clip, tmp_path: Path) -> None:
    run("analyze", clip("a.npz"), "--out", tmp_path / "one", "--wall-distance", "30cm")
    assert run("analyze", tmp_path / "one", "--out", tmp_path / "two").code == 0
    again = Session.open(tmp_path / "two")
    assert again.summary.wall_distance_m == pytest.approx(0.30)
    assert again.recording() == tmp_path / "a.npz"


def test_a_bad_recording_among_several_costs_only_itself(run: Run, clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"not a clip")
    ended = run("analyze", clip("a.npz"), tmp_path / "bad.npz", clip("b.npz"), "--out", tmp_path / "out")
    assert ended.code == 1
    assert folders(tmp_path / "out") == ["a", "b"]
    told, total = ended.err.splitlines()
    assert "bad.npz" in told
    assert "1 of 3 inputs failed" in total


@pytest.mark.parametrize("name", ["missing.npz", "missing.db3", "missing"])
def test_a_missing_recording_is_one_plain_line(run: Run, tmp_path: Path, name: str) -> None:
    ended = run("analyze", tmp_path / name, "--out", tmp_path / "new" / "out")
    assert ended.code == 1
    assert name in ended.line
    assert not (tmp_path / "new").exists()


def test_a_recording_without_anybody_leaves_nothing(run: Run, clip: Clip, tmp_path: Path) -> None:
    ended = run("analyze", clip("a.npz", somebody=False), "--out", tmp_path / "out")
    assert ended.code == 1
    assert "no person in any of 6 frames" in ended.line
    assert folders(tmp_path) == ["a.npz"]


def test_two_recordings_of_the_same_name_are_refused_before_anything_is_read(
    run: Run, clip: Clip, tmp_path: Path
) -> None:
    (tmp_path / "sub").mkdir()
    ended = run("analyze", clip("a.npz"), clip("sub/a.npz"), "--out", tmp_path / "out")
    assert ended.code == 2
    assert "would both be written to" in ended.line
    assert not (tmp_path / "out").exists()


def test_an_existing_session_is_never_overwritten(run: Run, clip: Clip, tmp_path: Path) -> None:
    run("analyze", clip("a.npz"), "--out", tmp_path / "out")
    before = (tmp_path / "out" / "summary.json").read_bytes()
    for inputs in ([clip("a.npz")], [clip("summary.npz"), clip("b.npz")]):
        (tmp_path / "out" / "summary").mkdir(exist_ok=True)
        (tmp_path / "out" / "summary" / "mine").write_text("")
        ended = run("analyze", *inputs, "--out", tmp_path / "out")
        assert ended.code == 2
        assert "exists already" in ended.line
    assert (tmp_path / "out" / "summary.json").read_bytes() == before


def test_an_out_that_cannot_be_a_folder_is_refused(run: Run, clip: Clip, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        assert run("analyze", clip("a.npz"), "--out", out).code == 2
    assert "is a file" in run("analyze", clip("a.npz"), clip("b.npz"), "--out", tmp_path / "file").line


@pytest.mark.parametrize("distance", ["25", "25ell", "5cm", "2m", "-20cm", ""])
def test_a_wall_distance_that_makes_no_sense_is_refused(run: Run, clip: Clip, tmp_path: Path, distance: str) -> None:
    ended = run("analyze", clip("a.npz"), "--out", tmp_path / "out", "--wall-distance", distance)
    assert ended.code == 2
    assert "--wall-distance" in ended.line
    assert not (tmp_path / "out").exists()


def test_a_folder_of_pngs_is_analysed_and_its_pictures_are_watched(run: Run, tmp_path: Path) -> None:
    import numpy as np
    import PIL.Image

    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(6):
        PIL.Image.fromarray(np.full((24, 32), 2000, np.uint16)).save(folder / f"{number}.png")
    (folder / "camera.toml").write_text("fx = 30\nfy = 30\ncx = 16\ncy = 12\ndepth_scale = 0.001\nfps = 30\n")
    ended = run("analyze", folder, "--out", tmp_path / "analysed")
    assert ended.code == 0
    assert "tracked 100 % of 6 frames" in ended.out
    PIL.Image.fromarray(np.full((24, 32), 2001, np.uint16)).save(folder / "3.png")
    changed = run("export", tmp_path / "analysed", "--to", "ply")
    assert changed.code == 1
    assert "was changed since" in changed.line

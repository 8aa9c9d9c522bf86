"""`depthhinge export`: what is chosen, where it goes, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pandas

from depthhinge.sessions.export.formats import FORMATS
from tests.cli.conftest import Run


def test_an_export_goes_into_the_session_where_no_place_is_named(run: Run, session: Path) -> None:
    ended = run("export", session, "--to", "csv")
    place = session / "exports" / "one.csv"
    assert (ended.code, ended.out) == (0, f"whole session, 70 frames -> {place}\n")
    assert len(pandas.read_csv(place)) == 70
    assert "metres" in (session / "exports" / "one.csv.notes.txt").read_text()


def test_a_rep_and_a_range_are_named_after_what_they_are(run: Run, session: Path) -> None:
    of_rep = json.loads(run("export", session, "--to", "trc", "--rep", 1, "--json").out)
    assert of_rep["export"].endswith("one_rep_1.trc")
    assert of_rep["excerpt"] == "rep 1"
    of_range = run("export", session, "--to", "mot", "--from-time", 0.5, "--to-time", 1)
    assert of_range.out.endswith("one_0.5s_to_1s.mot\n")


def test_a_point_cloud_is_a_folder_of_a_file_a_frame(run: Run, session: Path, tmp_path: Path) -> None:
    ended = run("export", session, "--to", "pcd", "--from-time", 1, "--to-time", 1.1, "--out", tmp_path / "points")
    assert ended.code == 0
    assert len(list((tmp_path / "points").glob("frame_*.pcd"))) == 4


def test_nothing_is_overwritten_unless_asked_for(run: Run, session: Path) -> None:
    run("export", session, "--to", "csv")
    again = run("export", session, "--to", "csv")
    assert again.code == 2
    assert "--force" in again.line
    assert run("export", session, "--to", "csv", "--force").code == 0
    mistaken = run("export", session, "--to", "parquet", "--out", session / "frames.parquet", "--force")
    assert mistaken.code == 2
    assert "was not written by an export" in mistaken.line


def test_points_without_the_recording_are_refused_and_tables_are_not(run: Run, session: Path, tmp_path: Path) -> None:
    (tmp_path / "a.npz").unlink()
    ended = run("export", session, "--to", "ply")
    assert ended.code == 1
    assert "is not there any more" in ended.line
    assert not list(session.rglob("*.ply"))
    assert run("export", session, "--to", "csv").code == 0


def test_an_unknown_format_is_bad_usage(run: Run, session: Path) -> None:
    ended = run("export", session, "--to", "papyrus")
    assert ended.code == 2
    assert "there are ply" in ended.line


def test_every_format_says_what_it_carries_and_cannot(run: Run) -> None:
    ended = run("export", "--formats")
    assert ended.code == 0
    for form in FORMATS.values():
        assert f"{form.name} (a {'folder' if form.is_folder else 'file'})" in ended.out
        assert form.lacks in ended.out
        assert form.name in run("export", "--help").out

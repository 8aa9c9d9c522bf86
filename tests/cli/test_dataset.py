"""A data set is made by any number of processes, goes on where it was broken off, and is the same in its bytes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from depthhinge.classifier.features import FEATURES
from depthhinge.cli.dataset import Dataset
from depthhinge.cli.recipe import Recipe
from depthhinge.cli.simulated_item import Recording
from depthhinge.errors import UsageError
from tests.cli.conftest import Run

RECIPE = Recipe(movement="varied", reps=1, seed=3, fps=2.0)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_one_process_and_two_make_the_same_bytes_and_so_does_going_on(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    dataset = Dataset(one, RECIPE, 3, Recording.NPZ)
    making = dataset.make(1)
    next(making)
    making.close()  # as a kill would: one person is finished, and of the next one something is left
    (one / ".person_000001.unfinished").mkdir()
    (one / ".person_000001.unfinished" / "depth.npz").write_bytes(b"half")
    again = Dataset(one, RECIPE, 3, Recording.NPZ)
    assert again.missing == [1, 2]
    assert sorted(again.make(1)) == [1, 2]
    summary = again.finish()

    other = Dataset(two, RECIPE, 3, Recording.NPZ)
    assert sorted(other.make(2)) == [0, 1, 2]
    other.finish()
    assert contents(one) == contents(two)
    assert summary["people"] + summary["given_up"] == 3
    assert sum(summary["labels"].values()) == summary["reps"]


def test_rows_of_features_are_labelled_and_tell_a_squat_from_a_hinge(run: Run, tmp_path: Path) -> None:
    words = ("--people", 2, "--movement", "hinge,squat", "--reps", 2, "--format", "none", "--processes", 1)
    ended = run("simulate", tmp_path / "out", *words, "--seed", 5, "--json")
    assert ended.code == 0
    summary = json.loads(ended.out)
    table = pq.read_table(tmp_path / "out" / "reps.parquet")
    assert summary["reps"] == table.num_rows > 0
    assert set(FEATURES) <= set(table.column_names)
    knee, label = table["knee_flexion_change_rad"].to_numpy(), table["label"].to_numpy()
    assert knee[label == "squat"].min() > knee[label == "hinge"].max() + 0.3
    assert not any((tmp_path / "out").rglob("depth.*"))


def test_people_differ_in_place_camera_and_movement(tmp_path: Path) -> None:
    drills = [RECIPE.numbered(k) for k in range(6)]
    assert len({drill.placement.azimuth for drill in drills}) == 6
    assert len({drill.person.number for drill in drills}) > 3
    assert len({drill.sensor.name for drill in drills}) > 1
    asked = [Recipe(reps=1, seed=3, azimuth_deg=90.0, sensor="D455", room="empty").numbered(k) for k in range(3)]
    assert {round(np.rad2deg(drill.placement.azimuth)) for drill in asked} == {90}
    assert {drill.sensor.name for drill in asked} == {"Intel RealSense D455"}
    assert len({drill.placement.distance for drill in asked}) == 3


def test_another_recipe_does_not_go_on_with_this_one_s_folder(tmp_path: Path) -> None:
    Dataset(tmp_path / "set", RECIPE, 2, Recording.NONE)
    with pytest.raises(UsageError, match="another data set"):
        Dataset(tmp_path / "set", Recipe(seed=4), 2, Recording.NONE)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("")
    with pytest.raises(UsageError, match="no data set"):
        Dataset(tmp_path / "mine", RECIPE, 2, Recording.NONE)

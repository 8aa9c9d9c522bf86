"""A data set of simulated people: a folder an item, made by all cores, and gone on with where it was broken off.

The same recipe and seed give the same files, byte for byte, whatever the number of processes.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import depthhinge
from depthhinge.cli.recipe import Recipe
from depthhinge.cli.simulated_item import REP_TABLE, Recording, write_item
from depthhinge.cli.truth_files import TRUTH_RECORD
from depthhinge.errors import SessionError, UsageError
from depthhinge.processes import each_done
from depthhinge.sessions.json_files import read_json, write_json

RECIPE = "dataset.json"
_UNFINISHED = ".{}.unfinished"
_GIVEN_UP = "given_up"
"""In `truth.json` of a person who could do nothing of what was drawn for them: why."""


class Dataset:
    """The items of one recipe in one folder."""

    def __init__(self, folder: Path, recipe: Recipe, people: int, recording: Recording) -> None:
        """Make the folder, or find it as an earlier run with the same recipe left it; more people may be added.

        Raises:
            UsageError: a name in the recipe is unknown, or something else is in the folder.
        """
        recipe.check()
        self.folder, self._recipe, self._people, self._recording = folder, recipe, people, recording
        wanted = {
            "version": depthhinge.__version__,
            "recording": recording.value,
            "recipe": dataclasses.asdict(recipe),
        }
        try:
            if (folder / RECIPE).exists():
                if read_json(folder / RECIPE) != wanted:
                    raise UsageError(f"{folder} holds another data set (see its {RECIPE}); name a new folder")
            else:
                if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                    raise UsageError(f"{folder} exists already and is no data set; name a new folder")
                folder.mkdir(parents=True, exist_ok=True)
                write_json(folder / RECIPE, wanted)
        except OSError as problem:
            raise UsageError(f"cannot write to {folder}: {problem.strerror or problem}") from problem

    @property
    def missing(self) -> list[int]:
        """Numbers of the people that are not finished yet."""
        return [number for number in range(self._people) if not self._item(number).exists()]

    def make(self, processes: int) -> Iterator[int]:
        """Make what is missing; gives the number of each person as they are finished, in any order.

        Raises:
            SessionError: an item cannot be written.
        """
        items = [(self._item(number), self._recipe, number, self._recording) for number in self.missing]
        return each_done(_make_item, items, processes)

    def finish(self) -> dict[str, Any]:
        """Gather all reps into `reps.parquet`; counts for a summary."""
        tables, given_up = [], 0
        for number in range(self._people):
            if _GIVEN_UP in read_json(self._item(number) / TRUTH_RECORD):
                given_up += 1
                continue
            table = pq.read_table(self._item(number) / REP_TABLE)
            tables.append(table.add_column(0, "person", pa.array([number] * table.num_rows, pa.int32())))
        reps = pa.concat_tables(tables) if tables else pa.table({"label": pa.array([], pa.string())})
        unfinished = self.folder / _UNFINISHED.format(REP_TABLE)
        pq.write_table(reps, unfinished)
        unfinished.replace(self.folder / REP_TABLE)
        labels = reps["label"].to_pylist()
        return {
            "folder": str(self.folder),
            "people": self._people - given_up,
            "given_up": given_up,
            "reps": len(labels),
            "labels": {label: labels.count(label) for label in sorted(set(labels))},
            "bytes": sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file()),
        }

    def _item(self, number: int) -> Path:
        return self.folder / f"person_{number:06d}"


def _make_item(place: Path, recipe: Recipe, number: int, recording: Recording) -> int:
    """Written under another name and renamed when whole: what has its name is finished."""
    unfinished = place.with_name(_UNFINISHED.format(place.name))
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        try:
            drill = recipe.numbered(number)
            write_item(drill, unfinished, recording)
        except UsageError as problem:
            # What balance allows may show only as they sway.
            shutil.rmtree(unfinished)
            unfinished.mkdir()
            write_json(unfinished / TRUTH_RECORD, {_GIVEN_UP: str(problem)})
        unfinished.rename(place)
    except OSError as problem:
        raise SessionError(f"cannot write to {place}: {problem.strerror or problem}") from problem
    return number

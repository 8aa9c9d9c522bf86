"""A table of hours is the table that all of it in memory would have been, and keeps its memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from depthhinge.sessions import frame_table, number_rows
from depthhinge.sessions.frame_table import FrameTable
from tests.sessions.moments import moments

ROWS, BLOCK = 103, 20


def filled(folder: Path | None) -> FrameTable:
    table = FrameTable(folder=folder)
    shown = moments()
    for index in range(ROWS):
        table.add(replace(shown[index % len(shown)], index=index, time_s=index / 30.0))
    return table


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a few rows were ten minutes."""
    monkeypatch.setattr(number_rows, "BLOCK_ROWS", BLOCK)
    monkeypatch.setattr(frame_table, "BLOCK_ROWS", BLOCK)


@pytest.mark.usefixtures("small_blocks")
def test_rows_that_waited_on_the_disk_are_the_rows_that_stayed_in_memory(tmp_path: Path) -> None:
    stayed, waited = filled(None), filled(tmp_path)
    assert len(waited._numbers.waiting) < BLOCK * waited._numbers._width
    assert list(tmp_path.iterdir()) == [], "the file has no name, and goes with the program"
    assert waited.to_arrow().equals(stayed.to_arrow())
    stayed.write(tmp_path / "stayed.parquet")
    waited.write(tmp_path / "waited.parquet")
    assert (tmp_path / "stayed.parquet").read_bytes() == (tmp_path / "waited.parquet").read_bytes()
    assert pq.read_table(tmp_path / "waited.parquet").equals(stayed.to_arrow())
    assert pq.ParquetFile(tmp_path / "waited.parquet").num_row_groups == -(-ROWS // BLOCK)
    waited.close()


@pytest.mark.usefixtures("small_blocks")
def test_a_disk_that_is_full_costs_memory_and_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert filled(tmp_path).to_arrow().equals(filled(None).to_arrow())

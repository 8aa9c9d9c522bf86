"""CSV and Parquet hold what `frames.parquet` holds, as other programs read it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas
import polars
import pyarrow.parquet as pq
import pytest

from depthhinge.sessions.export.excerpt import Excerpt, choose
from depthhinge.sessions.export.export import export_to
from depthhinge.sessions.export.format import Progress
from depthhinge.sessions.export.formats import FORMATS
from depthhinge.sessions.export.tables import unit_of
from depthhinge.sessions.frame_table import SCHEMA
from depthhinge.sessions.session import Session


def test_pandas_and_polars_read_the_csv_as_it_was(session: Session, tmp_path: Path) -> None:
    excerpt = choose(session)
    export_to(excerpt, FORMATS["csv"], tmp_path / "a.csv", Progress())
    by_pandas, by_polars = pandas.read_csv(tmp_path / "a.csv"), polars.read_csv(tmp_path / "a.csv")
    assert list(by_pandas.columns) == by_polars.columns == SCHEMA.names
    for name in ("time_s", "left_knee_x", "hip_flexion_left_deg", "wall_gap_mm", "dowel_gap_head_mm"):
        wanted = excerpt.column(name)
        assert np.array_equal(by_pandas[name].to_numpy(float), wanted, equal_nan=True)
        assert np.array_equal(by_polars[name].cast(polars.Float64).to_numpy(), wanted, equal_nan=True)
    assert by_pandas["tracked"].tolist() == excerpt.tracked.tolist() == by_polars["tracked"].to_list()


def test_the_parquet_is_the_same_table_with_units(hinge: Excerpt, tmp_path: Path) -> None:
    export_to(hinge, FORMATS["parquet"], tmp_path / "a.parquet", Progress())
    read = pq.read_table(tmp_path / "a.parquet")
    assert read.equals(hinge.table)
    assert read.schema.field("left_knee_x").metadata[b"unit"] == b"m"
    assert read.schema.field("wall_gap_mm").metadata[b"unit"] == b"mm"
    assert b"y up" in read.schema.metadata[b"axes"]
    assert polars.read_parquet(tmp_path / "a.parquet").height == len(hinge)
    assert len(pandas.read_parquet(tmp_path / "a.parquet")) == len(hinge)


@pytest.mark.parametrize("column", [field.name for field in SCHEMA if str(field.type) == "double"])
def test_every_number_has_a_unit(column: str) -> None:
    assert unit_of(column) is not None

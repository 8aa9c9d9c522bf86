"""CSV and Parquet: `frames.parquet` as it is, for pandas, polars, R and spreadsheets."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from depthhinge.sessions.export.excerpt import Excerpt
from depthhinge.sessions.export.format import ROOM_AXES, Format, Progress

# The longest endings first.
_UNITS = {"_mm_per_s": "mm/s", "_deg": "deg", "_mm": "mm", "_s": "s", "_x": "m", "_y": "m", "_z": "m", "_fraction": "1"}

_CARRIES = (
    "one row a frame: time, whether the body was tracked, phase, rep, every joint and whether it was seen, every "
    "angle, wall gap, balance; "
)
_AXES = (
    "the unit ends each column's name (_deg, _mm, _s); joints and centre of mass _x, _y, _z in metres, "
    f"{ROOM_AXES}; time in seconds since the session's first frame"
)


def unit_of(column: str) -> str | None:
    """The unit of a column by the end of its name; None where it has none."""
    return next((unit for ending, unit in _UNITS.items() if column.endswith(ending)), None)


def _write_csv(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    pyarrow.csv.write_csv(excerpt.table, path)


def _write_parquet(excerpt: Excerpt, path: Path, progress: Progress) -> None:
    fields = [
        field if (unit := unit_of(field.name)) is None else field.with_metadata({"unit": unit})
        for field in excerpt.table.schema
    ]
    schema = pa.schema(fields, metadata={"axes": _AXES, "excerpt": excerpt.what})
    pq.write_table(excerpt.table.cast(schema), path, compression="zstd")


CSV = Format(
    "csv",
    False,
    _CARRIES + "what was not measured is empty",
    _AXES,
    "the points, the body's surface, the wall, the verdict of each rep and the events",
    _write_csv,
)
PARQUET = Format(
    "parquet",
    False,
    _CARRIES + "what was not measured is null; each column's unit is in its metadata",
    _AXES,
    "the points, the body's surface, the wall, the verdict of each rep and the events",
    _write_parquet,
)

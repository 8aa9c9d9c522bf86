"""Reps as a table: one row each, what has parts as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyarrow as pa

from depthhinge.drills.rep import Rep
from depthhinge.sessions.json_files import plain
from depthhinge.sessions.rep_records import rep_record

_IN_PARTS = ("probabilities", "taps", "faults", "measures")
REP_SCHEMA = pa.schema(
    [
        ("rep", pa.int32()),
        *((name, pa.float64()) for name in ("start_s", "bottom_s", "end_s")),
        ("label", pa.string()),
        ("rounded", pa.bool_()),
        ("rounded_probability", pa.float64()),
        ("cue", pa.string()),
        *((name, pa.string()) for name in _IN_PARTS),
    ]
)
"""The columns, named as in `reps.json`; those of `_IN_PARTS` hold JSON."""


def rep_table(reps: Iterable[Rep]) -> pa.Table:
    """The reps, in their order."""
    rows = []
    for rep in reps:
        record = plain(rep_record(rep))
        rows.append(
            {
                name: json.dumps(record[name], ensure_ascii=False) if name in _IN_PARTS else record[name]
                for name in REP_SCHEMA.names
            }
        )
    return pa.Table.from_pylist(rows, schema=REP_SCHEMA)

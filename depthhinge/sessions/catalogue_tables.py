"""The catalogue's tables: a row a session, and beside it rows of its reps, tags and notes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

FORMAT = 1
"""Part of every table's name: another version's tables are left alone and its own made anew."""

TABLES = sa.MetaData()
_KEY = ("station", "folder")
SESSIONS = sa.Table(
    f"depthhinge{FORMAT}_sessions",
    TABLES,
    sa.Column("station", sa.String(255), primary_key=True),
    sa.Column("folder", sa.Text, primary_key=True),
    sa.Column("stamp", sa.Text, nullable=False),
    sa.Column("started", sa.String(19), nullable=False, index=True),
    sa.Column("person", sa.String(64), index=True),
    sa.Column("camera", sa.Text),
    sa.Column("reps", sa.Integer),
    sa.Column("taps", sa.Integer),
    sa.Column("keep_until", sa.String(10)),
    sa.Column("problem", sa.Text),
)


def _beside(name: str, *columns: sa.Column[Any]) -> sa.Table:
    """A table of what hangs on a session, and goes with it."""
    return sa.Table(
        f"depthhinge{FORMAT}_{name}",
        TABLES,
        sa.Column("station", sa.String(255), primary_key=True),
        sa.Column("folder", sa.Text, primary_key=True),
        *columns,
        sa.ForeignKeyConstraint(_KEY, [SESSIONS.c.station, SESSIONS.c.folder], ondelete="CASCADE"),
    )


REPS = _beside(
    "reps",
    sa.Column("rep", sa.Integer, primary_key=True),
    sa.Column("label", sa.String(32), nullable=False, index=True),
    sa.Column("corrected", sa.Boolean, nullable=False),
    sa.Column("rounded", sa.Boolean),
)
TAGS = _beside("tags", sa.Column("tag", sa.String(255), primary_key=True, index=True))
NOTES = _beside("notes", sa.Column("number", sa.Integer, primary_key=True), sa.Column("text", sa.Text, nullable=False))

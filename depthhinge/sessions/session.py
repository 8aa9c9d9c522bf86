"""A finished session, read from its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from depthhinge.drills.rep import Rep
from depthhinge.errors import SessionError
from depthhinge.sessions.frame_table import SCHEMA
from depthhinge.sessions.json_files import read_json
from depthhinge.sessions.locked import is_locked
from depthhinge.sessions.rep_records import rep_from_record
from depthhinge.sessions.summary import Summary, sha256_of
from depthhinge.sessions.writer import FRAMES_FILE, REPS_FILE, SUMMARY_FILE

CHECKED_SUFFIX = ".mcap"
"""Of recordings that hold a checksum for every half second: one damaged place must not cost the whole."""


UNREADABLE = (OSError, pa.ArrowException, UnicodeDecodeError)
"""What Arrow raises for a damaged file; names of columns are not text any more where the footer is hit."""


@dataclass(frozen=True)
class Session:
    """The reps and the summary of one session; frames and depth are read when asked for."""

    folder: Path
    reps: tuple[Rep, ...]
    summary: Summary

    @classmethod
    def open(cls, folder: Path) -> Session:
        """Read the session in `folder` and check that its three files are whole.

        Raises:
            SessionError: the folder is not there, is no session, or one of its files is damaged.
        """
        if not folder.is_dir():
            raise SessionError(f"{folder}: no such session folder")
        if is_locked(folder):
            raise SessionError(f"{folder} is locked; open it with depthhinge sessions unlock {folder}")
        summary = Summary.from_record(read_json(folder / SUMMARY_FILE), str(folder / SUMMARY_FILE))
        records = read_json(folder / REPS_FILE)
        if not isinstance(records, list):
            raise SessionError(f"{folder / REPS_FILE} is damaged: it is not a list of reps")
        reps = tuple(rep_from_record(record, str(folder / REPS_FILE)) for record in records)
        _require_columns(folder / FRAMES_FILE)
        return cls(folder, reps, summary)

    def frames(self) -> pa.Table:
        """`frames.parquet` as an Arrow table, columns of `frame_table.SCHEMA` and any later ones.

        Raises:
            SessionError: the file is damaged.
        """
        path = self.folder / FRAMES_FILE
        try:
            return pq.read_table(path)
        except UNREADABLE as problem:
            raise SessionError(f"{path} is damaged: {_first_line(problem)}") from problem

    def recording(self) -> Path:
        """The depth recording of this session, its content as it was; one that holds its own checksums is not read.

        Raises:
            SessionError: none was kept, it was moved away, or it was changed.
        """
        recorded = self.summary.recording
        if recorded is None:
            raise SessionError(f"{self.folder} has no depth recording")
        path = self.folder / recorded.path  # an absolute path stays as it is
        if not Path(recorded.path).is_absolute() and not path.resolve().is_relative_to(self.folder.resolve()):
            raise SessionError(f"{self.folder}: its depth recording is said to lie outside of it, at {recorded.path}")
        if not path.is_file():
            raise SessionError(f"{self.folder}: its depth recording {path} is not there any more")
        if path.suffix.lower() == CHECKED_SUFFIX:
            return path
        try:
            unchanged = sha256_of(path) == recorded.sha256
        except OSError as problem:
            raise SessionError(f"{path} cannot be read: {problem.strerror}") from problem
        if not unchanged:
            raise SessionError(f"{self.folder}: its depth recording {path} was changed since (SHA-256 differs)")
        return path


def _require_columns(path: Path) -> None:
    try:
        columns = pq.read_schema(path)
    except FileNotFoundError:
        raise SessionError(f"{path.parent} is not a session: {path.name} is missing") from None
    except UNREADABLE as problem:
        raise SessionError(f"{path} is damaged: {_first_line(problem)}") from problem
    missing = [name for name in SCHEMA.names if name not in columns.names]
    if missing:
        raise SessionError(f"{path} is damaged: it lacks the column {missing[0]}")


def _first_line(problem: Exception) -> str:
    return str(problem).split("\n", 1)[0]

"""JSON that is always valid: what is not a number is null, and a file is whole or not there."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from depthhinge.errors import SessionError
from depthhinge.sessions.folders import PRIVATE_FILE, PRIVATE_FOLDER
from depthhinge.sessions.whole_file import write_whole

Value = TypeVar("Value")


def plain(value: Any) -> Any:
    """A value as JSON knows it: arrays become lists, NaN and infinity become None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def to_json(value: Any) -> str:
    """JSON text, indented for people, of any value `plain` knows."""
    return json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_json(path: Path, value: Any, mode: int = 0o666) -> None:
    """Write `value` to a file that is either whole or not there; `mode` as of `os.open`."""
    write_whole(path, to_json(value), mode)


def write_private_json(path: Path, value: Any) -> None:
    """The same, in a file that its owner alone may read, in a folder that is made where it is missing.

    Raises:
        SessionError: it cannot be written.
    """
    try:
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        write_json(path, value, PRIVATE_FILE)
    except OSError as problem:
        raise SessionError(f"cannot write {path}: {problem.strerror or problem}") from problem


def read_json(path: Path) -> Any:
    """The value in a JSON file.

    Raises:
        SessionError: missing, unreadable, or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SessionError(f"{path.parent} is not a session: {path.name} is missing") from None
    except OSError as problem:
        raise SessionError(f"{path} cannot be read: {problem.strerror}") from problem
    except ValueError as problem:  # not UTF-8, or not JSON
        raise SessionError(f"{path} is damaged: it is not JSON ({problem})") from problem


def number_or_none(value: Any) -> float | None:
    """A number of a record, which may be null."""
    return None if value is None else float(value)


def read_mapping(path: Path, kind: type[Value], what: str) -> dict[str, Value]:
    """What is kept by pseudonym in a JSON file, every value of one kind; nothing where there is no file yet.

    Raises:
        SessionError: unreadable, or damaged: no list of `what`, as a person is told.
    """
    if not path.exists():
        return {}
    record = read_json(path)
    if not isinstance(record, dict) or not all(isinstance(value, kind) for value in record.values()):
        raise SessionError(f"{path} is damaged: it is no list of {what} by pseudonym")
    return record

"""The first look at a file, the same for every format: is it there, is it a file, is there anything in it."""

from __future__ import annotations

from pathlib import Path

from depthhinge.errors import RecordingError

LIBREALSENSE_RECORDING = ".db3"
"""What librealsense writes since 2.56 (ROS 2 bag in SQLite); it names the format by the suffix."""


def require_readable(path: Path) -> None:
    """Pass if `path` is a file with something in it.

    Raises:
        RecordingError: it is missing, a folder, not readable or empty.
    """
    try:
        if path.is_dir():
            raise RecordingError(f"{path}: this is a folder, not a recording; name the file inside it")
        with path.open("rb") as file:
            first = file.read(1)
    except FileNotFoundError as error:
        raise RecordingError(f"{path}: no such file; check the name and the folder") from error
    except (OSError, ValueError) as error:
        raise RecordingError(f"{path}: cannot be read ({error}); check its permissions") from error
    if not first:
        raise RecordingError(f"{path}: the file is empty; record it again or copy it again")


def require_new_recording(path: Path) -> None:
    """Pass if librealsense can record to `path`: a new `.db3` in a folder that exists.

    Raises:
        RecordingError: another suffix, a folder that is missing, or a file that is already there.
    """
    if path.suffix.lower() != LIBREALSENSE_RECORDING:
        raise RecordingError(f"{path}: librealsense records to {LIBREALSENSE_RECORDING} files; use that suffix")
    if not path.parent.is_dir():
        raise RecordingError(f"{path}: the folder {path.parent} does not exist; make it first")
    if path.exists():
        raise RecordingError(f"{path}: already there; choose another name, recordings are never overwritten")

"""A folder that appears whole or not at all: written under a hidden name beside its place, then renamed."""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path

from depthhinge.errors import SessionError, UsageError

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
"""Depth of a person is health data: nobody else on the machine reads it."""


class NewFolder:
    """A folder under way. `path` is where to write; `keep` puts it in place, `discard` removes every trace."""

    def __init__(self, target: Path) -> None:
        """Make the hidden folder `.<name>.partial` beside `target`.

        Raises:
            UsageError: `target` exists and is not an empty folder, or its parent cannot be written.
        """
        require_free(target)
        self.target = target
        self._made_parents: list[Path] = []
        try:
            self._make_parents()
            self.path = self._make_partial()
        except OSError as problem:
            self._remove_made_parents()
            raise UsageError(f"cannot write to {target.parent}: {problem.strerror or problem}") from problem

    def keep(self) -> Path:
        """Put the folder in its place and return that.

        Raises:
            SessionError: something else has taken the place meanwhile, or the disk refuses.
        """
        try:
            for file in self.path.rglob("*"):
                file.chmod(PRIVATE_FOLDER if file.is_dir() else PRIVATE_FILE)
            if self.target.is_dir():
                self.target.rmdir()  # an empty one, else this fails and nothing is lost
            self.path.rename(self.target)
            _sync(self.target.parent)
        except OSError as problem:
            raise SessionError(
                f"cannot put the finished folder at {self.target} ({problem.strerror}); it is kept as {self.path}"
            ) from problem
        return self.target

    def discard(self) -> None:
        """Remove the folder and whatever was made for it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._remove_made_parents()

    def _make_parents(self) -> None:
        missing = list(itertools.takewhile(lambda folder: not folder.exists(), self.target.parents))
        for folder in reversed(missing):
            folder.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            self._made_parents.append(folder)

    def _make_partial(self) -> Path:
        # What an earlier crash left may hold a recording somebody wants, so it is stepped over, never removed.
        name = self.target.resolve().name
        for number in itertools.count(1):
            path = self.target.parent / (f".{name}.partial" if number == 1 else f".{name}.partial-{number}")
            try:
                path.mkdir(mode=PRIVATE_FOLDER)
            except FileExistsError:
                continue
            return path
        raise AssertionError("counting has no end")

    def _remove_made_parents(self) -> None:
        for folder in reversed(self._made_parents):
            try:
                folder.rmdir()
            except OSError:
                return  # somebody else's files are in it by now


def require_free(target: Path) -> None:
    """Pass if a new folder may be made at `target`.

    Raises:
        UsageError: something is there already, other than an empty folder.
    """
    try:
        if target.is_dir() and not any(target.iterdir()):
            return
        taken = target.exists() or target.is_symlink()
    except OSError as problem:
        raise UsageError(f"cannot write to {target}: {problem.strerror}") from problem
    if taken:
        raise UsageError(f"{target} exists already; nothing is overwritten, so name a new folder")


def _sync(folder: Path) -> None:
    """Make the rename last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

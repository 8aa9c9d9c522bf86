"""What an export format is: who writes it, in which units and axes, and what it cannot carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from depthhinge.errors import MissingLibraryError
from depthhinge.sessions.export.deidentified import note_on
from depthhinge.sessions.export.excerpt import Excerpt

Item = TypeVar("Item")


class Progress:
    """How far an export is; this one tells nobody."""

    def over(self, items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
        """The same items, counted as they go by."""
        yield from items


Write = Callable[[Excerpt, Path, Progress], None]


@dataclass(frozen=True)
class Format:
    """One format of the registry."""

    name: str
    """As on the command line; of a file its suffix too."""
    is_folder: bool
    """Many files in a new folder, or one file."""
    carries: str
    axes: str
    """Units and axes."""
    lacks: str
    """What it cannot carry."""
    write: Write
    """Writes to a path that is not there yet, or into a folder that is empty."""

    def notes(self, excerpt: Excerpt, began: datetime | None = None) -> str:
        """The text that is written beside an export; a de-identified one says when it `began`, by the shifted date."""
        return (
            f"{NOTES_BEGIN} {self.name}: {excerpt.what}\n\n"
            f"Carries: {self.carries}\n"
            f"Units and axes: {self.axes}\n"
            f"Cannot carry: {self.lacks}\n"
            f"{'' if began is None else note_on(began)}"
        )


NOTES_BEGIN = "depthhinge export,"
"""How the notes begin; only what has such notes beside it is ever replaced."""

ROOM_AXES = (
    "room frame, right-handed: y up against gravity, origin on the floor below the camera, x to the camera's right, "
    "z toward the camera"
)


def missing_library(package: str, format_name: str, problem: ImportError) -> MissingLibraryError:
    """The plain line for a format whose library is not there."""
    return MissingLibraryError(
        f"the {format_name} export needs the package {package} ({problem}): pip install 'depthhinge[formats]'"
    )

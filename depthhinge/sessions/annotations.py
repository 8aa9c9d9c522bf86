"""What people add to a session afterwards: kept in its folder, beside what was measured and never over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from depthhinge.drills.rep import Label
from depthhinge.errors import SessionError
from depthhinge.sessions.folders import PRIVATE_FILE
from depthhinge.sessions.json_files import read_json, write_json

ANNOTATIONS_FILE = "annotations.json"


@dataclass(frozen=True)
class Note:
    """Somebody's words."""

    text: str
    at: str
    """ISO 8601."""


@dataclass(frozen=True)
class Correction:
    """What a rep was, where somebody knows better than the classifier; a later one goes before an earlier one."""

    rep: int
    label: Label | None
    """None: the label was right."""
    rounded: bool | None
    """None: that was right, or nobody can tell."""
    at: str
    """ISO 8601."""


@dataclass(frozen=True)
class Annotations:
    """The content of `annotations.json`."""

    person: str | None = None
    """Pseudonym; the name is elsewhere, in `people.py`'s file."""
    tags: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    keep_until: date | None = None
    """From the day after on the session may be deleted; None = no such rule."""
    exports: tuple[str, ...] = ()
    """Where exports of it were written; relative to the session's folder where they are inside."""

    @classmethod
    def read(cls, folder: Path) -> Annotations:
        """Those of a session; none where the file is missing.

        Raises:
            SessionError: the file is damaged.
        """
        path = folder / ANNOTATIONS_FILE
        if not path.exists():
            return cls()
        record = read_json(path)
        try:
            return cls(
                person=None if record["person"] is None else str(record["person"]),
                tags=tuple(str(tag) for tag in record["tags"]),
                notes=tuple(Note(str(note["text"]), str(note["at"])) for note in record["notes"]),
                corrections=tuple(_correction_from(one) for one in record["corrections"]),
                keep_until=None if record["keep_until"] is None else date.fromisoformat(record["keep_until"]),
                exports=tuple(str(place) for place in record["exports"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise SessionError(f"{path} is damaged: {problem}") from problem

    def write(self, folder: Path) -> None:
        """Replace those of a session.

        Raises:
            SessionError: the disk refuses.
        """
        path = folder / ANNOTATIONS_FILE
        try:
            write_json(path, self.record())
            path.chmod(PRIVATE_FILE)
        except OSError as problem:
            raise SessionError(f"cannot write {path}: {problem.strerror or problem}") from problem

    def record(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "person": self.person,
            "tags": self.tags,
            "notes": [{"text": note.text, "at": note.at} for note in self.notes],
            "corrections": [
                {"rep": one.rep, "label": one.label, "rounded": one.rounded, "at": one.at} for one in self.corrections
            ],
            "keep_until": None if self.keep_until is None else self.keep_until.isoformat(),
            "exports": self.exports,
        }

    def corrected(self, rep: int) -> Correction | None:
        """The last word on a rep; None where nobody corrected it."""
        return next((one for one in reversed(self.corrections) if one.rep == rep), None)


def _correction_from(record: Any) -> Correction:
    label, rounded = record["label"], record["rounded"]
    return Correction(
        int(record["rep"]),
        None if label is None else Label(label),
        None if rounded is None else bool(rounded),
        str(record["at"]),
    )

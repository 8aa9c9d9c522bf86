"""What the report of a session says, before it is a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from depthhinge.clinic.profile import WallFinding
from depthhinge.clinic.profile_files import read_profile
from depthhinge.clinic.report.judged import Judged
from depthhinge.clinic.report.mean import Mean
from depthhinge.clinic.report.progress import Attendance, attendances
from depthhinge.clinic.report.rep_frames import RepFrames
from depthhinge.clinic.report.shown_measures import SHOWN_BY_NAME, ShownMeasure
from depthhinge.drills.rep import Label
from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.catalogue import started_at
from depthhinge.sessions.people import names
from depthhinge.sessions.session import Session
from depthhinge.sessions.summary import Summary


@dataclass(frozen=True)
class Value:
    """One measure of one rep, in the unit shown."""

    value: float | None
    half_width: float | None = None
    """To either side, what holds the truth in 95 %."""
    seen: bool = True
    """False: the joint was hidden, and the value is an estimate."""


@dataclass(frozen=True)
class Row:
    """One rep of the table."""

    judged: Judged
    frames: RepFrames
    values: Mapping[ShownMeasure, Value]

    @classmethod
    def of(cls, judged: Judged, frames: RepFrames) -> Row:
        """Of a rep and its frames."""
        return cls(judged, frames, {shown: _value(shown, frames) for shown in SHOWN_BY_NAME.values()})


@dataclass(frozen=True)
class Contents:
    """All of it."""

    session: str
    """The folder's name."""
    started: datetime
    person: str | None
    """Pseudonym, or the name where that was asked for."""
    summary: Summary
    added: Annotations
    rows: tuple[Row, ...]
    hinges: Mapping[ShownMeasure, Mean]
    """Of each measure."""
    history: tuple[Attendance, ...]
    """The person's sessions up to this one, the oldest first."""
    walls: tuple[WallFinding, ...]
    """Found for them by `calibrate wall`, the oldest first."""

    @classmethod
    def of(cls, session: Session, with_name: bool = False) -> Contents:
        """The report of a session.

        Args:
            session: whose.
            with_name: the person's name in place of their pseudonym, where it is known here.

        Raises:
            SessionError: one of its files is damaged.
        """
        added = Annotations.read(session.folder)
        table = session.frames()
        rows = tuple(Row.of(Judged.of(rep, added), RepFrames(table, rep)) for rep in session.reps)
        profile = None if added.person is None else read_profile(added.person)
        known_as = names().get(added.person, added.person) if with_name and added.person else added.person
        return cls(
            session=session.folder.resolve().name,
            started=started_at(session.folder),
            person=known_as,
            summary=session.summary,
            added=added,
            rows=rows,
            hinges=_means(rows),
            history=attendances(session, added),
            walls=() if profile is None else profile.walls,
        )

    @property
    def walled(self) -> bool:
        """Whether the drill had a wall."""
        return self.summary.walled

    @property
    def clean(self) -> int:
        """How many reps were hinges with nothing to say against them."""
        return sum(row.judged.clean for row in self.rows)

    @property
    def labels(self) -> dict[Label, int]:
        """Reps of each label that occurred."""
        counted = Counter(row.judged.label for row in self.rows)
        return {label: counted[label] for label in Label if counted[label]}

    @property
    def faults(self) -> dict[str, list[int]]:
        """Numbers of the reps that had each fault, the most frequent first."""
        found: dict[str, list[int]] = {}
        for row in self.rows:
            for fault in row.judged.rep.faults:
                found.setdefault(fault.name, []).append(row.judged.rep.number)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def _value(shown: ShownMeasure, frames: RepFrames) -> Value:
    value = frames.rep.measures.get(shown.name)
    if value is None:
        return Value(None)
    if shown.angle is None or not len(frames):
        return Value(shown.factor * value)
    return Value(shown.factor * value, frames.half_width(shown.angle), frames.seen(shown.angle))


def _means(rows: Sequence[Row]) -> dict[ShownMeasure, Mean]:
    hinges = [row for row in rows if row.judged.label is Label.HINGE]
    return {shown: Mean.of(row.values[shown].value for row in hinges) for shown in SHOWN_BY_NAME.values()}

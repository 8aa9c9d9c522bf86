"""What happened in a session, in the order of time: for timelines, markers and other programs' event lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from depthhinge.drills.rep import Rep


class EventKind(StrEnum):
    """What an event is."""

    REP_START = "rep_start"
    BOTTOM = "bottom"
    TAP = "tap"
    FAULT = "fault"
    REP_END = "rep_end"
    CUE = "cue"


@dataclass(frozen=True)
class SessionEvent:
    """One thing that happened."""

    time_s: float
    kind: EventKind
    rep: int
    text: str
    """In words: the verdict at the end of a rep, a fault's evidence, the cue as the person heard it."""


_ORDER = list(EventKind)


def events_of(reps: Iterable[Rep]) -> tuple[SessionEvent, ...]:
    """The events of a session's reps (`Session.reps`), by time; within one moment in the order of `EventKind`."""
    found: list[SessionEvent] = []
    for rep in reps:
        found += [
            SessionEvent(rep.start_s, EventKind.REP_START, rep.number, f"rep {rep.number}"),
            SessionEvent(rep.bottom_s, EventKind.BOTTOM, rep.number, f"bottom of rep {rep.number}"),
            *(SessionEvent(tap.time_s, EventKind.TAP, rep.number, "wall touched") for tap in rep.taps),
            *(
                SessionEvent(
                    fault.time_s, EventKind.FAULT, rep.number, f"{fault.name} ({fault.severity}): {fault.evidence}"
                )
                for fault in rep.faults
            ),
            SessionEvent(rep.end_s, EventKind.REP_END, rep.number, rep.verdict.label.value),
        ]
        if rep.cue is not None:
            found.append(SessionEvent(rep.end_s, EventKind.CUE, rep.number, rep.cue))
    return tuple(sorted(found, key=lambda event: (event.time_s, event.rep, _ORDER.index(event.kind))))

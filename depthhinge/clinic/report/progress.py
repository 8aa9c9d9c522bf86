"""How a person came on, from one session to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthhinge.clinic.report.drawing import COLOURS, WALL
from depthhinge.clinic.report.judged import Judged
from depthhinge.clinic.report.mean import Mean
from depthhinge.drills.rep import Label
from depthhinge.lengths import METRES_PER_UNIT
from depthhinge.sessions.annotations import Annotations
from depthhinge.sessions.catalogue import sessions_of, started_at
from depthhinge.sessions.session import Session

MOST_DATES = 12
"""Under a chart: more run into each other."""


@dataclass(frozen=True)
class Attendance:
    """One session of a person, in a few numbers."""

    name: str
    started: datetime
    reps: int
    hinges: int
    clean: int
    """Hinges with nothing to say against them."""
    hip_flexion_deg: float | None
    """Mean of the hinges' peaks; None where there was none."""
    hip_flexion_sd_deg: float | None
    wall_distance_m: float | None
    """None in the dowel drill."""

    @classmethod
    def of(cls, session: Session, added: Annotations) -> Attendance:
        """A session, with what people have added to it."""
        judged = [Judged.of(rep, added) for rep in session.reps]
        hinges = [one for one in judged if one.label is Label.HINGE]
        peaks = Mean.of(one.rep.measures.get("peak_hip_flexion_deg") for one in hinges)
        return cls(
            session.folder.resolve().name,
            started_at(session.folder),
            len(judged),
            len(hinges),
            sum(one.clean for one in judged),
            peaks.mean,
            peaks.sd,
            session.summary.wall_distance_m if session.summary.walled else None,
        )


def attendances(session: Session, added: Annotations) -> tuple[Attendance, ...]:
    """A session and those of the same person beside it that came before, the oldest first; unreadable ones left out."""
    own = Attendance.of(session, added)
    if added.person is None:
        return (own,)
    beside = (Attendance.of(*one) for one in sessions_of(added.person, session.folder.resolve().parent))
    earlier = [one for one in beside if one.started < own.started]
    return (*sorted(earlier, key=lambda one: (one.started, one.name)), own)


def draw_progress(figure: Figure, sessions: Sequence[Attendance]) -> None:
    """Hip flexion of the hinges, how many reps were clean, and the wall where there was one; one mark a session."""
    walled = any(one.wall_distance_m is not None for one in sessions)
    hip, share, *wall = figure.subplots(1, 3 if walled else 2)
    places = np.arange(1, len(sessions) + 1)
    hip.set_title("hip flexion of hinges, deg (mean, SD)", loc="left")
    means, spread = ([getattr(one, name) for one in sessions] for name in ("hip_flexion_deg", "hip_flexion_sd_deg"))
    hip.errorbar(places, _numbers(means), _numbers(spread), color=COLOURS[Label.HINGE], marker="o", capsize=3)
    share.set_title("clean hinges, % of reps", loc="left")
    clean = [100.0 * one.clean / one.reps if one.reps else None for one in sessions]
    share.plot(places, _numbers(clean), color=COLOURS[Label.HINGE], marker="o")
    share.set_ylim(-3.0, 103.0)
    for axes in wall:
        axes.set_title("wall behind the heels, cm", loc="left")
        centimetres = np.array(_numbers([one.wall_distance_m for one in sessions])) / METRES_PER_UNIT["cm"]
        axes.plot(places, centimetres, color=WALL, marker="o")
    for axes in (hip, share, *wall):
        _name_sessions(axes, sessions)


def _name_sessions(axes: Axes, sessions: Sequence[Attendance]) -> None:
    every = -(-len(sessions) // MOST_DATES)
    places = range(1, len(sessions) + 1)[::every]
    axes.set_xticks(places, [f"{one.started:%Y-%m-%d}" for one in sessions[::every]], rotation=45.0, ha="right")
    axes.set_xlim(0.5, len(sessions) + 0.5)


def _numbers(values: Sequence[float | None]) -> list[float]:
    return [np.nan if value is None else value for value in values]

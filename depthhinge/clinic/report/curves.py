"""Charts of a session's reps: each measure over the rep's time, the reps laid over each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from depthhinge.clinic.report.drawing import COLOURS, line_at
from depthhinge.clinic.report.rep_frames import PERCENT, RepFrames
from depthhinge.drills.rep import Label
from depthhinge.geometry import Array
from depthhinge.settings import FaultSettings

COLUMNS = 3


@dataclass(frozen=True)
class Chart:
    """One measure over a rep."""

    title: str
    read: Callable[[RepFrames], Array]
    limit: tuple[float, str] | None = None
    """A value that is marked, and its name."""


def charts_of(limits: FaultSettings, walled: bool) -> tuple[Chart, ...]:
    """Those of a drill, with the limits that a fault has.

    Args:
        limits: of the faults.
        walled: whether there is a wall.
    """
    return (
        Chart("hip flexion, deg", lambda r: r.angle("hip_flexion")),
        Chart("knee flexion, deg", lambda r: r.angle("knee_flexion")),
        Chart("trunk inclination, deg", lambda r: r.angle("trunk_inclination")),
        Chart(
            "lumbar flexion from standing, deg",
            lambda r: r.angle("lumbar_flexion"),
            (limits.lumbar_flexion_amber_deg, "rounded from here"),
        ),
        Chart(
            "weight along the foot, % (0 = heel)",
            lambda r: 100.0 * r.column("cop_foot_fraction"),
            (100.0 * limits.cop_foot_fraction_amber, "toward the toes"),
        ),
        Chart("distance to the wall, mm", lambda r: r.column("wall_gap_mm"), (0.0, "wall"))
        if walled
        else Chart("pelvis back, mm", lambda r: r.column("pelvis_back_mm")),
    )


def draw_curves(figure: Figure, charts: Sequence[Chart], reps: Sequence[tuple[Label, RepFrames]]) -> None:
    """All charts, a line a rep in the colour of what it was."""
    rows = -(-len(charts) // COLUMNS)
    grid = figure.subplots(rows, COLUMNS, sharex=True, squeeze=False)
    for axes, chart in zip(grid.flat, charts, strict=True):
        axes.set_title(chart.title, loc="left")
        for label, frames in reps:
            axes.plot(PERCENT, frames.curve(chart.read(frames)), color=COLOURS[label], linewidth=1.3, alpha=0.85)
        if chart.limit is not None:
            line_at(axes, *chart.limit)
        axes.set_xlim(0.0, 100.0)
    for axes in grid[-1]:
        axes.set_xlabel("% of the rep")
    labels = [label for label in Label if any(of is label for of, _ in reps)]
    handles = [
        grid[0, 0].plot([], [], color=COLOURS[label], label=label.value.replace("_", "-"))[0] for label in labels
    ]
    figure.legend(handles=handles, loc="outside lower right", ncols=len(labels))

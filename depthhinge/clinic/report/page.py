"""The report as one HTML page: no script, nothing fetched from anywhere, and the same session gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.figure import Figure

from depthhinge import __version__
from depthhinge.clinic.report.contents import Contents, Value
from depthhinge.clinic.report.curves import COLUMNS as CURVE_COLUMNS
from depthhinge.clinic.report.curves import charts_of, draw_curves
from depthhinge.clinic.report.drawing import drawn
from depthhinge.clinic.report.mean import Mean
from depthhinge.clinic.report.postures import COLUMNS as POSTURE_COLUMNS
from depthhinge.clinic.report.postures import Posture, draw_postures
from depthhinge.clinic.report.progress import draw_progress
from depthhinge.clinic.report.shown_measures import ShownMeasure, tables
from depthhinge.lengths import in_words
from depthhinge.sessions.export.place import REPORT_MARK
from depthhinge.settings import FaultSettings

WIDTH = 10.5
"""Inches of a chart: a landscape page."""
POSTURE_HEIGHT, CURVE_HEIGHT, LEGEND_HEIGHT, PROGRESS_HEIGHT = 2.3, 2.1, 0.4, 2.6
"""Inches: of a row of postures, of a row of curves, of what stands under them, of the charts of progress."""
NOTHING = "-"
"""In a cell without a value: it was not measured."""


def page_of(contents: Contents, limits: FaultSettings) -> str:
    """The page.

    Args:
        contents: what it says.
        limits: of the faults, as they are in `calibration/` now.
    """
    environment = Environment(
        loader=PackageLoader("depthhinge.clinic.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(in_words=in_words, plainly=_plainly)
    return environment.get_template("page.html.jinja").render(
        mark=REPORT_MARK,
        program=f"depthhinge {__version__}",
        contents=contents,
        tables=tables(contents.walled),
        cell=_cell,
        mean=_mean,
        limits=_limits(limits),
        charts={name: drawn(draw, WIDTH, height) for name, (draw, height) in _charts(contents, limits).items()},
    )


def _charts(contents: Contents, limits: FaultSettings) -> dict[str, tuple[Callable[[Figure], None], float]]:
    """How each chart is drawn, and its height in inches."""
    found: dict[str, tuple[Callable[[Figure], None], float]] = {}
    reps = [row for row in contents.rows if len(row.frames)]
    if reps:
        postures = [
            Posture(row.judged.rep.number, row.judged.label, standing, bottom)
            for row in reps
            if (standing := row.frames.joints(at_bottom=False)) is not None
            and (bottom := row.frames.joints(at_bottom=True)) is not None
        ]
        rows = -(-len(postures) // POSTURE_COLUMNS)
        wall = contents.summary.wall if contents.walled else None
        found["postures"] = (partial(draw_postures, postures=postures, wall=wall), POSTURE_HEIGHT * rows)
        charts = charts_of(limits, contents.walled)
        curves = [(row.judged.label, row.frames) for row in reps]
        height = CURVE_HEIGHT * -(-len(charts) // CURVE_COLUMNS) + LEGEND_HEIGHT
        found["curves"] = (partial(draw_curves, charts=charts, reps=curves), height)
    if len(contents.history) > 1:
        found["progress"] = (partial(draw_progress, sessions=contents.history), PROGRESS_HEIGHT)
    return found


def _cell(shown: ShownMeasure, value: Value) -> str:
    if value.value is None:
        return NOTHING
    error = "" if value.half_width is None else f" ± {value.half_width:.{shown.digits}f}"
    return f"{_number(value.value, shown.digits)}{error}{'' if value.seen else ' *'}"


def _mean(shown: ShownMeasure, mean: Mean) -> str:
    if mean.mean is None:
        return NOTHING
    spread = "" if mean.sd is None else f" (SD {mean.sd:.{max(shown.digits, 1)}f})"
    return f"{_number(mean.mean, shown.digits)}{spread}"


def _number(value: float, digits: int) -> str:
    """Without a minus before a rounded zero."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _plainly(name: str) -> str:
    """`toe_shifted` as people write it."""
    return str(name).replace("_", " ")


def _limits(limits: FaultSettings) -> list[tuple[str, str, str]]:
    """Name, value and source of each limit."""
    return [(_plainly(name), f"{getattr(limits, name):g}", source) for name, source in sorted(limits.sources.items())]

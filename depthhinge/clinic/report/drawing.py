"""How the report's charts look, and how they become part of its page."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthhinge.drills.rep import Label

COLOURS: Mapping[Label, str] = {
    Label.HINGE: "#009e73",
    Label.SQUAT: "#d55e00",
    Label.TOE_SHIFTED: "#cc79a7",
    Label.UNSURE: "#777777",
}
"""Told apart by the colour-blind as well (Okabe & Ito 2008, *Color universal design*)."""
INK, FAINT, WALL = "#222222", "#bbbbbb", "#0072b2"
_STYLE = Path(__file__).with_name("charts.mplstyle")


def drawn(draw: Callable[[Figure], None], width: float, height: float) -> str:
    """An SVG as the address of an image, `data:image/svg+xml;base64,...`.

    Args:
        draw: puts the axes into the figure.
        width: inches.
        height: inches.
    """
    with rc_context(fname=_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure)
        file = io.BytesIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def line_at(axes: Axes, value: float, words: str) -> None:
    """A limit across a chart, named at its left end."""
    axes.axhline(value, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
    axes.annotate(
        words,
        (0.01, value),
        xycoords=("axes fraction", "data"),
        ha="left",
        va="bottom",
        fontsize=7.5,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5},
    )

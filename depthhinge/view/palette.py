"""The few colours of the view, as red, green, blue, opacity from 0 to 1."""

from __future__ import annotations

Colour = tuple[float, float, float, float]


def rgb(code: str, opacity: float = 1.0) -> Colour:
    """A colour from its web code, `#rrggbb`."""
    red, green, blue = (int(code[i : i + 2], 16) / 255.0 for i in (1, 3, 5))
    return red, green, blue, opacity


def faded(colour: Colour, share: float) -> Colour:
    """The colour with that share of its opacity."""
    return (*colour[:3], colour[3] * share)


def between(first: Colour, second: Colour, share: float) -> Colour:
    """A mix of two colours: 0 is the first, 1 the second."""
    red, green, blue, opacity = (a + share * (b - a) for a, b in zip(first, second, strict=True))
    return red, green, blue, opacity


BACKGROUND = rgb("#0d1117")
RIM = faded(BACKGROUND, 0.75)
"""Around what is drawn over the lit body."""
PANEL = rgb("#1b2430", 0.92)

# The body is lit warm from the depth camera's side and cool in the shade, so that its form reads without texture.
BODY_LIT = rgb("#f0e4d2")
BODY_SHADE = rgb("#34507a")

FLOOR_LINE = rgb("#8ba3c0", 0.24)
BONE = rgb("#7fd4ff", 0.95)
UNSEEN = 0.28
"""Share of opacity left to a joint or bone that was not seen."""
FOOT = rgb("#7fd4ff", 0.9)
MEASURE = rgb("#c3cfdd", 0.75)

WALL = rgb("#5d86b4", 0.20)
WALL_TOUCHED = rgb("#46e0a0", 0.34)

TEXT = rgb("#eef3f9")
TEXT_QUIET = rgb("#8d9cb0")
GOOD = rgb("#46e0a0")
CAUTION = rgb("#f6b95b")
FAULT = rgb("#f47171")

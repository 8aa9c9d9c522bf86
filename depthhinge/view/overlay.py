"""What is written over the picture, and where: large, for a person who stands two or three metres away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from depthhinge.drills.moment import Phase
from depthhinge.drills.rep import Fault, Label, Rep
from depthhinge.view.palette import CAUTION, FAULT, GOOD, PANEL, TEXT, TEXT_QUIET, Colour, faded
from depthhinge.view.scoreboard import Scoreboard, is_clean

LEFT, CENTRE, RIGHT = 0.0, 0.5, 1.0

DESIGN_HEIGHT_PX = 720
"""Sizes below are pixels of a picture this high; others are scaled from it."""

MARGIN, TOP = 40, 30
NUMBER_SIZE, VALUE_SIZE, HEADLINE_SIZE, CUE_SIZE, BODY_SIZE, LABEL_SIZE, HELP_SIZE = 116, 64, 46, 42, 24, 18, 15
HEADLINE_DROP = 42
"""From the top margin to the headline's foot: above the head of a tall person."""
SMALLEST_SIZE = 8
CUE_PADDING_X, CUE_PADDING_Y, CUE_BOTTOM = 36, 14, 48
WIDEST_CUE, WIDEST_HELP = 0.88, 0.95
"""Shares of the picture's width; a longer line is set smaller."""

MOST_FAULTS_NAMED = 2
"""More cannot be acted on in the next rep, nor read from across the room."""

HELP = (
    "drag  orbit    wheel  zoom    right-drag  pan    1 2 3  side, front, top    R  reset    "
    "Space  hold    S  save picture    Esc  quit"
)

WHERE_TO_STAND = "Stand sideways to the camera, two to three metres away"

PHASE_WORDS = {
    Phase.SETUP: "Ready",
    Phase.DESCENT: "Hips back",
    Phase.BOTTOM: "Bottom",
    Phase.ASCENT: "Drive up",
    Phase.LOCKOUT: "Stand tall",
}

VERDICT_WORDS = {
    Label.HINGE: "Hinge",
    Label.SQUAT: "Squat",
    Label.TOE_SHIFTED: "On the toes",
    Label.UNSURE: "Not sure",
}


@dataclass(frozen=True)
class Caption:
    """A line of text; x, y in pixels from the picture's lower left, `anchor` says which part of the text lies at x."""

    text: str
    x: float
    y: float
    size_px: int
    colour: Colour = TEXT
    anchor: float = LEFT

    @property
    def shape(self) -> Caption:
        """The same letters with no place or colour."""
        return Caption(self.text, 0.0, 0.0, self.size_px)


@dataclass(frozen=True)
class Panel:
    """A dark rectangle with round corners, for text to be read on."""

    width_px: int
    height_px: int
    radius_px: int
    x: float
    y: float
    colour: Colour = PANEL
    anchor: float = CENTRE

    @property
    def shape(self) -> Panel:
        """The same rectangle with no place or colour."""
        return replace(self, x=0.0, y=0.0, colour=PANEL, anchor=LEFT)


Mark = Caption | Panel


@dataclass(frozen=True)
class Page:
    """The picture's size, and the rules by which text is set on it."""

    width: int
    height: int
    text_width: Callable[[str, int], float]

    def px(self, design: float) -> int:
        """Pixels of this picture for pixels of the design."""
        return round(design * self.height / DESIGN_HEIGHT_PX)

    def text(self, text: str, x: float, y: float, size: float, colour: Colour = TEXT, anchor: float = LEFT) -> Caption:
        """A caption at pixel x, y, in a design size."""
        return Caption(text, x, y, max(SMALLEST_SIZE, self.px(size)), colour, anchor)

    def fitting(self, text: str, size: float, widest: float) -> float:
        """The design size, or the smaller one at which the text is no wider than `widest` pixels."""
        width = self.text_width(text, max(SMALLEST_SIZE, self.px(size)))
        return size if width <= widest else size * widest / width


def overlay(board: Scoreboard, page: Page, *, paused: bool = False, message: str | None = None) -> list[Mark]:
    """All that is written over the picture, in drawing order; `message` is a passing word (a picture was saved)."""
    marks: list[Mark] = [*_reps(board, page), *_help(page, message)]
    if paused:
        marks += [_headline("On hold", page, CAUTION)]
    elif board.phase is not Phase.ABSENT:
        marks += [_headline(PHASE_WORDS[board.phase], page, TEXT)]
    if board.phase is Phase.ABSENT:
        marks += _nobody(page)
    else:
        marks += _gap(board, page)
    if board.last_rep is not None:
        marks += _verdict(board.last_rep, page)
    if board.cue:
        marks += _cue(board.cue, page)
    return marks


def _headline(word: str, page: Page, colour: Colour) -> Caption:
    return page.text(word, page.width / 2, page.height - page.px(TOP + HEADLINE_DROP), HEADLINE_SIZE, colour, CENTRE)


def _reps(board: Scoreboard, page: Page) -> list[Mark]:
    x, top = page.px(MARGIN), page.height
    label = page.text("REPS", x, top - page.px(TOP + 24), LABEL_SIZE, TEXT_QUIET)
    number = page.text(str(board.reps), x - page.px(4), top - page.px(TOP + 158), NUMBER_SIZE)
    if board.reps == 0:
        return [label, number]
    share = f"{board.clean_hinges} clean"
    return [label, number, page.text(share, x, top - page.px(TOP + 186), BODY_SIZE, TEXT_QUIET)]


def _gap(board: Scoreboard, page: Page) -> list[Mark]:
    """The gap, or the word that it closed; nothing where it was not measured."""
    if board.gap_m is None and not board.touching:
        return []
    x, top = page.width - page.px(MARGIN), page.height
    past = board.gap_m is not None and board.gap_m < 0.0
    label = "PAST THE WALL" if past else "TO THE WALL"
    gap = "" if board.gap_m is None else f"{abs(round(board.gap_m * 1000))} mm"
    marks: list[Mark] = [
        page.text(label, x, top - page.px(TOP + 24), LABEL_SIZE, TEXT_QUIET, RIGHT),
        page.text(gap, x, top - page.px(TOP + 98), VALUE_SIZE, GOOD if board.touching else TEXT, RIGHT),
    ]
    if board.touching:
        marks.append(page.text("Touch", x, top - page.px(TOP + 154), HEADLINE_SIZE, GOOD, RIGHT))
    return marks


def _verdict(rep: Rep, page: Page) -> list[Mark]:
    headline, colour = verdict_words(rep)
    x, y = page.px(MARGIN), page.px(CUE_BOTTOM + 2 * CUE_PADDING_Y + CUE_SIZE + 36)
    detail = verdict_detail(rep)
    return [
        page.text(f"REP {rep.number}", x, y + page.px(94), LABEL_SIZE, TEXT_QUIET),
        page.text(headline, x, y + page.px(34), HEADLINE_SIZE, colour),
        page.text(detail, x, y, BODY_SIZE, TEXT_QUIET),
    ]


def verdict_words(rep: Rep) -> tuple[str, Colour]:
    """The verdict in a word or two, and its colour."""
    label = rep.verdict.label
    if is_clean(rep):
        return "Clean hinge", GOOD
    if label is Label.UNSURE:
        return VERDICT_WORDS[label], TEXT_QUIET
    red = label is not Label.HINGE or any(fault.severity == "red" for fault in rep.faults)
    return VERDICT_WORDS[label], FAULT if red else CAUTION


def verdict_detail(rep: Rep) -> str:
    """The faults in words, the gravest first; where there are none, how wall or rod was met."""
    gravest_first = sorted(rep.faults, key=lambda fault: fault.severity != "red")
    words = [_plain(fault) for fault in gravest_first]
    if rep.verdict.rounded and not any("round" in word for word in words):
        words.insert(0, "rounded back")
    if words:
        return ", ".join(words[:MOST_FAULTS_NAMED])
    if rep.contacts is not None:
        lost = [change.contact.replace("_", " ") for change in rep.contacts if change.lost]
        return f"{lost[0]} off the rod" if lost else "rod kept"
    return "wall touched" if rep.taps else "wall not reached"


def _plain(fault: Fault) -> str:
    return fault.name.replace("_", " ")


def _cue(cue: str, page: Page) -> list[Mark]:
    size = page.fitting(cue, CUE_SIZE, page.width * WIDEST_CUE)
    caption = page.text(cue, page.width / 2, page.px(CUE_BOTTOM + CUE_PADDING_Y), size, TEXT, CENTRE)
    # The line box reaches a quarter of the size below and above the letters' own.
    height = page.px(1.25 * size + 2 * CUE_PADDING_Y)
    width = round(page.text_width(cue, caption.size_px)) + 2 * page.px(CUE_PADDING_X)
    return [Panel(width, height, height // 2, page.width / 2, page.px(CUE_BOTTOM)), caption]


def _nobody(page: Page) -> list[Mark]:
    middle, y = page.width / 2, page.height * 0.56
    return [
        page.text("Nobody in view", middle, y, VALUE_SIZE, TEXT, CENTRE),
        page.text(WHERE_TO_STAND, middle, y - page.px(44), BODY_SIZE, TEXT_QUIET, CENTRE),
    ]


def _help(page: Page, message: str | None) -> list[Mark]:
    line = message or HELP
    size = page.fitting(line, HELP_SIZE, page.width * WIDEST_HELP)
    return [page.text(line, page.width / 2, page.px(14), size, faded(TEXT_QUIET, 0.9), CENTRE)]

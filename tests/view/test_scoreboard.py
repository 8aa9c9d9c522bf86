"""What the view remembers."""

from __future__ import annotations

import pytest

from depthhinge.drills.moment import Phase
from depthhinge.drills.rep import Fault, Label
from depthhinge.view.overlay import Caption, Page, overlay, verdict_detail, verdict_words
from depthhinge.view.palette import CAUTION, FAULT, GOOD
from depthhinge.view.scoreboard import CUE_SHOWN_S, GLOW_FADES_S, Scoreboard

from . import fake

AMBER = Fault("rushing", "amber", 1.0, "0.4 s < 1 s")
RED = Fault("knees_forward", "red", 1.0, "0.2 m > 0.1 m")


def words(board: Scoreboard) -> list[str]:
    page = Page(1280, 720, lambda text, size: 0.5 * size * len(text))
    return [mark.text for mark in overlay(board, page) if isinstance(mark, Caption)]


def test_reps_are_counted_and_clean_ones_apart() -> None:
    board = Scoreboard()
    for rep in (fake.rep(1), fake.rep(2, Label.SQUAT), fake.rep(3, faults=(AMBER,))):
        board = board.after(fake.moment(finished=rep))
    assert (board.reps, board.clean_hinges) == (3, 1)
    assert "3" in words(board)
    assert "1 clean" in words(board)


def test_the_glow_is_full_at_the_touch_and_fades_softly_to_nothing() -> None:
    board = Scoreboard().after(fake.moment(time_s=5.0))
    assert board.glow == 0.0
    board = board.after(fake.moment(time_s=5.1, touching=True))
    assert board.glow == 1.0
    glows = []
    for step in range(6):
        board = board.after(fake.moment(time_s=5.1 + step * GLOW_FADES_S / 5))
        glows.append(board.glow)
    assert glows == sorted(glows, reverse=True)
    assert glows[-1] == pytest.approx(0.0, abs=1e-9)


def test_a_cue_stays_long_enough_to_be_read_and_then_goes() -> None:
    board = Scoreboard().after(fake.moment(time_s=1.0, cue="Just touch it"))
    board = board.after(fake.moment(time_s=1.0 + CUE_SHOWN_S * 0.9))
    assert "Just touch it" in words(board)
    board = board.after(fake.moment(time_s=1.1 + CUE_SHOWN_S))
    assert board.cue is None


def test_the_gap_is_written_in_millimetres_and_not_at_all_when_unmeasured() -> None:
    board = Scoreboard(phase=Phase.DESCENT, gap_m=0.0424)
    assert "42 mm" in words(board)
    assert "TO THE WALL" in words(board)
    past = Scoreboard(phase=Phase.BOTTOM, gap_m=-0.012, touching=True)
    assert {"PAST THE WALL", "12 mm", "Touch"} <= set(words(past))
    assert not any("mm" in word for word in words(Scoreboard(phase=Phase.DESCENT)))


def test_an_empty_room_says_that_nobody_is_in_view() -> None:
    assert "Nobody in view" in words(Scoreboard().after(fake.nobody()))
    assert "Nobody in view" not in words(Scoreboard().after(fake.moment()))


def test_verdicts_are_named_and_coloured_by_what_is_to_be_corrected() -> None:
    assert verdict_words(fake.rep()) == ("Clean hinge", GOOD)
    assert verdict_words(fake.rep(faults=(AMBER,))) == ("Hinge", CAUTION)
    assert verdict_words(fake.rep(label=Label.SQUAT)) == ("Squat", FAULT)
    assert verdict_detail(fake.rep(faults=(AMBER, RED))) == "knees forward, rushing"


def test_a_long_cue_is_set_smaller_to_stay_in_the_picture() -> None:
    page = Page(1280, 720, lambda text, size: 0.5 * size * len(text))
    cue = "a cue that goes on and on " * 6
    (caption,) = (m for m in overlay(Scoreboard(cue=cue), page) if isinstance(m, Caption) and m.text == cue)
    assert page.text_width(cue, caption.size_px) < 1280

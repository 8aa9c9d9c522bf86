"""Measured reps stand beside the true ones they overlap."""

from __future__ import annotations

from dataclasses import replace

from depthhinge.cli.verdicts import compare, rep_in_words
from depthhinge.drills.rep import Label, Tap, Verdict
from depthhinge.simulation.truth import RepTruth, TapTruth
from tests.sessions.moments import REP

FPS = 30.0
TRUTH = RepTruth(1, "hinge", False, 0.4, 1.2, 2.1, (TapTruth(1.24, -0.001, 0.010),))


def test_a_rep_like_the_truth_agrees() -> None:
    (comparison,) = compare([REP], [TRUTH], FPS)
    assert comparison.agrees
    assert "off by +0.3 frames, +1 mm" in comparison.in_words()
    assert comparison.record()["taps_agree"] is True


def test_another_label_a_rounded_back_or_a_late_tap_differs() -> None:
    squat = replace(REP, verdict=Verdict(Label.SQUAT, {"squat": 1.0}, False, 0.1))
    rounded = replace(REP, verdict=Verdict(Label.HINGE, {"hinge": 1.0}, True, 0.9))
    late = replace(REP, taps=(Tap(1.24 + 3 / FPS, -0.001, 0.010),))
    deep = replace(REP, taps=(Tap(1.24, -0.001, 0.031),))
    twice = replace(REP, taps=(*REP.taps, *REP.taps))
    for rep in (squat, rounded, late, deep, twice):
        (comparison,) = compare([rep], [TRUTH], FPS)
        assert not comparison.agrees
        assert "DIFFERS" in comparison.in_words()


def test_a_missed_rep_and_an_invented_one_are_both_told() -> None:
    elsewhere = replace(REP, start_s=10.0, bottom_s=11.0, end_s=12.0)
    missed, invented = compare([elsewhere], [TRUTH], FPS)
    assert missed.in_words().startswith("rep missed: hinge")
    assert invented.in_words().endswith("truth: no rep here")
    assert not missed.agrees
    assert not invented.agrees


def test_each_measured_rep_is_used_once() -> None:
    second = replace(TRUTH, number=2, start_s=2.2, end_s=4.0)
    comparisons = compare([replace(REP, end_s=3.0)], [TRUTH, second], FPS)
    assert [comparison.rep is not None for comparison in comparisons] == [True, False]


def test_a_rep_in_one_line() -> None:
    assert rep_in_words(REP) == "rep 1: hinge, back not judged, tap at 1.25 s, 11 mm deep; long spine"
    assert "no tap" in rep_in_words(replace(REP, taps=()))

"""Contacts of the rod, lost and regained."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from depthhinge.drills.dowel import ContactTracker
from depthhinge.measures.dowel import CONTACTS
from depthhinge.measures.measures import Measures
from depthhinge.settings import dowel

SETTINGS = dowel()
OFF, ON = SETTINGS.sacrum_lost_m + 0.01, SETTINGS.sacrum_regained_m - 0.01
BETWEEN = (SETTINGS.sacrum_lost_m + SETTINGS.sacrum_regained_m) / 2.0


def sacrum(gap: float | None, **more: float) -> Measures:
    known = None if gap is None else 0.0
    return Measures(dowel_gap_head=known, dowel_gap_upper_back=known, dowel_gap_sacrum=gap, **more)


def play(gaps: list[float | None]) -> ContactTracker:
    tracker = ContactTracker(SETTINGS)
    for k, gap in enumerate(gaps):
        tracker.update(k / 30.0, sacrum(gap))
    return tracker


def test_a_contact_is_lost_once_and_regained_once() -> None:
    tracker = play([ON] * 5 + [OFF] * 10 + [ON] * 10)
    assert [(change.contact, change.lost) for change in tracker.changes] == [("sacrum", True), ("sacrum", False)]
    assert abs(tracker.changes[0].time_s - 5 / 30.0) < 1e-9
    assert tracker.lost == ()


def test_between_the_limits_nothing_changes_either_way() -> None:
    assert play([ON] * 5 + [BETWEEN] * 30).lost == ()
    assert play([OFF] * 10 + [BETWEEN] * 30).lost == ("sacrum",)


def test_the_sacrum_far_from_the_ribs_may_leave_the_rod_by_more_than_head_and_upper_back() -> None:
    gap = (SETTINGS.lost_m + SETTINGS.sacrum_lost_m) / 2.0
    tracker = ContactTracker(SETTINGS)
    for k in range(10):
        tracker.update(k / 30.0, Measures(dowel_gap_head=gap, dowel_gap_upper_back=gap, dowel_gap_sacrum=gap))
    assert tracker.lost == ("head", "upper_back")


def test_one_wrong_frame_is_no_loss_and_an_unmeasured_one_changes_nothing() -> None:
    assert play([ON] * 5 + [OFF] + [ON] * 5).changes == []
    assert play([OFF] * 10 + [None] * 30).lost == ("sacrum",)


def test_a_loss_says_where_the_back_gave_way_and_which_way() -> None:
    tracker = ContactTracker(SETTINGS)
    for k in range(10):
        tracker.update(k / 30.0, sacrum(OFF, lumbar_flexion=0.4, thoracic_flexion=0.1, neck_flexion=-0.2))
    assert [(change.where, change.direction) for change in tracker.changes] == [("lumbar", "rounding")]
    tracker = ContactTracker(SETTINGS)
    for k in range(10):
        tracker.update(k / 30.0, sacrum(OFF, lumbar_flexion=-0.1, thoracic_flexion=0.1, neck_flexion=-0.5))
    assert [(change.where, change.direction) for change in tracker.changes] == [("neck", "arching")]


@given(st.lists(st.tuples(st.floats(0.0, 0.5), st.none() | st.floats(0.0, 0.1)), max_size=80))
def test_whatever_comes_losses_and_returns_alternate(frames: list[tuple[float, float | None]]) -> None:
    tracker, now = ContactTracker(SETTINGS), 0.0
    for step, gap in frames:
        now += step
        tracker.update(now, sacrum(gap))
    states = [change.lost for change in tracker.changes]
    assert states == [k % 2 == 0 for k in range(len(states))]
    assert set(tracker.lost) <= set(CONTACTS)
    assert bool(tracker.lost) == (len(states) % 2 == 1)

"""Who leaves the picture and comes back is noted."""

from __future__ import annotations

from depthhinge.drills.presence import Presence


def test_an_absence_is_noted_once_as_it_ends() -> None:
    presence = Presence()
    notes = [presence.returned(k / 2.0, in_view) for k, in_view in enumerate([True, True, False, False, True, True])]
    assert notes == [None] * 4 + ["the person left the picture at 1.0 s and was back at 2.0 s", None]


def test_a_picture_that_is_empty_at_first_was_left_by_nobody() -> None:
    presence = Presence()
    assert [presence.returned(k / 2.0, in_view) for k, in_view in enumerate([False, False, True])] == [None] * 3

"""A drill between frames: what counts, what is said and when."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.drills.cues import Coach
from depthhinge.drills.dowel import ContactTracker
from depthhinge.drills.drill import Drill
from depthhinge.drills.moment import Phase
from depthhinge.drills.rep import Label, Rep, Verdict
from depthhinge.measures.measures import Measures
from depthhinge.settings import cues, dowel, faults, wall_tap

TEXTS = cues()
FPS = 30.0


class Unsure:
    def judge(self, frames: object) -> Verdict:
        return Verdict(Label.UNSURE, {}, None, None)


def drill(rod: bool = False) -> Drill:
    return Drill(wall_tap(), faults(), Coach(TEXTS), Unsure(), ContactTracker(dowel()) if rod else None)


def way(seconds: float) -> np.ndarray:
    t = np.linspace(0.0, 1.0, round(seconds * FPS))
    return 10 * t**3 - 15 * t**4 + 6 * t**5


def rep(weight: float = 0.38, sacrum: float = 0.0, wall: float | None = 0.19) -> list[Measures]:
    """A hinge of 20 cm; weight and gap at the sacrum go from standing's to these."""
    still = np.zeros(round(1.2 * FPS))
    shares = np.concatenate([still, way(1.6), np.ones(round(0.3 * FPS)), way(1.2)[::-1], still])
    return [
        Measures(
            pelvis_back=0.2 * s,
            pelvis_down=0.03 * s,
            trunk_from_standing=0.9 * s,
            cop_foot_fraction=0.42 + s * (weight - 0.42),
            wall_gap=None if wall is None else wall - 0.2 * s,
            dowel_gap_head=0.0,
            dowel_gap_upper_back=0.0,
            dowel_gap_sacrum=sacrum * s,
            lumbar_flexion=0.3 if sacrum and s > 0.5 else 0.0,
        )
        for s in map(float, shares)
    ]


def play(made: Drill, measures: list[Measures], start_s: float = 0.0) -> tuple[list[Rep], list[str]]:
    found, said = [], []
    for k, m in enumerate(measures):
        event = made.update(start_s + k / FPS, m)
        found += [event.finished] if event.finished is not None else []
        said += [event.cue] if event.cue is not None else []
    return found, said


def test_a_hinge_to_the_wall_is_one_rep_with_its_touch() -> None:
    (found,), said = play(drill(), rep())
    (tap,) = found.taps
    assert tap.depth_m == pytest.approx(0.01, abs=0.002)
    assert found.faults == ()
    assert said == [TEXTS["clean"]]
    assert found.contacts is None


def test_a_wall_so_near_that_it_is_touched_before_the_rep_is_noticed_is_touched_all_the_same_and_told_once() -> None:
    made, told, finished = drill(), [], []
    for k, m in enumerate(rep(wall=0.02)):
        event = made.update(k / FPS, m)
        told += [event.tap] if event.tap is not None else []
        finished += [event.finished] if event.finished is not None else []
    ((found,),) = (rep.taps for rep in finished)
    assert [tap.time_s for tap in told] == [pytest.approx(found.time_s, abs=2.0 / FPS)]


def test_who_touches_the_wall_as_they_sway_has_tapped_nothing() -> None:
    swaying = [
        Measures(pelvis_back=0.02 * s, pelvis_down=0.0, trunk_from_standing=0.0, wall_gap=0.01 - 0.02 * s)
        for s in map(float, np.concatenate([way(0.5), way(0.5)[::-1], np.zeros(60)]))
    ]
    made = drill()
    assert all(made.update(k / FPS, m).tap is None for k, m in enumerate(swaying))
    (found,), _ = play(made, rep(), start_s=len(swaying) / FPS)
    assert len(found.taps) == 1


@pytest.mark.parametrize("weight", [-0.6, 1.5])
def test_who_sits_down_or_lunges_does_no_rep(weight: float) -> None:
    found, said = play(drill(), rep(weight))
    assert found == []
    assert said == []


def test_a_short_rep_says_what_was_missing() -> None:
    (found,), _ = play(drill(), rep(wall=0.25))
    assert [fault.name for fault in found.faults] == ["short_of_wall"]
    assert "50 mm short" in found.faults[0].evidence


def test_a_lost_contact_is_said_at_once_and_not_again_at_the_end_or_in_the_next_rep() -> None:
    made = drill(rod=True)
    reps = rep(sacrum=0.06, wall=None)
    (first,), said = play(made, reps)
    assert said == [TEXTS["lost_sacrum"]]
    assert first.cue == TEXTS["lost_sacrum"]
    assert [(change.contact, change.lost) for change in first.contacts] == [("sacrum", True), ("sacrum", False)]
    (second,), said = play(made, reps, len(reps) / FPS)
    assert TEXTS["lost_sacrum"] not in said
    assert second.number == 2


def test_who_keeps_the_rod_hears_of_no_contact() -> None:
    (found,), said = play(drill(rod=True), rep(wall=None))
    assert found.contacts == ()
    assert said == [TEXTS["clean"]]


def test_frames_repeated_or_out_of_order_change_nothing() -> None:
    straight, _ = play(drill(), rep())
    made, found = drill(), []
    for k, m in enumerate(rep()):
        for time_s in (k / FPS, k / FPS, (k - 3) / FPS):
            event = made.update(time_s, m)
            found += [event.finished] if event.finished is not None else []
    assert found == straight


def test_who_picks_something_up_does_no_rep() -> None:
    reaching = [replace(m, reach_down=0.4 if m.pelvis_back > 0.1 else None) for m in rep()]
    hanging = [replace(m, reach_down=0.1 if m.pelvis_back > 0.1 else None) for m in rep()]
    assert play(drill(), reaching)[0] == []
    assert len(play(drill(), hanging)[0]) == 1


def small_rep(feet: float) -> list[Measures]:
    """Hips that go back by 9 cm under a trunk that leans by 5 deg, the feet by this share of it."""
    return [
        replace(m, pelvis_back=0.09 * s, pelvis_down=0.0, trunk_from_standing=0.09 * s, feet_back=0.09 * s * feet)
        for m in rep()
        for s in (m.pelvis_back / 0.2,)
    ]


def test_whose_feet_shuffle_back_with_the_hips_does_no_rep() -> None:
    assert play(drill(), small_rep(feet=0.5))[0] == []
    assert len(play(drill(), small_rep(feet=0.0))[0]) == 1


@pytest.mark.parametrize("feet", [-0.03, 0.03])
def test_feet_that_waver_take_no_rep_away(feet: float) -> None:
    assert len(play(drill(), [replace(m, feet_back=feet) for m in rep()])[0]) == 1


def test_who_lifts_one_foot_at_the_bottom_does_no_rep() -> None:
    assert play(drill(), [replace(m, foot_lifted=0.45 * (m.pelvis_back or 0.0)) for m in rep()])[0] == []
    assert len(play(drill(), [replace(m, foot_lifted=0.03) for m in rep()])[0]) == 1


def test_who_twists_from_side_to_side_does_no_rep() -> None:
    turns = np.sin(np.linspace(0.0, 6.0 * np.pi, len(rep())))
    assert play(drill(), [replace(m, shoulder_turn=0.5 * t) for m, t in zip(rep(), turns, strict=True)])[0] == []
    assert len(play(drill(), [replace(m, shoulder_turn=0.1 * t) for m, t in zip(rep(), turns, strict=True)])[0]) == 1


def test_who_steps_away_once_they_are_upright_has_done_their_rep_and_hears_of_it() -> None:
    made, frames = drill(), rep()
    k = 0
    while not (k > 30 and made.update(k / FPS, frames[k]).phase is Phase.LOCKOUT):
        k += 1
    event = made.leave()
    assert event is not None
    assert event.finished is not None
    assert event.finished.number == 1
    assert event.cue == TEXTS["clean"]
    assert made.leave() is None, "it is told once"


def test_between_steps_a_small_movement_is_no_rep_and_a_large_one_is() -> None:
    for size, reps in ((0.09, 0), (0.3, 1)):
        made = drill()
        made.measured_roughly = True
        frames = [
            replace(m, pelvis_back=size * m.pelvis_back / 0.2, trunk_from_standing=0.0, pelvis_down=0.0) for m in rep()
        ]
        assert len(play(made, frames)[0]) == reps


def test_who_steps_away_on_the_way_has_done_none() -> None:
    made = drill()
    for k, m in enumerate(rep()[: len(rep()) // 2]):
        made.update(k / FPS, m)
    assert made.leave() is None


def test_at_a_real_wall_a_gap_that_errs_is_a_touch_and_nothing_is_past_it() -> None:
    ((short,), _), ((deep,), _) = play(drill_at_real_wall(), rep(wall=0.21)), play(drill_at_real_wall(), rep(wall=0.14))
    assert len(short.taps) == 1
    assert short.measures["past_wall_mm"] is None
    assert "leaning" not in {fault.name for fault in deep.faults}


def drill_at_real_wall() -> Drill:
    made = drill()
    made.wall_is_real = True
    return made

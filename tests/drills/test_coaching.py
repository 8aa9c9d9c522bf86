"""Faults and what is said about them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.drills.cues import Coach
from depthhinge.drills.faults import faults_of
from depthhinge.drills.rep import Fault, Label, Verdict
from depthhinge.drills.rep_counter import Span
from depthhinge.drills.series import Series
from depthhinge.measures.measures import Measures
from depthhinge.measures.uncertainty import ANGLES
from depthhinge.settings import CUES, FAULTS, cues, faults, languages

TEXTS = cues()
SPAN = Span(0.0, 1.0, 2.0, 0.2)
NOTHING = Series([])
CLEAN: dict[str, float | None] = {
    "peak_lumbar_flexion_deg": 3.0,
    "peak_thoracic_flexion_deg": 2.0,
    "bottom_lumbar_extension_deg": -3.0,
    "peak_head_extension_deg": 6.0,
    "past_standing_deg": 1.0,
    "bottom_cop_foot_fraction": 0.4,
    "peak_heel_lift_mm": 2.0,
    "knee_past_allowance_deg": -5.0,
    "peak_shank_inclination_deg": 4.0,
    "bottom_trunk_minus_shank_deg": 40.0,
    "smallest_wall_gap_mm": -5.0,
    "past_wall_mm": 12.0,
    "wall_contact_s": 0.4,
    "clear_trunk_lead_s": -0.1,
    "knee_lead_s": -0.05,
    "bottom_weight_shift_share": 0.04,
    "bottom_pelvis_turn_deg": 2.0,
    "bottom_knee_difference_deg": 3.0,
    "descent_s": 1.8,
}


def verdict(label: Label = Label.HINGE, rounded: bool = False) -> Verdict:
    return Verdict(label, dict.fromkeys(("hinge", "squat", "toe_shifted"), 1 / 3), rounded, 0.1)


def names(
    peaks: dict[str, float | None], label: Label = Label.HINGE, tapped: bool = True, rounded: bool = False
) -> list[tuple[str, str]]:
    found = faults_of(NOTHING, SPAN, CLEAN | peaks, verdict(label, rounded), tapped, faults())
    return [(fault.name, fault.severity) for fault in found]


def test_a_clean_hinge_has_no_fault() -> None:
    assert names({}) == []


@pytest.mark.parametrize(
    ("name", "measure", "amber", "red"),
    [
        ("rounded", "peak_lumbar_flexion_deg", 18.0, 30.0),
        ("rounded", "peak_thoracic_flexion_deg", 15.0, 30.0),
        ("arched", "bottom_lumbar_extension_deg", 10.0, 20.0),
        ("looking_up", "peak_head_extension_deg", 30.0, 45.0),
        ("hyperextended", "past_standing_deg", 8.0, 15.0),
        ("toe_shifted", "bottom_cop_foot_fraction", 0.62, 0.85),
        ("toe_shifted", "peak_heel_lift_mm", 20.0, 40.0),
        ("leaning", "past_wall_mm", 45.0, 80.0),
        ("leaning", "wall_contact_s", 2.5, 4.0),
        ("trunk_first", "clear_trunk_lead_s", 0.1, 0.5),
        ("knees_first", "knee_lead_s", 0.2, 0.5),
        ("asymmetric", "bottom_weight_shift_share", 0.18, 0.35),
        ("asymmetric", "bottom_pelvis_turn_deg", 7.0, 12.0),
        ("asymmetric", "bottom_knee_difference_deg", 14.0, 25.0),
        ("rushed", "descent_s", 1.0, 0.6),
    ],
)
def test_each_fault_is_found_by_its_measure_amber_and_red(name: str, measure: str, amber: float, red: float) -> None:
    assert names({measure: amber}) == [(name, "amber")]
    assert names({measure: red}) == [(name, "red")]
    assert names({measure: None}) == []


def test_short_of_the_wall_is_a_fault_only_without_a_touch() -> None:
    assert names({"smallest_wall_gap_mm": 30.0}, tapped=False) == [("short_of_wall", "amber")]
    assert names({"smallest_wall_gap_mm": 30.0}, tapped=True) == []


def test_asymmetry_counts_to_either_side() -> None:
    to_the_right, to_the_left = names({"bottom_weight_shift_share": -0.18}), names({"bottom_weight_shift_share": 0.18})
    assert to_the_right == to_the_left == [("asymmetric", "amber")]


def test_bent_knees_alone_are_no_squat_but_with_tipped_shins_they_are() -> None:
    assert names({"knee_past_allowance_deg": 40.0}) == []
    assert names({"knee_past_allowance_deg": 40.0, "peak_shank_inclination_deg": 25.0}) == [("squat", "red")]
    assert names({"bottom_trunk_minus_shank_deg": -10.0}) == [("squat", "red")]
    assert names({}, Label.SQUAT) == [("squat", "amber")]


def test_what_only_the_whole_movement_shows_is_amber() -> None:
    assert names({}, Label.TOE_SHIFTED) == [("toe_shifted", "amber")]
    assert names({}, rounded=True) == [("rounded", "amber")]


def test_the_spine_comes_first_and_what_was_not_measured_is_no_fault() -> None:
    both = names({"peak_lumbar_flexion_deg": 30.0, "bottom_cop_foot_fraction": 0.9})
    assert [name for name, _ in both] == ["rounded", "toe_shifted"]
    assert names(dict.fromkeys(CLEAN, None), tapped=False) == []


@pytest.mark.parametrize(("error_deg", "told"), [(5.7, ["arched"]), (12.0, [])])
def test_a_back_that_is_known_no_better_than_its_limit_is_not_called_arched(error_deg: float, told: list[str]) -> None:
    errors = np.full(len(ANGLES), np.deg2rad(error_deg))
    rep = Series([(t / 10.0, Measures(pelvis_back=0.2, pelvis_down=0.1, standard_errors=errors)) for t in range(21)])
    found = faults_of(rep, SPAN, CLEAN | {"bottom_lumbar_extension_deg": 17.0}, verdict(), True, faults())
    assert [fault.name for fault in found] == told


@given(st.dictionaries(st.sampled_from(sorted(CLEAN)), st.none() | st.floats(-200.0, 200.0)), st.booleans())
def test_whatever_was_measured_each_fault_is_named_once_in_order_with_its_evidence(
    peaks: dict[str, float | None], tapped: bool
) -> None:
    found = faults_of(NOTHING, SPAN, CLEAN | peaks, verdict(), tapped, faults())
    order = [FAULTS.index(fault.name) for fault in found]
    assert order == sorted(set(order))
    assert all("limit" in fault.evidence and fault.time_s == SPAN.bottom_s for fault in found)


def test_the_evidence_says_the_measure_and_its_limit() -> None:
    (fault,) = faults_of(NOTHING, SPAN, CLEAN | {"peak_lumbar_flexion_deg": 30.0}, verdict(), True, faults())
    assert "30 deg" in fault.evidence
    assert f"{faults().lumbar_flexion_red_deg:.0f}" in fault.evidence


def fault(name: str, severity: str = "amber") -> Fault:
    return Fault(name, severity, 1.0, "")


def test_one_cue_at_a_time_and_not_the_same_two_reps_running() -> None:
    coach = Coach(TEXTS)
    said = [coach.cue((fault("squat"), fault("short_of_wall"))) for _ in range(4)]
    assert said == [TEXTS["squat"], None, TEXTS["squat"], None]


def test_a_fault_that_gets_worse_is_said_again_at_once_and_a_corrected_one_is_acknowledged() -> None:
    coach = Coach(TEXTS)
    assert coach.cue((fault("rounded"),)) == TEXTS["rounded"]
    assert coach.cue((fault("rounded", "red"),)) == TEXTS["rounded"]
    assert coach.cue(()) == TEXTS["corrected"]
    assert coach.cue(()) == TEXTS["clean"]


def test_the_corrected_fault_is_acknowledged_before_a_lesser_one_is_named() -> None:
    coach = Coach(TEXTS)
    assert coach.cue((fault("squat"), fault("rushed"))) == TEXTS["squat"]
    assert coach.cue((fault("rushed"),)) == TEXTS["corrected"]
    assert coach.cue((fault("rushed"),)) == TEXTS["rushed"]


def test_that_a_fault_is_gone_is_no_praise_for_a_rep_that_is_wrong_in_another_way() -> None:
    coach = Coach(TEXTS)
    assert coach.cue((fault("rounded", "red"),)) == TEXTS["rounded"]
    assert coach.cue((fault("toe_shifted"),)) == TEXTS["toe_shifted"]


def test_a_graver_fault_is_said_though_another_is_gone() -> None:
    coach = Coach(TEXTS)
    assert coach.cue((fault("rushed"),)) == TEXTS["rushed"]
    assert coach.cue((fault("rounded", "red"),)) == TEXTS["rounded"]


def test_red_comes_before_amber() -> None:
    assert Coach(TEXTS).cue((fault("rounded"), fault("squat", "red"))) == TEXTS["squat"]


def test_nobody_is_sent_further_back_who_goes_to_the_toes_to_get_there() -> None:
    short = fault("short_of_wall", "red")
    assert Coach(TEXTS).cue((fault("toe_shifted"), short)) == TEXTS["toe_shifted"]
    assert Coach(TEXTS).cue((fault("rushed"), short)) == TEXTS["short_of_wall"]


def test_praise_is_rare() -> None:
    coach = Coach(TEXTS)
    assert [coach.cue(()) is not None for _ in range(7)] == [True, False, False, True, False, False, True]


FAULT_SETS = st.lists(
    st.lists(st.builds(fault, st.sampled_from(FAULTS), st.sampled_from(["amber", "red"])), unique_by=lambda f: f.name),
    max_size=30,
)


@given(FAULT_SETS)
def test_no_fault_is_named_two_reps_running_unless_it_got_worse(reps: list[list[Fault]]) -> None:
    coach, before = Coach(TEXTS), None
    said = {text: name for name, text in TEXTS.items()}
    for faults_now in reps:
        cue = coach.cue(tuple(sorted(faults_now, key=lambda f: FAULTS.index(f.name))))
        name = None if cue is None else said[cue]
        if name in FAULTS:
            (now,) = [f for f in faults_now if f.name == name]
            assert before is None or before.name != name or (before.severity, now.severity) == ("amber", "red")
            before = now
        else:
            before = None


@pytest.mark.parametrize("language", languages())
def test_there_is_a_text_for_everything_that_can_be_said_short_enough_to_be_said(language: str) -> None:
    assert set(cues(language)) == set(CUES)
    assert all(len(text.split()) <= 12 for text in cues(language).values())


def test_there_is_more_than_one_language() -> None:
    assert "en" in languages()
    assert len(languages()) > 1

"""Faults and what is said about them."""

from __future__ import annotations

from depthhinge.drills.cues import Coach
from depthhinge.drills.faults import faults_of
from depthhinge.drills.rep import Fault, Label, Verdict
from depthhinge.drills.rep_counter import Span
from depthhinge.settings import CUES, cues, wall_tap

TEXTS = cues()
SPAN = Span(0.0, 1.0, 2.0, 0.2)
CLEAN: dict[str, float | None] = {
    "peak_lumbar_flexion_deg": 3.0,
    "peak_cop_foot_fraction": 0.4,
    "peak_heel_lift_mm": 2.0,
    "peak_knee_flexion_deg": 20.0,
    "peak_shank_inclination_deg": 4.0,
    "smallest_wall_gap_mm": -5.0,
}


def verdict(label: Label = Label.HINGE) -> Verdict:
    return Verdict(label, dict.fromkeys(("hinge", "squat", "toe_shifted"), 1 / 3), False, 0.1)


def names(peaks: dict[str, float | None], label: Label = Label.HINGE, tapped: bool = True) -> list[tuple[str, str]]:
    return [(f.name, f.severity) for f in faults_of(CLEAN | peaks, verdict(label), tapped, SPAN, wall_tap())]


def test_a_clean_hinge_has_no_fault() -> None:
    assert names({}) == []


def test_each_fault_is_found_by_its_measure_amber_and_red() -> None:
    assert names({"peak_lumbar_flexion_deg": 18.0}) == [("rounded", "amber")]
    assert names({"peak_lumbar_flexion_deg": 30.0}) == [("rounded", "red")]
    assert names({"peak_cop_foot_fraction": 0.85}) == [("toe_shifted", "red")]
    assert names({"peak_heel_lift_mm": 20.0}) == [("toe_shifted", "amber")]
    assert names({"smallest_wall_gap_mm": 30.0}, tapped=False) == [("short_of_wall", "amber")]
    assert names({"smallest_wall_gap_mm": 30.0}, tapped=True) == []


def test_bent_knees_alone_are_no_squat_but_with_tipped_shins_they_are() -> None:
    assert names({"peak_knee_flexion_deg": 70.0}) == []
    assert names({"peak_knee_flexion_deg": 70.0, "peak_shank_inclination_deg": 25.0}) == [("squat", "red")]
    assert names({}, Label.SQUAT) == [("squat", "amber")]


def test_the_spine_comes_first_and_what_was_not_measured_is_no_fault() -> None:
    both = names({"peak_lumbar_flexion_deg": 30.0, "peak_cop_foot_fraction": 0.9})
    assert [name for name, _ in both] == ["rounded", "toe_shifted"]
    assert names(dict.fromkeys(CLEAN, None), tapped=False) == []


def test_the_evidence_says_the_measure_and_its_limit() -> None:
    (fault,) = faults_of(CLEAN | {"peak_lumbar_flexion_deg": 30.0}, verdict(), True, SPAN, wall_tap())
    assert "30 deg" in fault.evidence
    assert f"{wall_tap().lumbar_flexion_red_deg:.0f}" in fault.evidence


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


def test_there_is_a_text_for_everything_that_can_be_said() -> None:
    assert set(TEXTS) == set(CUES)

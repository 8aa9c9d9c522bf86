"""What the truth says of a rep: which faults, how much of them, what set off first."""

from functools import cache

import numpy as np
import pytest

from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.truth import RepTruth

PERSON = SimulatedPerson.draw(4)
FAULTS = (
    "rounded_lumbar:clinical",
    "rounded_thoracic:clinical",
    "arched:clinical",
    "hyperextended:clinical",
    "trunk_first:clinical",
    "knees_first:clinical",
    "short:clinical",
    "past_wall:mild",
    "resting:mild",
    "rushed:clinical",
    "paused_bottom:mild",
    "paused_midway:clinical",
    "asymmetric:clinical",
    "looking_up:clinical",
)


@cache
def drill() -> SimulatedDrill:
    return SimulatedDrill(PERSON, len(FAULTS) + 2, FAULTS, seed=5)


@cache
def rep(name: str | None) -> RepTruth:
    return next(r for r in drill().reps if [f.name for f in r.faults] == ([] if name is None else [name]))


def test_every_fault_is_in_the_truth_with_its_severity_and_amount() -> None:
    found = {fault.name: fault for truth in drill().reps for fault in truth.faults}
    assert {f"{fault.name}:{fault.severity}" for fault in found.values()} == set(FAULTS)
    for fault in found.values():
        assert fault.amounts
        assert all(np.isfinite(list(fault.amounts.values())))
    assert sum(not truth.faults for truth in drill().reps) == 2


@pytest.mark.parametrize(
    ("name", "measure", "low", "high"),
    [
        ("rounded_lumbar", "lumbar_flexion_deg", 20.0, 32.0),
        ("rounded_thoracic", "thoracic_flexion_deg", 16.0, 26.0),
        ("arched", "lumbar_extension_deg", 11.0, 18.0),
        ("hyperextended", "past_standing_deg", 8.0, 18.0),
        ("short", "short_of_wall_mm", 30.0, 70.0),
        ("past_wall", "past_wall_mm", 28.0, 50.0),
        ("resting", "wall_load_body_weight", 0.015, 0.03),
        ("rushed", "descent_s", 0.75, 0.9),
        ("paused_bottom", "pause_s", 1.2, 1.8),
        ("paused_midway", "halt_s", 0.9, 1.6),
        ("asymmetric", "weight_shift_body_weight", 0.08, 0.35),
        ("looking_up", "neck_extension_deg", 26.0, 40.0),
    ],
)
def test_a_fault_is_in_the_measures_of_its_rep_and_not_in_a_clean_one(
    name: str, measure: str, low: float, high: float
) -> None:
    assert low <= rep(name).measures[measure] <= high
    assert not low <= rep(None).measures[measure] <= high


def test_what_sets_off_first_is_told() -> None:
    assert rep("trunk_first").onset_order[0] == "trunk"
    assert rep("trunk_first").measures["trunk_lead_s"] > 0.1
    assert rep("knees_first").onset_order[0] == "knees"
    assert rep("knees_first").measures["knee_lead_s"] > 0.1
    assert rep(None).measures["trunk_lead_s"] < 0.05


def test_a_rounded_back_loses_the_dowel_and_a_neutral_one_keeps_it() -> None:
    assert rep("rounded_lumbar").measures["dowel_gap_mm"] > rep(None).measures["dowel_gap_mm"] + 10.0
    assert rep("rounded_thoracic").measures["dowel_gap_mm"] > rep(None).measures["dowel_gap_mm"] + 10.0


def test_a_rep_that_falls_short_never_touches() -> None:
    assert rep("short").taps == ()
    assert len(rep("past_wall").taps) == 1
    assert rep("past_wall").taps[0].depth == pytest.approx(rep("past_wall").measures["past_wall_mm"] / 1e3, abs=2e-4)


def test_who_rests_stays_in_contact_and_keeps_the_pressure_under_the_feet() -> None:
    truth = rep("resting")
    assert truth.measures["wall_contact_s"] > 0.9
    moment = drill().truth_at(truth.bottom_s)
    assert moment.cop_foot_fraction > 0.1
    com_fraction = (moment.com - drill().room_from_person[:3, 3]) @ drill().facing / drill().footing.feet.length
    assert com_fraction < moment.cop_foot_fraction - 0.03


def test_the_pressure_stays_under_the_feet_in_every_rep() -> None:
    for truth in drill().reps:
        for time in np.arange(truth.start_s, truth.end_s, 0.1):
            moment = drill().truth_at(float(time))
            assert 0.0 < moment.cop_foot_fraction < 1.0
            assert 0.0 < moment.left_weight_share < 1.0


def test_joints_move_without_jumps_in_every_rep() -> None:
    step = 1.0 / 60.0
    joints = np.array([drill().posed_at(t).joints() for t in np.arange(0.0, drill().duration_s, step)])
    assert np.linalg.norm(np.diff(joints, axis=0), axis=2).max() / step < 3.0
    assert np.linalg.norm(np.diff(joints, 2, axis=0), axis=2).max() / step**2 < 30.0

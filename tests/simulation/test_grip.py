"""A real rod behind the back, in both hands and in the picture."""

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.geometry import unit
from depthhinge.simulation.dowel import BackMidline
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.grip import LENGTH_M, RADIUS_M
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.truth import MomentTruth


@pytest.fixture(scope="module")
def drill() -> SimulatedDrill:
    placement = Placement(azimuth=0.7, height=1.3)
    return SimulatedDrill(SimulatedPerson.draw(4), 2, ("rounded_thoracic",), placement=placement, seed=1, arms="dowel")


def from_rod(truth: MomentTruth, points: np.ndarray) -> np.ndarray:
    assert truth.held_rod is not None
    start, end = truth.held_rod
    return np.linalg.norm(np.cross(points - start, unit(end - start)), axis=1)


def test_both_hands_are_at_the_rod_all_the_time(drill: SimulatedDrill) -> None:
    wrists = [JOINT_INDEX["left_wrist"], JOINT_INDEX["right_wrist"]]
    for time in np.linspace(0.0, drill.duration_s, 12):
        truth = drill.truth_at(float(time))
        assert from_rod(truth, truth.joints[wrists]).max() < 0.16


def test_the_rod_lies_on_the_back_and_not_in_it(drill: SimulatedDrill) -> None:
    for rep in drill.reps:
        truth = drill.truth_at(rep.bottom_s)
        assert truth.held_rod is not None
        assert np.linalg.norm(np.ptp(truth.held_rod, axis=0)) == pytest.approx(LENGTH_M)
        back = drill.posed_at(rep.bottom_s).skin(BackMidline.of(drill.person.body).vertices)
        assert from_rod(truth, back).min() == pytest.approx(RADIUS_M, abs=0.006)
        assert truth.dowel_gaps.min() < 0.03


def test_the_rod_is_in_the_picture(drill: SimulatedDrill) -> None:
    truth, lens = drill.truth_at(0.5), drill.sensor.intrinsics
    assert truth.held_rod is not None
    # Above the head nothing else is.
    place = truth.held_rod[1] + 0.05 * unit(truth.held_rod[0] - truth.held_rod[1])
    camera_from_room = np.linalg.inv(drill.placement.room_from_camera)
    seen = camera_from_room[:3, :3] @ place + camera_from_room[:3, 3]
    u, v = np.round(lens.project(seen[None])[0]).astype(int)
    depth = drill.exact_picture(0.5).depth()
    assert np.abs(depth[v - 1 : v + 2, u - 3 : u + 4] - seen[2]).min() < 0.03


def test_arms_without_a_rod_hold_none() -> None:
    plain = SimulatedDrill(SimulatedPerson.draw(4), 0, seed=1)
    assert plain.truth_at(0.5).held_rod is None
    assert plain.performance.props_at(0.5, plain.performance.pose_at(0.5)) == ()

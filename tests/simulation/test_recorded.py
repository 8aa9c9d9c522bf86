"""Bodies driven by markers: synthetic ones whose truth is known, and a laboratory's where they are at hand."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.errors import UsageError
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.recorded.agreement import angle_errors_deg
from depthhinge.simulation.recorded.asf import read_amc, read_asf
from depthhinge.simulation.recorded.force_plates import GroundForce, read_force_plates
from depthhinge.simulation.recorded.movement import RecordedMovement, fit
from depthhinge.simulation.recorded.person import SHAPES, person_with
from depthhinge.simulation.recorded.reps import find_reps
from depthhinge.simulation.recorded.skin import MARKER_HEIGHT_M, patches
from depthhinge.simulation.recorded.trc import Markers, read_trc
from tests.simulation.recorded_markers import NAMES, synthetic

REAL = next(
    (place / "shared" / "data" for place in Path(__file__).parents if (place / "shared" / "data").is_dir()),
    Path("none"),
)
GIRTH = 5
"""The shape number that makes an adult thicker by 14 kg and hardly taller."""
real_markers = pytest.mark.skipif(not (REAL / "nimble_markers").is_dir(), reason="the recorded markers are not here")
real_amc = pytest.mark.skipif(not (REAL / "cmu_mocap").is_dir(), reason="the recorded motions are not here")


def test_markers_without_error_are_followed_without_error() -> None:
    markers, poses = synthetic()
    fitted, _ = fit(markers)
    assert fitted.mean_residual_mm < 4.0
    assert max(angle_errors_deg(fitted).values()) < 1.5
    found = np.array([pose.position for pose in fitted.poses])
    assert np.linalg.norm(found - [pose.position for pose in poses], axis=1).max() < 0.02


@pytest.mark.parametrize("weight", [-1.2, 1.2])
def test_the_body_is_as_deep_as_the_one_the_markers_lay_on(weight: float) -> None:
    """Its trunk ends where they lie, so that a light person is not given a heavy body, nor the other way round."""
    shape = np.zeros(SHAPES.n_numbers)
    shape[GIRTH] = weight
    markers, _ = synthetic(shape)
    fitted, person = fit(markers)
    true = person_with(SHAPES.body(shape))
    assert abs(true.mass_kg - person_with(SHAPES.body(np.zeros(SHAPES.n_numbers))).mass_kg) > 14.0
    assert person.mass_kg == pytest.approx(true.mass_kg, abs=8.0)
    lying = np.flatnonzero(fitted.marker_set.on_skin)
    body = fitted.marked.body
    for place, patch in zip(fitted.marked.places[lying], patches(fitted.marked.places[lying], body), strict=True):
        height = (place - patch.place(body.vertices)) @ patch.outward
        assert height == pytest.approx(MARKER_HEIGHT_M, abs=0.006)


def test_a_lost_marker_is_done_without() -> None:
    markers, _ = synthetic()
    points = markers.points.copy()
    points[5:15, NAMES.index("r_knee")] = np.nan
    points[20:, NAMES.index("C7")] = np.nan
    fitted, _ = fit(replace(markers, points=points))
    assert fitted.mean_residual_mm < 4.0


def test_a_driven_person_stands_on_the_floor_facing_ahead() -> None:
    markers, poses = synthetic()
    fitted, person = fit(markers)
    movement = RecordedMovement("little squat", fitted, person)
    drill = SimulatedDrill(person, performance=movement, fps=10.0)
    truth = drill.truth_at(0.0)
    assert truth.activity == "little squat"
    assert truth.rep is None
    assert drill.reps == ()
    heel, toe = (truth.joints[JOINT_INDEX[f"left_{end}"]] for end in ("heel", "toe"))
    assert (toe - heel) @ drill.facing > 0.1
    # The rearmost of a heel is about 2 cm above the sole.
    assert 0.0 < heel[1] < 0.045
    deep = drill.truth_at(movement.duration_s / 2.0)
    assert np.rad2deg(deep.angles.knee_flexion_left) == pytest.approx(np.rad2deg(1.3), abs=4.0)
    heights = [pose.position[1] for pose in poses]
    assert deep.pelvis_down == pytest.approx(max(heights) - min(heights), abs=0.02)
    frame = next(islice(drill.frames(), 3, 4))
    assert (frame.depth > 0).sum() > 10_000


def test_reps_are_found_where_the_pelvis_leaves_its_place_and_comes_back() -> None:
    times = np.arange(0.0, 14.0, 1.0 / 30.0)
    away = np.zeros_like(times)
    for start in (1.0, 5.0):
        away += 0.4 * np.where((times > start) & (times < start + 3.0), np.sin((times - start) * np.pi / 3.0) ** 2, 0.0)
    # A shift of weight, and a rep that the recording ends in.
    away += 0.09 * np.where((times > 9.0) & (times < 10.0), np.sin((times - 9.0) * np.pi) ** 2, 0.0)
    away += np.clip(0.3 * (times - 13.0), 0.0, None)
    first, second = find_reps(times, away + 0.02, 0.3)
    for rep, start in ((first, 1.0), (second, 5.0)):
        assert rep.start == pytest.approx(start, abs=0.2)
        assert rep.bottom == pytest.approx(start + 1.5, abs=0.05)
        assert rep.end == pytest.approx(start + 3.0, abs=0.2)
        assert rep.over == pytest.approx(rep.end + 0.3, abs=0.05)
        words = [rep.phase(t) for t in (rep.start, rep.bottom, rep.end - 0.2, rep.end + 0.1)]
        assert words == ["descent", "bottom", "ascent", "lockout"]


def test_the_reps_of_a_recorded_movement_are_called_what_was_asked_for() -> None:
    markers, _ = synthetic()
    fitted, person = fit(replace(markers, time_s=np.arange(len(markers.time_s)) / 15.0))
    drill = SimulatedDrill(person, performance=RecordedMovement("one", fitted, person, kind="squat"), fps=10.0)
    (rep,) = drill.reps
    assert (rep.label, rep.rounded, rep.number) == ("squat", False, 1)
    assert rep.measures["knee_flexion_deg"] == pytest.approx(np.rad2deg(1.3), abs=4.0)
    truth = drill.truth_at(rep.bottom_s)
    assert (truth.activity, truth.phase, truth.rep) == ("rep", "bottom", 1)
    assert drill.truth_at(0.0).activity == "standing"
    assert drill.performance.asides == ()


def test_plates_that_are_left_for_a_while_tell_nothing_meanwhile(tmp_path: Path) -> None:
    markers, _ = synthetic()
    fitted, person = fit(replace(markers, time_s=np.arange(len(markers.time_s)) / 15.0))
    times = np.arange(0.0, 2.6, 0.01)
    lift = np.where((times > 1.0) & (times < 1.5), 0.0, 700.0)[:, None]
    points = np.where(lift[:, :, None] > 0.0, [[[0.2, 0.0, 1.05]]], np.nan)
    movement = RecordedMovement("one", fitted, person, GroundForce(times, points, lift))
    assert movement.pressure_at(0.5) is not None
    assert movement.pressure_at(1.25) is None
    assert movement.pressure_at(2.0) is not None
    assert movement.pressure_known_share == pytest.approx(0.81, abs=0.02)


def test_too_few_known_markers_are_refused() -> None:
    markers, _ = synthetic()
    with pytest.raises(UsageError, match="only 3 of the 27 markers are known by name"):
        fit(replace(markers, names=(*NAMES[:3], *(f"X{k}" for k in range(len(NAMES) - 3)))))


TRC = (
    "PathFileType\t4\t(X/Y/Z)\ta.trc\n"
    "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames\n"
    "100\t100\t2\t2\tmm\t100\t1\t2\n"
    "Frame#\tTime\tC7\t\t\tL_knee\t\t\t\n"
    "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\n"
    "\n"
    "1\t0.00\t1\t2\t3\t4\t5\t6\n"
    "2\t0.01\t1\t2\t3\t\t\t\n"
)


def test_a_marker_file_is_read_in_metres_with_gaps(tmp_path: Path) -> None:
    path = tmp_path / "a.trc"
    path.write_text(TRC)
    markers = read_trc(path)
    assert markers.names == ("C7", "L_knee")
    np.testing.assert_allclose(markers.of("C7")[0], [0.001, 0.002, 0.003])
    assert np.isnan(markers.of("L_knee")[1]).all()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("PathFileType", "Path"), "does not begin with PathFileType"),
        (("\tmm\t", "\tinch\t"), "the unit is 'inch'"),
        (("L_knee", "C7"), "each once"),
        (("4\t5\t6", "4\tfive\t6"), "line 7: not a number"),
        (("2\t0.01", "2\t-0.01"), "do not go forward"),
        (("2\t0.01\t1\t2\t3\t\t\t\n", ""), "has 1 frames"),
    ],
)
def test_a_broken_marker_file_is_refused_with_the_reason(tmp_path: Path, change: tuple[str, str], why: str) -> None:
    path = tmp_path / "a.trc"
    path.write_text(TRC.replace(*change))
    with pytest.raises(UsageError, match=why):
        read_trc(path)
    with pytest.raises(UsageError, match="cannot be read"):
        read_trc(tmp_path / "missing.trc")


MOT = "nRows=2\nendheader\ntime ground_force_1_vy ground_force_1_px ground_force_1_py ground_force_1_pz {more}\n{rows}"


def test_two_plates_make_one_centre_of_pressure(tmp_path: Path) -> None:
    path = tmp_path / "a.mot"
    more = " ".join(f"ground_force_2_{part}" for part in ("vy", "px", "py", "pz"))
    path.write_text(MOT.format(more=more, rows="0 300 0.1 0 0.2 100 0.5 0 0.6\n1 0 0 0 0 0 0 0 0\n"))
    centre = read_force_plates(path).centre()
    np.testing.assert_allclose(centre[0], [0.2, 0.0, 0.3])
    assert np.isnan(centre[1]).all()


def test_a_broken_force_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mot"
    path.write_text("nRows=2\n")
    with pytest.raises(UsageError, match="no endheader"):
        read_force_plates(path)
    path.write_text(MOT.format(more="", rows="0 1 2\n"))
    with pytest.raises(UsageError, match="5 numbers each"):
        read_force_plates(path)


ASF = """:units
  length 1.0
:root
   order TX TY TZ RX RY RZ
:bonedata
  begin
     name thigh
     direction 0 -1 0
     length 10
     axis 0 0 0 XYZ
     dof rx
  end
  begin
     name shank
     direction 0 -1 0
     length 10
     axis 0 0 90 XYZ
     dof rx rz
  end
:hierarchy
  begin
    root thigh
    thigh shank
  end
"""


def test_an_acclaim_skeleton_bends_about_its_own_axes(tmp_path: Path) -> None:
    (tmp_path / "a.asf").write_text(ASF)
    (tmp_path / "a.amc").write_text("#c\n:DEGREES\n1\nroot 0 20 0 0 0 0\nthigh 90\nshank 0 0\n2\nroot 0 20 0 0 90 0\n")
    motion = read_amc(tmp_path / "a.amc", read_asf(tmp_path / "a.asf"))
    inch = 0.0254
    # Turned about x, a thigh that hangs down points backward.
    np.testing.assert_allclose(motion.of("thigh")[0], [0.0, 20 * inch, -10 * inch], atol=1e-12)
    np.testing.assert_allclose(motion.of("shank")[1], [0.0, 0.0, 0.0], atol=1e-12)
    (tmp_path / "b.amc").write_text("1\nroot 0 0 0 0 0 0\nshank 1\n")
    with pytest.raises(UsageError, match="shank has 1 angles"):
        read_amc(tmp_path / "b.amc", read_asf(tmp_path / "a.asf"))
    with pytest.raises(UsageError, match="not a skeleton file"):
        read_asf(tmp_path / "b.amc")


@real_markers
@pytest.mark.parametrize("name", ["Subject4_squats1", "Subject4_STS1", "osim_markers_Squat2"])
def test_laboratory_markers_are_followed(name: str) -> None:
    whole = read_trc(REAL / "nimble_markers" / f"{name}.trc")
    markers = Markers(whole.names, whole.time_s[:450:4], whole.points[:450:4])
    fitted, _ = fit(markers)
    assert fitted.mean_residual_mm <= 20.0
    errors = angle_errors_deg(fitted)
    assert len(errors) == 5
    assert max(errors.values()) <= 3.0


@real_amc
def test_a_toe_touch_of_an_acclaim_skeleton_is_followed() -> None:
    folder = REAL / "cmu_mocap"
    whole = read_amc(folder / "02_06.amc", read_asf(folder / "02.asf"))
    fitted, _ = fit(Markers(whole.names, whole.time_s[:1200:8], whole.points[:1200:8]))
    assert fitted.mean_residual_mm <= 20.0
    assert max(angle_errors_deg(fitted).values()) <= 3.0


@real_markers
def test_the_plates_pressure_is_under_the_driven_feet() -> None:
    path = REAL / "nimble_markers" / "Subject4_squats1.trc"
    whole = read_trc(path)
    fitted, person = fit(Markers(whole.names, whole.time_s[:400:8], whole.points[:400:8]))
    plates = read_force_plates(path.with_name("Subject4_squats1_grf.mot"))
    drill = SimulatedDrill(person, performance=RecordedMovement("squats", fitted, person, plates), fps=10.0)
    fractions = [drill.truth_at(t).cop_foot_fraction for t in np.arange(0.5, 3.5, 0.5)]
    assert min(fractions) > 0.05
    assert max(fractions) < 0.9
    assert all(0.2 < drill.truth_at(t).left_weight_share < 0.8 for t in (0.5, 2.0))


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"neither \.trc nor \.amc"):
        RecordedMovement.read(tmp_path / "a.c3d")
    with pytest.raises(UsageError, match=r"needs a skeleton, an \.asf file; there is no 02\.asf beside it"):
        RecordedMovement.read(tmp_path / "02_06.amc")
    with pytest.raises(UsageError, match="no movement 'dance'"):
        RecordedMovement.read(tmp_path / "a.trc", kind="dance")

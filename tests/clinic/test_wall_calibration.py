"""The guided setting of the wall: what is said, where the wall goes, what is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depthhinge.body.model import BodyModel
from depthhinge.cli import calibrate
from depthhinge.cli.options import expected_profile, profiled_wall_distance_m
from depthhinge.clinic import profile_files
from depthhinge.clinic.standing_seat import STANDING_S
from depthhinge.clinic.wall_calibration import WallCalibration
from depthhinge.clinic.wall_protocol import Limit
from depthhinge.drills.moment import Moment, Phase
from depthhinge.drills.rep import Fault, Label, Rep, Tap, Verdict
from depthhinge.drills.wall import Wall
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.measures.measures import Measures
from depthhinge.sessions import people
from depthhinge.settings import cues, wall_protocol, wall_tap
from depthhinge.tracking.shape_estimate import ShapeEstimate, ShapeMeasurement
from depthhinge.trainer import FittedPerson

SETTINGS = wall_protocol()
TEXTS = cues()
CLEAN = Rep(1, 0.0, 1.0, 2.0, (Tap(1.0, 0.0, 0.01),), Verdict(Label.HINGE, {}, None, None), cue="Good.")
ROUNDED = replace(CLEAN, faults=(Fault("rounded", "amber", 1.0, "bent"),), cue="Long spine.")


MEASURED = ShapeMeasurement(ShapeEstimate(np.zeros(1), np.eye(1)), 9.0 * np.eye(1), np.zeros(1))
"""Standing as the mean adult does."""


STANDING = int(STANDING_S) + 2
"""Frames, one a second, in which they stand before their first rep."""


class MadeUpTrainer:
    """A person who stands, then does a rep a frame and rounds beyond a distance."""

    def __init__(self, limit_m: float, seat_m: float = 0.0) -> None:
        self.limit_m, self.seat_m, self.wall_m = limit_m, seat_m, 0.0
        self.language, self.farthest_wall_m = "en", 0.4
        self.person = FittedPerson(1.7, [0.0], MEASURED)

    def move_wall(self, distance_m: float) -> None:
        self.wall_m = distance_m

    def step(self, frame: DepthFrame) -> Moment:
        wall = Wall.behind(np.zeros(3), np.array([1.0, 0.0, 0.0]), self.wall_m)
        rep = CLEAN if self.wall_m <= self.limit_m + 1e-9 else ROUNDED
        nobody = np.zeros((0, 3), np.float32)
        first = frame.index < STANDING
        return Moment(
            frame.index,
            frame.time_s,
            nobody,
            None,
            Measures(wall_gap=self.wall_m - self.seat_m),
            wall,
            Phase.SETUP,
            None,
            finished=None if first else rep,
            cue=None if first else rep.cue,
        )


def frames(count: int) -> list[DepthFrame]:
    return [DepthFrame(k, float(k), np.zeros((2, 2), np.uint16)) for k in range(count)]


def calibration(limit_m: float, seat_m: float = 0.0) -> WallCalibration:
    return WallCalibration(MadeUpTrainer(limit_m, seat_m), SETTINGS)


def test_the_wall_moves_with_the_protocol_and_the_voice_says_so() -> None:
    limit = SETTINGS.first_distance_m + SETTINGS.step_m
    guided = calibration(limit)
    said = [guided.step(frame).cue for frame in frames(STANDING + 5)]
    assert said[STANDING - 1] == TEXTS["calibrate_begin"]
    assert said[STANDING + 2] == TEXTS["calibrate_further"]
    assert guided.trainer.wall_m == pytest.approx(limit)
    found = calibrate.calibrated(guided, frames(60)[STANDING + 5 :], lambda moment: None, told=False)
    assert found.distance_m == pytest.approx(limit)
    assert found.limit is Limit.BACK
    assert guided.trainer.wall_m == pytest.approx(limit)


def test_whose_seat_stands_near_the_first_wall_begins_farther_back_and_is_told_why() -> None:
    guided = calibration(1.0, seat_m=SETTINGS.first_distance_m)
    moments = [guided.step(frame) for frame in frames(STANDING)]
    assert moments[-1].cue == TEXTS["calibrate_begin_farther"]
    assert guided.trainer.wall_m == pytest.approx(SETTINGS.first_distance_m + 2.0 * SETTINGS.step_m)
    (note,) = moments[-1].notes
    assert "the seat is 10.2 cm (4.0 in) behind the heels: the wall begins at 15.2 cm (6.0 in)" in note


def test_who_taps_at_once_and_was_never_measured_begins_at_the_protocols_own_distance() -> None:
    guided = calibration(1.0, seat_m=SETTINGS.first_distance_m)
    moment = guided.trainer.step(frames(1)[0])
    moving = replace(moment, phase=Phase.DESCENT, measures=Measures())
    guided.trainer.step = lambda frame: moving
    assert guided.step(frames(1)[0]).cue == TEXTS["calibrate_begin"]
    assert guided.distance_m == SETTINGS.first_distance_m


def test_a_failed_rep_is_coached_as_in_the_drill() -> None:
    guided = calibration(0.0)
    assert [guided.step(frame).cue for frame in frames(STANDING + 1)][-1] == "Long spine."


def test_frames_that_end_too_early_find_nothing() -> None:
    assert calibrate.calibrated(calibration(1.0), frames(STANDING + 3), lambda moment: None, told=False) is None


def test_what_was_found_is_kept_beside_the_older_and_is_the_drills_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile_files, "profiles_folder", lambda: tmp_path / "profiles")
    monkeypatch.setenv("DEPTHHINGE_PEOPLE", str(tmp_path / "people.json"))
    for steps in (0.0, 1.0):
        guided = calibration(SETTINGS.first_distance_m + steps * SETTINGS.step_m)
        found = calibrate.calibrated(guided, frames(80), lambda moment: None, told=False)
        calibrate.keep("Anna", guided, found)
    kept = profile_files.read_profile(people.find("anna"))
    for path in (tmp_path / "profiles").iterdir():
        assert "Anna" not in path.name + path.read_text()
    assert len(kept.walls) == 2
    assert kept.stature_m == BodyModel.load().person().stature
    assert len(kept.covariance) == 1
    anna = expected_profile("Anna")
    assert profiled_wall_distance_m(None, anna, wall_tap()) == pytest.approx(kept.walls[1].distance_m)
    assert profiled_wall_distance_m("15cm", anna, wall_tap()) == pytest.approx(0.15)
    assert profiled_wall_distance_m(None, None, wall_tap()) == wall_tap().distance_m
    with pytest.raises(UsageError, match="out of reach"):
        profiled_wall_distance_m("40cm", anna, wall_tap())
    with pytest.raises(UsageError, match="nobody of that name"):
        expected_profile("Ben")
    assert "the back gave way" in calibrate.in_words("Anna", found)

"""The line, from depth frames to verdicts, against exact truth and on real depth."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depthhinge.cameras import DepthClip
from depthhinge.drills.moment import DrillKind, Phase
from depthhinge.frames import DepthFrame
from depthhinge.geometry import rotation_about
from depthhinge.sessions.rep_records import rep_record
from depthhinge.trainer import Trainer
from tests.simulated_drill import frames, play, played

REAL = Path(__file__).parents[2] / "shared" / "data" / "utd_mhad"
real_depth = pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not here")


def test_every_rep_is_found_and_called_what_it_was() -> None:
    run = played()
    assert [rep.verdict.label.value for rep in run.reps] == [truth.label for truth in run.drill.reps]
    for rep, truth in zip(run.reps, run.drill.reps, strict=True):
        assert rep.bottom_s == pytest.approx(truth.bottom_s, abs=0.4)
        assert rep.start_s == pytest.approx(truth.start_s, abs=0.6)
        assert rep.end_s == pytest.approx(truth.end_s, abs=0.6)


def test_the_wall_stands_where_it_was_asked_for_and_the_gap_agrees_with_the_truth() -> None:
    run = played()
    error = [
        moment.measures.wall_gap - truth.wall_gap
        for moment, truth in zip(run.moments, run.truths, strict=True)
        if moment.measures.wall_gap is not None
    ]
    assert len(error) > 0.8 * len(run.moments)
    # They are dressed, and nobody the line knows.
    assert abs(float(np.mean(error))) < 0.020
    assert float(np.std(error)) < 0.010


def test_a_heavy_person_in_wide_clothes_is_read_as_well() -> None:
    run = play(2)
    assert run.drill.person.bmi > 32.0
    assert run.drill.person.clothing.outfit.name == "shorts+heels"
    assert [rep.verdict.label.value for rep in run.reps] == [truth.label for truth in run.drill.reps]
    pairs = [(m.measures.wall_gap, t.wall_gap) for m, t in zip(run.moments, run.truths, strict=True)]
    error = [gap - true for gap, true in pairs if gap is not None]
    assert len(error) > 0.8 * len(run.moments)
    assert abs(float(np.mean(error))) < 0.020
    assert float(np.std(error)) < 0.010


def test_the_joints_and_angles_agree_with_the_truth() -> None:
    run = played()
    hip, knee, trunk = [], [], []
    for moment, truth in zip(run.moments, run.truths, strict=True):
        m = moment.measures
        if m.trunk_inclination is None or m.hip_flexion_left is None or m.knee_flexion_left is None:
            continue
        hip.append(m.hip_flexion_left - truth.angles.hip_flexion_left)
        knee.append(m.knee_flexion_left - truth.angles.knee_flexion_left)
        trunk.append(m.trunk_inclination - truth.angles.trunk_inclination)
    assert np.rad2deg(np.mean(np.abs(hip))) < 8.0
    assert np.rad2deg(np.mean(np.abs(knee))) < 8.0
    assert np.rad2deg(np.mean(np.abs(trunk))) < 3.0


def test_a_replay_gives_the_same_bits() -> None:
    first, second = played(), play()
    assert [json.dumps(rep_record(r)) for r in first.reps] == [json.dumps(rep_record(r)) for r in second.reps]
    for a, b in zip(first.moments, second.moments, strict=True):
        assert a.measures.wall_gap == b.measures.wall_gap
        assert (a.body is None) == (b.body is None)
        if a.body is not None and b.body is not None:
            assert a.body.joints.tobytes() == b.body.joints.tobytes()


def test_someone_who_leaves_and_returns_is_found_again_and_it_is_said() -> None:
    run = played()
    trainer = Trainer(run.drill.camera, run.drill.wall_distance_m)
    shown = [frame.depth for frame, _ in frames()[:14]]
    # The room without its person: the farthest that each pixel ever showed, and a far wall where they always stood.
    empty = np.max([frame.depth for frame, _ in frames()[::4]], axis=0)
    person = run.moments[5].points
    camera = (person - run.trainer.room_from_camera[:3, 3]) @ run.trainer.room_from_camera[:3, :3]
    u, v = run.drill.camera.intrinsics.project(camera).astype(int).T
    empty[v.min() - 9 : v.max() + 9, u.min() - 9 : u.max() + 9] = 0
    pictures = [*shown, *[empty] * 5, *shown]
    moments = [trainer.step(DepthFrame(k, k / 15.0, depth)) for k, depth in enumerate(pictures)]
    assert moments[16].phase is Phase.ABSENT
    assert moments[16].body is None
    assert moments[-1].body is not None
    assert any("was back at" in note for note in trainer.notes)


def test_a_note_is_told_in_the_frame_that_raised_it_and_once() -> None:
    run = played()
    trainer = Trainer(replace(run.drill.camera, room_from_camera=None), run.drill.wall_distance_m)
    level = np.asarray(run.drill.camera.room_from_camera)[1, :3]
    tipped = level @ rotation_about([1.0, 0.0, 0.0], np.deg2rad(6.0))
    shown = [frame.depth for frame, _ in frames()[:20]]
    given = [*((depth, -level) for depth in shown), *((depth, -tipped) for depth in shown)]
    moments = [trainer.step(DepthFrame(k, k / 15.0, depth, down)) for k, (depth, down) in enumerate(given)]
    told = [note for moment in moments for note in moment.notes]
    assert sorted(told) == sorted(trainer.notes)
    before, after = ([note for moment in part for note in moment.notes] for part in (moments[:20], moments[20:]))
    assert before
    assert any("camera moved" in note for note in after)


def test_in_the_dowel_drill_the_rod_lies_on_the_back_and_its_gaps_are_small_while_standing() -> None:
    run = played()
    trainer = Trainer(replace(run.drill.camera, room_from_camera=None), 0.2, kind=DrillKind.DOWEL)
    moments = [trainer.step(frame) for frame, _ in frames()[:60]]
    standing = [m for m in moments[15:] if m.measures.pelvis_back is not None and m.measures.pelvis_back < 0.01]
    assert standing
    for moment in standing:
        assert moment.wall is None
        assert moment.rod is not None
        assert moment.rod.gaps.max() < 0.02
        assert moment.measures.dowel_gap_sacrum == pytest.approx(moment.rod.gaps[2])
        assert np.linalg.norm(moment.rod.ends[1] - moment.rod.ends[0]) > 0.4


@real_depth
@pytest.mark.parametrize(
    ("clip", "reps"), [("squat_s1_t1", 1), ("squat_s2_t3", 1), ("walk_s1_t1", 0), ("swipe_left_s2_t1", 0)]
)
def test_on_real_depth_a_squat_is_one_rep_and_never_a_hinge_and_walking_is_none(clip: str, reps: int) -> None:
    with DepthClip(REAL / f"{clip}.npz") as camera:
        trainer = Trainer(camera.info, 0.2)
        moments = [trainer.step(frame) for frame in camera.frames()]
    found = [m.finished for m in moments if m.finished is not None]
    last = trainer.finish()
    found += [] if last is None else [last]
    assert len(found) == reps
    assert all(rep.verdict.label.value != "hinge" for rep in found)
    assert np.mean([m.body is not None and m.body.tracked for m in moments]) > 0.9
    assert any("no floor" in note for note in trainer.notes)

"""Backs that stand otherwise at rest: the same movement on other curves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.errors import UsageError
from depthhinge.frames import DepthFrame
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.own_curves import AVERAGE, MEAN_CURVES, OwnCurves, backs
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.truth import MomentTruth
from depthhinge.trainer import Trainer


def person(back: str) -> SimulatedPerson:
    return replace(SimulatedPerson.draw(910), curves=OwnCurves.named(back))


def truth(back: str, moment_s: float | None = None) -> MomentTruth:
    """At a moment of a drill, else at the bottom of its first rep."""
    drill = SimulatedDrill(person(back), reps=1, arms="hanging", seed=3)
    time = drill.reps[0].bottom_s if moment_s is None else moment_s
    return drill.moments.truth(drill.moments.pose_at(time), time)


def test_a_round_back_carries_its_head_farther_in_front_of_the_pelvis() -> None:
    def ahead(back: str) -> float:
        drill = SimulatedDrill(person(back), reps=1, arms="hanging", seed=3)
        joints = drill.moments.standing.joints
        return float((joints[JOINT_INDEX["c7"]] - joints[JOINT_INDEX["pelvis"]]) @ drill.facing)

    assert ahead("round") > ahead(AVERAGE) + 0.03
    assert ahead("sway") < ahead("old")


@pytest.mark.parametrize("back", backs())
def test_a_clean_hinge_leaves_every_back_as_it_stands(back: str) -> None:
    angles = truth(back).angles
    for change in (angles.lumbar_flexion, angles.thoracic_flexion):
        assert abs(np.rad2deg(change)) < 8.0


@pytest.mark.parametrize("back", backs())
def test_everybody_stands_in_balance(back: str) -> None:
    assert 0.3 < truth(back, 0.5).cop_foot_fraction < 0.6


def test_everybody_has_curves_of_their_own_and_keeps_them() -> None:
    curves = [SimulatedPerson.draw(seed).curves for seed in range(5)]
    assert len(set(curves)) == len(curves)
    assert SimulatedPerson.draw(3, outfit=Outfit()).curves == curves[3]


def test_a_back_that_is_asked_for_is_had() -> None:
    assert SimulatedPerson.like(stature_m=1.7, back=AVERAGE).curves == MEAN_CURVES
    assert SimulatedPerson.like(stature_m=1.7, back="flat").curves == OwnCurves.named("flat")


def test_backs_are_spread_as_radiographs_say_and_a_round_chest_has_a_hollow_below_it() -> None:
    generator = np.random.default_rng(0)
    drawn = [OwnCurves.drawn(generator) for _ in range(2000)]
    lumbar, thoracic, neck = (np.rad2deg([getattr(one, p) for one in drawn]) for p in ("lumbar", "thoracic", "neck"))
    assert abs(thoracic.mean()) < 1.0
    assert 7.5 < thoracic.std() < 9.0
    assert np.abs(thoracic).max() <= 18.0
    assert np.corrcoef(thoracic, lumbar)[0, 1] < -0.3
    assert np.corrcoef(thoracic, neck)[0, 1] < -0.5


def test_a_back_that_is_not_described_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no back 'straight'; there are average, round"):
        OwnCurves.named("straight")


def test_the_line_follows_who_is_old_and_round_through_a_hinge() -> None:
    drill = SimulatedDrill(person("old"), reps=1, seed=3, fps=15.0)
    trainer = Trainer(replace(drill.camera, room_from_camera=None), drill.wall_distance_m)
    found = [trainer.step(DepthFrame(f.index, f.time_s, f.depth)).finished for f in drill.frames()]
    (rep,) = [one for one in (*found, trainer.finish()) if one is not None]
    assert rep.verdict.label.value == "hinge"
    assert not rep.verdict.rounded

"""The camera may stand anywhere and be held anyhow: the line finds room and person all the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from depthhinge.cameras import Recording, SoftwareCamera
from depthhinge.frames import DepthFrame
from depthhinge.scene.scene import Scene
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.sensor import Sensor
from depthhinge.trainer import Trainer

DEG = np.pi / 180.0
FROM = {
    "high, close, from behind and aside": (Placement(45 * DEG, 2.2, 1.6), "D435", "empty"),
    "straight from behind, furniture": (Placement(90 * DEG), "D435", "furnished"),
    "a real wall behind": (Placement(-20 * DEG, 1.6, 2.5), "D435", "wall-behind"),
    "low, a second person": (Placement(200 * DEG, 0.7, 2.6), "D455", "second-person"),
    "rolled": (Placement(60 * DEG, 2.0, 2.2, roll=12 * DEG), "D435", "furnished"),
    "far, low, rolled": (Placement(300 * DEG, 0.6, 3.5, roll=-10 * DEG), "D455", "furnished"),
    "portrait": (Placement(45 * DEG, 1.4, 2.0, roll=-5 * DEG, portrait=True), "D415", "empty"),
    "portrait, a second person": (Placement(135 * DEG, 0.8, 1.6, roll=5 * DEG, portrait=True), "D435", "second-person"),
}


def drill(name: str) -> SimulatedDrill:
    placement, sensor, room = FROM[name]
    person = SimulatedPerson.draw(3)
    return SimulatedDrill(person, 1, placement=placement, sensor=Sensor.named(sensor), fps=10.0, seed=5, room=room)


@pytest.mark.parametrize("name", FROM)
def test_the_floor_and_the_person_are_found(name: str) -> None:
    seen = drill(name)
    scene = Scene(replace(seen.camera, room_from_camera=None))
    _, depth = next(seen.depth_frames())
    view = scene.update(DepthFrame(0, 0.0, depth))
    assert scene.floor is not None
    assert scene.floor.seen
    true, found = seen.placement.room_from_camera, scene.floor.room_from_camera
    turned = np.arccos(np.clip((np.trace(true[:3, :3].T @ found[:3, :3]) - 1.0) / 2.0, -1.0, 1.0))
    assert turned < 1.0 * DEG
    assert found[1, 3] == pytest.approx(true[1, 3], abs=0.03)
    assert view is not None
    skin = seen.posed_at(0.0).skin()
    inside = np.all((view.points > skin.min(axis=0) - 0.12) & (view.points < skin.max(axis=0) + 0.12), axis=1)
    assert inside.mean() > 0.97


def test_what_an_upright_camera_s_accelerometer_says_is_recorded_and_leads_to_the_floor(tmp_path: Path) -> None:
    placement = Placement(-30 * DEG, 1.2, 2.0, portrait=True, roll=4 * DEG)
    sensor = Sensor.named("D435i")
    seen = SimulatedDrill(SimulatedPerson.draw(3), 0, (), None, placement, sensor, fps=10.0, seed=5, room="furnished")
    info = replace(seen.camera, room_from_camera=None)
    path = tmp_path / "upright.db3"
    with SoftwareCamera(
        info, islice(seen.depth_frames(), 5), record_to=path, accelerations=seen.accelerations()
    ) as camera:
        live = list(camera.frames())
    with Recording(path) as recording:
        scene = Scene(recording.info)
        for frame, before in zip(recording.frames(), live, strict=True):
            assert frame.gravity is not None
            assert np.array_equal(frame.gravity, np.asarray(before.gravity))
            down = -seen.placement.room_from_camera[1, :3]
            assert frame.gravity @ down > np.cos(4 * DEG), "within the unit's bias"
            scene.update(frame)
    assert scene.floor is not None
    assert scene.notes == []
    np.testing.assert_allclose(scene.floor.room_from_camera, seen.placement.room_from_camera, atol=0.04)


@pytest.mark.parametrize("name", ["straight from behind, furniture", "rolled", "portrait, a second person"])
def test_the_person_is_tracked(name: str) -> None:
    seen = drill(name)
    trainer = Trainer(replace(seen.camera, room_from_camera=None), seen.wall_distance_m)
    apart = []
    for frame in islice(seen.frames(), 25):
        moment = trainer.step(DepthFrame(frame.index, frame.time_s, frame.depth))
        assert moment.body is not None
        if frame.index > 15:
            assert moment.body.tracked
            apart.append(np.median(np.linalg.norm(moment.body.joints - frame.truth.joints, axis=1)))
    assert np.median(apart) < 0.06

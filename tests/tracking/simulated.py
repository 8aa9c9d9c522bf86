"""Exact pictures of a posed body, as small as the tests need them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.model import Body, BodyModel
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.geometry import inverse, rotation_about
from depthhinge.scene.floor import room_from_up
from depthhinge.scene.scene import PersonView, Scene
from depthhinge.simulation.render import render
from depthhinge.tracking.observation import observe
from depthhinge.tracking.solver import Evidence, Person
from depthhinge.tracking.surface import Surface

ROOM = room_from_up(np.array([0.0, -1.0, 0.0]), 1.0)
CAMERA = CameraInfo("simulated", None, Intrinsics(848, 480, 424.0, 424.0, 424.0, 240.0), 0.001, 30.0, None, ROOM)
NO_NOISE = 1e-4


@cache
def person() -> Person:
    """The mean adult, as the tracker knows it."""
    body = BodyModel.load().person()
    return Person(body, Surface.of(body))


def bent(heading: float, hip: float, knee: float, tilt: float) -> Pose:
    """Standing, hinged or squatting on the floor 2.3 m before the camera; angles in degrees."""
    body = person().body
    pose = Pose.standing(body, [0.0, 0.0, -2.3], heading)
    pose = Pose(rotation_about(pose.rotation[:, 0], np.deg2rad(tilt)) @ pose.rotation, pose.position, pose.angles)
    angles = {
        "hip_flexion": hip,
        "knee_flexion": knee,
        "ankle_dorsiflexion": knee - hip + tilt,
        "shoulder_flexion": tilt,
    }
    pose = pose.with_angles(**{f"{s}_{k}": np.deg2rad(v) for s in ("left", "right") for k, v in angles.items()})
    lowest = forward(body, pose).skin()[:, 1].min()
    return Pose(pose.rotation, pose.position - [0.0, lowest, 0.0], pose.angles)


def frame(body: Body, pose: Pose, index: int = 0) -> DepthFrame:
    """What a camera without error sees of a body in an empty room, to the millimetre."""
    depth = render(forward(body, pose).skin(), body.triangles, CAMERA.intrinsics, inverse(ROOM)).depth()
    return DepthFrame(index, index / 30.0, np.round(depth * 1000.0).astype(np.uint16))


@dataclass(frozen=True)
class Seen:
    """A frame, understood as far as the fit needs it."""

    scene: Scene
    view: PersonView
    evidence: Evidence


def seen(pose: Pose) -> Seen:
    """The evidence of one exact frame of the mean adult."""
    scene = Scene(CAMERA)
    view = scene.update(frame(person().body, pose))
    assert view is not None
    return Seen(scene, view, observe(view, ROOM, scene.grid.intrinsics, NO_NOISE))

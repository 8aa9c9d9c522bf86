"""A made-up person for the view to draw: capsules around a plausible skeleton, seen by a depth camera at the origin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import BONES, JOINT_INDEX, JOINTS
from depthhinge.drills.moment import Moment, Phase
from depthhinge.drills.rep import Fault, Label, Rep, Tap, Verdict
from depthhinge.drills.wall import Wall
from depthhinge.geometry import Array, rotation_about
from depthhinge.measures.measures import Measures
from depthhinge.tracking.tracked_body import TrackedBody

DISTANCE_M = 2.6
WALL_DISTANCE_M = 0.25
FACING = np.array([1.0, 0.0, 0.0])
"""Sideways to the camera, the back toward -x."""

RADII = {
    "lumbar": 0.14, "thorax": 0.15, "c7": 0.11, "head": 0.10, "hip": 0.11, "knee": 0.075, "ankle": 0.05,
    "heel": 0.04, "toe": 0.035, "shoulder": 0.075, "elbow": 0.045, "wrist": 0.035,
}  # fmt: skip


def joints(hinge: float) -> Array:
    """Joint positions (n_joints, 3), room frame, for a hinge from 0 (standing) to 1 (deep)."""
    back, knee, lean = 0.24 * hinge, 0.03 * hinge, np.radians(70.0) * hinge
    place: dict[str, Array] = {}
    hips = np.array([-back, 0.92 - 0.05 * hinge, 0.0])
    trunk = rotation_about([0.0, 0.0, 1.0], -lean) @ np.array([0.0, 1.0, 0.0])
    for name, along in (("pelvis", 0.0), ("lumbar", 0.15), ("thorax", 0.35), ("c7", 0.52), ("head", 0.70)):
        place[name] = hips + along * trunk
    for side, z in (("left", -0.1), ("right", 0.1)):
        across = np.array([0.0, 0.0, z])
        place[f"{side}_hip"] = hips + across
        place[f"{side}_knee"] = np.array([knee + 0.02, 0.49, 0.0]) + across
        place[f"{side}_ankle"] = np.array([0.0, 0.08, 0.0]) + across
        place[f"{side}_heel"] = np.array([-0.06, 0.0, 0.0]) + across
        place[f"{side}_toe"] = np.array([0.19, 0.0, 0.0]) + across
        shoulder = hips + 0.47 * trunk + 1.8 * across
        place[f"{side}_shoulder"] = shoulder
        place[f"{side}_elbow"] = shoulder + np.array([0.02 + 0.05 * hinge, -0.28, 0.0])
        place[f"{side}_wrist"] = shoulder + np.array([0.08 + 0.1 * hinge, -0.52, 0.0])
    return np.stack([place[name] for name in JOINTS]) + np.array([0.1, 0.0, -DISTANCE_M])


def cloud(joint_positions: Array, spacing_m: float = 0.006) -> NDArray[np.float32]:
    """Points (n, 3) of capsules around the bones, the half that a camera at (0, 1, 0) sees, with a little noise."""
    random = np.random.default_rng(7)
    pieces = []
    for start, end in BONES:
        a, b = joint_positions[JOINT_INDEX[start]], joint_positions[JOINT_INDEX[end]]
        first, last = (RADII.get(name.removeprefix("left_").removeprefix("right_"), 0.13) for name in (start, end))
        length = float(np.linalg.norm(b - a))
        count = int((length + first) * 2.0 * np.pi * max(first, last) / spacing_m**2 * 2.0)
        share = random.uniform(0.0, 1.0, count)
        normal = random.normal(size=(count, 3))
        normal /= np.linalg.norm(normal, axis=1, keepdims=True)
        centre = a + share[:, None] * (b - a)
        pieces.append(centre + normal * (first + share * (last - first))[:, None])
    points = np.concatenate(pieces)
    return _nearest_per_pixel(points[points[:, 1] > 0.0]) + random.normal(0.0, 0.0015, 3).astype(np.float32)


def _nearest_per_pixel(points: Array) -> NDArray[np.float32]:
    """What a depth camera with a focal length of 425 pixels keeps: the nearest point in each direction."""
    eye = points - np.array([0.0, 1.0, 0.0])
    pixel = np.floor(425.0 * eye[:, :2] / -eye[:, 2:]).astype(np.int64)
    order = np.argsort(-eye[:, 2])
    _, first = np.unique(pixel[order] @ np.array([1, 100_000]), return_index=True)
    return points[order][first].astype(np.float32)


def body(hinge: float = 0.0, unseen: tuple[str, ...] = ()) -> TrackedBody:
    """The tracked body of `joints`, some of them not seen."""
    seen = np.array([name not in unseen for name in JOINTS])
    nothing = np.zeros((0, 3))
    return TrackedBody(True, joints(hinge), seen, np.zeros((0, 3, 3)), nothing, 0.006, {}, 0.9)


def wall() -> Wall:
    """The wall behind the standing heels."""
    standing = joints(0.0)
    heels = [standing[JOINT_INDEX[f"{side}_heel"]] for side in ("left", "right")]
    return Wall.behind((heels[0] + heels[1]) / 2.0, FACING, WALL_DISTANCE_M)


def moment(
    hinge: float = 0.0,
    time_s: float = 0.0,
    phase: Phase = Phase.SETUP,
    *,
    touching: bool = False,
    finished: Rep | None = None,
    cue: str | None = None,
    with_wall: bool = True,
    unseen: tuple[str, ...] = (),
) -> Moment:
    """One frame of the made-up person."""
    tracked = body(hinge, unseen)
    points = cloud(tracked.joints)
    gap = float(wall().plane.distance(points).min())
    tap = Tap(time_s, -0.004, 0.012) if touching else None
    return Moment(
        0, time_s, points, tracked, Measures(wall_gap=gap), wall() if with_wall else None, phase, 1, tap,
        finished, touching, cue=cue,
    )  # fmt: skip


def nobody(time_s: float = 0.0) -> Moment:
    """A frame with no one in it."""
    return Moment(0, time_s, np.zeros((0, 3), np.float32), None, Measures(), None, Phase.ABSENT, None)


def rep(number: int = 1, label: Label = Label.HINGE, faults: tuple[Fault, ...] = ()) -> Rep:
    """A judged rep."""
    chances = {name.value: 0.05 for name in (Label.HINGE, Label.SQUAT, Label.TOE_SHIFTED)} | {label.value: 0.9}
    return Rep(number, 1.0, 2.0, 3.0, (Tap(2.0, -0.004, 0.01),), Verdict(label, chances, False, 0.05), faults)

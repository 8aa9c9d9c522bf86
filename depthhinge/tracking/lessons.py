"""When a person's shape is learned, and from which frames: at first sight, and again after some quiet standing.

Frames that follow each other share the errors of the picture, so the first shape, from a third of a second, is learned
anew from standing spread over a second. (Learning it a third time with the other poses of the first reps was tried:
in simulation no angle became better, and one bad pose among them spoilt the shape.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from depthhinge.body.kinematics import Pose
from depthhinge.body.skeleton import DOF_INDEX
from depthhinge.tracking.solver import Evidence

FIRST_FRAMES = 8
"""Running, for the first shape."""
STANDING_FRAMES = 8
STANDING_EVERY = 4
"""Standing frames, one in so many, for the second."""
STANDING = float(np.deg2rad(30.0))
"""Radians that hips and knees of someone who stands are flexed at most."""
STILL_M = 0.03
"""Metres that a fitted pelvis wavers by, along each axis, while somebody stands."""

_LEGS = [DOF_INDEX[f"{side}_{joint}_flexion"] for side in ("left", "right") for joint in ("hip", "knee")]


class Keyframe(NamedTuple):
    """A frame kept, and the pose that was fitted to it."""

    pose: Pose
    evidence: Evidence

    @property
    def standing(self) -> bool:
        """Whether the pose is that of someone who stands."""
        return bool(self.pose.angles[_LEGS].max() < STANDING)


def stood_still(frames: list[Keyframe]) -> bool:
    """Whether somebody stood still in all of some frames: on feet that bore them."""
    places = np.array([frame.pose.position for frame in frames])
    return all(frame.standing for frame in frames) and float(np.ptp(places, axis=0).max()) < STILL_M


@dataclass
class Lessons:
    """Keeps frames; `take` returns them when it is time to learn."""

    done: int = 0
    _seen: int = 0
    _kept: list[Keyframe] = field(default_factory=list)

    def take(self, pose: Pose, evidence: Evidence) -> list[Keyframe] | None:
        """Take in a tracked frame; the frames to learn from, now that they are enough, or None."""
        if self.done == 2:
            return None
        self._seen += 1
        frame = Keyframe(pose, evidence)
        if self.done == 0 or (frame.standing and self._seen % STANDING_EVERY == 0):
            self._kept.append(frame)
        if len(self._kept) < (STANDING_FRAMES if self.done else FIRST_FRAMES):
            return None
        frames, self._kept = self._kept, []
        self.done += 1
        return frames

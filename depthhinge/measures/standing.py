"""The person's own upright posture: what changes, travel and the wall are measured from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from depthhinge.body.clinical_angles import inclination, trunk_of
from depthhinge.body.joints import JOINT_INDEX, both
from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array, leftward, unit
from depthhinge.measures.seen_heels import seen_behind_ankles
from depthhinge.tracking.tracked_body import TrackedBody


def ahead_of(leftward: Array) -> Array:
    """(..., 3) the level part of vectors to the left (..., 3), turned to where it is ahead: their cross with up."""
    ahead = np.zeros_like(leftward)
    ahead[..., 0], ahead[..., 2] = -leftward[..., 2], leftward[..., 0]
    return ahead


def facing_of(rotation: Array) -> Array:
    """(3,) horizontal unit vector that a pelvis (3, 3), room from body, faces: square to its left-right axis.

    The forward axis itself points at the floor in a deep hinge; the left-right axis stays level.
    """
    return unit(ahead_of(rotation[:, 0]))


def tilt_of(rotation: Array, facing: Array) -> float:
    """Radians that a pelvis (3, 3), room from body, tilts toward the horizontal unit vector `facing` (3,)."""
    return inclination(rotation[:, 1], facing)


@dataclass(frozen=True)
class Standing:
    """Averaged over frames of standing still; room frame, metres, radians."""

    pose: Pose
    joints: Array
    """(n_joints, 3)."""
    facing: Array
    """(3,) horizontal unit vector."""
    heels_seen: Array | None = None
    """(2,) left and right, how far the outline of a heel was behind its ankle; NaN where none was seen."""

    @classmethod
    def average(cls, bodies: list[TrackedBody]) -> Standing:
        """The median posture of tracked frames.

        Raises:
            ValueError: no frame, or one without a fitted pose.
        """
        poses = [body.pose for body in bodies if body.pose is not None]
        if not poses or len(poses) != len(bodies):
            raise ValueError("standing posture needs frames with a fitted pose")
        joints = _median([body.joints for body in bodies])
        pelvis = unit(ahead_of(np.stack([pose.rotation[:, 0] for pose in poses])).mean(axis=0))
        ankles = unit(ahead_of(joints[JOINT_INDEX["left_ankle"]] - joints[JOINT_INDEX["right_ankle"]]))
        # Two views of one thing, for whoever stands with their feet level: each errs by some 5 deg, and differently.
        facing = unit(pelvis + ankles)
        middle = poses[len(poses) // 2]
        return cls(
            Pose(
                middle.rotation,
                _median([pose.position for pose in poses]),
                _median([pose.angles for pose in poses]),
            ),
            joints,
            facing,
            _middle_seen(np.stack([seen_behind_ankles(body, facing) for body in bodies])),
        )

    @cached_property
    def trunk_inclination(self) -> float:
        """Radians from the vertical, forward positive."""
        return inclination(trunk_of(self.joints), self.facing)

    @cached_property
    def pelvis_tilt(self) -> float:
        """Radians that the pelvis tilts forward."""
        return tilt_of(self.pose.rotation, self.facing)

    @cached_property
    def heel_heights(self) -> Array:
        """(2,) left and right, metres."""
        return np.asarray(self.joints[both("heel"), 1])

    @cached_property
    def knee_height(self) -> float:
        """Metres, mean of both."""
        return float(self.joints[both("knee"), 1].mean())

    @cached_property
    def between_ankles(self) -> Array:
        """(3,) halfway between the ankles."""
        return np.asarray(self.joints[both("ankle")].mean(axis=0))

    @cached_property
    def foot_ends(self) -> tuple[float, float]:
        """Metres along `facing` of the heels and of the toes, each the mean of both feet."""
        heel, toe = (float(np.mean([self.joints[k] @ self.facing for k in both(end)])) for end in ("heel", "toe"))
        return heel, toe

    @cached_property
    def leftward(self) -> Array:
        """(3,) horizontal unit vector."""
        return leftward(self.facing)


def _median(values: list[Array]) -> Array:
    """Of arrays of one shape, each element's; sorting so few is ten times as fast as `numpy.median`."""
    ordered = np.sort(np.stack(values), axis=0)
    middle = len(values) // 2
    return np.asarray(ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2.0)


def _middle_seen(values: Array) -> Array:
    """(k,) medians of the columns of values (n, k), NaN where most are NaN."""
    out = np.full(values.shape[1], np.nan)
    for k, column in enumerate(values.T):
        seen = column[np.isfinite(column)]
        if 2 * len(seen) > len(column):
            out[k] = np.median(seen)
    return out

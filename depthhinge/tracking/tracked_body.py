"""What the skeleton fit says about one frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.kinematics import Pose, PosedBody
from depthhinge.geometry import Array
from depthhinge.tracking.seen_outline import SeenOutline


@dataclass(frozen=True)
class SegmentEvidence:
    """Why a segment counts as tracked, or not; each a fraction from 0 to 1 of its surface turned to the camera."""

    in_picture: float
    """Of the surface, how much lies inside the frame."""
    seen: float
    """Of what the camera has a reading of there, how much is not hidden by other parts of the body."""
    explained: float
    """Of that, how much lies within the noise of the measured surface."""


@dataclass(frozen=True)
class TrackedBody:
    """The posed body of one frame, in the room frame, and how far it can be believed."""

    tracked: bool
    """Whether trunk and both legs rest on evidence; when False the pose is a guess."""
    joints: Array
    """(n_joints, 3) metres, in the order of `body.joints.JOINTS`."""
    joint_seen: NDArray[np.bool_]
    """(n_joints,): the joint's own segments were in the picture, seen and explained."""
    segment_rotations: Array
    """(n_segments, 3, 3) room from segment, in the order of `body.skeleton.SEGMENTS`."""
    segment_origins: Array
    """(n_segments, 3) metres: each segment's proximal joint."""
    residual_m: float
    """Median distance of the person's points to the fitted surface, metres."""
    evidence: dict[str, SegmentEvidence]
    """By segment name."""
    silhouette_overlap: float
    """Intersection over union of the body's outline and the person's pixels, 0 to 1."""
    pose: Pose | None = None
    """Joint angles and the pelvis' place, where a fit made this."""
    posed: PosedBody | None = None
    """The person's whole surface in this pose, likewise (`posed.skin()`)."""

    outline: SeenOutline | None = None
    """Where the camera saw the person end, likewise."""
    information_factor: Array | None = None
    """(n_parameters, n_parameters) lower Cholesky factor of the information that the frame has of the pose."""

    def joint(self, name: str) -> Array:
        """Position (3,) of a joint by name."""
        return np.asarray(self.joints[JOINT_INDEX[name]])

    def seen(self, name: str) -> bool:
        """Whether the joint of that name was seen."""
        return bool(self.joint_seen[JOINT_INDEX[name]])

"""A back that seems to fold up: seen from the front, a bent hip and a curled back look much alike.

Where the belly hides the back, the fit may slip from the one to the other as somebody bends, and does not come back by
itself: between the two lies no pose that explains the frame. What hints at it is a back bent further than the hips.
People who bend as they like do that in the first 30 deg alone, where the hips have a third of the bend; from 60 to 90
deg they have seven tenths (Esola 1996, *Spine* 21:71). So such a pose is doubted, not refused.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.body.kinematics import Pose
from depthhinge.body.skeleton import DOF_INDEX, SPINE_FLEXION
from depthhinge.geometry import Array

HARDLY_BENT = float(np.deg2rad(12.0))
"""Radians: more than the spine of someone who stands differs from its usual posture."""

_HIPS = [DOF_INDEX[f"{side}_hip_flexion"] for side in SIDES]


def bends_the_back_first(pose: Pose, rest: Array) -> bool:
    """Whether the spine is bent, and further than the hips are.

    Args:
        pose: as it seems.
        rest: (n_dofs,) radians, the person's own angles at rest.
    """
    back = float((pose.angles - rest)[SPINE_FLEXION].sum())
    return back > HARDLY_BENT and back > float(pose.angles[_HIPS].mean())

"""A back that seems to fold up: seen from the front, a bent hip and a curled back look much alike.

Where the belly hides the back, the fit may slip from the one to the other as somebody bends, and does not come back by
itself: between the two lies no pose that explains the frame. What gives it away is that people do not bend so. The hips
take part in a forward bend from its beginning, and the more the deeper it gets (Esola 1996, *Spine* 21:71: of the first
30 deg of it a third, from 60 to 90 deg three quarters).
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.kinematics import Pose
from depthhinge.body.skeleton import DOF_INDEX

HARDLY_BENT = float(np.deg2rad(12.0))
"""Radians: more than the spine of someone who stands differs from its usual posture."""

_SPINE = [DOF_INDEX[f"{part}_{half}_flexion"] for part in ("lumbar", "thorax") for half in ("lower", "upper")]
_HIPS = [DOF_INDEX[f"{side}_hip_flexion"] for side in ("left", "right")]


def bends_the_back_first(pose: Pose) -> bool:
    """Whether the spine is bent, and further than the hips are."""
    back = float(pose.angles[_SPINE].sum())
    return back > HARDLY_BENT and back > float(pose.angles[_HIPS].mean())

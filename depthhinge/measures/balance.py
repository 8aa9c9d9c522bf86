"""The body's weight over its feet.

The centre of pressure is taken as the centre of mass's projection (quasi-static). The inertial term,
`-(height / g) * acceleration`, is left out: at 30 frames a second the noise of the fit, twice differentiated, is larger
than the term itself in a drill.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.geometry import Array
from depthhinge.measures.standing import Standing


def foot_fraction(point: Array, joints: Array, facing: Array) -> float:
    """Where a point (3,) lies along the feet of joints (n_joints, 3): 0 at the heels, 1 at the toes, mean of both."""
    heel, toe = (
        float(np.mean([joints[JOINT_INDEX[f"{side}_{end}"]] @ facing for side in SIDES])) for end in ("heel", "toe")
    )
    return (float(point @ facing) - heel) / (toe - heel)


def heel_lift(joints: Array, standing: Standing) -> float:
    """Metres that the heels have risen from where they stood, mean of both."""
    heights = np.array([joints[JOINT_INDEX[f"{side}_heel"], 1] for side in SIDES])
    return float(np.mean(heights - standing.heel_heights()))

"""Arms that hold a rod along the back: the left hand behind the neck, the right behind the loins."""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares

from depthhinge.body.kinematics import PosedBody, forward
from depthhinge.body.skeleton import DOF_INDEX, DOF_LIMITS, SEGMENT_INDEX
from depthhinge.errors import UsageError
from depthhinge.geometry import Array
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.dowel import BackMidline, Rod
from depthhinge.simulation.performance import Prop
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.props import cylinder

RADIUS_M = 0.0125
LENGTH_M = 1.2
"""A dowel of an inch, four feet long."""
_HAND_M = 0.07
"""From the wrist to the middle of the closed hand."""
_BEHIND_ROD_M = 0.03
"""The hand's middle from the skin: the rod is between."""
_REACHABLE_M = 0.06
"""How near the hand must come: shorter arms hold the rod with the fingertips."""
_EASE_M_PER_RAD = 0.004
"""How much farther a hand may be for a joint a radian nearer to the first try."""
_STANDING = Posture(knee=float(np.deg2rad(12.0)), arms_hang=0.0)
_ARM = ("shoulder_flexion", "shoulder_abduction", "shoulder_external_rotation", "elbow_flexion")
_HANDS = (
    # Hand behind the neck: arm up, elbow bent over it.
    ("left", "neck", np.deg2rad([130.0, 40.0, 40.0, 135.0])),
    # Hand behind the loins: arm back, turned in, elbow bent.
    ("right", "lumbar_upper", np.deg2rad([-35.0, 15.0, -75.0, 85.0])),
)


def grip(footing: Footing) -> Array:
    """(2, 4) for `Posture.each_arm`: both hands on a rod along the back of who stands.

    Raises:
        UsageError: the arms are too short for this back.
    """
    body = footing.person.body
    pose = footing.pose(_STANDING)
    posed = forward(body, pose)
    line = BackMidline.of(body).rod(posed)
    angles = np.zeros((2, len(_ARM)))
    for k, (side, level, start) in enumerate(_HANDS):
        columns = [DOF_INDEX[f"{side}_{name}"] for name in _ARM]
        held = line.point + ((posed.origins[SEGMENT_INDEX[level]] - line.point) @ line.direction) * line.direction
        target = held + _BEHIND_ROD_M * line.normal
        first = np.asarray(start)

        def miss(arm: Array, side: str = side, target: Array = target, first: Array = first) -> Array:
            bent = pose.with_angles(**{f"{side}_{name}": float(v) for name, v in zip(_ARM, arm, strict=True)})
            return np.concatenate([_hand(forward(body, bent), side) - target, _EASE_M_PER_RAD * (arm - first)])

        found = least_squares(miss, first, bounds=(DOF_LIMITS[columns, 0], DOF_LIMITS[columns, 1]))
        if np.linalg.norm(found.fun[:3]) > _REACHABLE_M:
            raise UsageError("this person's arms do not reach a rod behind the back")
        angles[k] = found.x
    return angles


def rod_along(line: Rod) -> tuple[Array, Array]:
    """The ends (3,) of the rod's middle line: below the sacrum and above the head."""
    middle = line.point + line.direction * (line.low + line.high) / 2.0 + RADIUS_M * line.normal
    return middle - LENGTH_M / 2.0 * line.direction, middle + LENGTH_M / 2.0 * line.direction


def rod_prop(line: Rod) -> Prop:
    """The rod as a thing to be seen."""
    return cylinder(*rod_along(line), RADIUS_M)


def _hand(posed: PosedBody, side: str) -> Array:
    hand = SEGMENT_INDEX[f"{side}_hand"]
    # Arms hang down at zero angles.
    return np.asarray(posed.origins[hand] - _HAND_M * posed.rotations[hand][:, 1])

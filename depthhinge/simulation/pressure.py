"""Where the ground pushes back: the centre of pressure of a body that moves.

The body is its segments' masses at their centres; the wall's push, if any, is horizontal. The moments of weight,
inertia and wall about a point on the floor vanish at the centre of pressure (the zero-moment point: Vukobratovic &
Borovac 2004, *Int J Humanoid Robotics* 1:157). The segments' own rotary inertia is left out; the trunk's and the legs'
is in the distances between their parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose, forward
from depthhinge.geometry import STANDARD_GRAVITY, Array
from depthhinge.simulation.people import SimulatedPerson

STEP_S = 0.02
"""Between the three poses an acceleration is taken from: short against a movement, long against rounding."""


@dataclass(frozen=True)
class WallPush:
    """A real wall's share of carrying someone who leans on it."""

    load: float
    """Horizontal, in body weights."""
    height: float
    """Metres over the floor."""
    direction: Array
    """(3,) unit vector, away from the wall."""


def centre_of_pressure(
    person: SimulatedPerson, pose_at: Callable[[float], Pose], time: float, push: WallPush | None = None
) -> Array:
    """(3,) on the floor, y up, in the frame of the poses; `pose_at` gives the pose at a time in seconds."""
    before, now, after = (_masses(person, pose_at(t)) for t in (time - STEP_S, time, time + STEP_S))
    fractions = person.flesh.fractions
    acceleration = (before - 2.0 * now + after) / STEP_S**2
    lift = fractions * (acceleration[:, 1] + STANDARD_GRAVITY)
    total = float(lift.sum())
    point = (lift @ now - (fractions * now[:, 1]) @ acceleration) / total
    if push is not None:
        point = point + push.load * STANDARD_GRAVITY * push.height / total * push.direction
    return np.array([point[0], 0.0, point[2]])


def foot_fraction(point: Array, joints: Array, facing: Array) -> float:
    """Where a point (3,) lies along the feet of joints (n_joints, 3): 0 at the heels, 1 at the toes, mean of both."""
    heel, toe = (
        float(np.mean([joints[JOINT_INDEX[f"{side}_{end}"]] @ facing for side in SIDES])) for end in ("heel", "toe")
    )
    return (float(point @ facing) - heel) / (toe - heel)


def _masses(person: SimulatedPerson, pose: Pose) -> Array:
    return person.flesh.posed_centres(forward(person.body, pose))

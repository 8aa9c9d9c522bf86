"""The pose that puts a body's joints where they were recorded: a session keeps joints, other programs want angles.

Damped least squares (Levenberg 1944) over the skeleton's own kinematics. What the joints cannot tell, such as the turn
of the head about its own axis, stays as near to zero as the joints allow.
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.kinematics import N_PARAMETERS, N_ROOT, Pose, forward
from depthhinge.body.model import JOINT_SEGMENTS, Body
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM
from depthhinge.geometry import UP, Array, unit

_REST_WEIGHT = 3e-4
"""Metres a radian: a joint angle of one radian counts as little as a joint a third of a millimetre off."""
_FIRST_REST_WEIGHTS = (0.1, 0.01, 1e-3)
"""Before that, where the fit starts from afar: a stiff body finds its way, a loose one winds its limbs up."""
_DAMPING = 1e-3
"""Metres a unit of step, at first."""
_DAMPING_DOWN, _DAMPING_UP = 0.3, 5.0
_ITERATIONS = 60
_CONVERGED_M = 1e-7
"""Root mean square of the joints' distances below whose change nothing more is to be gained."""


def pose_of_joints(body: Body, joints: Array, start: Pose | None = None) -> Pose:
    """The pose of `body` whose joints lie nearest to the recorded ones.

    Args:
        body: the person.
        joints: (n_joints, 3) metres in the room, all finite.
        start: the pose of the frame before, where there is one.
    """
    pose = start
    if pose is None:
        pose = _upright(body, joints)
        for rest_weight in _FIRST_REST_WEIGHTS:
            pose = _solve(body, joints, pose, rest_weight)
    return _solve(body, joints, pose, _REST_WEIGHT)


def _solve(body: Body, joints: Array, pose: Pose, rest_weight: float) -> Pose:
    damping = _DAMPING
    residual = _residual(body, pose, joints, rest_weight)
    cost = float(residual @ residual)
    rest = np.zeros((len(DEGREES_OF_FREEDOM), N_PARAMETERS))
    rest[:, N_ROOT:] = rest_weight * np.eye(len(DEGREES_OF_FREEDOM))
    for _ in range(_ITERATIONS):
        posed = forward(body, pose)
        columns = posed.point_jacobian(posed.joints(), JOINT_SEGMENTS).reshape(-1, N_PARAMETERS)
        jacobian = np.vstack([columns, rest])
        normal, gradient = jacobian.T @ jacobian, jacobian.T @ residual
        tried = pose.moved(-np.linalg.solve(normal + damping**2 * np.eye(N_PARAMETERS), gradient))
        tried_residual = _residual(body, tried, joints, rest_weight)
        tried_cost = float(tried_residual @ tried_residual)
        if tried_cost >= cost:
            damping *= _DAMPING_UP
            if damping > 1.0:
                break
            continue
        gained = np.sqrt(cost / len(joints)) - np.sqrt(tried_cost / len(joints))
        pose, residual, cost, damping = tried, tried_residual, tried_cost, damping * _DAMPING_DOWN
        if gained < _CONVERGED_M:
            break
    return pose


def _residual(body: Body, pose: Pose, joints: Array, rest_weight: float) -> Array:
    """Joints' offsets and weighted angles, one after another."""
    return np.concatenate([(forward(body, pose).joints() - joints).ravel(), rest_weight * pose.angles])


def _upright(body: Body, joints: Array) -> Pose:
    """Standing on the spot, turned as the hips are."""
    leftward = joints[JOINT_INDEX["left_hip"]] - joints[JOINT_INDEX["right_hip"]]
    left = unit(leftward - (leftward @ UP) * UP)
    rotation = np.stack([left, UP, np.cross(left, UP)], axis=1)
    middle = 0.5 * (joints[JOINT_INDEX["left_hip"]] + joints[JOINT_INDEX["right_hip"]])
    return Pose(rotation, middle, np.zeros(len(DEGREES_OF_FREEDOM)))

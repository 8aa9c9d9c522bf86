"""How sure each angle is: its standard error, from what the frame says of the pose and from what the model misses.

The fit's information matrix tells how firmly this frame holds an angle, with what is hidden held by little but the
priors. It knows nothing of the errors that all frames of a person share: a body a little unlike theirs, clothes, the
lasting part of the camera's noise. Those are the `SHARED_DEG`, and far larger. Standard error squared is the sum of
both squared; the truth is meant to lie within 1.96 of it in 95 frames of 100.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import N_PARAMETERS, N_ROOT, Pose
from depthhinge.body.model import Body
from depthhinge.body.skeleton import DOF_INDEX, SEGMENT_INDEX
from depthhinge.geometry import Array, leftward, unit
from depthhinge.measures.measures import Measures
from depthhinge.tracking.cholesky import variances
from depthhinge.tracking.tracked_body import TrackedBody

ANGLES: tuple[str, ...] = (
    *(f"{angle}_{side}" for angle in ("hip_flexion", "knee_flexion", "ankle_dorsiflexion") for side in SIDES),
    *(f"shank_inclination_{side}" for side in SIDES),
    "trunk_inclination",
    "lumbar_flexion",
    "thoracic_flexion",
    "neck_flexion",
)
"""Those of `Measures` that have a standard error, in the order of the arrays here."""

NORMAL_95 = 1.96
"""Standard errors to either side that hold 95 % of a normal distribution."""

SHARED_DEG = {
    "hip_flexion": 6.6,
    "knee_flexion": 2.5,
    "ankle_dorsiflexion": 4.0,
    "shank_inclination": 1.9,
    "trunk_inclination": 2.9,
    "lumbar_flexion": 4.6,
    "thoracic_flexion": 2.1,
    "neck_flexion": 3.8,
}
"""One standard deviation of the errors that a person's frames share: what is left, beside the frame's own variance, of
the errors of simulated people in `tests/benchmarks/accuracy.py`."""

DEEP = float(np.deg2rad(60.0))
"""Radians of hip and knee flexion from which trunk and thighs hide the pelvis between them."""
DEEP_SHARE = {"hip_flexion": 0.25, "lumbar_flexion": 0.45, "thoracic_flexion": 0.25}
"""Standard error a radian deeper. Who squats or sits bends the loins by some 25 deg (von Arx 2021, arXiv 2109.00431),
of which the fit sees little and gives the rest to the hip: the errors of bodies moved by recorded markers
(`tests/benchmarks/accuracy.py --recorded`)."""

_HIP_AND_KNEE = [[DOF_INDEX[f"{side}_{joint}_flexion"] for joint in ("hip", "knee")] for side in SIDES]
_SPINE = {
    "lumbar_lower_flexion": "lumbar_lower",
    "lumbar_upper_flexion": "lumbar_upper",
    "thorax_lower_flexion": "thorax_lower",
    "thorax_upper_flexion": "thorax_upper",
}


@dataclass(frozen=True)
class Uncertainty:
    """Of one person's angles."""

    of_angles: Array
    """(n_angles, n_parameters) gradients over the joint angles; the pelvis' tilt is added for the way they face."""
    tilts: Array
    """(n_angles,) gradient over the pelvis' forward tilt."""
    shared: Array
    """(n_angles,) radians."""
    deep: Array
    """(n_angles,) a radian of depth."""

    @classmethod
    def of(cls, body: Body) -> Uncertainty:
        """For a person of this body, whose spine's joints move C7 by what lies above them."""
        gradients, tilts = np.zeros((len(ANGLES), N_PARAMETERS)), np.zeros(len(ANGLES))
        for row, angle in enumerate(ANGLES):
            for dof, change in _joint_angles(angle, body).items():
                gradients[row, N_ROOT + DOF_INDEX[dof]] = change
            tilts[row] = float("inclination" in angle)
        kinds = [angle.removesuffix("_left").removesuffix("_right") for angle in ANGLES]
        shared = [SHARED_DEG[kind] for kind in kinds]
        deep = [DEEP_SHARE.get(kind, 0.0) for kind in kinds]
        return cls(gradients, tilts, np.deg2rad(shared), np.array(deep))

    def frame_variances(self, body: TrackedBody, facing: Array) -> Array | None:
        """(n_angles,) square radians, by what this frame shows of the person; None where no fit made this body.

        Args:
            body: the fitted frame.
            facing: (3,) horizontal unit vector, the way the person faces.
        """
        if body.information_factor is None or body.pose is None:
            return None
        gradients = self.of_angles.copy()
        gradients[:, 3:N_ROOT] += self.tilts[:, None] * unit(leftward(facing))
        return variances(body.information_factor, gradients)

    def standard_errors(self, frame_variances: Array, pose: Pose) -> Array:
        """(n_angles,) radians, of the frame's own variances and of what the model misses in this pose."""
        deep = self.deep * max(0.0, _depth(pose) - DEEP)
        return np.asarray(np.sqrt(frame_variances + self.shared**2 + deep**2))


def standard_error(measures: Measures, angle: str) -> float | None:
    """Radians, of one of `ANGLES` in a frame; None where no fit made its body."""
    errors = measures.standard_errors
    return None if errors is None else float(errors[ANGLES.index(angle)])


def _depth(pose: Pose) -> float:
    """Radians that both hip and knee are bent, the mean of both sides."""
    left, right = (float(pose.angles[flexions].min()) for flexions in _HIP_AND_KNEE)
    return (left + right) / 2.0


def _joint_angles(angle: str, body: Body) -> dict[str, float]:
    """By joint angle, how an angle that is measured changes with it."""
    side = angle.rsplit("_", 1)[-1]
    if angle.startswith("shank_inclination"):
        return {f"{side}_hip_flexion": -1.0, f"{side}_knee_flexion": 1.0}
    if angle == "trunk_inclination":
        c7 = body.joints[JOINT_INDEX["c7"], 1]
        length = c7 - body.joints[JOINT_INDEX["pelvis"], 1]
        return {dof: float((c7 - body.origins[SEGMENT_INDEX[part], 1]) / length) for dof, part in _SPINE.items()}
    if angle in ("lumbar_flexion", "thoracic_flexion"):
        part = "lumbar" if angle.startswith("lumbar") else "thorax"
        return {dof: 1.0 for dof in _SPINE if dof.startswith(part)}
    if angle == "neck_flexion":
        return {"neck_flexion": 1.0, "head_flexion": 1.0}
    return {f"{side}_{angle.removesuffix(f'_{side}')}": 1.0}

"""The kinematic tree: segments, the joints that hang them on each other, and their degrees of freedom.

The body frame is right-handed, metres: x to the person's left, y up, z the way they face. With all angles zero the
person stands upright, legs straight and vertical, arms straight and slightly out: the posture the shape is stored in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.joints import SIDES

SEGMENTS: tuple[str, ...] = (
    "pelvis",
    "lumbar_lower",
    "lumbar_upper",
    "thorax_lower",
    "thorax_upper",
    "neck",
    "head",
    *(
        f"{side}_{part}"
        for side in SIDES
        for part in ("thigh", "shank", "foot", "toes", "upper_arm", "forearm", "hand")
    ),
)
"""Parents come before children. Each turns about its proximal joint: `lumbar_lower` about L5/S1, `lumbar_upper` about
L3, `thorax_lower` about T12/L1, `thorax_upper` about T7, `neck` about C7/T1, `head` about C1."""

SEGMENT_INDEX: dict[str, int] = {name: index for index, name in enumerate(SEGMENTS)}

_PARENT_OF = {
    "lumbar_lower": "pelvis",
    "lumbar_upper": "lumbar_lower",
    "thorax_lower": "lumbar_upper",
    "thorax_upper": "thorax_lower",
    "neck": "thorax_upper",
    "head": "neck",
    **{
        f"{side}_{child}": parent if parent in ("pelvis", "thorax_upper") else f"{side}_{parent}"
        for side in SIDES
        for child, parent in (
            ("thigh", "pelvis"),
            ("shank", "thigh"),
            ("foot", "shank"),
            ("toes", "foot"),
            ("upper_arm", "thorax_upper"),
            ("forearm", "upper_arm"),
            ("hand", "forearm"),
        )
    },
}

PARENTS = np.array([SEGMENT_INDEX[_PARENT_OF[s]] if s in _PARENT_OF else -1 for s in SEGMENTS], np.int64)
"""(n_segments,) index of each segment's parent, -1 for the pelvis."""


@dataclass(frozen=True)
class DegreeOfFreedom:
    """One revolute axis; those of a segment follow each other, the first nearest to its parent."""

    name: str
    segment: str
    axis: tuple[float, float, float]
    """In the body frame at zero angles; the sign makes flexion, forward and outward motion positive."""
    lower: float
    upper: float
    """Limits, radians: passive range of healthy adults with a margin for soft tissue (AAOS, *Joint motion*)."""


_LEFTWARD, _UP, _FORWARD = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def _opposite(axis: tuple[float, float, float]) -> tuple[float, float, float]:
    return (-axis[0], -axis[1], -axis[2])


def _dof(
    name: str, segment: str, axis: tuple[float, float, float], lower_deg: float, upper_deg: float
) -> DegreeOfFreedom:
    return DegreeOfFreedom(name, segment, axis, float(np.deg2rad(lower_deg)), float(np.deg2rad(upper_deg)))


def _leg_and_arm(side: str) -> tuple[DegreeOfFreedom, ...]:
    # Outward is to the left on the left side: those axes change sign with the side, flexion does not.
    outward = _FORWARD if side == "left" else _opposite(_FORWARD)
    turn_out = _UP if side == "left" else _opposite(_UP)
    return (
        _dof(f"{side}_hip_flexion", f"{side}_thigh", _opposite(_LEFTWARD), -30.0, 135.0),
        _dof(f"{side}_hip_abduction", f"{side}_thigh", outward, -30.0, 50.0),
        _dof(f"{side}_hip_external_rotation", f"{side}_thigh", turn_out, -45.0, 60.0),
        _dof(f"{side}_knee_flexion", f"{side}_shank", _LEFTWARD, -8.0, 150.0),
        _dof(f"{side}_ankle_dorsiflexion", f"{side}_foot", _opposite(_LEFTWARD), -55.0, 45.0),
        _dof(f"{side}_ankle_eversion", f"{side}_foot", outward, -25.0, 25.0),
        _dof(f"{side}_toe_extension", f"{side}_toes", _opposite(_LEFTWARD), -20.0, 60.0),
        _dof(f"{side}_shoulder_flexion", f"{side}_upper_arm", _opposite(_LEFTWARD), -70.0, 180.0),
        _dof(f"{side}_shoulder_abduction", f"{side}_upper_arm", outward, -50.0, 170.0),
        _dof(f"{side}_shoulder_external_rotation", f"{side}_upper_arm", turn_out, -90.0, 90.0),
        _dof(f"{side}_elbow_flexion", f"{side}_forearm", _opposite(_LEFTWARD), -5.0, 150.0),
    )


DEGREES_OF_FREEDOM: tuple[DegreeOfFreedom, ...] = (
    _dof("lumbar_lower_flexion", "lumbar_lower", _LEFTWARD, -20.0, 35.0),
    _dof("lumbar_bending", "lumbar_lower", _FORWARD, -25.0, 25.0),
    _dof("lumbar_upper_flexion", "lumbar_upper", _LEFTWARD, -20.0, 35.0),
    _dof("thorax_lower_flexion", "thorax_lower", _LEFTWARD, -20.0, 35.0),
    _dof("trunk_rotation", "thorax_lower", _UP, -40.0, 40.0),
    _dof("thorax_upper_flexion", "thorax_upper", _LEFTWARD, -20.0, 35.0),
    _dof("neck_flexion", "neck", _LEFTWARD, -45.0, 45.0),
    _dof("neck_bending", "neck", _FORWARD, -30.0, 30.0),
    _dof("neck_rotation", "head", _UP, -80.0, 80.0),
    _dof("head_flexion", "head", _LEFTWARD, -30.0, 30.0),
    *_leg_and_arm("left"),
    *_leg_and_arm("right"),
)
"""Every joint angle, in the order of `Pose.angles`; parents' before children's."""

DOF_INDEX: dict[str, int] = {dof.name: index for index, dof in enumerate(DEGREES_OF_FREEDOM)}

SPINE_FLEXION = np.array(
    [DOF_INDEX[f"{part}_{half}_flexion"] for part in ("lumbar", "thorax") for half in ("lower", "upper")], np.int64
)
"""(4,) indices of the angles by which the spine bends forward, from L5/S1 upward."""

DOF_SEGMENTS = np.array([SEGMENT_INDEX[dof.segment] for dof in DEGREES_OF_FREEDOM], np.int64)
"""(n_dofs,) the segment each angle turns."""

DOF_AXES = np.array([dof.axis for dof in DEGREES_OF_FREEDOM], np.float64)
"""(n_dofs, 3)."""

DOF_LIMITS = np.array([(dof.lower, dof.upper) for dof in DEGREES_OF_FREEDOM], np.float64)
"""(n_dofs, 2) radians."""


def _is_descendant() -> np.ndarray:
    table = np.eye(len(SEGMENTS), dtype=bool)
    for segment, parent in enumerate(PARENTS):
        if parent >= 0:
            table[:, segment] |= table[:, parent]
    return table


IS_DESCENDANT = _is_descendant()
"""(n_segments, n_segments): `[a, b]` says that segment b moves with segment a."""

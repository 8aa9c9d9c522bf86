"""A posture: what a person does with their joints, in the few numbers a movement is thought of in.

Where the pelvis is does not belong to it: that follows from the planted feet and from balance (`balance.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import DEGREES_OF_FREEDOM, DOF_INDEX
from depthhinge.geometry import Array
from depthhinge.simulation.own_curves import OwnCurves


@dataclass(frozen=True)
class Posture:
    """Radians, but for the two that say otherwise; flexion and forward lean positive."""

    knee: float = 0.0
    """Mean flexion of both knees."""
    pelvis_pitch: float = 0.0
    """Forward tilt of the pelvis from its upright."""
    lumbar: float = 0.0
    """Flexion of both lumbar segments together."""
    thoracic: float = 0.0
    """Flexion of both thoracic segments together."""
    neck: float = 0.0
    """Flexion of neck and head together."""
    com_fraction: float = 0.43
    """Where along the foot the centre of mass stands, 0 = heel, 1 = toe."""
    heel_lift: float = 0.0
    """Angle of the foot's sole to the floor."""
    yaw: float = 0.0
    """Of the pelvis, to the person's left."""
    roll: float = 0.0
    """Of the pelvis, right hip up."""
    sideways: float = 0.0
    """Metres the centre of mass stands left of the middle of the feet."""
    side_bend: float = 0.0
    """Of the lumbar spine, to the person's right."""
    trunk_turn: float = 0.0
    """Of the thorax on the pelvis, to the person's left."""
    head_turn: float = 0.0
    """To the person's left."""
    arm_reach: float = 0.0
    """Upper arms forward of hanging straight down."""
    arm_abduction: float = 0.0
    arm_rotation: float = 0.0
    """External."""
    elbow: float = 0.0
    arms_hang: float = 1.0
    """1 = the arms keep their angle to gravity, 0 = to the trunk."""
    arms_on_hips: float = 0.0
    """How far the arms follow the pelvis when the back bends away from it: 0 = not at all, 1 = all the way."""
    each_arm: Array = field(default_factory=lambda: np.zeros((2, 4)), compare=False)
    """(2, 4) left and right: what each arm's reach, abduction, rotation and elbow have more than the common ones."""

    @property
    def trunk_pitch(self) -> float:
        """Forward tilt of the upper thorax."""
        return self.pelvis_pitch + self.lumbar + self.thoracic

    def blend(self, other: Posture, share: float) -> Posture:
        """On the straight way to `other`, by `share` (0 = here, 1 = there)."""
        return Posture(
            **{f.name: (1.0 - share) * getattr(self, f.name) + share * getattr(other, f.name) for f in fields(self)}
        )

    def with_arms_hanging(self) -> Posture:
        """The same with the arms hanging down."""
        return replace(
            self,
            arm_reach=0.0,
            arm_abduction=float(np.deg2rad(-4.0)),
            arm_rotation=0.0,
            elbow=float(np.deg2rad(10.0)),
            arms_hang=1.0,
            arms_on_hips=0.0,
            each_arm=np.zeros((2, 4)),
        )

    def angles(self, own: OwnCurves) -> Array:
        """(n_dofs,) the joint angles it fixes; those of the legs are zero and still to be solved.

        Args:
            own: curves of the back that takes it.
        """
        angles = np.zeros(len(DEGREES_OF_FREEDOM))

        def put(name: str, value: float) -> None:
            angles[DOF_INDEX[name]] = value

        for part, value in (("lumbar", self.lumbar + own.lumbar), ("thorax", self.thoracic + own.thoracic)):
            put(f"{part}_lower_flexion", value / 2.0)
            put(f"{part}_upper_flexion", value / 2.0)
        put("lumbar_bending", self.side_bend)
        put("trunk_rotation", self.trunk_turn)
        put("neck_rotation", self.head_turn)
        neck = self.neck + own.neck
        put("neck_flexion", _NECK_SHARE * neck)
        put("head_flexion", (1.0 - _NECK_SHARE) * neck)
        bend = self.lumbar + self.thoracic
        shoulder = (
            self.arm_reach + self.arms_hang * (self.trunk_pitch + own.lumbar + own.thoracic) + self.arms_on_hips * bend
        )
        for side, more in zip(SIDES, self.each_arm, strict=True):
            put(f"{side}_shoulder_flexion", shoulder + more[0])
            put(f"{side}_shoulder_abduction", self.arm_abduction + more[1])
            put(f"{side}_shoulder_external_rotation", self.arm_rotation + more[2])
            put(f"{side}_elbow_flexion", self.elbow + more[3])
            put(f"{side}_toe_extension", self.heel_lift)
        return angles


_NECK_SHARE = 0.6
"""Of neck flexion, the share below C1 (Bogduk & Mercer 2000: about half of it, more in small movements)."""

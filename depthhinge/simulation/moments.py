"""A performance in the room, moment by moment: the pose, the gap to the wall, all else that is exactly true then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

import numpy as np

from depthhinge.body.clinical_angles import measure
from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose, PosedBody, forward
from depthhinge.geometry import Array, Plane, leftward, transform_points
from depthhinge.simulation.arms import ROD
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.dowel import BackMidline
from depthhinge.simulation.grip import rod_along
from depthhinge.simulation.mesh import Patch
from depthhinge.simulation.performance import Performance, Prop
from depthhinge.simulation.pressure import centre_of_pressure, foot_fraction
from depthhinge.simulation.truth import MomentTruth

_LEVEL = np.array([1.0, 0.0, 1.0])


class Moments:
    """Of a performance, put into the room before a wall."""

    def __init__(self, footing: Footing, performance: Performance, room_from_person: Array, wall: Plane) -> None:
        """
        Args:
            footing: of who performs.
            performance: what they do.
            room_from_person: (4, 4) where they do it.
            wall: the virtual wall, its normal toward the person.
        """
        self.person = footing.person
        self._room_from_person = room_from_person
        self._facing: Array = room_from_person[:3, 2]
        self._footing, self._performance, self._wall = footing, performance, wall

    def pose_at(self, time: float) -> Pose:
        """The pose in the room at a time in seconds."""
        return self._in_room(self._performance.pose_at(time))

    def gap(self, posed: PosedBody, time: float) -> float:
        """Metres from the rearmost of the seat, clothes and all, to the wall, negative past it."""
        return float(self._wall.distance(self.person.clothing.surface(posed, time, self._seat)).min())

    def props_at(self, time: float) -> tuple[Prop, ...]:
        """What else is in the picture, in the room's frame."""
        props = self._performance.props_at(time, self._performance.pose_at(time))
        return tuple(replace(prop, points=transform_points(self._room_from_person, prop.points)) for prop in props)

    def truth(self, pose: Pose, time: float) -> MomentTruth:
        """What is true at a time in seconds, in the pose then."""
        # Which takes balancing only once at the moment itself.
        return self._truth(time, pose, lambda t: pose if t == time else self.pose_at(t))

    @cached_property
    def standing_pose(self) -> Pose:
        """The first standing posture."""
        return self._in_room(self._performance.standing)

    @cached_property
    def standing(self) -> MomentTruth:
        """What is true of it, at rest."""
        return self._truth(0.0, self.standing_pose, lambda _: self.standing_pose)

    @cached_property
    def _standing_joints(self) -> Array:
        return forward(self.person.body, self.standing_pose).joints()

    @cached_property
    def _seat(self) -> Patch:
        return Patch.of(self.person.glutes, self.person.body.triangles)

    @cached_property
    def _back(self) -> BackMidline:
        return BackMidline.of(self.person.body)

    def _in_room(self, pose: Pose) -> Pose:
        return Pose(
            self._room_from_person[:3, :3] @ pose.rotation,
            np.asarray(transform_points(self._room_from_person, pose.position)),
            pose.angles,
        )

    def _truth(self, time: float, pose: Pose, pose_at: Callable[[float], Pose]) -> MomentTruth:
        doing = self._performance.doing_at(time)
        posed = forward(self.person.body, pose)
        joints = posed.joints()
        moved = joints[JOINT_INDEX["pelvis"]] - self._standing_joints[JOINT_INDEX["pelvis"]]
        heels = [JOINT_INDEX["left_heel"], JOINT_INDEX["right_heel"]]
        left = leftward(self._facing)
        push = self._footing.wall_push(posed, doing.wall_load, self._facing)
        measured = self._performance.pressure_at(time)
        if measured is None:
            cop = centre_of_pressure(self.person, pose_at, time, push)
        else:
            cop = np.asarray(transform_points(self._room_from_person, measured))
        left_ankle, right_ankle = (joints[JOINT_INDEX[f"{side}_ankle"]] * _LEVEL for side in SIDES)
        rod = self._back.rod(posed)
        holds_rod = self._performance.arms == ROD and doing.activity in ("standing", "rep")
        across = pose.rotation[:, 0]
        return MomentTruth(
            time_s=time,
            pose=pose,
            joints=joints,
            angles=measure(pose, joints, self._facing, self.standing_pose),
            wall_gap=self.gap(posed, time),
            pelvis_back=float(-moved @ self._facing),
            pelvis_down=float(-moved[1]),
            pelvis_left=float(moved @ left),
            pelvis_turn=float(np.arctan2(-across @ self._facing, across @ left)),
            com=self.person.flesh.centre_of_mass(posed),
            cop=cop,
            cop_foot_fraction=foot_fraction(cop, joints, self._facing),
            left_weight_share=float(
                (cop - right_ankle) @ (left_ankle - right_ankle) / ((left_ankle - right_ankle) ** 2).sum()
            ),
            wall_load=doing.wall_load,
            dowel_gaps=rod.gaps,
            held_rod=np.stack(rod_along(rod)) if holds_rod else None,
            heel_lift=float((joints[heels, 1] - self._standing_joints[heels, 1]).mean()),
            phase=doing.phase,
            rep=doing.rep,
            activity=doing.activity,
        )

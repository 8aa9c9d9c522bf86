"""A simulated drill: a person, a set of reps with faults among them, a camera; frames and exact truth by the second."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.clinical_angles import measure
from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import Pose, PosedBody, forward
from depthhinge.errors import UsageError
from depthhinge.frames import DEFAULT_DEPTH_SCALE, CameraInfo
from depthhinge.geometry import UP, Array, Plane, inverse, leftward, transform_points
from depthhinge.simulation.accelerometer import Accelerometer
from depthhinge.simulation.arms import ARM_STYLES, ROD, check_arms
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.dark_cloth import dark_labels
from depthhinge.simulation.delivery import Delivery, delivered
from depthhinge.simulation.dowel import BackMidline
from depthhinge.simulation.faults import RESTING
from depthhinge.simulation.grip import grip, rod_along
from depthhinge.simulation.mesh import Patch
from depthhinge.simulation.movement import comfortable_wall_distance
from depthhinge.simulation.noise_settings import strength_of
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.performance import Performance, PerformedRep
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.pressure import centre_of_pressure, foot_fraction
from depthhinge.simulation.render import BACKGROUND, BYSTANDER, Picture, render
from depthhinge.simulation.rep_truth import RepCurves
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.stereo_noise import StereoNoise
from depthhinge.simulation.surroundings import REAL_WALL_GAP_M, WALL_BEHIND, surroundings
from depthhinge.simulation.truth import TAP_RELEASE_M, MomentTruth, RepTruth, TapTruth
from depthhinge.simulation.wall_tap_set import WallTapSet

_ARM_STYLE_SHARES = (0.55, 0.2, 0.15, 0.1)
"""How often each of `ARM_STYLES` is drawn."""
MEASURE_HZ = 30.0
"""At which a rep's measures are read from the truth: the same whatever the camera's rate."""
_OFF_THE_WALL_M = 0.01
"""At least between a real wall and who goes past the virtual one before it."""
_LEVEL = np.array([1.0, 0.0, 1.0])
_TAP_TIME_TOLERANCE_S = 1e-5
_FASTEST_SEAT_M_PER_S = 1.0
"""Half as fast again as the quickest ascent over the longest way."""


@dataclass(frozen=True)
class SimulatedFrame:
    """One picture as it is delivered, and what is true of that moment."""

    index: int
    """0, 1, 2, ... of those delivered."""
    number: int
    """That the camera gave it; one that is missing was lost."""
    time_s: float
    """By the camera's clock."""
    depth: NDArray[np.uint16]
    """(height, width) millimetres, 0 = no reading."""
    truth: MomentTruth


class SimulatedDrill:
    """Everything is drawn from `seed` when the drill is made; a frame is then a function of its time alone.

    Args:
        person: who moves.
        reps: how many.
        mistakes: reps to have in the set, each once and each described as in `faults.parse` (`squat`,
            `rounded_lumbar:mild+short`); the others are clean hinges. Their places in the set are drawn.
        wall_distance_m: from the midpoint of the heels to the virtual wall; None = what suits this person.
        placement: where the camera is; the default sees the person's side.
        sensor: which camera.
        fps: frames a second.
        seed: of the movement, the sway and the noise.
        noise: a level of `noise_settings.STRENGTHS` or a number: 1 = as published, 0 = exact depth, no frame lost.
        arms: one of `ARM_STYLES`, or `dowel`: behind the back, a real rod in the hands; None = drawn.
        room: what else is there, one of `surroundings.ROOMS`.
        performance: what the person does, if not a set of reps: those arguments are then not looked at.
        activities: what else is done, from `activities.ACTIVITIES`, at places drawn among the reps.

    Raises:
        UsageError: an argument makes no sense, or this person cannot reach that wall.
    """

    def __init__(
        self,
        person: SimulatedPerson,
        reps: int = 6,
        mistakes: Sequence[str] = (),
        wall_distance_m: float | None = None,
        placement: Placement | None = None,
        sensor: Sensor | None = None,
        fps: float = 30.0,
        seed: int = 0,
        noise: str | float = 1.0,
        arms: str | None = None,
        room: str = "empty",
        performance: Performance | None = None,
        activities: Sequence[str] = (),
    ) -> None:
        _check(reps, fps)
        check_arms(arms)
        generator = np.random.default_rng([seed, 4])
        self.person = person
        self.seed = seed
        self.fps = fps
        self.noise = strength_of(noise)
        self.placement = (Placement() if placement is None else placement).aimed_at(person.stature)
        self.sensor = Sensor.named("D435") if sensor is None else sensor
        self.room = room
        self.footing = Footing(person)
        if performance is not None:
            arms = performance.arms
        elif arms is None:
            arms = str(generator.choice(ARM_STYLES, p=_ARM_STYLE_SHARES))
        self.arms = arms
        if arms == ROD:
            self.footing = Footing(person, grip(self.footing))
        if wall_distance_m is None:
            known = arms if arms in (*ARM_STYLES, ROD) else ARM_STYLES[0]
            wall_distance_m = comfortable_wall_distance(self.footing, known)
        self.wall_distance_m = wall_distance_m
        if performance is None:
            performance = WallTapSet(self.footing, reps, mistakes, wall_distance_m, arms, generator, activities)
        self.performance = performance
        self.duration_s = performance.duration_s
        """From the first frame to the last."""
        feet = self.footing.feet
        self.room_from_person = self.placement.room_from_person((feet.heel + feet.toe) / 2.0)
        self.facing: Array = self.room_from_person[:3, 2]
        """(3,) the way the person faces, room frame."""
        heels = self.room_from_person[:3, 3]
        self.wall = Plane.through(heels - self.wall_distance_m * self.facing, self.facing)
        """The virtual wall, room frame; its normal points to the person."""
        self.real_wall_behind_m = self._real_wall_behind() if room == WALL_BEHIND else None
        """From the virtual wall to the real one in the room; None where there is none."""
        self._surroundings = surroundings(
            room, self.placement, self.wall, seed, self.real_wall_behind_m or REAL_WALL_GAP_M
        )

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Which pictures the camera delivers, and when."""
        return delivered(int(self.duration_s * self.fps) + 1, self.fps, self.noise, self.seed)

    @property
    def n_frames(self) -> int:
        """How many frames the drill has."""
        return len(self.deliveries)

    @property
    def camera(self) -> CameraInfo:
        """What the frames come from, as the line knows a camera."""
        return CameraInfo(
            name=self.sensor.name,
            serial=None,
            intrinsics=self.sensor.intrinsics,
            depth_scale=DEFAULT_DEPTH_SCALE,
            fps=self.fps,
            stereo_baseline_m=self.sensor.baseline_m,
            room_from_camera=self.placement.room_from_camera,
            frame_count=self.n_frames,
        )

    def frames(self) -> Iterator[SimulatedFrame]:
        """Every frame with its truth, in order."""
        depth = None
        for index, delivery in enumerate(self.deliveries):
            pose = self.pose_at(delivery.moment_s)
            posed = forward(self.person.body, pose)
            depth = self._depth(posed, delivery, depth)
            truth = replace(self._truth(pose, delivery.moment_s), time_s=delivery.stamp_s)
            yield SimulatedFrame(index, delivery.number, delivery.stamp_s, depth, truth)

    def depth_frames(self) -> Iterator[tuple[float, NDArray[np.uint16]]]:
        """Time in seconds and depth of every frame, in order."""
        depth = None
        for delivery in self.deliveries:
            depth = self._depth(self.posed_at(delivery.moment_s), delivery, depth)
            yield delivery.stamp_s, depth

    def accelerations(self) -> Iterator[tuple[float, Array]] | None:
        """Time in seconds and reading (3,) of the camera's accelerometer, m/s^2; None where this camera has none."""
        if not self.sensor.accelerometer:
            return None
        up = self._camera_from_room[:3, :3] @ UP
        return Accelerometer(self.noise, self.seed).at_rest(up, self.duration_s)

    def truth_at(self, time: float) -> MomentTruth:
        """What is true at any time in seconds."""
        pose = self.pose_at(time)
        return self._truth(pose, time)

    def exact_picture(self, time: float) -> Picture:
        """What an errorless camera would see."""
        return self._picture(self.posed_at(time), time)

    @property
    def fits_into_picture(self) -> bool:
        """Whether all of the person is in view as they stand before the first rep."""
        skin = transform_points(self._camera_from_room, self.posed_at(0.0).skin())
        lens = self.sensor.intrinsics
        pixels = lens.project(skin)
        inside = (pixels >= 0.0) & (pixels <= [lens.width - 1, lens.height - 1])
        return bool(np.all(skin[:, 2] > 0.0) and np.all(inside))

    def pose_at(self, time: float) -> Pose:
        """The pose in the room at a time in seconds."""
        return self._in_room(self.performance.pose_at(time))

    def posed_at(self, time: float) -> PosedBody:
        """The body in that pose."""
        return forward(self.person.body, self.pose_at(time))

    @cached_property
    def reps(self) -> tuple[RepTruth, ...]:
        """What is true of each rep."""
        return tuple(
            self._rep_truth(rep, moments) for rep, moments in zip(self.performance.reps, self.rep_moments, strict=True)
        )

    @cached_property
    def rep_moments(self) -> tuple[tuple[MomentTruth, ...], ...]:
        """What is true of the moments of each rep, from its start at `MEASURE_HZ`, and of the end of its lockout."""
        return tuple(
            tuple(self.truth_at(float(t)) for t in (*np.arange(rep.start_s, rep.over_s, 1.0 / MEASURE_HZ), rep.over_s))
            for rep in self.performance.reps
        )

    def surface_at(self, time: float) -> Array:
        """(n, 3) what the camera sees of the person, clothes and all, at a time in seconds."""
        return self.person.clothing.surface(self.posed_at(time), time)

    def wall_gap(self, time: float) -> float:
        """Metres from the rearmost of the seat, clothes and all, to the wall, negative past it."""
        return self._gap(self.posed_at(time), time)

    def _gap(self, posed: PosedBody, time: float) -> float:
        return float(self.wall.distance(self.person.clothing.surface(posed, time, self._seat)).min())

    def _real_wall_behind(self) -> float:
        """Where the deepest rest on it touches; without one, where nobody reaches it."""
        depths = [(-self.wall_gap(rep.bottom_s), rep) for rep in self.performance.reps]
        rests = [depth for depth, rep in depths if any(fault.name == RESTING for fault in rep.faults)]
        deepest = max((depth for depth, _ in depths), default=0.0)
        if not rests:
            return max(REAL_WALL_GAP_M, deepest + _OFF_THE_WALL_M)
        if deepest > REAL_WALL_GAP_M:
            raise UsageError("nobody goes past a real wall that they rest on: past_wall and resting need other rooms")
        return max(rests)

    def _rep_truth(self, rep: PerformedRep, moments: Sequence[MomentTruth]) -> RepTruth:
        curves = RepCurves(moments, self._standing_truth, rep)
        measures = curves.measures()
        return RepTruth(
            number=rep.number,
            label=rep.label,
            rounded=rep.rounded,
            start_s=rep.start_s,
            bottom_s=rep.bottom_s,
            end_s=rep.end_s,
            taps=self._taps(rep.start_s, rep.end_s),
            faults=curves.faults(rep.faults, measures),
            onsets_s=curves.onsets(),
            measures=measures,
        )

    def _in_room(self, pose: Pose) -> Pose:
        return Pose(
            self.room_from_person[:3, :3] @ pose.rotation,
            np.asarray(transform_points(self.room_from_person, pose.position)),
            pose.angles,
        )

    @cached_property
    def _standing_pose(self) -> Pose:
        return self._in_room(self.performance.standing)

    @cached_property
    def _standing_joints(self) -> Array:
        return forward(self.person.body, self._standing_pose).joints()

    @cached_property
    def _standing_truth(self) -> MomentTruth:
        """Of the first standing posture, at rest."""
        return self._moment(0.0, self._standing_pose, lambda _: self._standing_pose)

    @cached_property
    def _seat(self) -> Patch:
        return Patch.of(self.person.glutes, self.person.body.triangles)

    @cached_property
    def _back(self) -> BackMidline:
        return BackMidline.of(self.person.body)

    @cached_property
    def stereo_noise(self) -> StereoNoise:
        """The errors of this session's camera."""
        return StereoNoise(
            self.sensor, self.seed, self.noise, dark_labels(self.noise, self.seed, self.person.clothing.covered)
        )

    @cached_property
    def _empty_room(self) -> Picture:
        return self._surroundings.room.picture(self.sensor.intrinsics, self.placement.room_from_camera)

    @cached_property
    def _camera_from_room(self) -> Array:
        return inverse(self.placement.room_from_camera)

    @cached_property
    def _triangle_labels(self) -> NDArray[np.uint8]:
        body = self.person.body
        corner = body.triangles[:, 0]
        strongest = np.argmax(body.skin_weights[corner], axis=1)
        return np.asarray(body.skin_segments[corner, strongest], np.uint8)

    def _picture(self, posed: PosedBody, time: float) -> Picture:
        return render(
            self.person.clothing.surface(posed, time),
            self.person.body.triangles,
            self.sensor.intrinsics,
            self._camera_from_room,
            self._without_person(time),
            self._triangle_labels,
        )

    def _without_person(self, time: float) -> Picture:
        picture, other = self._empty_room, self._surroundings.bystander
        if other is not None:
            picture = self._drawn(other.skin_at(time), other.triangles, BYSTANDER, picture)
        for prop in self.performance.props_at(time, self.performance.pose_at(time)):
            points = np.asarray(transform_points(self.room_from_person, prop.points))
            picture = self._drawn(points, prop.triangles, BACKGROUND, picture)
        return picture

    def _drawn(self, points: Array, triangles: NDArray[np.int64], label: int, behind: Picture) -> Picture:
        labels = np.full(len(triangles), label, np.uint8)
        return render(points, triangles, self.sensor.intrinsics, self._camera_from_room, behind, labels)

    def _depth(self, posed: PosedBody, delivery: Delivery, before: NDArray[np.uint16] | None) -> NDArray[np.uint16]:
        if delivery.repeated and before is not None:
            return before
        return self.stereo_noise.measure(self._picture(posed, delivery.moment_s), delivery.number, delivery.moment_s)

    def _truth(self, pose: Pose, time: float) -> MomentTruth:
        # Which takes balancing only once at the moment itself.
        return self._moment(time, pose, lambda t: pose if t == time else self.pose_at(t))

    def _moment(self, time: float, pose: Pose, pose_at: Callable[[float], Pose]) -> MomentTruth:
        doing = self.performance.doing_at(time)
        posed = forward(self.person.body, pose)
        joints = posed.joints()
        moved = joints[JOINT_INDEX["pelvis"]] - self._standing_joints[JOINT_INDEX["pelvis"]]
        heels = [JOINT_INDEX["left_heel"], JOINT_INDEX["right_heel"]]
        left = leftward(self.facing)
        push = self.footing.wall_push(posed, doing.wall_load, self.facing)
        measured = self.performance.pressure_at(time)
        if measured is None:
            cop = centre_of_pressure(self.person, pose_at, time, push)
        else:
            cop = np.asarray(transform_points(self.room_from_person, measured))
        left_ankle, right_ankle = (joints[JOINT_INDEX[f"{side}_ankle"]] * _LEVEL for side in SIDES)
        rod = self._back.rod(posed)
        across = pose.rotation[:, 0]
        return MomentTruth(
            time_s=time,
            pose=pose,
            joints=joints,
            angles=measure(pose, joints, self.facing, self._standing_pose),
            wall_gap=self._gap(posed, time),
            pelvis_back=float(-moved @ self.facing),
            pelvis_down=float(-moved[1]),
            pelvis_left=float(moved @ left),
            pelvis_turn=float(np.arctan2(-across @ self.facing, across @ left)),
            com=self.person.flesh.centre_of_mass(posed),
            cop=cop,
            cop_foot_fraction=foot_fraction(cop, joints, self.facing),
            left_weight_share=float(
                (cop - right_ankle) @ (left_ankle - right_ankle) / ((left_ankle - right_ankle) ** 2).sum()
            ),
            wall_load=doing.wall_load,
            dowel_gaps=rod.gaps,
            held_rod=np.stack(rod_along(rod)) if self.arms == ROD and doing.activity in ("standing", "rep") else None,
            heel_lift=float((joints[heels, 1] - self._standing_joints[heels, 1]).mean()),
            phase=doing.phase,
            rep=doing.rep,
            activity=doing.activity,
        )

    def _taps(self, start: float, end: float) -> tuple[TapTruth, ...]:
        taps: list[TapTruth] = []
        touching = False
        index, last = int(np.ceil(start * self.fps)), int(end * self.fps)
        while index <= last:
            time = index / self.fps
            value = self.wall_gap(time)
            if not touching and value <= 0.0:
                met = _crossing(self.wall_gap, max(time - 1.0 / self.fps, 0.0), time)
                taps.append(TapTruth(met, value, -value))
                touching = True
            elif touching:
                taps[-1] = TapTruth(taps[-1].time_s, taps[-1].gap, max(taps[-1].depth, -value))
                touching = value < TAP_RELEASE_M
            # From this far off, the wall cannot be met before that many frames.
            index += 1 if touching else max(1, int(value / _FASTEST_SEAT_M_PER_S * self.fps))
        return tuple(taps)


def _crossing(gap: Callable[[float], float], before: float, after: float) -> float:
    """The time between two at which the gap changes its sign, by halving."""
    while after - before > _TAP_TIME_TOLERANCE_S:
        middle = (before + after) / 2.0
        before, after = (before, middle) if gap(middle) <= 0.0 else (middle, after)
    return (before + after) / 2.0


def _check(reps: int, fps: float) -> None:
    if reps < 0:
        raise UsageError(f"the number of reps cannot be {reps}")
    if not fps > 0.0:
        raise UsageError(f"there must be more than 0 frames a second, not {fps}")

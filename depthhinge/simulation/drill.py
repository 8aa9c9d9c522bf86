"""A simulated drill: a person, a set of reps with faults among them, a camera; frames and exact truth by the second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import Pose, PosedBody, forward
from depthhinge.errors import UsageError
from depthhinge.frames import DEFAULT_DEPTH_SCALE, CameraInfo
from depthhinge.geometry import UP, Array, Plane, inverse, transform_points
from depthhinge.simulation.accelerometer import Accelerometer
from depthhinge.simulation.arms import ARM_STYLES, ROD, check_arms
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.dark_cloth import dark_labels
from depthhinge.simulation.delivery import Delivery, delivered
from depthhinge.simulation.faults import RESTING
from depthhinge.simulation.grip import grip
from depthhinge.simulation.moments import Moments
from depthhinge.simulation.movement import comfortable_wall_distance
from depthhinge.simulation.noise_settings import strength_of
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.performance import Performance, PerformedRep
from depthhinge.simulation.pictures import Pictures
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.render import Picture
from depthhinge.simulation.rep_truth import RepCurves
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.stereo_noise import StereoNoise
from depthhinge.simulation.surroundings import REAL_WALL_GAP_M, WALL_BEHIND, surroundings
from depthhinge.simulation.touches import touches
from depthhinge.simulation.truth import MomentTruth, RepTruth
from depthhinge.simulation.wall_tap_set import WallTapSet

_ARM_STYLE_SHARES = (0.55, 0.2, 0.15, 0.1)
"""How often each of `ARM_STYLES` is drawn."""
MEASURE_HZ = 30.0
"""At which a rep's measures are read from the truth: the same whatever the camera's rate."""
_OFF_THE_WALL_M = 0.01
"""At least between a real wall and who goes past the virtual one before it."""


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
        self.moments = Moments(self.footing, performance, self.room_from_person, self.wall)
        self.real_wall_behind_m = self._real_wall_behind() if room == WALL_BEHIND else None
        """From the virtual wall to the real one in the room; None where there is none."""
        self.surroundings = surroundings(
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
            truth = replace(self.moments.truth(pose, delivery.moment_s), time_s=delivery.stamp_s)
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
        return self.moments.truth(self.pose_at(time), time)

    def exact_picture(self, time: float) -> Picture:
        """What an errorless camera would see."""
        return self._pictures.at(time, self.posed_at(time))

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
        return self.moments.pose_at(time)

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
        return self.moments.gap(self.posed_at(time), time)

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
        curves = RepCurves(moments, self.moments.standing, rep)
        measures = curves.measures()
        return RepTruth(
            number=rep.number,
            label=rep.label,
            rounded=rep.rounded,
            start_s=rep.start_s,
            bottom_s=rep.bottom_s,
            end_s=rep.end_s,
            taps=touches(self.wall_gap, rep.start_s, rep.end_s, self.fps),
            faults=curves.faults(rep.faults, measures),
            onsets_s=curves.onsets(),
            measures=measures,
        )

    @cached_property
    def stereo_noise(self) -> StereoNoise:
        """The errors of this session's camera."""
        return StereoNoise(
            self.sensor, self.seed, self.noise, dark_labels(self.noise, self.seed, self.person.clothing.covered)
        )

    @cached_property
    def _pictures(self) -> Pictures:
        return Pictures(self.moments, self.surroundings, self.sensor, self.placement.room_from_camera)

    @cached_property
    def _camera_from_room(self) -> Array:
        return inverse(self.placement.room_from_camera)

    def _depth(self, posed: PosedBody, delivery: Delivery, before: NDArray[np.uint16] | None) -> NDArray[np.uint16]:
        if delivery.repeated and before is not None:
            return before
        return self.stereo_noise.measure(
            self._pictures.at(delivery.moment_s, posed), delivery.number, delivery.moment_s
        )


def _check(reps: int, fps: float) -> None:
    if reps < 0:
        raise UsageError(f"the number of reps cannot be {reps}")
    if not fps > 0.0:
        raise UsageError(f"there must be more than 0 frames a second, not {fps}")

"""What people do between reps that is no rep: walking, waving, lunging, sitting down, and more.

Each is a handful of moments (`Key`): a posture, where the feet are, which way the pelvis faces, where the weight is.
Between them everything goes by minimum jerk, but for the weight and the heading, which go on evenly; a foot that moves
is lifted on the way. All begin and end in the standing posture on the feet's own places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.interpolate import PchipInterpolator

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.errors import UsageError
from depthhinge.geometry import UP, Array, rotation_about
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.performance import Prop
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.props import bottle, chair
from depthhinge.simulation.tempo import hump, minimum_jerk

_LIFT_M = 0.05
"""How high a foot is lifted in a step: shuffled steps clear less, brisk ones more."""
_STILL_M = 0.005
_UNLOCK_S = 0.6
_STEP_S = 0.55
_STEP_M = 0.38
"""A slow walk: 0.7 m/s."""
_STEP_KNEE = float(np.deg2rad(36.0))
"""Both knees' mean: so much that the hind leg reaches."""
_TURN_STEP = float(np.deg2rad(40.0))
_WAY_OUT_M = 2.6
"""Out of the picture of a camera 2.3 m away."""
_ON_STANCE = 0.3
"""How far the weight sways toward the foot it stands on, of the way to it, while the other steps."""


@dataclass(frozen=True)
class Key:
    """One moment of an activity."""

    time: float
    """Seconds from its beginning."""
    posture: Posture
    feet: Array
    """(2, 3) left and right: x, z of the ankle and the foot's heading, in the person's own frame, radians."""
    heading: float = 0.0
    """Of the pelvis."""
    weight: Array | None = None
    """(2,) x, z of the centre of mass; None = where `posture` puts it on the feet."""
    heels_up: Array = field(default_factory=lambda: np.zeros(2))
    """(2,) angle of each foot's sole to the floor, about its ball."""


@dataclass(frozen=True)
class Activity:
    """Something that is no rep."""

    name: str
    keys: tuple[Key, ...]
    props: Callable[[float, Pose], Sequence[Prop]] | None = None
    """What is in the picture, by seconds from the beginning and the pose then."""

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.keys[-1].time

    def pose_at(self, since: float, footing: Footing, sway: Callable[[Posture], Posture]) -> Pose:
        """The pose `since` seconds from the beginning; `sway` is put upon the posture.

        Raises:
            UsageError: the legs do not reach that.
        """
        later = min(1 + sum(key.time <= since for key in self.keys[1:-1]), len(self.keys) - 1)
        before, after = self.keys[later - 1], self.keys[later]
        x = (since - before.time) / (after.time - before.time)
        share = minimum_jerk(x)
        posture = sway(before.posture.blend(after.posture, share))
        feet = before.feet + share * (after.feet - before.feet)
        moved = np.linalg.norm(after.feet[:, :2] - before.feet[:, :2], axis=1) > _STILL_M
        turned = np.abs(after.feet[:, 2] - before.feet[:, 2]) > _STILL_M
        height = _LIFT_M * hump(x) * (moved | turned)
        heels_up = before.heels_up + share * (after.heels_up - before.heels_up)
        # What sway adds to where the keys have put the weight.
        ahead = posture.com_fraction - (1.0 - share) * before.posture.com_fraction - share * after.posture.com_fraction
        weight_x, weight_z, heading = self._weight_and_heading(footing)(min(max(since, 0.0), self.duration))
        weight = (float(weight_x) + posture.sideways, float(weight_z) + ahead * footing.feet.length)
        pose = footing.pose_on(posture, float(heading), *footing.feet.placed(feet, height, heels_up), weight)
        return pose.with_angles(left_toe_extension=heels_up[0], right_toe_extension=heels_up[1])

    def _weight_and_heading(self, footing: Footing) -> PchipInterpolator:
        rows = []
        for key in self.keys:
            middle = footing.feet.middle(key.feet, key.heading, key.posture.com_fraction)
            place = middle if key.weight is None else key.weight
            rows.append([*place, key.heading])
        return PchipInterpolator([key.time for key in self.keys], np.array(rows))


def draw_activity(name: str, footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    """The activity of that name, begun and ended in `standing`, tried for this person.

    Raises:
        UsageError: there is none of that name, or this person cannot do it.
    """
    if name not in _MAKERS:
        raise UsageError(f"there is no activity {name!r}; there are {', '.join(_MAKERS)}")
    refusal = None
    for _ in range(_DRAWS):
        activity = _MAKERS[name](footing, standing, generator)
        try:
            for since in np.arange(0.0, activity.duration, _CHECK_STEP_S):
                activity.pose_at(float(since), footing, lambda posture: posture)
        except UsageError as problem:
            refusal = refusal or problem
            continue
        return activity
    raise UsageError(f"this person cannot do this: {name}: {refusal}") from refusal


_DRAWS = 10
_CHECK_STEP_S = 0.1


def _loose(standing: Posture) -> Posture:
    """`standing` with the arms hanging down."""
    return replace(
        standing,
        arm_reach=0.0,
        arm_abduction=float(np.deg2rad(-4.0)),
        arm_rotation=0.0,
        elbow=float(np.deg2rad(10.0)),
        arms_hang=1.0,
        arms_on_hips=0.0,
        each_arm=np.zeros((2, 4)),
    )


def _stand(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    seconds = float(generator.uniform(2.0, 4.0))
    looks = replace(standing, head_turn=float(np.deg2rad(generator.uniform(-50.0, 50.0))))
    rest = footing.feet.at_rest
    return Activity("stand", (Key(0.0, standing, rest), Key(seconds / 2, looks, rest), Key(seconds, standing, rest)))


def _wave(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    side = int(generator.integers(2))
    up = np.zeros((2, 4))
    # Upper arm out to the side, forearm up.
    up[side] = np.deg2rad([10.0, 85.0, 70.0, 95.0])
    waved = up.copy()
    waved[side, 2] += np.deg2rad(-25.0)
    rest = footing.feet.at_rest
    raised = replace(_loose(standing), elbow=0.0, each_arm=up)
    keys = [Key(0.0, standing, rest), Key(0.8, raised, rest)]
    for k in range(int(generator.integers(3, 6))):
        arms = waved if k % 2 == 0 else up
        keys.append(Key(keys[-1].time + 0.35, replace(raised, each_arm=arms), rest))
    keys.append(Key(keys[-1].time + 0.9, standing, rest))
    return Activity("wave", tuple(keys))


def _pick_up_bottle(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    side = int(generator.integers(2))
    sign = 1.0 if side == 0 else -1.0
    one_arm = np.zeros((2, 4))
    one_arm[side] = [0.35, 0.15, 0.0, 0.0]
    reaching = replace(
        _loose(standing),
        knee=float(np.deg2rad(generator.uniform(55.0, 75.0))),
        pelvis_pitch=float(np.deg2rad(generator.uniform(48.0, 58.0))),
        lumbar=float(np.deg2rad(generator.uniform(28.0, 40.0))),
        thoracic=float(np.deg2rad(generator.uniform(12.0, 24.0))),
        neck=float(np.deg2rad(-15.0)),
        trunk_turn=-sign * float(np.deg2rad(10.0)),
        com_fraction=0.5,
    )
    reaching = replace(reaching, each_arm=one_arm)
    held = _loose(standing)
    rest = footing.feet.at_rest
    down = float(generator.uniform(1.3, 1.9))
    keys = (
        Key(0.0, standing, rest),
        Key(down, reaching, rest),
        Key(down + 0.4, reaching, rest),
        Key(2.0 * down + 0.4, held, rest),
        Key(2.0 * down + 1.2, standing, rest),
    )
    hand = SEGMENT_INDEX["left_hand" if side == 0 else "right_hand"]
    body = footing.person.body
    reached = Activity("pick_up_bottle", keys).pose_at(down, footing, lambda posture: posture)
    on_floor = forward(body, reached).origins[hand] * [1.0, 0.0, 1.0]

    def props(since: float, pose: Pose) -> Sequence[Prop]:
        if since < down + 0.2:
            return (bottle(on_floor),)
        wrist = forward(body, pose).origins[hand]
        return (bottle(wrist - [0.0, 0.25, 0.0]),)

    return Activity("pick_up_bottle", keys, props)


def _sit_down(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    feet, rest = footing.feet, footing.feet.at_rest
    bent = replace(
        _loose(standing), knee=float(np.deg2rad(82.0)), pelvis_pitch=float(np.deg2rad(42.0)), com_fraction=0.45
    )
    seated = replace(
        _loose(standing),
        arm_reach=0.0,
        knee=float(np.deg2rad(generator.uniform(82.0, 92.0))),
        pelvis_pitch=float(np.deg2rad(generator.uniform(-8.0, 6.0))),
        lumbar=float(np.deg2rad(generator.uniform(5.0, 15.0))),
        com_fraction=float(generator.uniform(-0.75, -0.55)),
    )
    seated = replace(seated, arm_reach=0.5, elbow=0.9)
    keys = [Key(0.0, standing, rest), Key(1.5, bent, rest), Key(2.3, seated, rest)]
    keys.append(Key(keys[-1].time + float(generator.uniform(1.5, 4.0)), seated, rest))
    keys += [Key(keys[-1].time + 0.9, bent, rest), Key(keys[-1].time + 2.4, standing, rest)]
    body = footing.person.body
    sitting = footing.pose_on(seated, 0.0, *feet.placed(rest, np.zeros(2), np.zeros(2)), _weight(footing, seated))
    seat = forward(body, sitting).skin(footing.person.glutes)
    thing = chair(float(seat[:, 1].min()), float(seat[:, 2].min()))
    return Activity("sit_down", tuple(keys), lambda since, pose: (thing,))


def _lunge(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    side = int(generator.integers(2))
    rest = footing.feet.at_rest
    ahead = rest.copy()
    ahead[side, 1] += float(generator.uniform(0.55, 0.7))
    step = replace(_loose(standing), knee=_STEP_KNEE)
    low = replace(
        _loose(standing), knee=float(np.deg2rad(generator.uniform(72.0, 85.0))), pelvis_pitch=float(np.deg2rad(6.0))
    )
    raised = np.zeros(2)
    raised[1 - side] = float(np.deg2rad(32.0))
    keys = (
        Key(0.8, step, ahead, heels_up=0.4 * raised),
        Key(1.9, low, ahead, heels_up=raised),
        Key(2.5, low, ahead, heels_up=raised),
        Key(3.5, step, ahead, heels_up=0.4 * raised),
        Key(4.3, step, rest),
    )
    return Activity("lunge", _unlocked(standing, step, rest, keys))


def _tie_shoe(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    side = int(generator.integers(2))
    rest = footing.feet.at_rest
    ahead = rest.copy()
    ahead[side, 1] += float(generator.uniform(0.22, 0.32))
    step = replace(_loose(standing), knee=_STEP_KNEE)
    down = replace(
        _loose(standing),
        knee=float(np.deg2rad(generator.uniform(72.0, 88.0))),
        pelvis_pitch=float(np.deg2rad(50.0)),
        lumbar=float(np.deg2rad(36.0)),
        thoracic=float(np.deg2rad(24.0)),
        com_fraction=0.55,
    )
    down = replace(down, arm_reach=0.3, arm_abduction=float(np.deg2rad(-12.0)))
    raised = np.zeros(2)
    raised[1 - side] = float(np.deg2rad(15.0))
    busy = replace(down, elbow=down.elbow + 0.25)
    held = float(generator.uniform(0.8, 1.4))
    keys = (
        Key(0.7, step, ahead),
        Key(2.3, down, ahead, heels_up=raised),
        Key(2.3 + held, busy, ahead, heels_up=raised),
        Key(2.3 + 2.0 * held, down, ahead, heels_up=raised),
        Key(4.0 + 2.0 * held, step, ahead),
        Key(4.8 + 2.0 * held, step, rest),
    )
    return Activity("tie_shoe", _unlocked(standing, step, rest, keys))


def _step_forward(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    way = float(generator.uniform(0.25, 0.4))
    there = [(0.0, way, 0.0)]
    return _walked("step_forward", footing, standing, [*there, *there, (0.0, 0.0, 0.0)], generator)


def _turn_round(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    way = float(generator.choice([-1.0, 1.0]))
    out = [(0.0, 0.0, way * angle) for angle in _headings(np.pi)]
    back = [(0.0, 0.0, way * (np.pi - angle)) for angle in _headings(np.pi)]
    return _walked("turn_round", footing, standing, [*out, out[-1], *back], generator)


def _walk_out_and_in(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    n_steps = int(np.ceil(_WAY_OUT_M / _STEP_M))
    places = np.linspace(0.0, _WAY_OUT_M, n_steps + 1)[1:]
    path = [(0.0, float(z), 0.0) for z in places]
    path += [(0.0, _WAY_OUT_M, angle) for angle in _headings(np.pi)]
    path += [(0.0, float(_WAY_OUT_M - z), np.pi) for z in places]
    path += [(0.0, 0.0, np.pi - angle) for angle in _headings(np.pi)]
    return _walked("walk_out_and_in", footing, standing, path, generator)


def _headings(whole: float) -> list[float]:
    n_steps = int(np.ceil(whole / _TURN_STEP))
    return [float(angle) for angle in np.linspace(0.0, whole, n_steps + 1)[1:]]


def _walked(
    name: str,
    footing: Footing,
    standing: Posture,
    path: Sequence[tuple[float, float, float]],
    generator: np.random.Generator,
) -> Activity:
    """One foot after the other along a path of (x, z, heading); both end at its last point."""
    rest = footing.feet.at_rest
    walking = replace(_loose(standing), knee=_STEP_KNEE, pelvis_pitch=float(np.deg2rad(4.0)))
    step_s = _STEP_S * float(generator.uniform(0.9, 1.2))
    first = int(generator.integers(2))
    feet, time = rest.copy(), 0.0
    keys: list[Key] = []
    # Both feet come to the last point: one step more than the path has points.
    for k, (x, z, heading) in enumerate([*path, path[-1]]):
        side = (first + k) % 2
        feet = feet.copy()
        feet[side] = _foot_at(rest[side], x, z, heading)
        time += step_s
        headings = feet[:, 2] - rest[:, 2]
        turn = float(headings.mean())
        arms = np.zeros((2, 4))
        arms[:, 0] = 0.25 * np.array([1.0, -1.0]) * (1.0 if side == 1 else -1.0)
        stepped = replace(walking, each_arm=arms)
        middle = footing.feet.middle(feet, turn, walking.com_fraction)
        toward = feet[side, :2] - feet[:, :2].mean(axis=0)
        keys.append(Key(time, stepped, feet, turn, middle + _ON_STANCE * toward))
    return Activity(name, _unlocked(standing, walking, rest, keys))


def _unlocked(standing: Posture, step: Posture, rest: Array, keys: Sequence[Key]) -> tuple[Key, ...]:
    """`keys` between unlocking the knees and straightening them again, for nobody steps off straight legs."""
    shifted = [replace(key, time=key.time + _UNLOCK_S) for key in keys]
    last = keys[-1].time + 2.0 * _UNLOCK_S
    return (Key(0.0, standing, rest), Key(_UNLOCK_S, step, rest), *shifted, Key(last, standing, rest))


def _foot_at(rest: Array, x: float, z: float, heading: float) -> Array:
    """A foot's place (3,) beside a point of the path."""
    turned = rotation_about(UP, heading) @ np.array([rest[0], 0.0, rest[1]])
    return np.array([x + turned[0], z + turned[2], rest[2] + heading])


def _weight(footing: Footing, posture: Posture) -> tuple[float, float]:
    return posture.sideways, footing.feet.at(posture.com_fraction)


_MAKERS: dict[str, Callable[[Footing, Posture, np.random.Generator], Activity]] = {
    "stand": _stand,
    "wave": _wave,
    "pick_up_bottle": _pick_up_bottle,
    "sit_down": _sit_down,
    "lunge": _lunge,
    "tie_shoe": _tie_shoe,
    "step_forward": _step_forward,
    "turn_round": _turn_round,
    "walk_out_and_in": _walk_out_and_in,
}
ACTIVITIES = tuple(_MAKERS)
"""Their names."""

"""What people do between reps that is no rep: walking, waving, lunging, sitting down, and more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from depthhinge.body.kinematics import Pose, forward
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.errors import UsageError
from depthhinge.simulation.activity import Activity, Key
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.performance import Prop
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.props import bottle, chair
from depthhinge.simulation.steps import STEP_KNEE, STEP_M, turns, unlocked, walked

_WAY_OUT_M = 2.6
"""Out of the picture of a camera 2.3 m away."""
_DRAWS = 10
_CHECK_STEP_S = 0.1
"""From one posture of an activity that is tried to the next."""


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
    raised = replace(standing.with_arms_hanging(), elbow=0.0, each_arm=up)
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
        standing.with_arms_hanging(),
        knee=float(np.deg2rad(generator.uniform(55.0, 75.0))),
        pelvis_pitch=float(np.deg2rad(generator.uniform(48.0, 58.0))),
        lumbar=float(np.deg2rad(generator.uniform(28.0, 40.0))),
        thoracic=float(np.deg2rad(generator.uniform(12.0, 24.0))),
        neck=float(np.deg2rad(-15.0)),
        trunk_turn=-sign * float(np.deg2rad(10.0)),
        com_fraction=0.5,
        each_arm=one_arm,
    )
    held = standing.with_arms_hanging()
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
        standing.with_arms_hanging(),
        knee=float(np.deg2rad(82.0)),
        pelvis_pitch=float(np.deg2rad(42.0)),
        com_fraction=0.45,
    )
    seated = replace(
        standing.with_arms_hanging(),
        arm_reach=0.5,
        elbow=0.9,
        knee=float(np.deg2rad(generator.uniform(82.0, 92.0))),
        pelvis_pitch=float(np.deg2rad(generator.uniform(-8.0, 6.0))),
        lumbar=float(np.deg2rad(generator.uniform(5.0, 15.0))),
        com_fraction=float(generator.uniform(-0.75, -0.55)),
    )
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
    step = replace(standing.with_arms_hanging(), knee=STEP_KNEE)
    low = replace(
        standing.with_arms_hanging(),
        knee=float(np.deg2rad(generator.uniform(72.0, 85.0))),
        pelvis_pitch=float(np.deg2rad(6.0)),
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
    return Activity("lunge", unlocked(standing, step, rest, keys))


def _tie_shoe(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    side = int(generator.integers(2))
    rest = footing.feet.at_rest
    ahead = rest.copy()
    ahead[side, 1] += float(generator.uniform(0.22, 0.32))
    step = replace(standing.with_arms_hanging(), knee=STEP_KNEE)
    down = replace(
        standing.with_arms_hanging(),
        knee=float(np.deg2rad(generator.uniform(72.0, 88.0))),
        pelvis_pitch=float(np.deg2rad(50.0)),
        lumbar=float(np.deg2rad(36.0)),
        thoracic=float(np.deg2rad(24.0)),
        com_fraction=0.55,
        arm_reach=0.3,
        arm_abduction=float(np.deg2rad(-12.0)),
    )
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
    return Activity("tie_shoe", unlocked(standing, step, rest, keys))


def _step_forward(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    way = float(generator.uniform(0.25, 0.4))
    there = [(0.0, way, 0.0)]
    return walked("step_forward", footing, standing, [*there, *there, (0.0, 0.0, 0.0)], generator)


def _turn_round(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    way = float(generator.choice([-1.0, 1.0]))
    out = [(0.0, 0.0, way * angle) for angle in turns(np.pi)]
    back = [(0.0, 0.0, way * (np.pi - angle)) for angle in turns(np.pi)]
    return walked("turn_round", footing, standing, [*out, out[-1], *back], generator)


def _walk_out_and_in(footing: Footing, standing: Posture, generator: np.random.Generator) -> Activity:
    n_steps = int(np.ceil(_WAY_OUT_M / STEP_M))
    places = np.linspace(0.0, _WAY_OUT_M, n_steps + 1)[1:]
    path = [(0.0, float(z), 0.0) for z in places]
    path += [(0.0, _WAY_OUT_M, angle) for angle in turns(np.pi)]
    path += [(0.0, float(_WAY_OUT_M - z), np.pi) for z in places]
    path += [(0.0, 0.0, np.pi - angle) for angle in turns(np.pi)]
    return walked("walk_out_and_in", footing, standing, path, generator)


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

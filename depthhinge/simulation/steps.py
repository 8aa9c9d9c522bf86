"""Steps: one foot after the other, off bent knees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from depthhinge.geometry import UP, Array, rotation_about
from depthhinge.simulation.activity import Activity, Key
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.posture import Posture

STEP_M = 0.38
"""A slow walk: 0.7 m/s."""
STEP_KNEE = float(np.deg2rad(36.0))
"""Both knees' mean: so much that the hind leg reaches."""
_STEP_S = 0.55
_UNLOCK_S = 0.6
_TURN_STEP = float(np.deg2rad(40.0))
_ON_STANCE = 0.3
"""How far the weight sways toward the foot it stands on, of the way to it, while the other steps."""


def walked(
    name: str,
    footing: Footing,
    standing: Posture,
    path: Sequence[tuple[float, float, float]],
    generator: np.random.Generator,
) -> Activity:
    """One foot after the other along a path of (x, z, heading); both end at its last point."""
    rest = footing.feet.at_rest
    walking = replace(standing.with_arms_hanging(), knee=STEP_KNEE, pelvis_pitch=float(np.deg2rad(4.0)))
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
    return Activity(name, unlocked(standing, walking, rest, keys))


def unlocked(standing: Posture, step: Posture, rest: Array, keys: Sequence[Key]) -> tuple[Key, ...]:
    """`keys` between unlocking the knees and straightening them again, for nobody steps off straight legs."""
    shifted = [replace(key, time=key.time + _UNLOCK_S) for key in keys]
    last = keys[-1].time + 2.0 * _UNLOCK_S
    return (Key(0.0, standing, rest), Key(_UNLOCK_S, step, rest), *shifted, Key(last, standing, rest))


def turns(whole: float) -> list[float]:
    """The headings, in radians, through which somebody turns by `whole`, a step each."""
    n_steps = int(np.ceil(whole / _TURN_STEP))
    return [float(angle) for angle in np.linspace(0.0, whole, n_steps + 1)[1:]]


def _foot_at(rest: Array, x: float, z: float, heading: float) -> Array:
    """A foot's place (3,) beside a point of the path."""
    turned = rotation_about(UP, heading) @ np.array([rest[0], 0.0, rest[1]])
    return np.array([x + turned[0], z + turned[2], rest[2] + heading])

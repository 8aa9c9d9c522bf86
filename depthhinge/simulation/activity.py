"""How somebody goes through something that is no rep: from one of its moments to the next.

A moment (`Key`) is a posture, where the feet are, which way the pelvis faces, where the weight is. Between two
everything goes by minimum jerk, but for the weight and the heading, which go on evenly; a foot that moves is lifted on
the way. All begin and end in the standing posture on the feet's own places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import PchipInterpolator

from depthhinge.body.kinematics import Pose
from depthhinge.geometry import Array
from depthhinge.simulation.balance import Footing
from depthhinge.simulation.performance import Prop
from depthhinge.simulation.posture import Posture
from depthhinge.simulation.tempo import hump, minimum_jerk

_LIFT_M = 0.05
"""How high a foot is lifted in a step: shuffled steps clear less, brisk ones more."""
_STILL = 0.005
"""Metres or radians: a foot that is moved by less stays on the floor."""


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
        moved = np.linalg.norm(after.feet[:, :2] - before.feet[:, :2], axis=1) > _STILL
        turned = np.abs(after.feet[:, 2] - before.feet[:, 2]) > _STILL
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

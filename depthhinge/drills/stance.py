"""When the person stands still and upright: where their own posture and the wall are taken from."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from depthhinge.body.clinical_angles import trunk_of
from depthhinge.body.joints import SIDES, both
from depthhinge.body.skeleton import DOF_INDEX
from depthhinge.geometry import UP, Array, unit
from depthhinge.measures.side_on import LEVEL
from depthhinge.measures.standing import Standing, facing_of
from depthhinge.settings import WallTapSettings
from depthhinge.tracking.tracked_body import TrackedBody

UPRIGHT = np.deg2rad(25.0)
"""Trunk inclination of someone who stands: own posture leans less than 15 deg, plus the fit's error."""
SOFT_KNEES = np.deg2rad(35.0)
"""Knee flexion of someone who stands with soft knees (15-20 deg, coaches), plus the fit's error."""
STROLL_M_PER_S = 0.5
"""Level pelvis speed of someone who is going somewhere: half a slow walk."""
PROVISIONAL_FRAMES = 3
"""Frames of standing that a first, rough reference needs: short recordings begin moving after a third of a second."""
KEPT_FRAMES = 20
"""Frames that the reference is the median of."""
RENEW_EVERY = 5
"""Frames of standing between two averages: each takes a frame's whole budget."""
LEANT = float(np.deg2rad(6.0))
"""Radians between the trunk and its own upright at which it is another posture: what is amber past standing."""
HELD_S = 3.0
"""By then another posture is how they stand now: nobody holds the top of a rep, leant back, for so long."""
RESTED_S = 0.25
"""By then feet that were set down side by side stay: in a walk they are down together for as long, but in a stride."""
RESTED_M = 0.05
"""Level way of a resting foot's ankle: what it rolls as the knee goes forward, and the fit's noise."""
STRIDE_M = 0.25
"""From one ankle to the other along the way somebody faces, from which they stride or lunge, and do not stand."""
SPEED_FRAMES = 6
"""Frames over which the pelvis' speed is taken: one frame to the next is mostly noise."""
_ANKLES = both("ankle")


@dataclass
class Stance:
    """Collects frames of standing; `reference` is the posture, None until there is one."""

    settings: WallTapSettings
    reference: Standing | None = None
    _still: deque[TrackedBody] = field(default_factory=lambda: deque(maxlen=KEPT_FRAMES))
    _stepped: bool = False
    _still_since: float | None = None
    _leant_since: float | None = None
    """Since when they have stood still in another posture."""
    _stood: int = 0
    """Frames of standing still."""
    _sure: bool = False
    """The reference was measured of someone who stood still."""
    _upright: list[TrackedBody] = field(default_factory=list)
    _feet: Array | None = None
    """(2, 3) where the ankles came to rest after a step."""
    _feet_since: float = 0.0
    _tallest: list[TrackedBody] = field(default_factory=list)
    """Since then."""
    _trail: deque[tuple[float, Array]] = field(default_factory=lambda: deque(maxlen=SPEED_FRAMES))

    @property
    def settled(self) -> bool:
        """Whether they have stood still since they stepped, if they did."""
        return not self._stepped

    def observe(self, body: TrackedBody, time_s: float) -> bool:
        """Take in a tracked frame; whether it changed what standing is taken to be."""
        pelvis = body.joint("pelvis")
        self._trail.append((time_s, pelvis))
        if self._stepped:
            self._watch_feet(body, time_s)
        if not is_upright(body):
            return False
        if self._speed() < self.settings.standing_still_m_per_s:
            if self._leans(body, time_s):
                return False
            self._still.append(body)
            self._still_since = time_s if self._still_since is None else self._still_since
            settled = not self._stepped or time_s - self._still_since >= self.settings.standing_still_s
            if len(self._still) >= PROVISIONAL_FRAMES and settled:
                self._stepped = False
                self._stood += 1
                if self.reference is not None and self._stood % RENEW_EVERY:
                    return False
                self.reference, self._sure = Standing.average(list(self._still)), True
            return settled or self._stand_roughly(body, time_s)
        self._still_since = self._leant_since = None
        if self._stepped:
            self._still.clear()
            return self._stand_roughly(body, time_s)
        if self.reference is None and self._level_speed() < STROLL_M_PER_S:
            # Someone who never stands still is measured from the first upright frames, roughly.
            self._upright.append(body)
            if len(self._upright) >= PROVISIONAL_FRAMES:
                self.reference = Standing.average(self._upright)
        return self.reference is not None and not self._still

    def renew(self) -> None:
        """The shape has been learned anew, or the posture is another: no average with what was measured before."""
        self._still.clear()
        self._upright.clear()
        self._stood = -1

    def forget(self, stepped: bool = False) -> None:
        """Start anew: the person left, or stepped; who stepped must stand still before they are measured again."""
        self.reference, self._sure, self._stepped = None, False, stepped
        self._still_since = self._leant_since = None
        self._still.clear()
        self._upright.clear()
        self._trail.clear()
        self._feet = None

    def _watch_feet(self, body: TrackedBody, time_s: float) -> None:
        """Since when the feet rest where they are, side by side."""
        ankles = body.joints[_ANKLES] * LEVEL
        moved = self._feet is None or float(np.linalg.norm(ankles - self._feet, axis=1).max()) > RESTED_M
        if moved or _strides(body):
            self._feet, self._feet_since = ankles, time_s
            self._tallest.clear()

    def _stand_roughly(self, body: TrackedBody, time_s: float) -> bool:
        """Who steps and goes on at once is measured from the tallest they were on these feet; whether that is new."""
        if not self._stepped:
            return False
        self._tallest.append(body)
        self._tallest.sort(key=lambda stood: -float(stood.joint("pelvis")[1]))
        dropped = self._tallest.pop() if len(self._tallest) > PROVISIONAL_FRAMES else None
        if dropped is body or len(self._tallest) < PROVISIONAL_FRAMES or time_s - self._feet_since < RESTED_S:
            return False
        self.reference = Standing.average(self._tallest)
        return True

    def _leans(self, body: TrackedBody, time_s: float) -> bool:
        """Whether someone who stands still only pauses in a posture that is not their own, as who leans back does."""
        if self.reference is None or not self._sure or _turned(body.joints, self.reference.joints) < LEANT:
            self._leant_since = None
            return False
        self._leant_since = time_s if self._leant_since is None else self._leant_since
        if time_s - self._leant_since < HELD_S:
            return True
        self.renew()
        self._leant_since, self._sure = None, False
        return False

    def _speed(self) -> float:
        (t0, first), (t1, last) = self._trail[0], self._trail[-1]
        return float(np.linalg.norm(last - first)) / (t1 - t0) if t1 > t0 else 0.0

    def _level_speed(self) -> float:
        (t0, first), (t1, last) = self._trail[0], self._trail[-1]
        return float(np.hypot(last[0] - first[0], last[2] - first[2])) / (t1 - t0) if t1 > t0 else 0.0


def is_upright(body: TrackedBody) -> bool:
    """Whether trunk and knees are those of someone who stands."""
    if body.pose is None:
        return False
    lean = _angle_between(_along_trunk(body.joints), UP)
    knees = [float(body.pose.angles[DOF_INDEX[f"{side}_knee_flexion"]]) for side in SIDES]
    return bool(lean < UPRIGHT and min(knees) < SOFT_KNEES)


def _strides(body: TrackedBody) -> bool:
    """Whether one foot is far in front of the other."""
    left, right = body.joints[_ANKLES]
    return abs(float((left - right) @ facing_of(body.segment_rotations[0]))) > STRIDE_M


def _along_trunk(joints: Array) -> Array:
    """(3,) unit vector from the pelvis of joints (n_joints, 3) to C7."""
    return unit(trunk_of(joints))


def _turned(joints: Array, others: Array) -> float:
    """Radians between the trunks of two sets of joints (n_joints, 3)."""
    return _angle_between(_along_trunk(joints), _along_trunk(others))


def _angle_between(a: Array, b: Array) -> float:
    """Radians between two unit vectors (3,)."""
    return float(np.arccos(min(max(float(a @ b), -1.0), 1.0)))

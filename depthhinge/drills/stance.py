"""When the person stands still and upright: where their own posture and the wall are taken from."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import DOF_INDEX
from depthhinge.geometry import UP, Array
from depthhinge.measures.standing import Standing
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
SPEED_FRAMES = 6
"""Frames over which the pelvis' speed is taken: one frame to the next is mostly noise."""


@dataclass
class Stance:
    """Collects frames of standing; `reference` is the posture, None until there is one."""

    settings: WallTapSettings
    reference: Standing | None = None
    _still: deque[TrackedBody] = field(default_factory=lambda: deque(maxlen=KEPT_FRAMES))
    _stepped: bool = False
    _still_since: float | None = None
    _stood: int = 0
    """Frames of standing still."""
    _upright: list[TrackedBody] = field(default_factory=list)
    _trail: deque[tuple[float, Array]] = field(default_factory=lambda: deque(maxlen=SPEED_FRAMES))

    def observe(self, body: TrackedBody, time_s: float) -> bool:
        """Take in a tracked frame; whether it changed what standing is taken to be."""
        pelvis = body.joint("pelvis")
        self._trail.append((time_s, pelvis))
        if not is_upright(body):
            return False
        if self._speed() < self.settings.standing_still_m_per_s:
            self._still.append(body)
            self._still_since = time_s if self._still_since is None else self._still_since
            settled = not self._stepped or time_s - self._still_since >= self.settings.standing_still_s
            if len(self._still) >= PROVISIONAL_FRAMES and settled:
                self._stepped = False
                self._stood += 1
                if self.reference is not None and self._stood % RENEW_EVERY:
                    return False
                self.reference = Standing.average(list(self._still))
            return settled
        self._still_since = None
        if self._stepped:
            self._still.clear()
        elif self.reference is None and self._level_speed() < STROLL_M_PER_S:
            # Someone who never stands still is measured from the first upright frames, roughly.
            self._upright.append(body)
            if len(self._upright) >= PROVISIONAL_FRAMES:
                self.reference = Standing.average(self._upright)
        return self.reference is not None and not self._still

    def renew(self) -> None:
        """The person's shape has been learned anew: what was measured before is not averaged with what comes."""
        self._still.clear()
        self._upright.clear()
        self._stood = -1

    def forget(self, stepped: bool = False) -> None:
        """Start anew: the person left, or stepped; who stepped must stand still before they are measured again."""
        self.reference, self._stepped, self._still_since = None, stepped, None
        self._still.clear()
        self._upright.clear()
        self._trail.clear()

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
    spine = body.joint("c7") - body.joint("pelvis")
    lean = float(np.arccos(np.clip(spine @ UP / np.linalg.norm(spine), -1.0, 1.0)))
    knees = [float(body.pose.angles[DOF_INDEX[f"{side}_knee_flexion"]]) for side in SIDES]
    return bool(lean < UPRIGHT and min(knees) < SOFT_KNEES)

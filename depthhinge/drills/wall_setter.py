"""Which wall the drill has: a virtual one at its distance, or the real one that stands there.

A real wall within reach is used where it is wanted. Where it is not, it still is as soon as it stands nearer than the
virtual one: nobody gets through it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from depthhinge.body.model import Body
from depthhinge.drills.reach import Reach
from depthhinge.drills.wall import Wall
from depthhinge.geometry import Array
from depthhinge.scene.real_wall import RealWall
from depthhinge.settings import ReachSettings, WallTapSettings

REAL_WALL_NOTE = "a real wall stands behind the person and is the drill's wall"
OUT_OF_REACH = "out of reach"


@dataclass
class WallSetter:
    """`put` it behind the heels; `wall` is the one that stands now."""

    settings: WallTapSettings
    reach_settings: ReachSettings
    distance_m: float
    """Of the virtual wall from the heels."""
    real_wanted: bool
    wall: Wall | None = None
    """None until the person has stood still."""
    notes: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Names of cues that are to be said, each taken away by whoever says it."""
    _real: RealWall = field(default_factory=RealWall)
    _reach: Reach | None = None

    def learn(self, body: Body) -> None:
        """What this body can reach, where its shape is new."""
        if self._reach is None or self._reach.body is not body:
            self._reach = Reach(body, self.reach_settings)

    def look_behind(self, time_s: float, standing_still: Callable[[], Array], heels: Array, facing: Array) -> None:
        """Look for a real wall, now and then, in what of the room stands still: (n, 3) points in the room."""
        if self._real.due(time_s, heels):
            self._real.look(time_s, standing_still(), heels, facing)

    def put(self, heels: Array, facing: Array) -> None:
        """The wall behind heels at (3,) of who faces `facing` (3,)."""
        self.wall = self._real_wall(heels, facing) or Wall.behind(heels, facing, self.distance_m)
        if self.wall.real and REAL_WALL_NOTE not in self.notes:
            self.notes.append(REAL_WALL_NOTE)
            self.words.append("real_wall")
        refusal = None if self._reach is None else self._reach.refusal(self.wall.distance_m)
        if refusal is not None and not any(OUT_OF_REACH in note for note in self.notes):
            self.notes.append(refusal)

    def move(self, distance_m: float) -> None:
        """Another distance, now or once the wall is put."""
        self.distance_m = distance_m
        if self.wall is not None:
            self.put(self.wall.heels, self.wall.facing)

    def forget(self) -> None:
        """The person has gone or stepped."""
        self.wall = None

    @property
    def knee_allowance(self) -> float | None:
        """Radians of knee flexion that this wall takes of this person; None while wall or body are not known."""
        if self._reach is None or self.wall is None:
            return None
        return self._reach.allowance(self.wall.distance_m)

    @property
    def farthest_m(self) -> float:
        """What the person can reach at all; infinite while neither their body nor a real wall is known."""
        bodily = float("inf") if self._reach is None else self._reach.farthest.reach_m
        plane = self._real.plane
        return bodily if plane is None or self.wall is None else min(bodily, float(plane.distance(self.wall.heels)))

    def _real_wall(self, heels: Array, facing: Array) -> Wall | None:
        if self._real.plane is None:
            return None
        wall = Wall.found(self._real.plane, heels, facing)
        if not self.settings.shortest_distance_m <= wall.distance_m <= self.settings.longest_distance_m:
            return None
        in_reach = self._reach is None or self._reach.refusal(wall.distance_m) is None
        return wall if wall.distance_m < self.distance_m or (self.real_wanted and in_reach) else None

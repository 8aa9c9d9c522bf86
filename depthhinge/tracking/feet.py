"""Which feet stand still, and where: a planted foot holds the whole leg in place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import SIDES
from depthhinge.geometry import Array
from depthhinge.tracking.evidence import is_contradicted
from depthhinge.tracking.posed_surface import PosedSurface
from depthhinge.tracking.surface import Surface
from depthhinge.tracking.terms import Planted, nothing_planted
from depthhinge.tracking.tracked_body import SegmentEvidence

STILL_M = 0.02
"""Metres a standing foot may seem to move between frames: the noise of the fit."""
STILL_FRAMES = 3
LOW_M = 0.05
"""Metres over the floor within which a sole can stand on it."""
SLACK_M = 0.03
"""Metres that the evidence may pull a planted foot before it counts as stepping."""
FOLLOW = 0.02
"""How far the planted place follows the fit each frame: averages its noise over 50 frames."""


@dataclass
class Foot:
    """One foot: samples at its heel and toe, and their place while planted."""

    side: str
    samples: NDArray[np.int64]
    """(2,) heel and toe."""
    last: Array | None = None
    still_for: int = 0
    place: Array | None = None
    """(2, 3) metres, None while the foot is free."""

    def release(self) -> None:
        """It may go anywhere."""
        self.place, self.still_for, self.last = None, 0, None


@dataclass
class Feet:
    """Both feet, over the frames."""

    feet: list[Foot] = field(default_factory=list)
    _turn: int = 0
    """Of one foot or the other."""

    @classmethod
    def of(cls, surface: Surface) -> Feet:
        """Feet of a surface, both free."""
        return cls([Foot(side, surface.skin.soles[k]) for k, side in enumerate(SIDES)])

    def planted(self, but: Foot | None = None) -> Planted:
        """What the next fit holds in place, `but` one foot."""
        held = [foot for foot in self.feet if foot.place is not None and foot is not but]
        if not held:
            return nothing_planted()
        places = [foot.place for foot in held if foot.place is not None]
        return Planted(np.concatenate([foot.samples for foot in held]), np.concatenate(places))

    def stepping(self, posed: PosedSurface, evidence: dict[str, SegmentEvidence]) -> Foot | None:
        """The planted foot that the picture pulls away from its place.

        Where it pulls at both at once it is the body that does not fit: people lift one foot at a time.
        """
        pulled = [foot for foot in self.feet if foot.place is not None and _pulled(foot, foot.place, posed, evidence)]
        return pulled[0] if len(pulled) == 1 else None

    def next_planted(self) -> Foot | None:
        """A planted foot; the other one the next time, where both are."""
        self._turn += 1
        planted = [foot for foot in self.feet if foot.place is not None]
        return planted[self._turn % len(planted)] if planted else None

    def plant(self, posed: PosedSurface) -> None:
        """Who is known to stand still has their feet where they are on this surface."""
        for foot in self.feet:
            now = posed.points[foot.samples].copy()
            foot.last = now
            if _on_floor(now):
                foot.place = now

    def follow(self, posed: PosedSurface) -> None:
        """Take in a fitted frame: plant feet that have stood still, let planted places settle."""
        for foot in self.feet:
            now = posed.points[foot.samples].copy()
            still = (
                foot.last is not None
                and float(np.linalg.norm(now - foot.last, axis=1).max()) < STILL_M
                and _on_floor(now)
            )
            foot.still_for = foot.still_for + 1 if still else 0
            foot.last = now
            if foot.place is not None:
                foot.place = foot.place + FOLLOW * (now - foot.place)
            elif foot.still_for >= STILL_FRAMES:
                foot.place = now

    def release(self) -> None:
        """Free both feet."""
        for foot in self.feet:
            foot.release()


def _on_floor(sole: Array) -> bool:
    """Whether a foot with these samples (2, 3) can stand there."""
    return float(sole[:, 1].min()) < LOW_M


def _pulled(foot: Foot, place: Array, posed: PosedSurface, evidence: dict[str, SegmentEvidence]) -> bool:
    off = float(np.linalg.norm(posed.points[foot.samples] - place, axis=1).max())
    leg = (evidence[f"{foot.side}_{part}"] for part in ("foot", "shank", "thigh"))
    return off > SLACK_M or any(is_contradicted(part) for part in leg)

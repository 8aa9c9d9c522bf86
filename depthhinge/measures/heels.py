"""Where the heels are on the floor: what the wall's distance is measured from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array
from depthhinge.measures.side_on import LEVEL
from depthhinge.measures.standing import Standing

SHOE_HEEL_M = 0.004
"""Metres of a shoe behind the fitted heel: half of a trainer's counter and padding, since the body that is fitted to
shoes has grown by some of it. Judgement, between barefoot and a running shoe."""


@dataclass(frozen=True)
class Heels:
    """How far a person's heels reach behind their ankles.

    The floor's own noise hides most of a shoe, so that the fit knows the ankle to millimetres and the foot's pitch
    badly; a standing foot is flat, and the heel lies where the flat foot's heel does. Where the heel's outline is seen
    as well, the line is halfway between: each errs by 6 mm, and differently (28 dressed people of development, from the
    side).
    """

    behind_ankle: float
    """Metres from the ankle joint centre back to the rearmost of the heel in its shoe, foot flat; mean of both."""

    @classmethod
    def of(cls, body: Body) -> Heels:
        """Measure a body at zero angles."""
        strongest = body.strongest_segments
        reach = []
        for side in SIDES:
            foot = SEGMENT_INDEX[f"{side}_foot"]
            reach.append(body.origins[foot, 2] - body.vertices[strongest == foot, 2].min())
        return cls(float(np.mean(reach)) + SHOE_HEEL_M)

    def line(self, standing: Standing, side: str | None) -> Array:
        """(3,) a point on the line of the heels, on the floor, for the way the person faces.

        Args:
            standing: the person's standing posture.
            side: the side that is seen; None = both, and the line lies halfway between them.
        """
        sides = SIDES if side is None else (side,)
        middle = standing.joints[[JOINT_INDEX[f"{s}_ankle"] for s in sides]].mean(axis=0)
        behind = self.behind_ankle
        if side is not None and standing.heels_seen is not None:
            seen = standing.heels_seen[SIDES.index(side)]
            behind = behind if np.isnan(seen) else float(behind + seen) / 2.0
        return np.asarray((middle - behind * standing.facing) * LEVEL)

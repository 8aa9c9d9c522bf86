"""How far the glute surface is from the wall.

The surface is the person's own skin in the fitted pose: every measured point around it has had its say in the fit. Of
someone side-on the outline says more (`seen_seat.py`); from behind the points nearest the wall, taken alone, say less.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Plane
from depthhinge.tracking.tracked_body import TrackedBody

GLUTE_HEIGHTS = (-0.20, 0.14)
"""Metres from the hip joint centres, standing: gluteal fold to iliac crest."""


@dataclass(frozen=True)
class Glutes:
    """The rear skin of a person's pelvis and thighs."""

    left: NDArray[np.int64]
    """Vertex indices of the left half."""
    right: NDArray[np.int64]

    @classmethod
    def of(cls, body: Body) -> Glutes:
        """Find them on a body at zero angles."""
        strongest = body.strongest_segments
        parts = [SEGMENT_INDEX[name] for name in ("pelvis", "lumbar_lower", "left_thigh", "right_thigh")]
        height = body.vertices[:, 1] - body.origins[0, 1]
        behind = body.vertices[:, 2] < body.origins[0, 2]
        level = (height > GLUTE_HEIGHTS[0]) & (height < GLUTE_HEIGHTS[1])
        seat = np.isin(strongest, parts) & level & behind
        leftward = body.vertices[:, 0] - body.origins[0, 0]
        return cls(np.flatnonzero(seat & (leftward >= 0.0)), np.flatnonzero(seat & (leftward < 0.0)))

    def members(self, side: str | None = None) -> NDArray[np.int64]:
        """Vertex indices of one half, or of both."""
        if side is None:
            return np.concatenate([self.left, self.right])
        return self.left if side == "left" else self.right

    def gap(self, body: TrackedBody, wall: Plane, side: str | None = None) -> float | None:
        """Metres from the glute surface to the wall (normal toward the person), negative past it.

        None where there is no fitted surface.

        Args:
            body: the fitted frame.
            wall: the wall.
            side: the side that is seen, and measured; None = both, the nearer to the wall counts. Of a hidden half
                nothing is known but the pelvis' turn, and 3 deg of that are 8 mm there.
        """
        if body.posed is None:
            return None
        return float(wall.distance(body.posed.skin(self.members(side))).min())

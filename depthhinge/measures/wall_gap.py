"""How far the glute surface is from the wall.

The surface is the person's own skin in the fitted pose: every measured point around it has had its say in the fit. (The
points nearest the wall, taken alone, were tried as a correction: from the side they are the outline's wildest, and the
gap's standard deviation in simulation rose from 3 to 4-5 mm.)
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

    members: NDArray[np.int64]
    """(n,) vertex indices."""

    @classmethod
    def of(cls, body: Body) -> Glutes:
        """Find them on a body at zero angles."""
        strongest = body.skin_segments[np.arange(len(body.vertices)), np.argmax(body.skin_weights, axis=1)]
        parts = [SEGMENT_INDEX[name] for name in ("pelvis", "lumbar_lower", "left_thigh", "right_thigh")]
        height = body.vertices[:, 1] - body.origins[0, 1]
        behind = body.vertices[:, 2] < body.origins[0, 2]
        level = (height > GLUTE_HEIGHTS[0]) & (height < GLUTE_HEIGHTS[1])
        return cls(np.flatnonzero(np.isin(strongest, parts) & level & behind))

    def gap(self, body: TrackedBody, wall: Plane) -> float | None:
        """Metres from the glute surface to the wall (normal toward the person), negative past it.

        None where there is no fitted surface.
        """
        if body.posed is None:
            return None
        return float(wall.distance(body.posed.skin(self.members)).min())

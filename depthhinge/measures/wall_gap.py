"""How far the glute surface is from the wall.

The fitted skin says where the rearmost part of the buttocks is; the person's own points there, where the camera sees
any, correct it by how far they lie off that skin. From the side that is the outline and a strip of grazing surface; from
behind it is the whole buttock; from the front nothing is seen and the skin stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array, Plane
from depthhinge.tracking.tracked_body import TrackedBody

GLUTE_HEIGHTS = (-0.20, 0.14)
"""Metres from the hip joint centres, standing: gluteal fold to iliac crest."""
CAP_M = 0.025
"""Metres from the rearmost vertex within which the skin would flatten against a wall."""
AROUND_M = 0.07
"""Metres from the rearmost vertex: the skin around the cap."""
REACH_M = 0.05
"""Metres from that skin within which a measured point belongs to it: four standard deviations of a D435 at 2 m."""
MIN_POINTS = 8
"""Measured points below which the skin is not corrected."""


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

    def gap(self, body: TrackedBody, points: Array, wall: Plane) -> float | None:
        """Metres from the glute surface to the wall, negative past it; None where there is no fitted surface.

        Args:
            body: the fitted frame.
            points: (m, 3) the person's points in the room.
            wall: its normal toward the person.
        """
        if body.posed is None:
            return None
        skin = body.posed.skin(self.members)
        distance = wall.distance(skin)
        nearest = float(distance.min())
        around = distance < nearest + AROUND_M
        return nearest + _correction(skin[around], distance[around] < nearest + CAP_M, points, wall)


def _correction(skin: Array, is_cap: NDArray[np.bool_], points: Array, wall: Plane) -> float:
    """Metres by which the points on the cap lie farther from the wall than the skin nearest to each.

    The skin around the cap takes its own points, so that those beside the cap do not count as points on it.
    """
    low, high = skin.min(axis=0) - REACH_M, skin.max(axis=0) + REACH_M
    near = points[np.all((points > low) & (points < high), axis=1)]
    if len(near) < MIN_POINTS:
        return 0.0
    apart = np.linalg.norm(near[:, None] - skin[None], axis=2)
    owner = np.argmin(apart, axis=1)
    chosen = is_cap[owner] & (apart[np.arange(len(near)), owner] < REACH_M)
    if int(chosen.sum()) < MIN_POINTS:
        return 0.0
    return float(np.median(wall.distance(near[chosen]) - wall.distance(skin[owner[chosen]])))

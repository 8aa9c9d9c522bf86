"""A rod along the back: where it lies against the skin, and how far each of its three contacts is off it.

A rod held behind the back lies on the outside of the back's midline and touches it. One hand presses it to the upper
back, the other to the sacrum: of all the lines that touch, it takes the one nearest to those two (least squares), and
the head is as far off as it then is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import PosedBody
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX, SEGMENTS
from depthhinge.geometry import Array

CONTACTS = ("head", "upper_back", "sacrum")
"""Back of the head, between the shoulder blades, sacrum."""

_PRESSED = [CONTACTS.index("upper_back"), CONTACTS.index("sacrum")]
_MIDLINE_M = 0.015
"""Half the width of the strip of skin that a rod can touch."""
_BLADES = 0.75
"""Of the way from T7 up to C7: the shoulder blades reach up to the second vertebra of the chest."""
_TRUNK_AND_HEAD = tuple(SEGMENTS[:7])
_TILTS = np.deg2rad(np.arange(-40.0, 40.01, 0.25))
"""Of the rod from the pelvis' own upright, tried one after another."""


@dataclass(frozen=True)
class BackMidline:
    """The skin of a body's back along the middle, from the sacrum to the crown."""

    vertices: NDArray[np.int64]
    contact: NDArray[np.int64]
    """(n_vertices,) index among `CONTACTS`, -1 elsewhere."""

    @classmethod
    def of(cls, body: Body) -> BackMidline:
        """Found on the body at zero angles."""
        strongest = body.strongest_segments
        members = np.isin(strongest, [SEGMENT_INDEX[name] for name in _TRUNK_AND_HEAD])
        x, y, z = (body.vertices - body.origins[0]).T

        def height(segment: str) -> float:
            return float(body.origins[SEGMENT_INDEX[segment], 1] - body.origins[0, 1])

        joint_z = np.interp(
            y,
            [height(name) for name in _TRUNK_AND_HEAD],
            [body.origins[SEGMENT_INDEX[name], 2] - body.origins[0, 2] for name in _TRUNK_AND_HEAD],
        )
        chosen = np.flatnonzero(members & (np.abs(x) < _MIDLINE_M) & (z < joint_z) & (y > 0.0))
        y = y[chosen]
        contact = np.full(len(chosen), -1)
        contact[y < height("lumbar_lower")] = CONTACTS.index("sacrum")
        blades = height("thorax_upper") + np.array([0.0, _BLADES]) * (height("neck") - height("thorax_upper"))
        contact[(y > blades[0]) & (y < blades[1])] = CONTACTS.index("upper_back")
        contact[y > height("head")] = CONTACTS.index("head")
        return cls(chosen, contact)

    def rod(self, posed: PosedBody) -> Rod:
        """Where a rod pressed against this back lies."""
        pelvis = posed.rotations[0]
        skin = posed.skin(self.vertices) - posed.origins[0]
        upward, backward = skin @ pelvis[:, 1], -(skin @ pelvis[:, 2])
        outward = np.cos(_TILTS)[:, None] * backward + np.sin(_TILTS)[:, None] * upward
        surface = outward.max(axis=1)
        gaps = np.stack([surface - outward[:, self.contact == k].max(axis=1) for k in range(len(CONTACTS))])
        best = int(np.argmin((gaps[_PRESSED] ** 2).sum(axis=0)))
        tilt = _TILTS[best]
        normal = -np.cos(tilt) * pelvis[:, 2] + np.sin(tilt) * pelvis[:, 1]
        along = np.cos(tilt) * pelvis[:, 1] + np.sin(tilt) * pelvis[:, 2]
        reach = skin @ along
        return Rod(
            point=posed.origins[0] + surface[best] * normal,
            direction=along,
            normal=normal,
            low=float(reach.min()),
            high=float(reach.max()),
            gaps=gaps[:, best],
        )


@dataclass(frozen=True)
class Rod:
    """The line on the back's outside, in the frame of the posed body; metres."""

    point: Array
    """(3,) on it."""
    direction: Array
    """(3,) unit vector, toward the head."""
    normal: Array
    """(3,) unit vector away from the back."""
    low: float
    """Along `direction` from `point` to beside the sacrum's lower end."""
    high: float
    """To beside the crown."""
    gaps: Array
    """(3,) from the line to the skin at each of `CONTACTS`."""

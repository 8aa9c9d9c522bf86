"""A rod along the person's own back, real in every way but that it is not there: what of it would touch.

It is laid on the back as the person stands: there it touches the back of the head, the upper back between the shoulder
blades and the sacrum, by definition, and whatever room their own curves leave between is theirs. From then on it goes
with the rib cage, as a rod does that hands hold at the neck and at the lower back: its distance to the head's skin and
to the sacrum's is the gap there. Where head or sacrum come further back than they stood they push the rod away, and it
turns on them; where both do, it leaves the upper back.

(A rod free to tilt as it likes, nearest to all three contacts, was tried: it has two resting places on a rounded back
and jumps from one to the other at a millimetre's difference. So were the points nearest the back, as a correction of
the fitted skin: the gaps' errors rose from 1-3 mm to 2-5. And going with the upper half of the rib cage alone, it
turned by all that a chest bends within, and by every error of it: a degree is 6 mm at the sacrum.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import PosedBody, forward
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array, cross, unit
from depthhinge.measures.side_on import toward_camera
from depthhinge.measures.standing import Standing

CONTACTS = ("head", "upper_back", "sacrum")
HEAD, UPPER_BACK, SACRUM = range(3)
MIDLINE_M = 0.015
"""Half the width of the strip of skin that a rod can touch."""
BLADES_SHARE = 0.75
"""Of the way from T7 up to C7, where the shoulder blades end."""
HIDDEN_FROM = 0.5
"""Cosine between facing and the way to the camera from which the camera looks at the front: the back is hidden."""
_RIB_CAGE = (SEGMENT_INDEX["thorax_lower"], SEGMENT_INDEX["thorax_upper"])
_TRUNK_AND_HEAD = ("pelvis", "lumbar_lower", "lumbar_upper", "thorax_lower", "thorax_upper", "neck", "head")


@dataclass(frozen=True)
class Rod:
    """Where the rod lies; room frame, metres."""

    ends: Array
    """(2, 3) beside the sacrum and beside the head."""
    gaps: Array
    """(3,) to the skin at each of `CONTACTS`, 0 or more."""
    skin: Array
    """(3, 3) the skin at each of them."""


class Contacts(NamedTuple):
    """Where the skin of each of `CONTACTS` lies from the upper back's, metres."""

    up: Array
    """(3,) along the rib cage."""
    out: Array
    """(3,) behind it."""

    @classmethod
    def of(cls, places: Array, upward: Array, behind: Array) -> Contacts:
        """Of skin at `places` (3, 3) on a rib cage with these unit vectors (3,)."""
        offset = places - places[UPPER_BACK]
        return cls(offset @ upward, offset @ behind)


@dataclass(frozen=True)
class Dowel:
    """The skin that a rod can touch, found once on a person's body."""

    patches: tuple[NDArray[np.int64], ...]
    """Vertices of each of `CONTACTS`."""
    _stood: list[tuple[Standing, Contacts]] = field(default_factory=list)
    """The standing posture last asked for, and its contacts: it is the same for many frames."""

    @cached_property
    def _vertices(self) -> NDArray[np.int64]:
        """Of all patches, one after another."""
        return np.concatenate(self.patches)

    @classmethod
    def of(cls, body: Body) -> Dowel:
        """Find it on a body at zero angles."""
        strongest = body.strongest_segments
        trunk = np.isin(strongest, [SEGMENT_INDEX[name] for name in _TRUNK_AND_HEAD])
        x, y, z = (body.vertices - body.origins[0]).T
        joints = {name: body.origins[SEGMENT_INDEX[name]] - body.origins[0] for name in _TRUNK_AND_HEAD}
        spine = np.interp(y, [place[1] for place in joints.values()], [place[2] for place in joints.values()])
        rear = trunk & (np.abs(x) < MIDLINE_M) & (z < spine)
        low, high = joints["thorax_upper"][1], joints["neck"][1]
        levels = (
            y > joints["head"][1],
            (y > low) & (y < low + BLADES_SHARE * (high - low)),
            (y > 0.0) & (y < joints["lumbar_lower"][1]),
        )
        return cls(tuple(np.flatnonzero(rear & level) for level in levels))

    def lay(self, posed: PosedBody, standing: Standing) -> Rod:
        """The rod on a posed body, laid as the person stood."""
        stood = self._standing_contacts(posed.body, standing)
        places, (upward, behind) = self.places(posed), _rib_cage(posed)
        forward_of_rod = stood.out - Contacts.of(places, upward, behind).out
        head, sacrum = (float(forward_of_rod[k] - forward_of_rod[UPPER_BACK]) for k in (HEAD, SACRUM))
        above, below = float(abs(stood.up[HEAD])), float(abs(stood.up[SACRUM]))
        gaps = rod_gaps(head, sacrum, above, below)
        ends = places[[SACRUM, HEAD]] + gaps[[SACRUM, HEAD], None] * behind
        return Rod(ends + _clear_of(ends, places, behind), gaps, places)

    def _standing_contacts(self, body: Body, standing: Standing) -> Contacts:
        """Those of somebody as they stood."""
        if not self._stood or self._stood[0][0] is not standing:
            posed = forward(body, standing.pose)
            self._stood[:] = [(standing, Contacts.of(self.places(posed), *_rib_cage(posed)))]
        return self._stood[0][1]

    def places(self, posed: PosedBody) -> Array:
        """(3, 3) the middle of the skin at each of `CONTACTS`."""
        head, upper_back, _ = (len(patch) for patch in self.patches)
        skin = posed.skin(self._vertices)
        parts = (skin[:head], skin[head : head + upper_back], skin[head + upper_back :])
        return np.array([part.sum(axis=0) / len(part) for part in parts])


def _rib_cage(posed: PosedBody) -> tuple[Array, Array]:
    """(3,) unit vectors up the rib cage, as the mean of its halves has it, and out behind it."""
    lower, upper = _RIB_CAGE
    axes = posed.rotations[lower] + posed.rotations[upper]
    leftward, upward = unit(axes[:, 0]), axes[:, 1]
    upward = unit(upward - (upward @ leftward) * leftward)
    return upward, cross(upward, leftward)


def _clear_of(ends: Array, skin: Array, behind: Array) -> Array:
    """(3,) the step that takes a rod's ends (2, 3) out of the skin at its contacts (3, 3), toward `behind` (3,).

    Standing, chest and head do not lie in one line; the rod is drawn along the outermost.
    """
    along = unit(ends[1] - ends[0])
    outward = unit(behind - (behind @ along) * along)
    return np.asarray(max(float(((skin - ends[0]) @ outward).max()), 0.0) * outward)


def rod_gaps(head: float, sacrum: float, above: float, below: float) -> Array:
    """(3,) metres between a rod and the back at each of `CONTACTS`.

    Args:
        head: how much further from the rod the head is than it stood; negative: it pushes the rod away.
        sacrum: likewise.
        above: from the upper back's contact up to the head's.
        below: from it down to the sacrum's.
    """
    if head >= 0.0 and sacrum >= 0.0:
        return np.array([head, 0.0, sacrum])
    # The rod turns about the upper back until the other end touches too.
    if head < 0.0 and (turned := sacrum + head * below / above) >= 0.0:
        return np.array([0.0, 0.0, turned])
    if sacrum < 0.0 and (turned := head + sacrum * above / below) >= 0.0:
        return np.array([turned, 0.0, 0.0])
    return np.array([0.0, -(head * below + sacrum * above) / (above + below), 0.0])


def back_is_hidden(facing: Array, feet: Array, camera: Array) -> bool:
    """Whether a camera (3,) looks at the front of someone who stands at `feet` (3,) and faces `facing` (3,)."""
    return bool(toward_camera(feet, camera) @ facing > HIDDEN_FROM)

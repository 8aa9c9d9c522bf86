"""Where the body's mass is: published segment masses at the middle of each segment's own flesh.

Masses and the centres along the limbs: de Leva P (1996). Adjustments to Zatsiorsky-Seluyanov's segment inertia
parameters. *J Biomech* 29:1223-1230, table 4, the mean of women and men, since sex is not measured. The table's upper,
middle and lower trunk are shared among this skeleton's five trunk segments. A trunk segment's centre is midway between
its front and back surfaces: on the spine it would lie some 2 cm behind.

So shared, the whole trunk is centred 37 % of the way from the hips to C7, below the table's own 49 % (young athletes)
and at the height of computed tomography's, first to second lumbar vertebra (Pearsall 1996, *Ann Biomed Eng* 24:198). On
force plates the table's height lets the centre of mass of a squat travel half of what the ground's push says, this one
all of it (`tests/benchmarks/force_plates.py`).
"""

from __future__ import annotations

import numpy as np

from depthhinge.body.joints import SIDES
from depthhinge.body.kinematics import PosedBody
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX, SEGMENTS
from depthhinge.geometry import Array

_TRUNK_MASS = {
    "pelvis": 0.1183,
    "lumbar_lower": 0.0775,
    "lumbar_upper": 0.0774,
    "thorax_lower": 0.0785,
    "thorax_upper": 0.0785,
}
"""Lower trunk; middle trunk in halves; upper trunk in halves."""

_HEAD_AND_NECK_MASS = 0.0681
_NECK_SHARE = 0.2
"""Of the head and neck, which the table weighs as one, the share given to the neck (by volume of this body)."""

_LIMBS = {
    "thigh": (0.1447, 0.385, "shank"),
    "shank": (0.0457, 0.443, "foot"),
    "upper_arm": (0.0263, 0.576, "forearm"),
    "forearm": (0.0150, 0.457, "hand"),
}
"""(mass fraction, centre as a fraction from the proximal joint, the segment that begins at the distal joint)."""

_ENDS = {"foot": 0.0105, "toes": 0.0028, "hand": 0.0059}
"""Mass fractions of the segments without a distal joint; foot and toes share the table's foot by length."""

_LOWER_TRUNK_CENTRE = 0.39
"""Of the way from the hips up to the navel, here the height of L3 (the table's 61 % from the navel down)."""

_PARTS = {
    "legs": ("thigh", "shank", "foot", "toes"),
    "lower_trunk": ("pelvis", "lumbar_lower", "lumbar_upper"),
    "upper_body": ("thorax_lower", "thorax_upper", "neck", "head", "upper_arm", "forearm", "hand"),
}
"""Segments that move so much alike that their masses may be taken as one."""
MASS_PARTS = tuple(_PARTS)

_TRUNK_HALF_WIDTH = 0.08
"""Metres from the midline within which a trunk segment's front and back are looked for: inside of the arms."""


def _segment_masses() -> Array:
    masses = dict(_TRUNK_MASS)
    masses["neck"] = _NECK_SHARE * _HEAD_AND_NECK_MASS
    masses["head"] = (1.0 - _NECK_SHARE) * _HEAD_AND_NECK_MASS
    for side in SIDES:
        masses |= {f"{side}_{name}": row[0] for name, row in _LIMBS.items()}
        masses |= {f"{side}_{name}": mass for name, mass in _ENDS.items()}
    fractions = np.array([masses[name] for name in SEGMENTS])
    return np.asarray(fractions / fractions.sum())


SEGMENT_MASSES = _segment_masses()
"""(n_segments,) fractions of body mass; they sum to one."""


def _shares_of_parts() -> Array:
    shares = np.zeros((len(MASS_PARTS), len(SEGMENTS)))
    for row, names in zip(shares, _PARTS.values(), strict=True):
        for segment, index in SEGMENT_INDEX.items():
            side, _, part = segment.partition("_")
            row[index] = (part if side in SIDES else segment) in names
    return shares * SEGMENT_MASSES


_SHARES_OF_PARTS = _shares_of_parts()

PART_MASSES: Array = _SHARES_OF_PARTS.sum(axis=1)
"""(n_parts,) fractions of body mass, in the order of `MASS_PARTS`; they sum to one."""

_PARTS_OF_SEGMENTS = _SHARES_OF_PARTS / PART_MASSES[:, None]
"""(n_parts, n_segments) what of each part's mass is each segment's."""


def segment_centres(body: Body) -> Array:
    """(n_segments, 3) centre of mass of each segment of `body` at zero angles, in the body frame, metres."""
    strongest = body.strongest_segments
    centres = np.empty((len(SEGMENTS), 3))
    for name, index in SEGMENT_INDEX.items():
        flesh = body.vertices[strongest == index]
        if name in _TRUNK_MASS:
            flesh = flesh[np.abs(flesh[:, 0] - body.origins[0, 0]) < _TRUNK_HALF_WIDTH]
        centres[index] = (flesh.min(axis=0) + flesh.max(axis=0)) / 2.0
    navel = body.origins[SEGMENT_INDEX["lumbar_upper"], 1]
    centres[0, 1] = body.origins[0, 1] + _LOWER_TRUNK_CENTRE * (navel - body.origins[0, 1])
    for side in SIDES:
        for name, (_, fraction, distal) in _LIMBS.items():
            start, end = (body.origins[SEGMENT_INDEX[f"{side}_{part}"]] for part in (name, distal))
            centres[SEGMENT_INDEX[f"{side}_{name}"]] = start + fraction * (end - start)
    return centres


def part_centres(posed: PosedBody, centres: Array) -> Array:
    """(n_parts, 3) centres of mass of `MASS_PARTS` in the room, metres; `centres` are the body's `segment_centres`."""
    moved = np.einsum("sij,sj->si", posed.rotations, centres - posed.body.origins) + posed.origins
    return np.asarray(_PARTS_OF_SEGMENTS @ moved)


def centre_of_mass(posed: PosedBody, centres: Array) -> Array:
    """Whole-body centre of mass (3,) in the room, metres; `centres` are the body's own `segment_centres`."""
    return np.asarray(PART_MASSES @ part_centres(posed, centres))

"""Which part of the body each marker of a laboratory moves with, and about where on it the marker sits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array
from depthhinge.simulation.recorded.trc import Markers


@dataclass(frozen=True)
class Site:
    """Where a marker is stuck."""

    segment: str
    near: str
    """A joint of `JOINTS`."""
    away: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """From it at zero angles: outward (to the body's side), up, forward; metres on an adult of 1.7 m."""
    spread: float = 0.015
    """How far off the true place may be from there, metres, one standard deviation."""
    weight: float = 1.0
    """Of its distance, beside the others'."""
    on_skin: bool = False
    """Whether it lies on the trunk's bare skin, over bone: then the body's surface is under it."""


_CLUSTER_M = 0.12
"""A cluster's plates sit anywhere on their segment."""
_TELLING = 2.0
"""Weight of joint centres, and of markers on bone beside a joint."""
_SLIDING_BLADE = 0.5
"""Weight of markers on the shoulder blade, which this skeleton has fixed to the chest."""
_TURNING_FOREARM = 0.3
"""Weight of markers that turn with the forearm, which this skeleton's does not."""

_SIDES = {
    # Motion analysis names, as the OpenSim full-body examples have them.
    "{s}.ASIS": Site("pelvis", "pelvis", (0.12, 0.09, 0.08), 0.03, on_skin=True),
    "{s}.PSIS": Site("pelvis", "pelvis", (0.05, 0.10, -0.10), 0.03, on_skin=True),
    "{S}_HJC": Site("thigh", "hip", spread=0.005, weight=_TELLING),
    "{s}_knee": Site("thigh", "knee", (0.055, 0.0, 0.0), 0.012, _TELLING),
    "{s}_ankle": Site("shank", "ankle", (0.045, 0.0, 0.0), 0.012, _TELLING),
    "{s}_calc": Site("foot", "heel", (0.0, 0.04, -0.01)),
    "{s}_5meta": Site("foot", "toe", (0.04, 0.03, -0.07), 0.03),
    "{s}_toe": Site("foot", "toe", (0.0, 0.04, -0.03), 0.03),
    "{s}_shank_antsup": Site("shank", "knee", (0.0, -0.06, 0.05), _CLUSTER_M),
    **{f"{{s}}_sh{n}": Site("shank", "knee", (0.04, -0.2, 0.0), _CLUSTER_M) for n in range(1, 6)},
    **{f"{{s}}_thigh{n}": Site("thigh", "hip", (0.06, -0.2, 0.0), _CLUSTER_M) for n in range(1, 6)},
    "{S}_Shoulder": Site("thorax_upper", "shoulder", (0.0, 0.05, 0.0), 0.03, _SLIDING_BLADE),
    "{S}_Sternum": Site("thorax_upper", "thorax", (0.03, 0.03, 0.15), 0.06, on_skin=True),
    "{S}_humerus": Site("upper_arm", "shoulder", (0.04, -0.15, 0.0), _CLUSTER_M),
    "{S}_elbow_lat": Site("upper_arm", "elbow", (0.04, 0.0, 0.0), 0.02),
    "{S}_elbow_med": Site("upper_arm", "elbow", (-0.04, 0.0, 0.0), 0.02),
    "{S}_forearm": Site("forearm", "elbow", (0.02, -0.12, 0.0), _CLUSTER_M, _TURNING_FOREARM),
    "{S}_wrist_radius": Site("forearm", "wrist", (0.0, 0.0, 0.03), 0.03, _TURNING_FOREARM),
    "{S}_wrist_ulna": Site("forearm", "wrist", (0.0, 0.0, -0.03), 0.03, _TURNING_FOREARM),
    # The plug-in gait set with clusters.
    "{S}FHD": Site("head", "head", (0.07, 0.03, 0.08), 0.06),
    "{S}BHD": Site("head", "head", (0.07, 0.03, -0.08), 0.06),
    "{S}SHO": Site("thorax_upper", "shoulder", (0.0, 0.05, 0.0), 0.03, _SLIDING_BLADE),
    **{f"{{S}}UA{n}": Site("upper_arm", "shoulder", (0.04, -0.15, 0.0), _CLUSTER_M) for n in range(1, 4)},
    "{S}ELB": Site("upper_arm", "elbow", (0.04, 0.0, 0.0), 0.02),
    **{f"{{S}}LA{n}": Site("forearm", "elbow", (0.02, -0.12, 0.0), _CLUSTER_M, _TURNING_FOREARM) for n in range(1, 4)},
    "{S}WRA": Site("forearm", "wrist", (0.0, 0.0, 0.03), 0.03, _TURNING_FOREARM),
    "{S}WRB": Site("forearm", "wrist", (0.0, 0.0, -0.03), 0.03, _TURNING_FOREARM),
    "{S}FIN": Site("hand", "wrist", (0.0, -0.1, 0.0), 0.05, _TURNING_FOREARM),
    "{S}ASI": Site("pelvis", "pelvis", (0.12, 0.09, 0.08), 0.03, on_skin=True),
    "{S}PSI": Site("pelvis", "pelvis", (0.05, 0.10, -0.10), 0.03, on_skin=True),
    "{S}THI": Site("thigh", "hip", (0.06, -0.2, 0.0), _CLUSTER_M),
    **{f"{{S}}THI{n}": Site("thigh", "hip", (0.06, -0.2, 0.0), _CLUSTER_M) for n in (2, 3)},
    "{S}KNE": Site("thigh", "knee", (0.055, 0.0, 0.0), 0.012, _TELLING),
    "{S}TIB": Site("shank", "knee", (0.04, -0.2, 0.0), _CLUSTER_M),
    **{f"{{S}}TIB{n}": Site("shank", "knee", (0.04, -0.2, 0.0), _CLUSTER_M) for n in (2, 3)},
    "{S}ANK": Site("shank", "ankle", (0.045, 0.0, 0.0), 0.012, _TELLING),
    "{S}HEE": Site("foot", "heel", (0.0, 0.04, -0.01)),
    "{S}TOE": Site("foot", "toe", (0.0, 0.04, -0.06), 0.03),
    "{S}LatFoot": Site("foot", "toe", (0.04, 0.03, -0.07), 0.03),
    # Joint centres of an Acclaim skeleton, by the bones that end there.
    "{s}hipjoint": Site("thigh", "hip", spread=0.02, weight=_TELLING),
    "{s}femur": Site("shank", "knee", spread=0.015, weight=_TELLING),
    "{s}tibia": Site("foot", "ankle", spread=0.02, weight=_TELLING),
    "{s}foot": Site("foot", "toe", (0.0, 0.02, -0.06), 0.03),
    "{s}toes": Site("toes", "toe", spread=0.03),
    "{s}clavicle": Site("thorax_upper", "shoulder", spread=0.03, weight=_SLIDING_BLADE),
    "{s}humerus": Site("forearm", "elbow", spread=0.02),
    "{s}radius": Site("forearm", "wrist", spread=0.03),
}
_MIDLINE = {
    "C7": Site("thorax_upper", "c7", spread=0.01, weight=_TELLING, on_skin=True),
    "T10": Site("thorax_lower", "thorax", (0.0, -0.06, -0.08), 0.05, on_skin=True),
    "CLAV": Site("thorax_upper", "thorax", (0.0, 0.1, 0.15), 0.06, on_skin=True),
    "STRN": Site("thorax_upper", "thorax", (0.0, -0.02, 0.17), 0.06, on_skin=True),
    "RBAK": Site("thorax_upper", "thorax", (0.0, 0.0, -0.08), _CLUSTER_M),
    "SACR": Site("pelvis", "pelvis", (0.0, 0.10, -0.11), 0.03, on_skin=True),
    **{f"Pelvis{n}": Site("pelvis", "pelvis", (0.0, 0.10, -0.11), _CLUSTER_M) for n in range(1, 4)},
    "root": Site("pelvis", "pelvis", spread=0.05),
    "lowerback": Site("lumbar_upper", "lumbar", spread=0.05),
    "upperback": Site("thorax_lower", "thorax", (0.0, -0.08, 0.0), 0.05),
    "thorax": Site("thorax_upper", "c7", (0.0, -0.03, 0.04), 0.04, _TELLING),
    "upperneck": Site("neck", "head", (0.0, -0.1, 0.0), 0.05),
    "head": Site("head", "head", spread=0.05),
}
_CENTRAL = ("pelvis", "thorax_lower", "thorax_upper", "head")
"""Segments that are not one of a pair, though markers sit to the left and right on them."""
_REFERENCE_STATURE_M = 1.7


def _all_sites() -> dict[str, tuple[str, Site]]:
    """Side (`left`, `right` or empty) and site by the marker's name."""
    sites = {name: ("", site) for name, site in _MIDLINE.items()}
    for pattern, site in _SIDES.items():
        for side, letters in (("left", {"s": "L", "S": "L"}), ("right", {"s": "r", "S": "R"})):
            sites[pattern.format(**letters)] = (side, site)
        # The same names in other letters: `l_knee`, `R_knee`, and the Acclaim bones' `l` and `r`.
        for side, letter in (("left", "l"), ("right", "r"), ("left", "L"), ("right", "R")):
            sites.setdefault(pattern.format(s=letter, S=letter.upper()), (side, site))
    return sites


SITES = _all_sites()


@dataclass(frozen=True)
class MarkerSet:
    """The markers of a recording that are understood."""

    names: tuple[str, ...]
    columns: NDArray[np.int64]
    """(n,) where each is in the recording."""
    segments: NDArray[np.int64]
    """(n,) the segment each moves with."""
    spreads: Array
    """(n,) metres."""
    weights: Array
    """(n,)."""
    on_skin: NDArray[np.bool_]
    """(n,) whether each lies on the trunk's skin."""
    _sides: tuple[str, ...]

    @classmethod
    def of(cls, markers: Markers) -> MarkerSet:
        """Those markers of a recording that have a known site."""
        known = [(name, *SITES[name]) for name in markers.names if name in SITES]
        return cls(
            names=tuple(name for name, _, _ in known),
            columns=np.array([markers.names.index(name) for name, _, _ in known], np.int64),
            segments=np.array([SEGMENT_INDEX[_sided(site.segment, side)] for _, side, site in known], np.int64),
            spreads=np.array([site.spread for _, _, site in known]),
            weights=np.array([site.weight for _, _, site in known]),
            on_skin=np.array([site.on_skin for _, _, site in known], np.bool_),
            _sides=tuple(side for _, side, _ in known),
        )

    def guess(self, body: Body) -> Array:
        """(n, 3) about where the markers sit on `body` at zero angles."""
        return np.array([_place(body, name, side) for name, side in zip(self.names, self._sides, strict=True)])

    def pairs(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """Left and right of every marker whose pattern is in `names`."""
        found: list[tuple[str, str]] = []
        for pattern in names:
            sides = {
                side: name
                for name, side in zip(self.names, self._sides, strict=True)
                if any(name == pattern.format(s=letter, S=letter.upper()) for letter in "lLrR")
            }
            if len(sides) == len(("left", "right")):
                found.append((sides["left"], sides["right"]))
        return found


def _sided(segment: str, side: str) -> str:
    return segment if side == "" or segment in _CENTRAL else f"{side}_{segment}"


def _place(body: Body, name: str, side: str) -> Array:
    site = SITES[name][1]
    joint = site.near if site.near in JOINT_INDEX else f"{side}_{site.near}"
    outward, up, forward = site.away
    sign = {"left": 1.0, "right": -1.0, "": 1.0}[side]
    away = np.array([sign * outward, up, forward]) * body.stature / _REFERENCE_STATURE_M
    return np.asarray(body.joints[JOINT_INDEX[joint]] + away)

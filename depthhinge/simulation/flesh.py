"""Where a simulated person's mass is: points all through the body, each as dense as its segment.

Densities of segments: Dempster 1955 (WADC-TR-55-159), as in Winter 2009, *Biomechanics and motor control of human
movement*, table 4.1. The planes between segments are those of Zatsiorsky and Seluyanov, whose scans de Leva's table
goes back to: through the joints across the limb, through the groin at 37 deg to the midline, and level at C7. Nothing
here is taken from tables of segment masses, which can so be compared with the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import PosedBody
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX, SEGMENTS
from depthhinge.geometry import Array, unit

SPACING_M = 0.015
"""Between points; hands and toes still have dozens."""
_EVERY_VERTEX = 3
"""Flesh belongs to the segment of the skin nearest to it, by every third vertex of it."""
_MOST_CROSSINGS = 64
"""Of one vertical line with the skin."""

_GROIN = np.deg2rad(37.0)
"""The plane between trunk and thigh, from the midline plane."""
_BETWEEN_THE_LEGS_M = 0.01

_KG_PER_M3 = {
    "pelvis": 1010.0,
    "lumbar_lower": 1010.0,
    "lumbar_upper": 1010.0,
    "thorax_lower": 920.0,
    "thorax_upper": 920.0,
    "neck": 1110.0,
    "head": 1110.0,
    "thigh": 1050.0,
    "shank": 1090.0,
    "foot": 1100.0,
    "toes": 1100.0,
    "upper_arm": 1070.0,
    "forearm": 1130.0,
    "hand": 1160.0,
}
"""Abdomen and pelvis together; the thorax with its lungs."""


def _density(segment: str) -> float:
    side, _, part = segment.partition("_")
    return _KG_PER_M3[part if side in SIDES else segment]


DENSITIES = np.array([_density(segment) for segment in SEGMENTS])
"""(n_segments,) kg/m^3."""


@dataclass(frozen=True)
class Flesh:
    """The mass of each segment and its centre."""

    masses: Array
    """(n_segments,) kg."""
    centres: Array
    """(n_segments, 3) at zero angles, in the body frame, metres."""

    @classmethod
    def of(cls, body: Body) -> Flesh:
        """Fill `body` with points of mass."""
        points = interior(body.vertices, body.triangles, SPACING_M)
        segments = _segments(body, points)
        counts = np.bincount(segments, minlength=len(SEGMENTS))
        sums = np.stack([np.bincount(segments, points[:, k], len(SEGMENTS)) for k in range(3)], axis=1)
        masses = DENSITIES * counts.astype(np.float64) * SPACING_M**3
        return cls(masses, np.asarray(sums / np.maximum(counts, 1)[:, None], np.float64))

    @property
    def mass(self) -> float:
        """Of the whole body, kg."""
        return float(self.masses.sum())

    @property
    def fractions(self) -> Array:
        """(n_segments,) of body mass; they sum to one."""
        return np.asarray(self.masses / self.masses.sum())

    def centre_of_mass(self, posed: PosedBody) -> Array:
        """(3,) of the whole body in the room, metres; `posed` is the body it was made of."""
        return np.asarray(self.fractions @ self.posed_centres(posed))

    def posed_centres(self, posed: PosedBody) -> Array:
        """(n_segments, 3) each segment's centre of mass in the room, metres."""
        return np.asarray(np.einsum("sij,sj->si", posed.rotations, self.centres - posed.body.origins) + posed.origins)


def _segments(body: Body, points: Array) -> NDArray[np.int64]:
    """(n,) the segment of each of the points (n, 3) inside the body."""
    some = np.arange(0, len(body.vertices), _EVERY_VERTEX)
    skin = some[_nearest(points, np.ascontiguousarray(body.vertices[some]))]
    skin_segments = body.skin_segments[skin, np.argmax(body.skin_weights[skin], axis=1)]
    x, y, z = points.T

    def origin(segment: str) -> Array:
        return np.asarray(body.origins[SEGMENT_INDEX[segment]])

    out = np.full(len(points), SEGMENT_INDEX["pelvis"])
    for segment in ("lumbar_lower", "lumbar_upper", "thorax_lower", "thorax_upper"):
        out[y > origin(segment)[1]] = SEGMENT_INDEX[segment]
    out[y > body.joints[JOINT_INDEX["c7"], 1]] = SEGMENT_INDEX["neck"]
    out[(y > origin("head")[1]) & (skin_segments == SEGMENT_INDEX["head"])] = SEGMENT_INDEX["head"]
    crotch = _crotch(body)
    for side, sign in (("left", 1.0), ("right", -1.0)):
        leg = (sign * x >= 0.0) & ((y - crotch) * np.tan(_GROIN) < sign * x)
        for part in ("thigh", "shank", "foot"):
            out[leg & ((part == "thigh") | (y < origin(f"{side}_{part}")[1]))] = SEGMENT_INDEX[f"{side}_{part}"]
        foot = leg & (out == SEGMENT_INDEX[f"{side}_foot"])
        out[foot & (z > origin(f"{side}_toes")[2])] = SEGMENT_INDEX[f"{side}_toes"]
        arm = np.isin(skin_segments, [SEGMENT_INDEX[f"{side}_{part}"] for part in ("upper_arm", "forearm", "hand")])
        down = unit(origin(f"{side}_hand") - origin(f"{side}_upper_arm"))
        # At the shoulder the plane is halfway between across the arm and upright.
        across = {"upper_arm": unit(down + np.array([sign, 0.0, 0.0])), "forearm": down, "hand": down}
        out[arm] = SEGMENT_INDEX["thorax_upper"]
        for part, normal in across.items():
            out[arm & ((points - origin(f"{side}_{part}")) @ normal > 0.0)] = SEGMENT_INDEX[f"{side}_{part}"]
    return out


def _crotch(body: Body) -> float:
    """Height of the lowest skin of the pelvis between the legs."""
    middle = np.abs(body.vertices[:, 0] - body.origins[0, 0]) < _BETWEEN_THE_LEGS_M
    strongest = body.skin_segments[np.arange(len(middle)), np.argmax(body.skin_weights, axis=1)]
    return float(body.vertices[middle & (strongest == SEGMENT_INDEX["pelvis"]), 1].min())


def interior(vertices: Array, triangles: NDArray[np.int64], spacing: float) -> Array:
    """Points (n, 3) of a cubic lattice that lie inside a closed surface, triangles counter-clockwise from outside."""
    low = vertices.min(axis=0)
    columns = np.ceil(np.ptp(vertices, axis=0)[[0, 2]] / spacing).astype(np.int64)
    heights = np.empty((columns[0] * columns[1], _MOST_CROSSINGS))
    turns = np.empty((len(heights), _MOST_CROSSINGS), np.int64)
    counts = np.zeros(len(heights), np.int64)
    _cross(np.ascontiguousarray(vertices, np.float64), triangles, low, spacing, columns[1], heights, turns, counts)
    return np.asarray(_between(heights, turns, counts, low, spacing, columns[1]))


@numba.njit(cache=True)
def _cross(
    vertices: Array,
    triangles: NDArray[np.int64],
    low: Array,
    spacing: float,
    depth: int,
    heights: Array,
    turns: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> None:
    """Where the lattice's vertical lines cross the surface, and whether upwards out of it (1) or into it (-1)."""
    width = len(counts) // depth
    for k in range(len(triangles)):
        a, b, c = vertices[triangles[k, 0]], vertices[triangles[k, 1]], vertices[triangles[k, 2]]
        # Seen from above: x to the right, z down the page.
        area = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2])
        if area == 0.0:
            continue
        first_i = max(int(np.ceil((min(a[0], b[0], c[0]) - low[0]) / spacing - 0.5)), 0)
        last_i = min(int(np.floor((max(a[0], b[0], c[0]) - low[0]) / spacing - 0.5)), width - 1)
        first_j = max(int(np.ceil((min(a[2], b[2], c[2]) - low[2]) / spacing - 0.5)), 0)
        last_j = min(int(np.floor((max(a[2], b[2], c[2]) - low[2]) / spacing - 0.5)), depth - 1)
        for i in range(first_i, last_i + 1):
            x = low[0] + (i + 0.5) * spacing
            for j in range(first_j, last_j + 1):
                z = low[2] + (j + 0.5) * spacing
                weight_b = ((z - a[2]) * (c[0] - a[0]) - (x - a[0]) * (c[2] - a[2])) / area
                weight_c = ((b[2] - a[2]) * (x - a[0]) - (b[0] - a[0]) * (z - a[2])) / area
                if weight_b < 0.0 or weight_c < 0.0 or weight_b + weight_c >= 1.0:
                    continue
                column = i * depth + j
                n = counts[column]
                if n < heights.shape[1]:
                    heights[column, n] = a[1] + weight_b * (b[1] - a[1]) + weight_c * (c[1] - a[1])
                    turns[column, n] = 1 if area > 0.0 else -1
                    counts[column] = n + 1


@numba.njit(cache=True)
def _between(
    heights: Array, turns: NDArray[np.int64], counts: NDArray[np.int64], low: Array, spacing: float, depth: int
) -> Array:
    """The lattice's points below more ways out than ways in."""
    points = []
    for column in range(len(counts)):
        n = counts[column]
        if n < 2:
            continue
        order = np.argsort(heights[column, :n])
        x = low[0] + (column // depth + 0.5) * spacing
        z = low[2] + (column % depth + 0.5) * spacing
        inside = 0
        for k in range(n - 1):
            inside -= turns[column, order[k]]
            if inside <= 0:
                continue
            first = int(np.ceil((heights[column, order[k]] - low[1]) / spacing - 0.5))
            last = int(np.ceil((heights[column, order[k + 1]] - low[1]) / spacing - 0.5))
            points.extend([(x, low[1] + (level + 0.5) * spacing, z) for level in range(first, last)])
    out = np.empty((len(points), 3))
    for k in range(len(points)):
        out[k, 0], out[k, 1], out[k, 2] = points[k]
    return out


@numba.njit(cache=True)
def _nearest(points: Array, vertices: Array) -> NDArray[np.int64]:
    out = np.empty(len(points), np.int64)
    for i in range(len(points)):
        best, who = np.inf, 0
        for k in range(len(vertices)):
            dy = points[i, 1] - vertices[k, 1]
            if dy * dy >= best:
                continue
            dx, dz = points[i, 0] - vertices[k, 0], points[i, 2] - vertices[k, 2]
            distance = dx * dx + dy * dy + dz * dz
            if distance < best:
                best, who = distance, k
        out[i] = who
    return out

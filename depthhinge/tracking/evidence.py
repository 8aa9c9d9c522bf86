"""Per segment, what speaks for its place: is it in the picture, is it seen, is what is seen explained."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINTS, SIDES
from depthhinge.body.skeleton import SEGMENT_INDEX, SEGMENTS
from depthhinge.geometry import Array
from depthhinge.tracking.posed_surface import Camera, PosedSurface
from depthhinge.tracking.silhouette import Silhouette
from depthhinge.tracking.solver import Evidence
from depthhinge.tracking.surface import Surface
from depthhinge.tracking.terms import EXPLAINED_M, FACING, SHOE_HEIGHT, cell_at, tolerance_at
from depthhinge.tracking.tracked_body import SegmentEvidence

MIN_IN_PICTURE, MIN_SEEN, MIN_EXPLAINED = 0.5, 0.3, 0.6
"""A segment below one of these does not count as tracked."""
MIN_READ = 0.1
"""Of a segment in the picture, the least that the camera must have a reading of, or it is not seen: dark trousers keep
a quarter of theirs before a harsh camera, and one reading alone is noise."""
MIN_OVERLAP = 0.68
"""A body whose outline covers less is another pose: twelve simulated people before a harsh camera kept above .74; who
was taken to face away and bent on real depth, and a lunge with crossed shoulders, covered .53 to .66."""
CONTRADICTED = 0.4
"""A seen segment explained less than this is in the wrong place."""

_SEGMENTS_OF_JOINT = {
    "pelvis": ("pelvis",),
    "lumbar": ("lumbar_upper", "lumbar_lower", "thorax_lower"),
    "thorax": ("thorax_lower", "thorax_upper"),
    "c7": ("thorax_upper",),
    "head": ("head",),
    "hip": ("thigh",),
    "knee": ("thigh", "shank"),
    "ankle": ("shank",),
    "heel": ("foot",),
    "toe": ("foot",),
    "shoulder": ("upper_arm",),
    "elbow": ("upper_arm", "forearm"),
    "wrist": ("forearm",),
}


def _parts_of(joint: str) -> frozenset[str]:
    side, _, part = joint.partition("_")
    prefix = f"{side}_" if part else ""
    return frozenset(prefix + name for name in _SEGMENTS_OF_JOINT[part or joint])


_PARTS_OF_JOINTS = tuple(_parts_of(joint) for joint in JOINTS)
"""The segments that each joint belongs to, in the order of `JOINTS`."""


def segment_evidence(
    surface: Surface, posed: PosedSurface, drawn: NDArray[np.float32], evidence: Evidence
) -> dict[str, SegmentEvidence]:
    """Compare a surface's samples in a pose, and the picture of them that `draw` gives, with what was measured."""
    counts = _count(
        posed.facing,
        posed.points[:, 1],
        posed.in_camera,
        surface.segment,
        surface.areas,
        drawn,
        evidence.silhouette,
        evidence.depth,
        evidence.camera,
        evidence.noise,
        len(SEGMENTS),
    )
    found = {}
    for name, index in SEGMENT_INDEX.items():
        facing, inside, read, seen, explained = counts[index]
        found[name] = SegmentEvidence(
            in_picture=float(inside / facing) if facing > 0.0 else 0.0,
            seen=float(seen / read) if read > MIN_READ * inside else 0.0,
            explained=float(explained / seen) if seen > 0.0 else 0.0,
        )
    return found


def is_tracked(evidence: SegmentEvidence) -> bool:
    """Whether a segment rests on evidence."""
    return evidence.in_picture >= MIN_IN_PICTURE and evidence.seen >= MIN_SEEN and evidence.explained >= MIN_EXPLAINED


def is_contradicted(evidence: SegmentEvidence) -> bool:
    """Whether the picture says that a segment is elsewhere."""
    return evidence.in_picture >= MIN_IN_PICTURE and evidence.seen >= MIN_SEEN and evidence.explained < CONTRADICTED


def body_is_tracked(evidence: dict[str, SegmentEvidence], overlap: float) -> bool:
    """Whether trunk and leg are tracked, no part of the other leg is contradicted, and the outlines agree.

    Args:
        evidence: by segment.
        overlap: of the outlines, as `silhouette_overlap` gives it.
    """
    if overlap < MIN_OVERLAP:
        return False
    legs = [(evidence[f"{side}_thigh"], evidence[f"{side}_shank"]) for side in SIDES]
    if any(is_contradicted(part) for leg in legs for part in leg):
        return False
    trunk = [evidence[s] for s in ("pelvis", "lumbar_lower", "lumbar_upper", "thorax_lower", "thorax_upper")]
    trunk_seen = [e for e in trunk if e.seen >= MIN_SEEN]
    # Who bows to the camera hides all but the top of their trunk: it lies between that and two legs that are seen.
    least = 1 if all(is_tracked(part) for leg in legs for part in leg) else 2
    if len(trunk_seen) < least or np.mean([e.explained for e in trunk_seen]) < MIN_EXPLAINED:
        return False
    return any(_leg_is_tracked(*leg, evidence["pelvis"]) for leg in legs)


def _leg_is_tracked(thigh: SegmentEvidence, shank: SegmentEvidence, pelvis: SegmentEvidence) -> bool:
    """Who squats away from the camera hides the thigh: it lies between pelvis and shank, where those are tracked."""
    between = thigh.in_picture >= MIN_IN_PICTURE and thigh.seen < MIN_SEEN and is_tracked(pelvis)
    return is_tracked(shank) and (is_tracked(thigh) or between)


def joints_seen(evidence: dict[str, SegmentEvidence]) -> NDArray[np.bool_]:
    """(n_joints,) whether one of the segments that a joint belongs to is tracked and none is contradicted."""
    tracked = {name for name, one in evidence.items() if is_tracked(one)}
    contradicted = {name for name, one in evidence.items() if is_contradicted(one)}
    return np.array([not parts.isdisjoint(tracked) and parts.isdisjoint(contradicted) for parts in _PARTS_OF_JOINTS])


@numba.njit(cache=True)
def _count(
    facing: Array,
    height: Array,
    in_camera: Array,
    segment: NDArray[np.int64],
    areas: Array,
    drawn: NDArray[np.float32],
    silhouette: Silhouette,
    depth: NDArray[np.float32],
    camera: Camera,
    noise: float,
    n_segments: int,
) -> Array:
    """(n_segments, 5) area: facing the camera, of that in the picture, of that read, of that seen, of that explained.

    A hole within the person is not read: it neither shows a segment nor another one before it.
    """
    counts = np.zeros((n_segments, 5))
    for i in range(len(segment)):
        if facing[i] < FACING:
            continue
        area = areas[i] * facing[i]
        s = segment[i]
        counts[s, 0] += area
        r, c = cell_at(in_camera[i, 0], in_camera[i, 1], camera)
        if r < 0:
            continue
        counts[s, 1] += area
        z, measured = in_camera[i, 2], depth[r, c]
        if measured == 0.0 and (silhouette.mask[r, c] or not silhouette.known[r, c]):
            continue
        counts[s, 2] += area
        tolerance = tolerance_at(z, noise)
        if silhouette.mask[r, c]:
            if measured < z - tolerance and _is_near(drawn, r, c, EXPLAINED_M * camera.fx / z, measured + tolerance):
                # Hidden by another part of the body. What no part of it explains hides nothing: it is this one's.
                continue
            counts[s, 3] += area
            if abs(measured - z) <= tolerance:
                counts[s, 4] += area
        elif height[i] > SHOE_HEIGHT and silhouette.known[r, c] and (measured == 0.0 or measured > z - tolerance):
            # Seen past the person: within two cells of the outline that is the outline's own error.
            counts[s, 3] += area
            if silhouette.distance[r, c] <= 2.0:
                counts[s, 4] += area
    return counts


@numba.njit(cache=True)
def _is_near(drawn: NDArray[np.float32], row: int, column: int, reach: float, z: float) -> bool:
    """Whether within `reach` cells of a place anything is drawn at a depth less than `z` metres."""
    cells = int(reach)
    for r in range(max(row - cells, 0), min(row + cells + 1, drawn.shape[0])):
        for c in range(max(column - cells, 0), min(column + cells + 1, drawn.shape[1])):
            if drawn[r, c] < z:
                return True
    return False


def silhouette_overlap(drawn: NDArray[np.float32], silhouette: Silhouette) -> float:
    """Intersection over union of the body as it is `drawn` and the person's cells."""
    return _overlap(drawn, silhouette.mask, silhouette.known)


@numba.njit(cache=True)
def _overlap(drawn: NDArray[np.float32], mask: NDArray[np.bool_], known: NDArray[np.bool_]) -> float:
    union, both = 0, 0
    for r in range(mask.shape[0]):
        for c in range(mask.shape[1]):
            body = drawn[r, c] < np.inf
            union += (body | mask[r, c]) & known[r, c]
            both += body & mask[r, c]
    return both / union if union else 0.0


OVERLAP = 1.3
"""How much wider than its share of the area a disc is drawn, to close the gaps between neighbours."""


def draw(posed: PosedSurface, surface: Surface, camera: Camera) -> NDArray[np.float32]:
    """(rows, columns) metres along z of the body's nearest surface, infinite where it is not.

    Drawn as flat discs, one a sample, each of the area that it stands for and lying in its surface.
    """
    return _discs(posed.in_camera, posed.normals, posed.facing, surface.areas, camera)


@numba.njit(cache=True)
def _discs(in_camera: Array, normals: Array, facing: Array, areas: Array, camera: Camera) -> NDArray[np.float32]:
    drawn = np.full((camera.rows, camera.columns), np.inf, np.float32)
    for i in range(len(areas)):
        if facing[i] <= 0.0:
            continue
        radius = OVERLAP * np.sqrt(areas[i] / np.pi) * camera.fx / in_camera[i, 2]
        u, v = in_camera[i, 0], in_camera[i, 1]
        nu, nv = 0.0, 0.0
        for a in range(3):
            nu += camera.rotation[0, a] * normals[i, a]
            nv += camera.rotation[1, a] * normals[i, a]
        length = max(np.sqrt(nu * nu + nv * nv), 1e-9)
        nu, nv = nu / length, nv / length
        flat = max(facing[i], 0.05)
        for r in range(max(int(v - radius), 0), min(int(v + radius) + 2, camera.rows)):
            for c in range(max(int(u - radius), 0), min(int(u + radius) + 2, camera.columns)):
                across = ((c - u) * nu + (r - v) * nv) / flat
                along = (r - v) * nu - (c - u) * nv
                if across * across + along * along <= radius * radius:
                    drawn[r, c] = min(drawn[r, c], in_camera[i, 2])
    return drawn

"""Clothes over a simulated person: what the camera sees, and a wall would touch, instead of the skin.

What does not change with time is on the body at zero angles already (`dressing.py`) and moves with it as the skin does:
the cloth's ease, the hollows it spans, hair, shoes. Folds and sagging cloth are added here, along the normals of the
posed surface: folds are waves across the body that drift with time and run as the hips bend.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.body.kinematics import PosedBody
from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array
from depthhinge.simulation.mesh import Patch, vertex_normals
from depthhinge.simulation.outfit import Outfit

_DRIFT_RAD = 0.6
"""How far a wave wanders by itself, as people breathe and sway."""


@dataclass(frozen=True)
class Cloth:
    """How the cloth over each vertex moves."""

    ease: Array
    """(n_vertices,) metres it can give before it meets the skin."""
    folds: Array
    """(n_vertices, 2 n_waves) metres: cosine and sine part of each wave across the body."""
    sag: Array
    """(n_vertices,) metres it hangs off where the surface faces the floor."""
    joined: NDArray[np.int64]
    """(n_vertices, 2) the segments on both sides of the nearest joint."""
    bunching: Array
    """(n_vertices,) by how much of themselves folds are higher for each radian between those two."""
    waves: Array
    """(n_waves, 3) frequency in Hz, start in radians, radians of phase for each radian of hip flexion."""

    def over(self, posed: PosedBody, time: float, patch: Patch | None = None) -> Array:
        """(n, 3) the outer surface in the room at a time in seconds, all of it or the members of `patch` alone.

        `posed` is the dressed body in its pose.
        """
        some = slice(None) if patch is None else patch.ring
        points = posed.skin(None if patch is None else patch.ring)
        draped = _draped(
            points,
            vertex_normals(points, posed.body.triangles if patch is None else patch.triangles),
            self.folds[some] @ self._phases(posed, time),
            self.ease[some],
            self.sag[some],
            self.joined[some],
            self.bunching[some],
            posed.rotations,
        )
        return np.asarray(draped if patch is None else draped[patch.members])

    def _phases(self, posed: PosedBody, time: float) -> Array:
        thigh, pelvis = (posed.rotations[SEGMENT_INDEX[name]] for name in ("left_thigh", "pelvis"))
        hip = np.arccos(np.clip(thigh[:, 1] @ pelvis[:, 1], -1.0, 1.0))
        frequency, start, pull = self.waves.T
        phase = _DRIFT_RAD * np.sin(2.0 * np.pi * frequency * time + start) + pull * hip
        return np.stack([np.cos(phase), np.sin(phase)], axis=1).ravel()


@dataclass(frozen=True)
class Clothing:
    """A dressed body."""

    outfit: Outfit
    body: Body
    """At zero angles with everything on; its joints and segment origins are those of the bare body. Vertices beyond the
    bare body's are a brim or hair."""
    cloth: Cloth | None
    """None where nothing moves otherwise than the skin."""
    shoe_pitch: float
    """Radians by which the shoes hold the heels up."""
    covered: NDArray[np.bool_]
    """(n_segments,) which have cloth on them."""

    def surface(self, posed: PosedBody, time: float, patch: Patch | None = None) -> Array:
        """(n, 3) what the camera sees, in the room, at a time in seconds: all of it, or the members of `patch` alone.

        `posed` is `body` in its pose.
        """
        if self.cloth is not None:
            return self.cloth.over(posed, time, patch)
        return posed.skin() if patch is None else posed.skin(patch.ring)[patch.members]


@numba.njit(cache=True)
def _draped(
    points: Array,
    normals: Array,
    folds: Array,
    ease: Array,
    sag: Array,
    joined: NDArray[np.int64],
    bunching: Array,
    rotations: Array,
) -> Array:
    """The points (n, 3) moved along their normals by folds and sag; never further inward than `ease`."""
    n_segments = len(rotations)
    bend = np.full((n_segments, n_segments), -1.0)
    out = points.copy()
    for i in range(len(points)):
        a, b = joined[i]
        if bend[a, b] < 0.0:
            trace = 0.0
            for r in range(3):
                for c in range(3):
                    trace += rotations[a, r, c] * rotations[b, r, c]
            bend[a, b] = np.arccos(min(max((trace - 1.0) / 2.0, -1.0), 1.0))
        move = folds[i] * (1.0 + bunching[i] * bend[a, b])
        if normals[i, 1] < 0.0:
            move += sag[i] * normals[i, 1] * normals[i, 1]
        move = max(move, -ease[i])
        for k in range(3):
            out[i, k] += move * normals[i, k]
    return out

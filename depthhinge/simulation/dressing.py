"""Putting an outfit on a body: from the names to cloth, hair and shoes.

Everything that keeps its place on the body is added at zero angles, so that it moves as the skin does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.model import Body, BodyModel
from depthhinge.body.skeleton import PARENTS, SEGMENT_INDEX, SEGMENTS
from depthhinge.geometry import Array
from depthhinge.simulation.clothes import Cloth, Clothing
from depthhinge.simulation.mesh import Neighbours, vertex_normals
from depthhinge.simulation.outfit import Outfit

Range = tuple[float, float]
"""That a wearer's own value is drawn from, evenly."""


@dataclass(frozen=True)
class Fabric:
    """A kind of clothes, metres."""

    ease: Range
    """From the skin to the cloth."""
    folds: Range
    """Standard deviation of the folds where nothing bends."""
    sag: Range
    """How far the cloth hangs off a surface that faces the floor."""
    spans: int
    """Rounds of smoothing of the body that the cloth lies on: how wide a hollow it spans."""
    sleeve: Range
    """How much of the arm is covered, from the shoulder to the wrist."""
    leg: Range
    """How much of the leg, from the hip to the ankle."""
    flare: Range
    """More ease at the hems."""
    waves: int
    """Of which the folds are made."""


FABRICS = {
    "tight": Fabric((0.001, 0.003), (0.0003, 0.001), (0.0, 0.002), 6, (0.2, 0.5), (0.75, 0.97), (0.0, 0.001), 6),
    "loose": Fabric((0.008, 0.020), (0.003, 0.006), (0.015, 0.045), 60, (0.85, 0.97), (0.92, 0.97), (0.004, 0.015), 12),
    "shorts": Fabric((0.006, 0.018), (0.002, 0.005), (0.015, 0.045), 50, (0.25, 0.45), (0.25, 0.5), (0.01, 0.03), 12),
}
"""Garments are 5-13 cm wider in girth than the body where they are loose, under 2 cm where they are close (ready-made
sizing, Petrova & Ashdown 2008, *Clothing Textiles Res J* 26:227); girth over 2 pi is the ease. Folds, sag and hems are
judgement, from looking at people."""

_SHIRT_HEM_M: Range = (-0.08, 0.03)
"""Above the hips."""
_WAIST = 0.11
"""The trousers' waist over the hips, fractions of stature."""
_MOST_SPANNED_M = 0.05
_HEM_M = 0.08
"""The flare begins this far from a hem."""
_LEAST_M = 0.0005
"""Cloth stays outside of the skin by this."""
_LIMB_SAG = 0.4
"""Of the trunk's."""
_JOINT_REACH_M = 0.10
"""Folds are bunched about this far around a joint."""
_BUNCHING = 1.5
"""By how much of themselves folds are higher for each radian that a joint is bent."""
_WAVELENGTHS_M: Range = (0.06, 0.22)
_DRIFT_HZ: Range = (0.05, 0.25)
_PULL_SD = 2.0
"""Radians of a wave's phase for each radian of the hips' flexion."""

_SHOE_UPPER_M: Range = (0.004, 0.009)
_SHOE_SPANS = 30
"""Rounds of smoothing that make a shoe out of five toes."""
_SHOE_HEIGHT_M = 0.02
"""A shoe reaches this far above the ankle's centre."""
_SUNK_M = 0.010
"""The lowest part of the foot is inside of the sole."""
_SOLES_M: dict[str, tuple[Range, Range]] = {
    "trainers": ((0.018, 0.030), (0.004, 0.012)),
    "heels": ((0.012, 0.020), (0.018, 0.040)),
}
"""Thickness under the toes, and how much higher the heel stands: running shoes' 4-12 mm, weightlifters' 15-25 mm,
street shoes' up to 40."""

_CAP_M: Range = (0.006, 0.012)
_BRIM_M: Range = (0.055, 0.075)
_BRIM_HALF_WIDTH_M = 0.075
_HAIR_M: Range = (0.010, 0.025)
_HAIR_LENGTH_M: Range = (0.22, 0.40)
"""Down from the back of the head."""
_HAIR_HALF_WIDTH_M: Range = (0.06, 0.09)
_HAIR_HALF_DEPTH_M = 0.03
_ROWS, _COLUMNS = 12, 13
"""Of the mesh of hair or brim."""


def dress(body: Body, outfit: Outfit, generator: np.random.Generator) -> Clothing:
    """Put `outfit` on a bare body; how wide and long each thing is follows from the generator."""
    fitting = _Fitting(body, generator)
    cloth = None
    if outfit.clothes in FABRICS:
        cloth = fitting.clothe(FABRICS[outfit.clothes])
    pitch = 0.0
    if outfit.shoes is not None:
        pitch = fitting.shoe(*_SOLES_M[outfit.shoes])
    if outfit.headwear == "cap":
        fitting.put_on_cap()
    elif outfit.headwear == "long-hair":
        fitting.let_down_hair()
    covered = np.zeros(len(SEGMENTS), np.bool_)
    covered[np.unique(fitting.strongest[fitting.covered])] = True
    return Clothing(outfit, fitting.dressed(), None if cloth is None else fitting.padded(cloth), pitch, covered)


@cache
def _neighbours() -> Neighbours:
    mesh = BodyModel.load()
    return Neighbours.of(mesh.triangles, len(mesh.vertices))


class _Fitting:
    """A body while it is being dressed."""

    def __init__(self, body: Body, generator: np.random.Generator) -> None:
        self._body = body
        self._generator = generator
        self._vertices = body.vertices.copy()
        self._normals = vertex_normals(body.vertices, body.triangles)
        self._neighbours = _neighbours()
        self._extra: list[tuple[Array, NDArray[np.int64], NDArray[np.int64], Array]] = []
        self.strongest = body.skin_segments[np.arange(len(body.vertices)), np.argmax(body.skin_weights, axis=1)]
        self.covered = np.zeros(len(body.vertices), np.bool_)

    def dressed(self) -> Body:
        """With all that was put on."""
        vertices, triangles = [self._vertices], [self._body.triangles]
        segments, weights = [self._body.skin_segments], [self._body.skin_weights]
        for points, faces, own_segments, own_weights in self._extra:
            triangles.append(faces + sum(map(len, vertices)))
            vertices.append(points)
            segments.append(own_segments)
            weights.append(own_weights)
        return replace(
            self._body,
            vertices=np.concatenate(vertices),
            triangles=np.concatenate(triangles),
            skin_segments=np.concatenate(segments),
            skin_weights=np.concatenate(weights),
        )

    def padded(self, cloth: Cloth) -> Cloth:
        """The same for the vertices that were added, which do not move by themselves."""
        more = sum(len(points) for points, *_ in self._extra)

        def pad(values: NDArray[np.float64]) -> Array:
            return np.pad(values, [(0, more)] + [(0, 0)] * (values.ndim - 1))

        return replace(
            cloth,
            ease=pad(cloth.ease),
            folds=pad(cloth.folds),
            sag=pad(cloth.sag),
            joined=np.pad(cloth.joined, [(0, more), (0, 0)]),
            bunching=pad(cloth.bunching),
        )

    def clothe(self, fabric: Fabric) -> Cloth:
        """Top and trousers."""
        from_hem = self._from_hem(fabric)
        covered = from_hem > 0.0
        flare = self._between(fabric.flare) * np.clip(1.0 - from_hem / _HEM_M, 0.0, 1.0)
        ease = self._between(fabric.ease) + flare + self._hollows(fabric.spans)
        # Not as jagged at the hems as the mesh is.
        ease = self._neighbours.smoothed(np.where(covered, ease, 0.0)[:, None], 1)[:, 0]
        self._vertices += ease[:, None] * self._normals
        self.covered |= covered
        joined, bunching = self._joints()
        sag = self._between(fabric.sag) * np.where(self._of(*SEGMENTS[:5]), 1.0, _LIMB_SAG)
        return Cloth(
            ease=np.maximum(ease - _LEAST_M, 0.0),
            folds=self._folds(fabric) * covered[:, None],
            sag=self._neighbours.smoothed((sag * covered)[:, None], 10)[:, 0] * covered,
            joined=joined,
            bunching=_BUNCHING * bunching,
            waves=np.stack(
                [
                    self._generator.uniform(*_DRIFT_HZ, fabric.waves),
                    self._generator.uniform(0.0, 2.0 * np.pi, fabric.waves),
                    self._generator.normal(0.0, _PULL_SD, fabric.waves),
                ],
                axis=1,
            ),
        )

    def shoe(self, under_toes: Range, drop: Range) -> float:
        """Both feet; how far the heels are held up, radians."""
        thickness, drop_m, upper = (self._between(r) for r in (under_toes, drop, _SHOE_UPPER_M))
        pitch = 0.0
        for side in SIDES:
            foot = np.flatnonzero(self._of(f"{side}_foot", f"{side}_toes", f"{side}_shank"))
            y = self._body.vertices[foot, 1]
            foot = foot[y < self._body.origins[SEGMENT_INDEX[f"{side}_foot"], 1] + _SHOE_HEIGHT_M]
            shoe = self._body.vertices[foot]
            floor, heel, toe = shoe[:, 1].min(), shoe[:, 2].min(), shoe[:, 2].max()
            self._vertices[foot] += (upper + self._hollows(_SHOE_SPANS)[foot])[:, None] * self._normals[foot]
            sole = foot[shoe[:, 1] < floor + _SUNK_M]
            slope = drop_m / (toe - heel)
            self._vertices[sole, 1] = floor - thickness - slope * (toe - self._body.vertices[sole, 2])
            pitch += float(np.arctan(slope)) / len(SIDES)
        return pitch

    def put_on_cap(self) -> None:
        """A cap with its brim to the front."""
        scalp = self._scalp()
        thickness = self._between(_CAP_M)
        self._vertices[scalp] += thickness * self._normals[scalp]
        head = self._body.joints[JOINT_INDEX["head"]]
        front = self._body.vertices[scalp, 2].max() + thickness
        length = self._between(_BRIM_M)
        across = np.linspace(-1.0, 1.0, _COLUMNS)
        outline = np.sqrt(np.clip(1.0 - across**2, 0.0, 1.0))
        rows = []
        for share in np.linspace(0.0, 1.0, _ROWS):
            x = head[0] + _BRIM_HALF_WIDTH_M * across
            # From inside of the forehead, bent down at both sides.
            z = front - 0.03 * (1.0 - share) - 0.03 * across**2 * (1.0 - share) + share * length * outline
            y = head[1] + 0.01 - 0.02 * across**2 - 0.01 * share
            rows.append(np.stack([x, np.broadcast_to(y, x.shape), z], axis=1))
        self._add_sheet(np.array(rows), np.ones(_ROWS))

    def let_down_hair(self) -> None:
        """Hair around the skull, and open down the back."""
        scalp = self._scalp()
        thickness = self._between(_HAIR_M)
        onto = np.zeros(len(self._vertices))
        onto[scalp] = thickness
        onto = self._neighbours.smoothed(onto[:, None], 5)[:, 0]
        self._vertices += onto[:, None] * self._normals
        occiput = self._vertices[scalp[np.argmin(self._vertices[scalp, 2])]]
        length, half_width = self._between(_HAIR_LENGTH_M), self._between(_HAIR_HALF_WIDTH_M)
        near = np.abs(self._vertices[:, 0] - occiput[0]) < half_width
        trunk = near & self._of("neck", "head", "thorax_lower", "thorax_upper")
        turn = np.linspace(0.0, 2.0 * np.pi, _COLUMNS)
        rows, behind = [], occiput[2]
        for share in np.linspace(0.0, 1.0, _ROWS):
            y = occiput[1] - length * share
            level = trunk & (np.abs(self._vertices[:, 1] - y) < 0.02)
            # It hangs from the head and lies on whatever comes further back.
            behind = min(behind, self._vertices[level, 2].min() - thickness) if level.any() else behind
            # Nothing at its beginning, where it comes out of the head, and thinner toward the tips.
            full = np.sqrt(min(4.0 * share, 1.0)) * (1.0 - 0.4 * share)
            x = occiput[0] + full * half_width * np.cos(turn)
            z = behind + full * _HAIR_HALF_DEPTH_M * (1.0 - np.sin(turn))
            rows.append(np.stack([x, np.full(_COLUMNS, y), z], axis=1))
        self._add_sheet(np.array(rows), np.linspace(1.0, 0.4, _ROWS))

    def _add_sheet(self, grid: Array, with_head: Array) -> None:
        """A sheet (rows, columns, 3), seen from both sides; each row follows the head by a share, else the chest."""
        rows, columns, _ = grid.shape
        index = np.arange(rows * columns).reshape(rows, columns)
        a, b, c, d = (i.ravel() for i in (index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]))
        faces = np.concatenate([np.stack([a, b, c], 1), np.stack([b, d, c], 1)])
        width = self._body.skin_segments.shape[1]
        segments = np.zeros((rows * columns, width), np.int64)
        segments[:, :2] = SEGMENT_INDEX["head"], SEGMENT_INDEX["thorax_upper"]
        weights = np.zeros((rows * columns, width))
        weights[:, 0] = np.repeat(with_head, columns)
        weights[:, 1] = 1.0 - weights[:, 0]
        self._extra.append((grid.reshape(-1, 3), np.concatenate([faces, faces[:, ::-1]]), segments, weights))

    def _scalp(self) -> NDArray[np.int64]:
        """The skull above the brow and behind the ears."""
        middle = self._body.joints[JOINT_INDEX["head"]]
        _, y, z = (self._body.vertices - middle).T
        crown = (y > 0.0) | ((z < -0.01) & (y > -0.09))
        return np.flatnonzero(self._of("head") & crown)

    def _from_hem(self, fabric: Fabric) -> Array:
        """(n_vertices,) metres from the nearest hem into the cloth; negative where there is none."""
        hips = self._body.origins[0, 1]
        y = self._body.vertices[:, 1] - hips
        shirt = np.where(self._of(*SEGMENTS[:5], "left_thigh", "right_thigh"), y - self._between(_SHIRT_HEM_M), -np.inf)
        sleeve, leg = self._between(fabric.sleeve), self._between(fabric.leg)
        trousers = np.where(self._of("pelvis", "lumbar_lower"), _WAIST * self._body.stature - y, -np.inf)
        trousers = np.minimum(trousers, _HEM_M)
        for side in SIDES:
            shoulder, wrist, ankle = (
                self._body.origins[SEGMENT_INDEX[f"{side}_{part}"]] for part in ("upper_arm", "hand", "foot")
            )
            reach = float(np.linalg.norm(wrist - shoulder))
            along = (self._body.vertices - shoulder) @ ((wrist - shoulder) / reach)
            arm = self._of(f"{side}_upper_arm", f"{side}_forearm", f"{side}_hand")
            shirt = np.where(arm, sleeve * reach - along, shirt)
            limb = self._of(f"{side}_thigh", f"{side}_shank", f"{side}_foot")
            trousers = np.where(limb, leg * (hips - ankle[1]) + y, trousers)
        return np.asarray(np.maximum(shirt, trousers))

    def _hollows(self, rounds: int) -> Array:
        """(n_vertices,) how deep each lies below a smoothed body."""
        smooth = self._neighbours.smoothed(self._body.vertices, rounds)
        depth = ((smooth - self._body.vertices) * self._normals).sum(axis=1)
        return self._neighbours.smoothed(np.clip(depth, 0.0, _MOST_SPANNED_M)[:, None], 3)[:, 0]

    def _folds(self, fabric: Fabric) -> Array:
        """(n_vertices, 2 n_waves) cosine and sine parts of waves in random directions across the body."""
        height = self._between(fabric.folds) * np.sqrt(2.0 / fabric.waves)
        parts = []
        for _ in range(fabric.waves):
            direction = self._generator.normal(size=3)
            number = 2.0 * np.pi / self._between(_WAVELENGTHS_M) * direction / np.linalg.norm(direction)
            phase = self._body.vertices @ number
            parts += [height * np.cos(phase), height * np.sin(phase)]
        return np.stack(parts, axis=1)

    def _joints(self) -> tuple[NDArray[np.int64], Array]:
        """(n_vertices, 2) the segments that meet in the nearest joint, and (n_vertices,) how near it is, 0-1."""
        nearest = np.full(len(self._vertices), np.inf)
        joined = np.zeros((len(self._vertices), 2), np.int64)
        for segment, parent in enumerate(PARENTS):
            if parent < 0:
                continue
            both = np.isin(self.strongest, [segment, parent])
            distance = np.linalg.norm(self._body.vertices - self._body.origins[segment], axis=1)
            closer = both & (distance < nearest)
            nearest[closer] = distance[closer]
            joined[closer] = segment, parent
        return joined, np.exp(-0.5 * (nearest / _JOINT_REACH_M) ** 2)

    def _of(self, *segments: str) -> NDArray[np.bool_]:
        return np.isin(self.strongest, [SEGMENT_INDEX[name] for name in segments])

    def _between(self, limits: Range) -> float:
        return float(self._generator.uniform(*limits))

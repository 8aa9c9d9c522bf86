"""Top and trousers: how far cloth is off the skin, how it folds and hangs, and where it ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import PARENTS, SEGMENT_INDEX, SEGMENTS
from depthhinge.geometry import Array
from depthhinge.simulation.clothes import Cloth
from depthhinge.simulation.fitting import Fitting, Range


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


def clothe(fitting: Fitting, fabric: Fabric) -> Cloth:
    """Top and trousers."""
    from_hem = _from_hem(fitting, fabric)
    covered = from_hem > 0.0
    flare = fitting.between(fabric.flare) * np.clip(1.0 - from_hem / _HEM_M, 0.0, 1.0)
    ease = fitting.between(fabric.ease) + flare + fitting.hollows(fabric.spans)
    # Not as jagged at the hems as the mesh is.
    ease = fitting.neighbours.smoothed(np.where(covered, ease, 0.0)[:, None], 1)[:, 0]
    fitting.vertices += ease[:, None] * fitting.normals
    fitting.covered |= covered
    joined, bunching = _joints(fitting)
    sag = fitting.between(fabric.sag) * np.where(fitting.of(*SEGMENTS[:5]), 1.0, _LIMB_SAG)
    return Cloth(
        ease=np.maximum(ease - _LEAST_M, 0.0),
        folds=_folds(fitting, fabric) * covered[:, None],
        sag=fitting.neighbours.smoothed((sag * covered)[:, None], 10)[:, 0] * covered,
        joined=joined,
        bunching=_BUNCHING * bunching,
        waves=np.stack(
            [
                fitting.generator.uniform(*_DRIFT_HZ, fabric.waves),
                fitting.generator.uniform(0.0, 2.0 * np.pi, fabric.waves),
                fitting.generator.normal(0.0, _PULL_SD, fabric.waves),
            ],
            axis=1,
        ),
    )


def _from_hem(fitting: Fitting, fabric: Fabric) -> Array:
    """(n_vertices,) metres from the nearest hem into the cloth; negative where there is none."""
    hips = fitting.body.origins[0, 1]
    y = fitting.body.vertices[:, 1] - hips
    shirt = np.where(fitting.of(*SEGMENTS[:5], "left_thigh", "right_thigh"), y - fitting.between(_SHIRT_HEM_M), -np.inf)
    sleeve, leg = fitting.between(fabric.sleeve), fitting.between(fabric.leg)
    trousers = np.where(fitting.of("pelvis", "lumbar_lower"), _WAIST * fitting.body.stature - y, -np.inf)
    trousers = np.minimum(trousers, _HEM_M)
    for side in SIDES:
        shoulder, wrist, ankle = (
            fitting.body.origins[SEGMENT_INDEX[f"{side}_{part}"]] for part in ("upper_arm", "hand", "foot")
        )
        reach = float(np.linalg.norm(wrist - shoulder))
        along = (fitting.body.vertices - shoulder) @ ((wrist - shoulder) / reach)
        arm = fitting.of(f"{side}_upper_arm", f"{side}_forearm", f"{side}_hand")
        shirt = np.where(arm, sleeve * reach - along, shirt)
        limb = fitting.of(f"{side}_thigh", f"{side}_shank", f"{side}_foot")
        trousers = np.where(limb, leg * (hips - ankle[1]) + y, trousers)
    return np.asarray(np.maximum(shirt, trousers))


def _folds(fitting: Fitting, fabric: Fabric) -> Array:
    """(n_vertices, 2 n_waves) cosine and sine parts of waves in random directions across the body."""
    height = fitting.between(fabric.folds) * np.sqrt(2.0 / fabric.waves)
    parts = []
    for _ in range(fabric.waves):
        direction = fitting.generator.normal(size=3)
        number = 2.0 * np.pi / fitting.between(_WAVELENGTHS_M) * direction / np.linalg.norm(direction)
        phase = fitting.body.vertices @ number
        parts += [height * np.cos(phase), height * np.sin(phase)]
    return np.stack(parts, axis=1)


def _joints(fitting: Fitting) -> tuple[NDArray[np.int64], Array]:
    """(n_vertices, 2) the segments that meet in the nearest joint, and (n_vertices,) how near it is, 0-1."""
    nearest = np.full(len(fitting.vertices), np.inf)
    joined = np.zeros((len(fitting.vertices), 2), np.int64)
    for segment, parent in enumerate(PARENTS):
        if parent < 0:
            continue
        both = np.isin(fitting.strongest, [segment, parent])
        distance = np.linalg.norm(fitting.body.vertices - fitting.body.origins[segment], axis=1)
        closer = both & (distance < nearest)
        nearest[closer] = distance[closer]
        joined[closer] = segment, parent
    return joined, np.exp(-0.5 * (nearest / _JOINT_REACH_M) ** 2)

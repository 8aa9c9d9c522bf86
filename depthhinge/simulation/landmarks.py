"""Anatomical landmarks on the skin, and the joint centres that are published relative to them.

Landmarks are picked once, on an average adult, as vertices; the mesh has the same vertices in everybody. They are
picked by where anthropometry finds them, in fractions of stature, and never by a rig's bones:

- Lateral femoral epicondyle, lateral malleolus and cervicale: mean heights of ANSUR II (Gordon et al. 2014, *2012
  anthropometric survey of U.S. Army personnel*, NATICK/TR-15/007), women and men.
- The iliac spines: where the surface shows them, in front at the upper end of the groin's crease, behind in the dimples
  beside the sacrum.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import SIDES
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array, unit

_EPICONDYLE_HEIGHT = 0.283
"""49.17 of 175.6 cm (men), 46.59 of 162.8 cm (women)."""
_MALLEOLUS_HEIGHT = 0.040
"""7.29 and 6.27 cm."""
_ANTERIOR_SPINE = (0.069, 0.572)
"""Sideways from the midline, and height: 240 mm from side to side in a 1.74 m adult."""
_POSTERIOR_SPINE = (0.026, 0.583)
_LEVEL = 0.005
"""Half the height of the slice of a limb in which its widest points are looked for."""
_TRUNK = ("pelvis", "lumbar_lower", "lumbar_upper", "thorax_lower", "thorax_upper", "neck")
_ON_MIDLINE = 0.001
"""The mesh has a row of vertices down the middle of the back, this near to x = 0."""
_SACRUM_HEIGHT = 0.545
"""Where the two buttocks part."""
_CERVICALE_HEIGHT = 0.862
"""147.7 of 171.4 cm, women and men together."""
_ABOVE_THE_EARS = 0.945
_HIP_PER_LEG = ((-0.063, 0.011), (-0.078, -0.009), (0.086, 0.008))
"""Forward, up and outward from the middle of the anterior spines, each leg length times the first plus the second in
metres: Hara R et al. (2016). Predicting the location of the hip joint centres. *Sci Rep* 6:37707; 180 people in MRI."""


@dataclass(frozen=True)
class Landmarks:
    """Vertex indices; pairs have the left side first."""

    anterior_spines: NDArray[np.int64]
    """(2,) anterior superior iliac spines."""
    posterior_spines: NDArray[np.int64]
    """(2,) posterior superior iliac spines."""
    epicondyles: NDArray[np.int64]
    """(2, 2) lateral and medial of each femur."""
    malleoli: NDArray[np.int64]
    """(2, 2) lateral and medial of each ankle."""
    heels: NDArray[np.int64]
    """(2,) pternion, the rearmost of each foot."""
    toes: NDArray[np.int64]
    """(2,) acropodion, the foremost of each foot."""
    c7: NDArray[np.int64]
    """(1,) over the spinous process of the seventh cervical vertebra."""
    skull: NDArray[np.int64]
    """(4,) left, right, front and back of the braincase: their middle is the head's."""
    back_midline: NDArray[np.int64]
    """(n,) down the middle of the back, from the sacrum up to C7."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Of all of them."""
        return tuple(f.name for f in fields(cls))


def pick_landmarks(vertices: Array, segments: NDArray[np.int64]) -> Landmarks:
    """Pick them on an average adult, standing.

    Args:
        vertices: (n, 3) of the adult, as `body.model.Body` has them.
        segments: (n,) the segment that moves each vertex most.
    """
    x, z = vertices[:, 0], vertices[:, 2]
    height = (vertices[:, 1] - vertices[:, 1].min()) / np.ptp(vertices[:, 1])
    stature = float(np.ptp(vertices[:, 1]))

    def of(*names: str) -> NDArray[np.bool_]:
        return np.isin(segments, [SEGMENT_INDEX[name] for name in names])

    def nearest(members: NDArray[np.bool_], place: tuple[float, float], sign: float) -> int:
        there = np.flatnonzero(members)
        return int(there[np.argmin(np.hypot(x[there] / stature - sign * place[0], height[there] - place[1]))])

    def most(values: Array, members: NDArray[np.bool_]) -> int:
        there = np.flatnonzero(members)
        return int(there[np.argmax(values[there])])

    def widest(members: NDArray[np.bool_], at_height: float, sign: float) -> tuple[int, int]:
        level = members & (np.abs(height - at_height) < _LEVEL)
        return most(sign * x, level), most(-sign * x, level)

    def midline(lowest: float, highest: float) -> NDArray[np.int64]:
        between = (height > lowest) & (height < highest)
        row = np.flatnonzero(of(*_TRUNK) & (np.abs(x) < _ON_MIDLINE) & (z < 0.0) & between)
        return row[np.argsort(height[row])]

    signs = {"left": 1.0, "right": -1.0}
    hips = of("pelvis", "lumbar_lower", "left_thigh", "right_thigh")
    feet = {side: of(f"{side}_foot", f"{side}_toes") for side in SIDES}
    back = midline(_SACRUM_HEIGHT, 1.0)
    c7 = back[np.argmin(np.abs(height[back] - _CERVICALE_HEIGHT))]
    skull = of("head") & (height > _ABOVE_THE_EARS)
    return Landmarks(
        anterior_spines=np.array([nearest(hips & (z > 0.0), _ANTERIOR_SPINE, signs[s]) for s in SIDES]),
        posterior_spines=np.array([nearest(hips & (z < 0.0), _POSTERIOR_SPINE, signs[s]) for s in SIDES]),
        epicondyles=np.array([widest(of(f"{s}_thigh", f"{s}_shank"), _EPICONDYLE_HEIGHT, signs[s]) for s in SIDES]),
        malleoli=np.array([widest(of(f"{s}_shank", f"{s}_foot"), _MALLEOLUS_HEIGHT, signs[s]) for s in SIDES]),
        heels=np.array([most(-z, feet[s]) for s in SIDES]),
        toes=np.array([most(z, feet[s]) for s in SIDES]),
        c7=np.array([c7]),
        skull=np.array([most(x, skull), most(-x, skull), most(z, skull), most(-z, skull)]),
        back_midline=back[height[back] <= height[c7]],
    )


def hip_centres(vertices: Array, landmarks: Landmarks) -> Array:
    """(2, 3) hip joint centres from the pelvis' landmarks and the leg's length, by Hara 2016."""
    anterior, posterior = vertices[landmarks.anterior_spines], vertices[landmarks.posterior_spines].mean(axis=0)
    middle = anterior.mean(axis=0)
    leftward = unit(anterior[0] - anterior[1])
    # The pelvis' own axes: forward from the posterior spines, up at right angles to both.
    up = unit(np.cross(middle - posterior, leftward))
    forward = np.cross(leftward, up)
    centres = []
    for side, outward in enumerate((leftward, -leftward)):
        leg = float(np.linalg.norm(anterior[side] - vertices[landmarks.malleoli[side, 1]]))
        ahead, above, aside = (slope * leg + offset for slope, offset in _HIP_PER_LEG)
        centres.append(middle + ahead * forward + above * up + aside * outward)
    return np.array(centres)


def knee_centres(vertices: Array, landmarks: Landmarks) -> Array:
    """(2, 3) midway between the femoral epicondyles (Wu et al. 2002, ISB)."""
    return np.asarray(vertices[landmarks.epicondyles].mean(axis=1))


def ankle_centres(vertices: Array, landmarks: Landmarks) -> Array:
    """(2, 3) midway between the malleoli (Wu et al. 2002, ISB)."""
    return np.asarray(vertices[landmarks.malleoli].mean(axis=1))

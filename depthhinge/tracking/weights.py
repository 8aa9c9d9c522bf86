"""How much each kind of evidence counts in the fit.

Every term is a residual over its own standard deviation. Depth errors are correlated over many cells, so a term of m
residuals counts as at most `*_count` independent ones (measured: beyond that the estimate does not get better).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from depthhinge.body.skeleton import DEGREES_OF_FREEDOM
from depthhinge.geometry import Array


class Weights(NamedTuple):
    """Standard deviations in metres and radians; chosen on simulated people and the development clips."""

    surface_sigma: float = 0.012
    """What the body model itself misses: clothes, soft tissue, shape."""
    hanging_sigma: float = 0.03
    """What clothes hang off by where the surface faces the floor: ready-made ones are up to 20 mm wide all round
    (Petrova & Ashdown 2008, *Clothing Textiles Res J* 26:227), and all of that hangs under who bends over."""
    surface_count: float = 120.0
    robust_scale: float = 0.03
    """Residual at which a point's weight has fallen to a quarter (Geman-McClure)."""
    contour_sigma: float = 0.014
    contour_count: float = 90.0
    contour_scale: float = 0.025
    """Distance at which an outline point's weight has fallen to a quarter: a wrong rim is usually farther off."""
    outside_sigma: float = 0.04
    """Samples that fall beside the person, per metre beside."""
    outside_count: float = 15.0
    in_front_count: float = 60.0
    """Likewise of samples in front of what was seen of the person, to the same standard deviation."""
    floor_sigma: float = 0.010
    shoe_sole: float = 0.020
    """Metres under the foot: between barefoot and the 25-35 mm of training shoes (World Athletics' limit for road shoes
    is 40 mm)."""
    plant_sigma: float = 0.008
    """Heel and toe of a planted foot against the place where it was planted."""
    legs_apart: float = 0.10
    """Metres between the ankles, across the pelvis: step width in walking is 0.08-0.10 at the
    heels' middle (Winter 2009, *Biomechanics and motor control*)."""
    legs_count: float = 4.0
    motion_sigma: float = 0.20
    """Change of an angle between frames; weak, since a strong temporal prior is lag."""
    travel_sigma: float = 0.08
    """Travel of the pelvis between frames."""
    limit_sigma: float = 0.05
    """Beyond a joint limit."""
    symmetry_sigma: float = 0.35
    """Left against right in hip, knee and ankle flexion: only there to place a hidden leg."""
    stance_sigma: float = 0.15
    """Left against right in hip abduction and rotation, likewise."""
    arms_sigma: float = 0.2
    """Left against right in shoulder and elbow flexion, likewise."""
    free_foot_sigma: float = 0.04
    """The higher foot's lowest point against the floor: it rests there unless it is seen elsewhere."""
    spine_sigma: float = 0.07
    """Between neighbouring spine joints' flexion: a spine bends over its length."""


_POSTURE_DEG = {
    "lumbar_bending": 6.0,
    "trunk_rotation": 4.0,
    "neck_flexion": 20.0,
    "neck_bending": 12.0,
    "neck_rotation": 25.0,
    "head_flexion": 15.0,
    "hip_flexion": 120.0,
    "hip_abduction": 9.0,
    "hip_external_rotation": 10.0,
    "knee_flexion": 120.0,
    "ankle_dorsiflexion": 30.0,
    "ankle_eversion": 8.0,
    "toe_extension": 8.0,
    "shoulder_flexion": 90.0,
    "shoulder_abduction": 45.0,
    "shoulder_external_rotation": 40.0,
    "elbow_flexion": 80.0,
}
_SPINE_DEG = 8.0
"""Of a spine's joint in movement, likewise."""
_STANDING_DEG = {"hip_flexion": 5.0, "knee_flexion": 5.0, "ankle_dorsiflexion": 5.0, "neck_flexion": 10.0}
_STANDING_SPINE_DEG = 4.0
"""Of those who stand upright: posture differs by some 5 deg a joint between people (McGregor & Hukins 2009, *J Orthop
Res* 27:1123, pelvic tilt; Boulay 2006, *Eur Spine J* 15:415, the spine's curves)."""


def posture_sigmas(standing: bool = False) -> Array:
    """(n_dofs,) radians: how far each angle lies from the standing posture's in everyday movement, or standing."""
    spread = []
    for dof in DEGREES_OF_FREEDOM:
        name = dof.name.split("_", 1)[1] if dof.name.startswith(("left_", "right_")) else dof.name
        usual = _POSTURE_DEG.get(name, _STANDING_SPINE_DEG if standing else _SPINE_DEG)
        spread.append(_STANDING_DEG.get(name, usual) if standing else usual)
    return np.asarray(np.deg2rad(spread), np.float64)

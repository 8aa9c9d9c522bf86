"""A whole body's centre of mass by a published table of segments: nothing of it is in `simulation.flesh`.

de Leva P (1996). Adjustments to Zatsiorsky-Seluyanov's segment inertia parameters. *J Biomech* 29:1223-1230, table 4:
100 men (1.741 m, 73.0 kg) and 15 women (1.735 m, 61.9 kg), all students of sports. Three things keep its centres where
its people had them:

- Its hips are at 0.505 of stature in women and at 0.53 in men, where magnetic resonance has both at 0.52. So a thigh's
  centre is laid from the knee, by the length of the shank, and a trunk's from C7, by the height of C7.
- Head and trunk lie along the neck's joint, not along the skin over C7, which is 7 cm behind it.
- It has one share of the mass for everybody. For a single person each segment weighs what its own volume does with the
  density of Clauser CE et al. (1969), AMRL-TR-69-70.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.body.joints import JOINT_INDEX, SIDES
from depthhinge.body.kinematics import PosedBody
from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.geometry import Array, unit
from depthhinge.simulation.flesh import DENSITIES
from depthhinge.simulation.people import SimulatedPerson

POPULATION_BMI = {True: (18.0, 24.0), False: (21.0, 27.0)}
"""Of women and men: about the table's 20.6 and 24.1 kg/m^2."""

_PARTS = {
    "head": ("head", "neck"),
    "trunk": ("lumbar_upper", "pelvis", "lumbar_lower", "thorax_lower", "thorax_upper"),
    "foot": ("foot", "toes"),
}
"""Segments of the body in each of the table's, the one that carries its centre first."""
_MASS = {
    "head": (0.0668, 0.0694),
    "trunk": (0.4257, 0.4346),
    "upper_arm": (0.0255, 0.0271),
    "forearm": (0.0138, 0.0162),
    "hand": (0.0056, 0.0061),
    "thigh": (0.1478, 0.1416),
    "shank": (0.0481, 0.0433),
    "foot": (0.0129, 0.0137),
}
"""Fractions of body mass, women and men."""
_ALONG = {
    "head": ("vertex", "neck", (0.4841, 0.5002)),
    "upper_arm": ("shoulder", "elbow", (0.5754, 0.5772)),
    "forearm": ("elbow", "wrist", (0.4559, 0.4574)),
    "shank": ("knee", "ankle", (0.4352, 0.4395)),
    "foot": ("heel", "toe", (0.4014, 0.4415)),
}
"""Centres on the way from one end to the other."""
_TRUNK_BELOW_C7 = (0.4964 * 614.8 / 1491.3, 0.5138 * 603.3 / 1498.1)
"""Of the height of C7: the table's share of its own trunk's length, in its mean person."""
_THIGH_ABOVE_KNEE = ((1.0 - 0.3612) * 368.5 / 438.6, (1.0 - 0.4095) * 422.2 / 440.3)
"""Of the shank's length, likewise."""
_HAND_FROM_WRIST = (0.7474 * 78.0 / 1735.0, 0.7900 * 86.2 / 1741.0)
"""Of stature, on along the forearm, likewise."""
_DENSITY = {
    "head": 1071.0,
    "trunk": 1019.0,
    "upper_arm": 1056.0,
    "forearm": 1089.0,
    "hand": 1109.0,
    "thigh": 1044.0,
    "shank": 1085.0,
    "foot": 1084.0,
}
"""kg/m^3 (Clauser 1969)."""


@dataclass(frozen=True)
class TableBody:
    """The table laid over one person."""

    masses: Array
    """(n,) fractions of body mass as the table has them."""
    own_masses: Array
    """(n,) kg by the person's own volumes."""
    centres: Array
    """(n, 3) at zero angles."""
    carriers: Array
    """(n,) the segment that each moves with."""

    @classmethod
    def of(cls, person: SimulatedPerson) -> TableBody:
        """Lay it over `person`, undressed."""
        sex, body = 0 if person.female else 1, person.bare
        rows: list[tuple[float, float, Array, int]] = []

        def add(name: str, centre: Array, prefix: str = "") -> None:
            members = [SEGMENT_INDEX[prefix + part] for part in _PARTS.get(name, (name,))]
            volume = float((person.flesh.masses[members] / DENSITIES[members]).sum())
            rows.append((_MASS[name][sex], volume * _DENSITY[name], centre, members[0]))

        def joint(name: str) -> Array:
            return np.asarray(body.joints[JOINT_INDEX[name]])

        neck = body.origins[SEGMENT_INDEX["neck"]] * [1.0, 0.0, 1.0] + joint("c7") * [0.0, 1.0, 0.0]
        floor, top = body.vertices[:, 1].min(), body.vertices[:, 1].max()
        vertex = joint("head") * [1.0, 0.0, 1.0] + np.array([0.0, top, 0.0])
        mid_hip = (joint("left_hip") + joint("right_hip")) / 2.0
        add("head", vertex + _ALONG["head"][2][sex] * (neck - vertex))
        add("trunk", neck + _TRUNK_BELOW_C7[sex] * (joint("c7")[1] - floor) * unit(mid_hip - neck))
        for side in SIDES:
            for name, (start, end, shares) in _ALONG.items():
                if name != "head":
                    first, last = joint(f"{side}_{start}"), joint(f"{side}_{end}")
                    add(name, first + shares[sex] * (last - first), f"{side}_")
            hip, knee, ankle = (joint(f"{side}_{name}") for name in ("hip", "knee", "ankle"))
            add("thigh", knee + _THIGH_ABOVE_KNEE[sex] * np.linalg.norm(knee - ankle) * unit(hip - knee), f"{side}_")
            wrist = joint(f"{side}_wrist")
            onward = unit(wrist - joint(f"{side}_elbow"))
            add("hand", wrist + _HAND_FROM_WRIST[sex] * person.stature * onward, f"{side}_")
        masses, own, centres, carriers = zip(*rows, strict=True)
        return cls(np.array(masses), np.array(own), np.array(centres), np.array(carriers))

    def centre(self, posed: PosedBody, own_masses: bool = False) -> Array:
        """(3,) of the whole body in a pose, metres."""
        k = self.carriers
        arms = self.centres - posed.body.origins[k]
        places = np.einsum("sij,sj->si", posed.rotations[k], arms) + posed.origins[k]
        masses = self.own_masses if own_masses else self.masses
        return np.asarray(masses @ places / masses.sum())

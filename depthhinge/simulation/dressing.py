"""Putting an outfit on a body: from the names to cloth, hair and shoes."""

from __future__ import annotations

import numpy as np

from depthhinge.body.model import Body
from depthhinge.body.skeleton import SEGMENTS
from depthhinge.simulation.clothes import Clothing
from depthhinge.simulation.fabrics import FABRICS, clothe
from depthhinge.simulation.fitting import Fitting
from depthhinge.simulation.headwear import let_down_hair, put_on_cap
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.shoes import SOLES_M, put_on_shoes


def dress(body: Body, outfit: Outfit, generator: np.random.Generator) -> Clothing:
    """Put `outfit` on a bare body; how wide and long each thing is follows from the generator."""
    fitting = Fitting(body, generator)
    cloth = None
    if outfit.clothes in FABRICS:
        cloth = clothe(fitting, FABRICS[outfit.clothes])
    pitch = 0.0
    if outfit.shoes is not None:
        pitch = put_on_shoes(fitting, *SOLES_M[outfit.shoes])
    if outfit.headwear == "cap":
        put_on_cap(fitting)
    elif outfit.headwear == "long-hair":
        let_down_hair(fitting)
    covered = np.zeros(len(SEGMENTS), np.bool_)
    covered[np.unique(fitting.strongest[fitting.covered])] = True
    return Clothing(outfit, fitting.dressed(), None if cloth is None else fitting.padded(cloth), pitch, covered)

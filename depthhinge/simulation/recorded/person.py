"""A simulated person with a body that was fitted to markers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from depthhinge.body.model import Body
from depthhinge.geometry import Array
from depthhinge.simulation.adults import Adults
from depthhinge.simulation.dressing import dress
from depthhinge.simulation.outfit import Outfit
from depthhinge.simulation.own_curves import MEAN_CURVES
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.recorded.scaling import ShapeFamily

N_NUMBERS = 20
"""Of the simulator's components: the rest cannot be told from markers."""


def _shaped(numbers: Array) -> Body:
    adults = Adults.load()
    return adults.body(np.pad(numbers, (0, adults.coefficients.shape[1] - len(numbers))))


SHAPES = ShapeFamily(N_NUMBERS, _shaped)
"""The bodies that a recording's is looked for among."""


def person_with(body: Body, outfit: Outfit | None = None) -> SimulatedPerson:
    """Someone with this body, in `outfit` or undressed."""
    dressed = dress(body, outfit or Outfit(), np.random.default_rng(0))
    return replace(SimulatedPerson.draw(0), bare=body, clothing=dressed, curves=MEAN_CURVES)

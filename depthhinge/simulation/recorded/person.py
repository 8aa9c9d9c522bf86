"""A simulated person with a body that was fitted to markers."""

from __future__ import annotations

from dataclasses import replace

from depthhinge.body.mass import segment_centres
from depthhinge.body.model import Body, BodyModel
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.recorded.scaling import ShapeFamily

SHAPES = ShapeFamily(BodyModel.load().n_components, lambda numbers: BodyModel.load().person(numbers))
"""The bodies that a recording's is looked for among."""


def person_with(body: Body) -> SimulatedPerson:
    """Someone with this body."""
    return replace(SimulatedPerson.draw(0), body=body, segment_centres=segment_centres(body))

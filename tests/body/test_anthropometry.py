"""Lengths of a person: the body's own, and as uncertain as the shape behind them."""

from __future__ import annotations

import numpy as np
import pytest

from depthhinge.body.anthropometry import MISFIT_M, SCALE_SE, SEGMENT_ENDS, Length, anthropometry
from depthhinge.body.joints import JOINT_INDEX
from depthhinge.body.model import BodyModel


def test_lengths_are_the_distances_of_the_joints() -> None:
    model, shape = BodyModel.load(), np.array([1.2, -0.7, 0.4])
    body = model.person(shape)
    lengths = anthropometry(model, shape, np.eye(3))
    assert list(lengths) == ["stature", *SEGMENT_ENDS]
    assert lengths["stature"].value_m == body.stature
    sides = [
        np.linalg.norm(body.joints[JOINT_INDEX[f"{s}_hip"]] - body.joints[JOINT_INDEX[f"{s}_knee"]])
        for s in ("left", "right")
    ]
    assert lengths["thigh"].value_m == pytest.approx(np.mean(sides))


def test_a_standard_error_is_what_the_shapes_own_spread_makes_of_the_length() -> None:
    model, generator = BodyModel.load(), np.random.default_rng(5)
    spread = generator.normal(size=(12, 12)) / 6.0
    mean, covariance = generator.normal(size=12), spread @ spread.T
    drawn = generator.multivariate_normal(mean, covariance, 800)
    lengths = [anthropometry(model, shape, covariance) for shape in drawn[:400]]
    for name, stated in anthropometry(model, mean, covariance).items():
        seen = np.std([length[name].value_m for length in lengths])
        own = np.sqrt(stated.se_m**2 - MISFIT_M[name] ** 2 - (SCALE_SE * stated.value_m) ** 2)
        assert own == pytest.approx(seen, rel=0.15), name


def test_what_differs_does_so_by_more_than_its_errors() -> None:
    assert Length(1.80, 0.02).differs_from(Length(1.60, 0.02), 3.0)
    assert not Length(1.80, 0.02).differs_from(Length(1.75, 0.02), 3.0)

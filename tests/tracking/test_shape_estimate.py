from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.tracking.shape_estimate import BETWEEN_SESSIONS, ShapeEstimate


def drawn(seed: int, size: int = 4) -> ShapeEstimate:
    generator = np.random.default_rng(seed)
    spread = generator.normal(size=(size, size + 2))
    covariance = spread @ spread.T / 9.0 + 0.01 * np.eye(size)
    return ShapeEstimate(generator.normal(size=size), (covariance + covariance.T) / 2.0)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_two_lots_of_knowledge_are_surer_than_one_and_their_order_does_not_matter(one: int, other: int) -> None:
    first, second = drawn(one), drawn(other)

    def after(before: ShapeEstimate, data: ShapeEstimate) -> ShapeEstimate:
        information = np.linalg.inv(data.covariance)
        return before.with_likelihood(information, information @ data.mean)

    both = after(first, second)
    assert np.allclose(both.mean, after(second, first).mean)
    for alone in (first, second):
        assert np.linalg.eigvalsh(alone.covariance - both.covariance)[0] > 0.0
    assert np.array_equal(both.covariance, both.covariance.T)


def test_of_two_equally_sure_ones_the_mean_counts() -> None:
    known = ShapeEstimate(np.array([1.0, -1.0]), np.eye(2))
    seen = known.with_likelihood(np.eye(2), np.array([3.0, 1.0]))
    assert np.allclose(seen.mean, [2.0, 0.0])
    assert np.allclose(seen.covariance, 0.5 * np.eye(2))


def test_in_another_session_a_shape_is_known_a_little_less() -> None:
    known = drawn(3)
    assert np.allclose(known.aged().covariance - known.covariance, BETWEEN_SESSIONS**2 * np.eye(4))
    assert np.array_equal(known.aged().mean, known.mean)


@pytest.mark.parametrize(
    ("mean", "covariance"),
    [
        ([], []),
        ([1.0], [[1.0, 0.0]]),
        ([1.0, 2.0], [[1.0, 0.5], [0.0, 1.0]]),
        ([1.0], [[0.0]]),
        ([float("nan")], [[1.0]]),
        ("tall", [[1.0]]),
        ([1.0, 2.0], [[1.0], [0.0, 1.0]]),
    ],
)
def test_what_is_no_shape_is_refused(mean: Any, covariance: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        ShapeEstimate.of(mean, covariance)

"""Neighbours, normals and smoothing on a mesh."""

import numpy as np

from depthhinge.simulation.mesh import Neighbours, vertex_normals

CORNERS = np.array(
    [[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, -1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, -1.0]]
)
TRIANGLES = np.array([[0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4], [2, 0, 5], [1, 2, 5], [3, 1, 5], [0, 3, 5]])
"""An octahedron, counter-clockwise seen from outside."""


def test_normals_of_an_octahedron_point_out_of_its_corners() -> None:
    np.testing.assert_allclose(vertex_normals(CORNERS, TRIANGLES), CORNERS, atol=1e-12)


def test_everybody_is_next_to_all_but_the_opposite_corner() -> None:
    neighbours = Neighbours.of(TRIANGLES, 6)
    for i in range(6):
        own = set(neighbours.members[neighbours.starts[i] : neighbours.starts[i + 1]].tolist())
        assert own == set(range(6)) - {i, i ^ 1}


def test_smoothing_keeps_what_is_even_and_evens_what_is_not() -> None:
    neighbours = Neighbours.of(TRIANGLES, 6)
    np.testing.assert_allclose(neighbours.smoothed(np.full((6, 2), 3.0), 5), 3.0)
    peak = np.eye(6)[:, :1]
    once = neighbours.smoothed(peak, 1)[:, 0]
    np.testing.assert_allclose(once, [0.5, 0.0, 0.125, 0.125, 0.125, 0.125])
    assert np.ptp(neighbours.smoothed(peak, 30)) < 0.01

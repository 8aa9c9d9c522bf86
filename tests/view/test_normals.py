"""Normals from the points alone."""

from __future__ import annotations

import numpy as np

from depthhinge.view.normals import CAMERA_HEIGHT_M, surface_normals
from depthhinge.view.thinning import MOST_POINTS, chosen


def rays(count: int = 160) -> np.ndarray:
    """Directions (n, 3) of a depth camera's pixels, 1/425 apart."""
    steps = (np.arange(count) - count / 2) / 425.0
    x, y = np.meshgrid(steps, steps)
    return np.stack([x.ravel(), y.ravel(), -np.ones(x.size)], axis=1)


def test_a_tilted_plane_has_its_own_normal_but_for_its_edge() -> None:
    normal = np.array([0.4, 0.3, 0.866])
    normal /= np.linalg.norm(normal)
    eye, through = np.array([0.0, CAMERA_HEIGHT_M, 0.0]), np.array([0.0, CAMERA_HEIGHT_M, -2.5])
    directions = rays()
    reach = ((through - eye) @ normal) / (directions @ normal)
    found = surface_normals((eye + directions * reach[:, None]).astype(np.float32))
    error = np.degrees(np.arccos(np.clip(found @ normal, -1.0, 1.0))).reshape(160, 160)
    assert error[16:-16, 16:-16].max() < 3.0
    assert error.max() < 20.0


def test_a_ball_faces_outward_away_from_its_rim() -> None:
    centre, radius = np.array([0.1, CAMERA_HEIGHT_M + 0.1, -2.5]), 0.2
    directions = rays()
    offset = np.array([0.0, CAMERA_HEIGHT_M, 0.0]) - centre
    a, b, c = (directions**2).sum(1), directions @ offset, offset @ offset - radius**2
    hit = b**2 - a * c > 0.0
    reach = (-b[hit] - np.sqrt(b[hit] ** 2 - a[hit] * c)) / a[hit]
    points = np.array([0.0, CAMERA_HEIGHT_M, 0.0]) + directions[hit] * reach[:, None]
    truth = (points - centre) / radius
    found = surface_normals(points.astype(np.float32))
    error = np.degrees(np.arccos(np.clip((found * truth).sum(1), -1.0, 1.0)))
    assert np.median(error) < 8.0


def test_no_points_have_no_normals() -> None:
    assert surface_normals(np.zeros((0, 3), np.float32)).shape == (0, 3)


def test_one_point_faces_the_camera() -> None:
    (normal,) = surface_normals(np.array([[0.0, CAMERA_HEIGHT_M, -2.0]], np.float32))
    np.testing.assert_allclose(normal, [0.0, 0.0, 1.0], atol=1e-6)


def test_a_large_cloud_is_thinned_evenly_to_the_cap() -> None:
    picked = chosen(MOST_POINTS * 3)
    assert len(picked) == len(set(picked.tolist())) == MOST_POINTS
    assert picked[0] == 0
    assert picked[-1] >= MOST_POINTS * 3 - 4
    assert len(chosen(10)) == 10

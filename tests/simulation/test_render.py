"""The rasteriser against geometry that is known exactly."""

import numpy as np
import pytest

from depthhinge.frames import Intrinsics
from depthhinge.geometry import rotation_about
from depthhinge.simulation.render import BACKGROUND, NEAR_M, empty_picture, render

LENS = Intrinsics(320, 240, 300.0, 310.0, 157.3, 121.8)
HERE = np.eye(4)


def pixel_rays(lens: Intrinsics) -> np.ndarray:
    v, u = np.mgrid[0 : lens.height, 0 : lens.width]
    return np.stack([(u - lens.cx) / lens.fx, (v - lens.cy) / lens.fy, np.ones(u.shape)], axis=-1)


def square(centre: np.ndarray, rotation: np.ndarray, half: float) -> tuple[np.ndarray, np.ndarray]:
    """A square that faces the camera (its corners run counter-clockwise seen from there)."""
    corners = np.array([[-half, -half, 0.0], [-half, half, 0.0], [half, half, 0.0], [half, -half, 0.0]])
    return corners @ rotation.T + centre, np.array([[0, 1, 2], [0, 2, 3]])


def sphere(centre: np.ndarray, radius: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """A latitude-longitude sphere with its corners counter-clockwise seen from outside."""
    latitude, longitude = np.meshgrid(np.linspace(0, np.pi, n), np.linspace(0, 2 * np.pi, 2 * n), indexing="ij")
    points = np.stack(
        [np.sin(latitude) * np.cos(longitude), np.sin(latitude) * np.sin(longitude), np.cos(latitude)], axis=-1
    ).reshape(-1, 3)
    i, j = np.mgrid[0 : n - 1, 0 : 2 * n - 1]
    a, b, c, d = (x.ravel() for x in (i * 2 * n + j, (i + 1) * 2 * n + j, (i + 1) * 2 * n + j + 1, i * 2 * n + j + 1))
    return centre + radius * points, np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])


@pytest.mark.parametrize("tilt", [0.0, 0.5, -0.9])
def test_a_slanted_plane_has_the_depth_of_the_ray_through_each_pixel_centre(tilt: float) -> None:
    rotation = rotation_about([0.6, 0.8, 0.0], tilt)
    centre = np.array([0.1, -0.05, 2.0])
    depth = render(*square(centre, rotation, 0.5), LENS, HERE).depth()
    expected = (rotation[:, 2] @ centre) / (pixel_rays(LENS) @ rotation[:, 2])
    seen = depth > 0.0
    assert seen.sum() > 5000
    np.testing.assert_allclose(depth[seen], expected[seen], rtol=2e-6)


def test_a_pixel_is_covered_exactly_when_its_centre_is_inside() -> None:
    # Edges at columns 100.4 and 110.6, rows 50.4 and 60.6 of a plane 2 m away.
    u, v = np.array([100.4, 110.6]), np.array([50.4, 60.6])
    x, y = (u - LENS.cx) / LENS.fx * 2.0, (v - LENS.cy) / LENS.fy * 2.0
    corners = np.array([[x[0], y[0], 2.0], [x[0], y[1], 2.0], [x[1], y[1], 2.0], [x[1], y[0], 2.0]])
    covered = render(corners, np.array([[0, 1, 2], [0, 2, 3]]), LENS, HERE).depth() > 0.0
    rows, columns = np.nonzero(covered)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (51, 60, 101, 110)
    assert covered.sum() == 100


def test_a_sphere_is_seen_where_it_is_and_as_far_as_it_is() -> None:
    centre, radius = np.array([0.2, 0.1, 2.5]), 0.4
    depth = render(*sphere(centre, radius, 200), LENS, HERE).depth()
    rays = pixel_rays(LENS)
    a, b = (rays**2).sum(-1), rays @ centre
    root = b**2 - a * (centre @ centre - radius**2)
    inside = root > 0.0
    expected = np.where(inside, (b - np.sqrt(np.maximum(root, 0.0))) / a, 0.0)
    seen = depth > 0.0
    # Facets lie inside the sphere, so a ring of one pixel may differ; the middle of the outline may not.
    assert (seen != inside).sum() < 0.02 * inside.sum()
    assert np.abs(np.argwhere(seen).mean(0) - np.argwhere(inside).mean(0)).max() < 0.05
    middle = seen & (root > 0.3 * root.max())
    assert np.abs(depth - expected)[middle].max() < 3e-4


def test_the_nearer_of_two_surfaces_is_seen_whatever_their_order() -> None:
    near, triangles = square(np.array([0.0, 0.0, 1.0]), np.eye(3), 0.1)
    far, _ = square(np.array([0.0, 0.0, 2.0]), np.eye(3), 1.0)
    labels = np.array([1, 1, 2, 2], np.uint8)
    first = render(np.vstack([near, far]), np.vstack([triangles, triangles + 4]), LENS, HERE, None, labels)
    other = render(np.vstack([near, far]), np.vstack([triangles + 4, triangles]), LENS, HERE, None, labels[::-1].copy())
    np.testing.assert_array_equal(first.inverse_depth, other.inverse_depth)
    np.testing.assert_array_equal(first.labels, other.labels)
    assert set(np.unique(first.labels)) == {1, 2, BACKGROUND}


def test_a_mesh_is_drawn_over_what_is_behind_it_and_hidden_by_what_is_before_it() -> None:
    wall = render(*square(np.array([0.0, 0.0, 2.0]), np.eye(3), 3.0), LENS, HERE)
    before = render(*square(np.array([0.0, 0.0, 1.0]), np.eye(3), 0.1), LENS, HERE, wall)
    behind = render(*square(np.array([0.0, 0.0, 3.0]), np.eye(3), 0.1), LENS, HERE, wall)
    assert before.depth()[121, 157] == pytest.approx(1.0)
    np.testing.assert_array_equal(behind.inverse_depth, wall.inverse_depth)


def test_back_faces_and_what_is_behind_the_camera_are_left_out() -> None:
    corners, triangles = square(np.array([0.0, 0.0, 1.0]), np.eye(3), 0.3)
    assert not render(corners, triangles[:, ::-1].copy(), LENS, HERE).inverse_depth.any()
    for z in (-1.0, 0.0, NEAR_M / 2.0):
        corners, triangles = square(np.array([0.0, 0.0, z]), np.eye(3), 0.3)
        assert not render(corners, triangles, LENS, HERE).inverse_depth.any()


def test_a_mesh_that_leaves_the_picture_on_all_sides_is_cut_at_its_border() -> None:
    depth = render(*square(np.array([0.0, 0.0, 1.0]), np.eye(3), 50.0), LENS, HERE).depth()
    np.testing.assert_allclose(depth, 1.0, rtol=1e-6)


def test_rendering_leaves_the_picture_behind_untouched() -> None:
    behind = empty_picture(LENS)
    render(*square(np.array([0.0, 0.0, 1.0]), np.eye(3), 0.3), LENS, HERE, behind)
    assert not behind.inverse_depth.any()

"""The view's camera: what the mouse promises."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.geometry import is_rigid
from depthhinge.view.framing import Viewpoint, framed
from depthhinge.view.navigation import Navigator
from depthhinge.view.orbit_camera import FARTHEST, NEAREST, STEEPEST, OrbitCamera

from . import fake

SIZE = (1280, 720)
metres = st.floats(-3.0, 3.0)
cameras = st.builds(
    OrbitCamera,
    target=st.tuples(metres, metres, metres),
    distance=st.floats(NEAREST, FARTHEST),
    azimuth=st.floats(-math.pi, math.pi),
    elevation=st.floats(-STEEPEST, STEEPEST),
)
pixels = st.floats(-300.0, 300.0)


@given(cameras)
def test_the_target_is_in_the_middle_of_the_picture(camera: OrbitCamera) -> None:
    np.testing.assert_allclose(camera.project(camera.target, SIZE), [[640.0, 360.0]], atol=1e-6)


@given(cameras)
def test_the_view_is_a_rigid_motion_that_puts_the_eye_at_its_origin(camera: OrbitCamera) -> None:
    assert is_rigid(camera.view_from_room)
    np.testing.assert_allclose(camera.view_from_room @ [*camera.eye, 1.0], [0, 0, 0, 1], atol=1e-9)
    assert np.linalg.norm(camera.eye - camera.target) == pytest.approx(camera.distance)


@given(cameras)
def test_up_in_the_room_is_up_in_the_picture(camera: OrbitCamera) -> None:
    above = np.asarray(camera.target) + np.array([0.0, 0.1, 0.0])
    x, y = camera.project(above, SIZE)[0]
    assert x == pytest.approx(640.0, abs=1e-6)
    assert y > 360.0


@given(cameras, pixels, pixels)
def test_panning_moves_the_scene_with_the_mouse(camera: OrbitCamera, right: float, up: float) -> None:
    moved = camera.panned(right, up, SIZE[1])
    np.testing.assert_allclose(moved.project(camera.target, SIZE), [[640.0 + right, 360.0 + up]], atol=1e-6)


@given(cameras, pixels, pixels)
def test_orbiting_keeps_the_distance_and_never_goes_over_the_top(camera: OrbitCamera, a: float, b: float) -> None:
    moved = camera.orbited(a, b)
    assert moved.distance == camera.distance
    assert abs(moved.elevation) <= STEEPEST
    assert abs(moved.azimuth) <= math.pi


@given(cameras, st.floats(0.01, 100.0))
def test_zooming_stays_within_reach_of_the_scene(camera: OrbitCamera, factor: float) -> None:
    assert NEAREST <= camera.zoomed(factor).distance <= FARTHEST


@given(cameras, cameras)
def test_a_glide_starts_here_and_arrives_there(here: OrbitCamera, there: OrbitCamera) -> None:
    np.testing.assert_allclose(here.toward(there, 0.0).eye, here.eye, atol=1e-9)
    np.testing.assert_allclose(here.toward(there, 1.0).eye, there.eye, atol=1e-9)


def test_what_lies_behind_the_eye_has_no_pixel() -> None:
    camera = OrbitCamera((0.0, 1.0, -2.0), 3.0)
    assert np.isnan(camera.project([0.0, 1.0, 5.0], SIZE)).all()


def test_the_first_view_stands_beside_the_depth_camera_and_before_the_walls_face() -> None:
    moment = fake.moment()
    assert moment.wall is not None
    camera = framed(Viewpoint.HOME, moment)
    assert camera.eye[2] > moment.wall.heels[2] + 1.0
    assert camera.eye[1] > 1.0
    assert moment.wall.plane.distance(camera.eye) > 0.5


@pytest.mark.parametrize("viewpoint", [Viewpoint.HOME, Viewpoint.SIDE, Viewpoint.FRONT])
def test_every_upright_viewpoint_shows_the_whole_person_clear_of_the_writing(viewpoint: Viewpoint) -> None:
    moment = fake.moment()
    seen = framed(viewpoint, moment).project(moment.points, SIZE)
    assert seen[:, 1].min() > 0.17 * SIZE[1]
    assert seen[:, 1].max() < 0.9 * SIZE[1]
    assert 0.3 * SIZE[0] < seen[:, 0].min() <= seen[:, 0].max() < 0.7 * SIZE[0]


def test_the_view_follows_the_person_until_the_mouse_takes_over() -> None:
    navigator = Navigator()
    navigator.see(fake.moment())
    navigator.advance(math.inf)
    followed = navigator.camera
    assert followed == framed(Viewpoint.HOME, fake.moment())
    navigator.orbit(40.0, 10.0)
    turned = navigator.camera
    assert turned != followed
    navigator.see(fake.nobody())
    navigator.see(fake.moment(with_wall=False))
    navigator.advance(math.inf)
    assert navigator.camera == turned
    navigator.look_from(Viewpoint.HOME)
    navigator.see(fake.moment())
    navigator.advance(math.inf)
    assert navigator.camera == followed

"""The picture itself, drawn off-screen and looked at pixel by pixel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from depthhinge.body.joints import JOINTS
from depthhinge.drills.moment import Moment, Phase
from depthhinge.errors import UsageError
from depthhinge.view.framing import Viewpoint, wall_corners
from depthhinge.view.window import DrillView

from . import fake
from .conftest import SIZE


def brightness(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    return picture.astype(np.float64).mean(axis=2)


def at(picture: NDArray[np.uint8], view: DrillView, points: NDArray[np.floating]) -> NDArray[np.float64]:
    """Colours (n, 3) of the picture where room points (n, 3) lie."""
    x, y = view.camera.project(points, SIZE).T
    return picture[SIZE[1] - 1 - y.astype(int), x.astype(int)].astype(np.float64)


def bare_wall(moment: Moment) -> NDArray[np.float64]:
    """Spots (n, 3) high on the wall, above the person's hips and beside their back."""
    assert moment.wall is not None
    lower_left, lower_right, upper_right, upper_left = wall_corners(moment.wall, 1.4, 1.75)
    return np.stack([0.8 * upper_left + 0.2 * lower_right, 0.9 * upper_left + 0.1 * lower_left,
                     0.7 * upper_left + 0.15 * upper_right + 0.15 * lower_left])  # fmt: skip


def test_an_empty_room_is_dark_with_words_in_it(view: DrillView) -> None:
    light = brightness(view.picture())
    assert np.median(light) < 30.0
    # "Nobody in view" stands in the middle, the number of reps in the upper left.
    assert (light[100:200, 150:500] > 150.0).sum() > 200
    assert (light[30:90, 10:80] > 150.0).sum() > 50


def test_the_person_is_drawn_where_their_points_project(view: DrillView) -> None:
    moment = fake.moment()
    view.show(replace(moment, body=None, wall=None))
    picture = view.picture()
    on_person = brightness(at(picture, view, moment.points[::20])[None])[0]
    assert np.median(on_person) > 70.0
    aside = moment.points[::20] + np.array([1.2, 0.0, 0.0], np.float32)
    assert np.median(brightness(at(picture, view, aside)[None])[0]) < 35.0


def test_form_is_readable_one_side_of_a_limb_is_darker(view: DrillView) -> None:
    moment = fake.moment()
    view.show(replace(moment, body=None, wall=None))
    lit = brightness(at(view.picture(), view, moment.points[::5])[None])[0]
    assert np.percentile(lit, 90) > 1.4 * np.percentile(lit, 10)


def test_the_skeleton_is_drawn_and_dimmer_where_not_seen(view: DrillView) -> None:
    still = replace(fake.moment(), points=np.zeros((0, 3), np.float32), wall=None)
    view.show(still)
    head = fake.joints(0.0)[[JOINTS.index("head")]]
    seen = at(view.picture(), view, head)[0]
    assert seen[2] > 200.0
    view.show(replace(still, body=fake.body(unseen=("head",))))
    unseen = at(view.picture(), view, head)[0]
    assert 20.0 < unseen[2] < 0.6 * seen[2]


def test_a_guessed_pose_is_not_shown(view: DrillView) -> None:
    still = replace(fake.moment(), points=np.zeros((0, 3), np.float32), wall=None)
    view.show(replace(still, body=replace(fake.body(), tracked=False)))
    head = fake.joints(0.0)[[JOINTS.index("head")]]
    assert at(view.picture(), view, head)[0].max() < 60.0


def test_the_wall_lights_up_green_at_the_tap_and_fades(view: DrillView) -> None:
    standing = fake.moment(time_s=1.0)
    spots = bare_wall(standing)
    greens = []
    for moment in (
        standing,
        fake.moment(0.75, 2.0, Phase.BOTTOM, touching=True),
        fake.moment(0.5, 2.5, Phase.ASCENT),
        fake.moment(0.0, 9.0, Phase.LOCKOUT),
    ):
        view.show(moment)
        red, green, _ = at(view.picture(), view, spots).mean(axis=0)
        greens.append(green - red)
    before, touched, fading, after = greens
    assert touched > before + 30.0
    assert before + 3.0 < fading < touched - 3.0
    assert after == pytest.approx(before, abs=2.0)


def test_words_appear_with_the_verdict_and_the_cue(view: DrillView) -> None:
    view.show(fake.moment(time_s=1.0))
    plain = brightness(view.picture())
    view.show(fake.moment(time_s=1.1, finished=fake.rep(1), cue="Slow on the way down"))
    told = brightness(view.picture())
    changed = np.abs(told - plain) > 60.0
    assert changed[215:290, 10:180].sum() > 200, "the verdict, lower left"
    assert changed[290:340, 150:490].sum() > 300, "the cue, at the bottom"
    assert not changed[100:200, 450:600].any(), "and nothing elsewhere"


@pytest.mark.parametrize("viewpoint", [Viewpoint.SIDE, Viewpoint.FRONT, Viewpoint.TOP])
def test_another_viewpoint_is_another_picture_and_home_brings_the_first_back(
    view: DrillView, viewpoint: Viewpoint
) -> None:
    view.show(fake.moment())
    first = view.picture()
    view.look_from(viewpoint)
    other = view.picture()
    assert (np.abs(brightness(other) - brightness(first)) > 30.0).mean() > 0.02
    view.look_from(Viewpoint.HOME)
    np.testing.assert_array_equal(view.picture(), first)


def test_the_mouse_orbits_the_picture(view: DrillView) -> None:
    view.show(fake.moment())
    first = view.picture()
    view.navigator.orbit(80.0, 0.0)
    assert (np.abs(brightness(view.picture()) - brightness(first)) > 30.0).mean() > 0.01


def test_on_hold_the_picture_stands_still_and_the_count_goes_on(view: DrillView) -> None:
    view.show(fake.moment())
    view.hold()
    held = view.picture()
    view.show(fake.moment(0.7, 2.0, Phase.BOTTOM, finished=fake.rep(1)))
    np.testing.assert_array_equal(view.picture(), held)
    view.hold()
    view.show(fake.moment(0.7, 2.1, Phase.BOTTOM))
    assert (brightness(view.picture()) != brightness(held)).any()


def test_pictures_are_saved_and_numbered(view: DrillView, tmp_path: Path) -> None:
    view.show(fake.moment())
    view.save(tmp_path / "new" / "picture.png")
    with Image.open(tmp_path / "new" / "picture.png") as saved:
        assert saved.size == SIZE
        np.testing.assert_array_equal(np.asarray(saved), view.picture())
    view._pictures = tmp_path
    assert view.save_next() == tmp_path / "depthhinge-001.png"
    assert view.save_next() == tmp_path / "depthhinge-002.png"


def test_a_folder_that_cannot_be_written_does_not_stop_the_drill(view: DrillView, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    view._pictures = tmp_path / "file"
    assert view.save_next() is None
    view.show(fake.moment())


def test_the_same_moment_gives_the_same_picture(view: DrillView) -> None:
    view.show(fake.moment())
    np.testing.assert_array_equal(view.picture(), view.picture())


def test_off_screen_showing_costs_next_to_nothing(view: DrillView) -> None:
    moments = [fake.moment(time_s=0.01 * i) for i in range(2)]
    began = time.perf_counter()
    for i in range(100):
        view.show(moments[i % 2])
    assert (time.perf_counter() - began) / 100 < 0.005


def test_a_large_cloud_is_drawn_too(view: DrillView) -> None:
    moment = fake.moment()
    view.show(replace(moment, points=np.tile(moment.points, (10, 1))))
    assert brightness(view.picture()).max() > 150.0


def test_a_closed_view_ignores_moments_and_refuses_pictures(view: DrillView, tmp_path: Path) -> None:
    view.close()
    view.close()
    view.show(fake.moment())
    view.poll()
    assert view.closed
    with pytest.raises(UsageError):
        view.save(tmp_path / "picture.png")


def test_two_views_draw_side_by_side(view: DrillView) -> None:
    view.show(fake.moment())
    first = view.picture()
    other = DrillView("other", on_screen=False, size=(320, 180))
    other.show(fake.moment(0.7))
    assert other.picture().shape == (180, 320, 3)
    np.testing.assert_array_equal(view.picture(), first)
    other.close()
    np.testing.assert_array_equal(view.picture(), first)


IN_A_WINDOW = """
import sys, time
sys.path.insert(0, sys.argv[1])
from pyglet.window import key, mouse
from view import fake
from depthhinge.view.window import DrillView
view = DrillView("on screen", size=(640, 360))
assert view.on_screen
moments = [fake.moment(time_s=0.1 * i, hinge=0.1 * i) for i in range(6)]
def watch(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        view.poll()
for moment in moments:
    view.show(moment)
    watch(0.1)
before = view.camera
view._window.dispatch_event("on_mouse_drag", 10, 10, 60, 0, mouse.LEFT, 0)
watch(0.1)
assert view.camera != before
view._window.dispatch_event("on_key_press", key.R, 0)
watch(2.0)
assert abs(view.camera.azimuth - before.azimuth) < 0.02
assert view.picture().max() > 200
view._window.dispatch_event("on_key_press", key.ESCAPE, 0)
watch(0.1)
assert view.closed
print("drawn")
"""


@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="no xvfb-run to stand in for a display")
def test_a_real_window_draws_hears_the_mouse_and_closes() -> None:
    tests = str(Path(__file__).parents[1])
    ran = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-c", IN_A_WINDOW, tests],
        capture_output=True, text=True, timeout=180, check=False, env={**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1"},
    )  # fmt: skip
    assert ran.stdout.strip() == "drawn", ran.stderr

"""What is kept of a frame is the person, the floor around them and whatever changed; the rest is the room's picture."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from depthhinge.frames import DepthFrame
from depthhinge.scene.grid import Grid
from depthhinge.scene.scene import Scene
from depthhinge.sessions.recording.keeper import LEARNING_FRAMES, Keeper, KeptFrame
from depthhinge.sessions.recording.tiles import pixels_of
from tests.sessions.recording.drills import camera, pictures


@cache
def kept() -> list[tuple[DepthFrame, KeptFrame, np.ndarray]]:
    """The camera's frame, what was kept of it, and (height, width) the person as the scene then found them."""
    keeper, scene, found = Keeper(camera()), Scene(camera()), []
    for frame in pictures():
        one = keeper.keep(frame)
        scene.update(one.frame)
        keeper.learn(scene.person_cells)
        found.append((frame, one, scene.grid.pixels(scene.person_cells, frame.depth.shape)))
    return found


def test_kept_pixels_are_the_cameras_and_the_others_the_rooms() -> None:
    room = None
    for frame, one, _ in kept():
        room = one.background if one.background is not None else room
        pixels = pixels_of(one.tiles, *frame.depth.shape)
        assert np.array_equal(one.frame.depth[pixels], frame.depth[pixels])
        assert np.array_equal(one.values, frame.depth[pixels])
        if room is not None:
            assert np.array_equal(one.frame.depth[~pixels], room[~pixels])


def test_the_first_frame_is_kept_whole_and_later_ones_in_a_small_part() -> None:
    shares = [one.tiles.mean() for _, one, _ in kept()]
    assert shares[0] == 1.0
    assert max(shares[1:]) < 0.12


def test_every_pixel_of_the_person_is_kept_and_the_floor_beside_their_feet() -> None:
    for frame, one, person in kept()[1:]:
        pixels = pixels_of(one.tiles, *frame.depth.shape)
        assert (person & ~pixels).sum() < 0.001 * person.sum()
        lowest = np.flatnonzero(person.any(axis=1))[-1]
        left, right = np.flatnonzero(person[lowest])[[0, -1]]
        assert pixels[lowest, left - 8 : right + 8].all()


def test_the_rooms_picture_is_made_twice_the_second_from_many_frames() -> None:
    numbers = [k for k, (_, one, _) in enumerate(kept()) if one.background is not None]
    assert numbers == [1, LEARNING_FRAMES + 1]
    (_, first, _), (_, second, _) = (kept()[k] for k in numbers)
    quiet = slice(40, 80), slice(600, 640)
    assert second.background[quiet].std() < first.background[quiet].std()


def test_someone_who_stands_still_is_never_taken_for_the_room() -> None:
    frame, _, person = kept()[0]
    keeper, cells = Keeper(camera()), Grid.of(camera())
    mask = person[:: cells.stride, :: cells.stride][: cells.intrinsics.height, : cells.intrinsics.width]
    for k in range(3 * LEARNING_FRAMES):
        one = keeper.keep(replace(frame, index=k))
        keeper.learn(mask)
        assert pixels_of(one.tiles, *frame.depth.shape)[person].all()


def test_what_is_put_into_the_room_is_kept_at_once_and_becomes_the_room() -> None:
    frame, _, _ = kept()[0]
    nobody = np.zeros((1, 1), bool)
    box = frame.depth.copy()
    box[100:160, 600:700] = 2000
    keeper = Keeper(camera())
    for k in range(40):
        keeper.keep(replace(frame, index=k))
        keeper.learn(nobody)
    for k in range(40, 400):
        one = keeper.keep(replace(frame, index=k, depth=box))
        keeper.learn(nobody)
        assert np.array_equal(one.frame.depth[100:160, 600:700], box[100:160, 600:700])
        if not one.tiles.any():
            break
    assert not one.tiles.any()


def test_a_camera_that_is_moved_is_kept_whole_until_the_room_is_known_anew() -> None:
    frame, _, _ = kept()[0]
    nobody, moved = np.zeros((1, 1), bool), np.roll(frame.depth, 150, axis=0)
    keeper = Keeper(camera())
    for k in range(40):
        keeper.keep(replace(frame, index=k))
        keeper.learn(nobody)
    for k in range(40, 40 + LEARNING_FRAMES + 3):
        one = keeper.keep(replace(frame, index=k, depth=moved))
        keeper.learn(nobody)
        differs = one.frame.depth != moved
        near = np.abs(one.frame.depth.astype(int) - moved) < 0.2 * moved
        assert (differs & ~near & (moved > 0)).mean() < 0.005
    assert one.tiles.mean() < 0.1


@pytest.mark.parametrize("holes", [0.0, 0.3])
def test_a_pixel_without_a_reading_is_no_change(holes: float) -> None:
    frame, _, _ = kept()[0]
    keeper = Keeper(camera())
    keeper.keep(frame)
    keeper.learn(np.zeros((1, 1), bool))
    pierced = np.where(np.random.default_rng(0).random(frame.depth.shape) < holes, 0, frame.depth).astype(np.uint16)
    assert not keeper.keep(replace(frame, index=1, depth=pierced)).tiles.any()

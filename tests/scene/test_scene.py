"""The room and who is in it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.typing import NDArray

from depthhinge.body.kinematics import Pose, forward
from depthhinge.cameras.gravity import GravityFilter
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.geometry import Array, inverse, rotation_about
from depthhinge.scene.floor import find_floors, room_from_up
from depthhinge.scene.scene import Scene
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.sensor import Sensor
from tests.tracking.simulated import person

INTRINSICS = Intrinsics(424, 240, 212.0, 212.0, 212.0, 120.0)
TILT = np.deg2rad(8.0)


def camera(room: Array) -> CameraInfo:
    return CameraInfo("simulated", None, INTRINSICS, 0.001, 30.0, 0.1, room)


def tilted_room(height: float = 1.2, tilt: float = TILT) -> Array:
    up = rotation_about([1.0, 0.0, 0.0], tilt) @ np.array([0.0, -1.0, 0.0])
    return room_from_up(up, height)


def picture(room: Array, *bodies: Array, index: int = 0, back_wall: float = 4.0) -> DepthFrame:
    """Floor, a back wall, and bodies given as surface points (n, 3) of the mean adult in the room."""
    from depthhinge.simulation.render import render

    v, u = np.mgrid[: INTRINSICS.height, : INTRINSICS.width]
    rays = np.stack([(u - INTRINSICS.cx) / INTRINSICS.fx, (v - INTRINSICS.cy) / INTRINSICS.fy, np.ones(u.shape)], -1)
    down = (rays @ room[:3, :3].T)[..., 1]
    with np.errstate(divide="ignore"):
        depth = np.where(down < 0.0, -room[1, 3] / down, np.inf)
    depth = np.minimum(depth, back_wall)
    for points in bodies:
        seen = render(points, person().body.triangles, INTRINSICS, inverse(room)).depth()
        depth = np.where(seen > 0.0, np.minimum(depth, seen), depth)
    noise = np.random.default_rng(index).normal(scale=0.002, size=depth.shape) * depth**2
    return DepthFrame(index, index / 30.0, np.round((depth + noise) * 1000.0).astype(np.uint16))


def standing_at(x: float, z: float, heading: float = 0.5) -> Array:
    return forward(person().body, Pose.standing(person().body, [x, 0.0, z], heading)).skin()


def cloud(frame: DepthFrame, room: Array) -> Array:
    scene = Scene(camera(room))
    depth = scene.grid.sample(frame)
    return scene.grid.rays() * np.where(depth > 0.0, depth, np.nan)[..., None]


def test_the_floor_is_found_under_a_tilted_camera_with_a_person_and_a_wall_in_view() -> None:
    room = tilted_room()
    found = next(find_floors(cloud(picture(room, standing_at(0.0, -2.2)), room), None))
    np.testing.assert_allclose(found.room_from_camera, room, atol=0.02)


def test_a_wall_alone_is_no_floor() -> None:
    flat = np.full((INTRINSICS.height, INTRINSICS.width), 2000, np.uint16)
    assert not list(find_floors(cloud(DepthFrame(0, 0.0, flat), tilted_room()), None))


def test_the_person_is_cut_out_of_the_room() -> None:
    room = tilted_room()
    scene = Scene(replace(camera(room), room_from_camera=None))
    view = scene.update(picture(room, standing_at(0.0, -2.2)))
    assert view is not None
    assert scene.notes == []
    skin = standing_at(0.0, -2.2)
    low, high = skin.min(axis=0), skin.max(axis=0)
    inside = np.all((view.points > low - 0.06) & (view.points < high + 0.06), axis=1)
    assert inside.mean() > 0.98
    assert view.points[:, 1].max() > 0.95 * high[1]


def test_an_empty_room_holds_nobody_and_someone_who_walks_in_is_seen() -> None:
    room = tilted_room()
    scene = Scene(camera(room))
    assert scene.update(picture(room)) is None
    assert scene.update(picture(room, standing_at(0.3, -2.5), index=1)) is not None


def test_the_nearer_to_the_drill_area_of_two_people_is_followed_and_it_is_said() -> None:
    room = tilted_room()
    scene = Scene(camera(room))
    view = scene.update(picture(room, standing_at(0.0, -2.2), standing_at(1.1, -3.2)))
    assert view is not None
    assert abs(np.median(view.points[:, 0])) < 0.15
    assert any("second person" in note for note in scene.notes)


def test_a_camera_that_is_moved_is_noticed_and_the_floor_found_anew() -> None:
    first, second = tilted_room(1.2, TILT), tilted_room(0.9, 0.5 * TILT)
    scene = Scene(replace(camera(first), room_from_camera=None))
    for k in range(4):
        scene.update(picture(first, standing_at(0.0, -2.2), index=k))
    for k in range(4, 20):
        scene.update(picture(second, standing_at(0.0, -2.2), index=k, back_wall=3.4))
    assert any("camera moved" in note for note in scene.notes)
    assert scene.floor is not None
    np.testing.assert_allclose(scene.floor.room_from_camera, second, atol=0.03)


def test_an_accelerometer_tells_at_once_that_the_camera_was_tilted() -> None:
    """While it moves nobody is seen; as soon as it rests the floor is found where it is now."""
    first, second = tilted_room(1.2, TILT), tilted_room(1.2, TILT + np.deg2rad(4.0))
    scene = Scene(replace(camera(first), room_from_camera=None))
    smoothed, seen = GravityFilter(), []
    for k in range(90):
        room = first if k < 30 else second
        smoothed.add(9.81 * room[:3, :3].T @ [0.0, 1.0, 0.0], k / 30.0)
        frame = replace(picture(room, standing_at(0.0, -2.2), index=k), gravity=smoothed.down)
        seen.append(scene.update(frame) is not None)
    assert all(seen[:30])
    assert not all(seen[30:60])
    assert all(seen[70:])
    assert scene.notes == ["the camera moved: gravity, floor and background were found anew"]
    assert scene.floor is not None
    np.testing.assert_allclose(scene.floor.room_from_camera, second, atol=0.03)


def cut_to_pieces(whole: DepthFrame, person: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """The picture with bands of holes across a person."""
    depth = whole.depth.copy()
    rows = np.flatnonzero(person.any(axis=1))
    for row in np.linspace(rows[0], rows[-1], 8)[1:-1].astype(int):
        depth[row - 8 : row + 8][person[row - 8 : row + 8]] = 0
    return depth


def test_a_person_in_black_whom_holes_cut_to_pieces_is_found_whole() -> None:
    room = tilted_room()
    whole = picture(room, standing_at(0.0, -2.2))
    view = Scene(camera(room)).update(DepthFrame(0, 0.0, cut_to_pieces(whole, whole.depth < picture(room).depth)))
    assert view is not None
    top, bottom = view.points[:, 1].max(), view.points[:, 1].min()
    assert top > 0.95 * standing_at(0.0, -2.2)[:, 1].max()
    assert bottom < 0.3


def test_a_bystander_does_not_take_over_while_holes_cut_the_person_to_pieces() -> None:
    room, theirs = tilted_room(), standing_at(0.0, -2.2)
    scene = Scene(camera(room))
    scene.update(picture(room, theirs, standing_at(1.1, -3.2)))
    walked_on = picture(room, theirs, standing_at(1.7, -3.0))
    person_cells = picture(room, theirs).depth < picture(room).depth
    view = scene.update(DepthFrame(1, 1 / 30.0, cut_to_pieces(walked_on, person_cells)))
    assert view is not None
    assert abs(np.median(view.points[:, 0])) < 0.15


def test_black_trousers_that_show_here_and_there_do_not_become_a_part_of_the_room() -> None:
    room = tilted_room()
    whole, empty = picture(room, standing_at(0.0, -2.2)), picture(room).depth
    legs = (whole.depth < empty) & (np.arange(INTRINSICS.height) > 120)[:, None]
    above_the_ankles = (np.arange(INTRINSICS.height) < 185)[:, None]
    generator = np.random.default_rng(3)
    scene = Scene(camera(room))
    for index in range(60):
        blotches = np.kron(generator.uniform(size=(60, 106)) < 0.75, np.ones((4, 4), bool))
        scene.update(DepthFrame(index, index / 30.0, np.where(legs & blotches, 0, whole.depth).astype(np.uint16)))
    scene.update(DepthFrame(60, 2.0, whole.depth))
    shown = scene.grid.pixels(scene.person_cells, whole.depth.shape)
    assert shown[legs & above_the_ankles].mean() > 0.9


@pytest.mark.parametrize(("room", "said"), [("wall-behind", 0), ("second-person", 1)])
def test_a_real_wall_beside_who_stands_side_on_is_no_second_person(room: str, said: int) -> None:
    drill = SimulatedDrill(SimulatedPerson.draw(702, "train"), 1, seed=702, room=room)
    scene = Scene(replace(drill.camera, room_from_camera=None))
    for frame in islice(drill.frames(), 4):
        scene.update(DepthFrame(frame.index, frame.time_s, frame.depth))
    assert sum("second person" in note for note in scene.notes) == said


def test_a_wall_close_behind_somebody_is_not_theirs_where_they_bend_away_from_it() -> None:
    half_to_the_front = Placement(azimuth=float(np.deg2rad(-50.0)))
    drill = SimulatedDrill(
        SimulatedPerson.draw(413, "train"), 1, (), None, half_to_the_front, fps=10.0, seed=413, room="wall-behind"
    )
    scene = Scene(replace(drill.camera, room_from_camera=None))
    wall = drill.surroundings.room.picture(drill.camera.intrinsics, drill.placement.room_from_camera).depth()
    empty = scene.grid.sample(DepthFrame(0, 0.0, np.round(wall * 1000.0).astype(np.uint16)))
    theirs = []
    for frame in drill.frames():
        view = scene.update(DepthFrame(frame.index, frame.time_s, frame.depth))
        assert view is not None
        theirs.append(float(np.mean((view.depth < empty - 0.05).ravel()[view.cells])))
    assert min(theirs) > 0.95


def test_a_side_wall_is_no_floor_where_somebody_stands_on_another_one() -> None:
    held_upright = Placement(azimuth=float(np.deg2rad(-19.0)), height=1.0, distance=2.9, portrait=True)
    person = SimulatedPerson.draw(513, "train")
    drill = SimulatedDrill(person, 1, (), None, held_upright, fps=15.0, seed=513, room="furnished")
    scene = Scene(replace(drill.camera, room_from_camera=None))
    simulated = next(iter(drill.frames()))
    first = DepthFrame(simulated.index, simulated.time_s, simulated.depth)
    wall = next(find_floors(scene.grid.rays() * scene.grid.sample(first)[..., None], None))
    assert wall.room_from_camera[1, :3] @ drill.placement.room_from_camera[1, :3] < 0.1
    assert scene.update(first) is not None
    assert scene.floor is not None
    assert scene.floor.room_from_camera[1, :3] @ drill.placement.room_from_camera[1, :3] > 0.999


def test_a_wall_seen_along_itself_is_not_the_person_though_it_stands_nearer() -> None:
    placement = Placement(height=1.8, distance=3.1)
    person, sensor = SimulatedPerson.draw(642, "train"), Sensor.named("D415")
    drill = SimulatedDrill(person, 1, (), None, placement, sensor, seed=642, arms="dowel", room="wall-behind")
    frame = next(iter(drill.frames()))
    view = Scene(drill.camera).update(DepthFrame(frame.index, frame.time_s, frame.depth))
    assert view is not None
    middle, pelvis = np.median(view.points, axis=0), frame.truth.joints[0]
    assert np.hypot(*(middle - pelvis)[[0, 2]]) < 0.2

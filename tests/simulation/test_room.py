"""The empty room, ray by ray."""

import numpy as np

from depthhinge.frames import Intrinsics
from depthhinge.geometry import Plane, transform_points
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.room import Box, Room

LENS = Intrinsics(200, 150, 120.0, 120.0, 99.5, 70.0)
CAMERA = Placement(height=1.2, distance=2.0, tilt=0.2).room_from_camera

BACK = Plane.through([0.0, 0.0, -3.5], [0.0, 0.0, 1.0])


def points_of(room: Room) -> np.ndarray:
    depth = room.picture(LENS, CAMERA).depth().astype(np.float64)
    v, u = np.nonzero(depth)
    return transform_points(CAMERA, LENS.deproject(np.stack([u, v], 1), depth[v, u]))


def test_every_point_lies_on_the_floor_or_the_wall() -> None:
    points = points_of(Room((BACK,)))
    on_floor = np.abs(points[:, 1]) < 1e-5
    on_wall = np.abs(points[:, 2] + 3.5) < 1e-5
    assert np.all(on_floor | on_wall)
    assert on_floor.sum() > 1000
    assert on_wall.sum() > 1000
    assert points[:, 1].min() > -1e-5
    assert points[:, 2].min() > -3.5 - 1e-5


def test_a_box_stands_in_front_of_what_is_behind_it() -> None:
    box = Box((-0.3, 0.0, -2.6), (0.2, 0.5, -2.2))
    points = points_of(Room((BACK,), (box,)))
    inside = np.all((points > np.array(box.low) - 1e-4) & (points < np.array(box.high) + 1e-4), axis=1)
    assert inside.sum() > 200
    front = points[inside & (np.abs(points[:, 2] + 2.2) < 1e-4)]
    assert np.ptp(front[:, 0]) > 0.45
    assert np.ptp(front[:, 1]) > 0.4


def test_without_a_wall_there_is_nothing_above_the_horizon() -> None:
    depth = Room().picture(LENS, CAMERA).depth()
    assert not depth[0].any()
    assert depth[-1].all()


def test_a_turned_box_has_its_faces_where_it_was_turned_to() -> None:
    turn = 0.6
    box = Box((-0.3, 0.0, -0.2), (0.3, 0.5, 0.2), at=(0.4, -2.5), turn=turn)
    points = points_of(Room((BACK,), (box,)))
    relative = points - [0.4, 0.0, -2.5]
    own_x = relative @ [np.cos(turn), 0.0, -np.sin(turn)]
    own_z = relative @ [np.sin(turn), 0.0, np.cos(turn)]
    front = (np.abs(own_z - 0.2) < 1e-4) & (np.abs(own_x) < 0.3 + 1e-4) & (points[:, 1] > 1e-4)
    assert np.ptp(own_x[front]) > 0.5
    assert np.ptp(points[front, 1]) > 0.4
    assert not np.any((np.abs(own_x) < 0.299) & (np.abs(own_z) < 0.199) & (points[:, 1] < 0.499)), "none inside"


def test_a_wall_beside_is_met_from_its_own_side() -> None:
    beside = Plane.through([1.5, 0.0, 0.0], [-1.0, 0.0, 0.0])
    points = points_of(Room((BACK, beside)))
    assert points[:, 0].max() < 1.5 + 1e-5
    assert (np.abs(points[:, 0] - 1.5) < 1e-5).sum() > 1000

"""The room, frame by frame: gravity and floor once, the background as it shows, and the person's points."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array, transform_points
from depthhinge.scene.background import Background
from depthhinge.scene.components import connected_surfaces
from depthhinge.scene.floor import Floor, assumed_level, camera_position, find_floor, lowered_to
from depthhinge.scene.grid import Grid
from depthhinge.scene.noise import NOISE_FLOOR_M, depth_noise_coefficient
from depthhinge.scene.person import Surface, choose_person, fragments, second_person, surfaces

NEAR, FAR = 0.4, 4.5
"""Metres along z between which a person can drill."""
FLOOR_CLEARANCE = 0.03
"""Metres over the floor below which a reading may be floor, beside its own noise."""
NOISE_SIGMAS = 3.0
MIN_TOLERANCE = 0.05
"""Metres: no two surfaces nearer than this are told apart along z."""
CONNECTION = 0.10
"""Metres of depth step within one body surface: an arm in front of the trunk, a calf behind a knee."""
BRIDGE = 2
"""Cells that a hole in the surface may be wide."""
DRILL_DISTANCE = 2.2
"""Metres in front of the camera where the person is expected; decides between candidates only."""
LOWEST_PERCENTILE = 0.5
"""Of the person's points, which height counts as the lowest: below are wild readings."""
MOVED_SHARE, MOVED_FRAMES = 0.5, 8
"""The camera has moved when more than half of the known background disagrees for this many frames running."""
EMPTY_SHARE = 0.6
"""A picture with more cells than this without a reading had its background removed."""


@dataclass(frozen=True)
class PersonView:
    """The person in one frame, on the scene's grid."""

    mask: NDArray[np.bool_]
    """(rows, columns) cells that show the person."""
    known: NDArray[np.bool_]
    """(rows, columns) cells of which it is known whether they show the person: a reading, or a removed background."""
    depth: NDArray[np.float32]
    """(rows, columns) metres along z, 0 = no reading."""
    cells: NDArray[np.int64]
    """(n,) flat indices of the mask's cells that have a reading."""
    points: Array
    """(n, 3) those cells in the room frame, metres."""


class Scene:
    """Keeps the room between frames; `update` is the first stage of the line."""

    def __init__(self, info: CameraInfo) -> None:
        self.grid = Grid.of(info)
        self.floor: Floor | None = None
        self.notes: list[str] = []
        self._stated_room = info.room_from_camera
        self._rays = self.grid.rays()
        self._noise = depth_noise_coefficient(info)
        self._background = Background(self._rays.shape[:2])
        self._last_centre: Array | None = None
        self._moved_for = 0
        self._on_feet = False
        self._background_removed = False

    def update(self, frame: DepthFrame) -> PersonView | None:
        """The person in this frame, or None when nobody is there."""
        depth = self.grid.sample(frame)
        if self.floor is None:
            self.floor = self._find_room(depth, frame.gravity)
        room_points = self._room_points(depth)
        tolerance = self._tolerance(depth)
        person = self._find_person(depth, room_points, tolerance)
        mask = person if person is not None else np.zeros(depth.shape, bool)
        if self._camera_moved(depth, mask, tolerance):
            return None
        self._background.learn(depth, mask, tolerance)
        if person is None:
            return None
        return self._view(depth, room_points, mask)

    def _find_room(self, depth: NDArray[np.float32], gravity: Array | None) -> Floor:
        empty = float(np.mean(depth == 0.0))
        self._background_removed = empty > EMPTY_SHARE
        if self._stated_room is not None:
            return Floor(np.asarray(self._stated_room, np.float64), seen=True)
        z = np.where(depth > 0.0, depth, np.nan)
        floor = None if self._background_removed else find_floor(self._rays * z[..., None], gravity)
        if floor is not None:
            return floor
        source = "the accelerometer's down was used" if gravity is not None else "the camera was taken as level"
        self._note(f"no floor in the picture: {source} and the floor is taken from the feet")
        return assumed_level(gravity, camera_height=1.0)

    def _room_points(self, depth: NDArray[np.float32]) -> Array:
        assert self.floor is not None
        transform = self.floor.room_from_camera.astype(np.float32)
        points = (self._rays.astype(np.float32) * depth[..., None]) @ transform[:3, :3].T + transform[:3, 3]
        return np.asarray(points)

    def _tolerance(self, depth: NDArray[np.float32]) -> NDArray[np.float32]:
        noise = NOISE_SIGMAS * np.maximum(self._noise * depth * depth, NOISE_FLOOR_M)
        return np.asarray(np.maximum(noise, MIN_TOLERANCE), np.float32)

    def _find_person(
        self, depth: NDArray[np.float32], points: Array, tolerance: NDArray[np.float32]
    ) -> NDArray[np.bool_] | None:
        assert self.floor is not None
        member = (depth > NEAR) & (depth < FAR) & self._background.is_nearer(depth, tolerance)
        if self.floor.seen:
            member &= points[..., 1] > FLOOR_CLEARANCE
        labels, count = connected_surfaces(depth, member, np.maximum(tolerance, CONNECTION).astype(np.float32), BRIDGE)
        cells = self.grid.intrinsics
        found = surfaces(labels, count, points, depth * depth / np.float32(cells.fx * cells.fy))
        middle = transform_points(self.floor.room_from_camera, [0.0, 0.0, DRILL_DISTANCE])
        person = choose_person(self._on_this_floor(found), middle, self._last_centre)
        if person is None:
            self._last_centre = None
            return None
        self._last_centre = person.centre
        if second_person(found, person):
            self._note("a second person is in the picture: the one in the drill area is followed")
        parts = [person, *fragments(found, person)]
        return np.isin(labels, [s.label for s in parts])

    def _on_this_floor(self, found: list[Surface]) -> list[Surface]:
        """Until the feet have shown where the floor is, heights over it say nothing."""
        assert self.floor is not None
        if self.floor.seen or self._on_feet:
            return found
        return [replace(s, top=float(s.high[1] - s.low[1])) for s in found]

    def _view(self, depth: NDArray[np.float32], points: Array, mask: NDArray[np.bool_]) -> PersonView:
        cells = np.flatnonzero(mask.ravel() & (depth.ravel() > 0.0))
        known = np.ones_like(mask) if self._background_removed else depth > 0.0
        inside = points.reshape(-1, 3)[cells].astype(np.float64)
        inside[:, 1] -= self._put_floor_under_feet(inside)
        return PersonView(mask, known, depth, cells, inside)

    def _put_floor_under_feet(self, points: Array) -> float:
        """Where no floor is seen it goes under the lowest of the first person's points; metres that it moved."""
        assert self.floor is not None
        if self.floor.seen or self._on_feet:
            return 0.0
        height = float(np.percentile(points[:, 1], LOWEST_PERCENTILE))
        self.floor = lowered_to(self.floor, height)
        self._on_feet = True
        return height

    def _camera_moved(
        self, depth: NDArray[np.float32], mask: NDArray[np.bool_], tolerance: NDArray[np.float32]
    ) -> bool:
        if self._background_removed:
            return False
        changed = self._background.share_changed(depth, mask, 2.0 * tolerance) > MOVED_SHARE
        self._moved_for = self._moved_for + 1 if changed else 0
        if self._moved_for < MOVED_FRAMES:
            return False
        self._note("the camera moved: gravity, floor and background were found anew")
        self.floor, self._moved_for, self._last_centre, self._on_feet = None, 0, None, False
        self._background = Background(depth.shape)
        return True

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    @property
    def camera_position(self) -> Array:
        """(3,) of the camera in the room; the origin's column before the floor is known."""
        return camera_position(np.eye(4) if self.floor is None else self.floor.room_from_camera)

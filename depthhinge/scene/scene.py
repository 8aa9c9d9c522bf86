"""The room, frame by frame: gravity and floor once, the background as it shows, and the person's points."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.geometry import Array, transform_points
from depthhinge.scene.background import Background
from depthhinge.scene.components import connected_surfaces
from depthhinge.scene.floor import Floor, assumed_level, camera_position, find_floors, lowered_to
from depthhinge.scene.foreground import split_foreground
from depthhinge.scene.grid import Grid
from depthhinge.scene.noise import coarseness_in_words, depth_noise_coefficient
from depthhinge.scene.person import (
    Surface,
    choose_person,
    fragments,
    same_person,
    second_person,
    stands_alone,
    surfaces,
)
from depthhinge.scene.pieces import joined
from depthhinge.scene.specks import with_specks
from depthhinge.scene.tilt import TiltWatch

FLOOR_CLEARANCE = 0.03
"""Metres over the floor below which a reading may be floor, beside its own noise."""
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
    picture: NDArray[np.uint16]
    """(height, width) the frame itself, in units of the grid's `depth_scale`."""
    grid: Grid
    up: Array
    """(2,) unit vector as (row, column): the way the room's up runs in the middle of the picture."""


class Scene:
    """Keeps the room between frames; `update` is the first stage of the line."""

    def __init__(self, info: CameraInfo) -> None:
        self.grid = Grid.of(info)
        self.floor: Floor | None = None
        self.notes: list[str] = []
        self._stated_room = info.room_from_camera
        self._rays = self.grid.rays()
        self._shape = self._rays.shape[:2]
        self._noise = depth_noise_coefficient(info)
        self._coarseness = coarseness_in_words(info)
        self._background = Background(self._shape)
        self._mask = np.zeros(self._shape, np.bool_)
        self._last_centre: Array | None = None
        self._moved_for = 0
        self._tilt = TiltWatch()
        self._on_feet = False
        self._background_removed = False

    def update(self, frame: DepthFrame) -> PersonView | None:
        """The person in this frame, or None when nobody is there."""
        if self._coarseness is not None:
            self._note(self._coarseness)
        if self._tilting(frame.gravity):
            return None
        if self.floor is None:
            self.floor = self._find_room(frame)
            self._tilt.anchor(frame.gravity)
        depth, member = self._split(frame)
        mask, specks = self._find_person(depth, member)
        # A speck that was learned as background would be no part of a leg again.
        if self._camera_moved(self._background.learn(depth, mask | specks, self._noise, self._rays, *self._up())):
            return None
        self._mask = mask
        return self._view(frame.depth, depth, mask) if self._last_centre is not None else None

    def _split(self, frame: DepthFrame) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """The frame on the grid, and what of it stands in front of the background."""
        assert self.floor is not None
        depth, member = np.empty(self._shape, np.float32), np.empty(self._shape, np.bool_)
        split_foreground(
            frame.depth,
            self.grid.stride,
            self.grid.depth_scale,
            self._rays,
            *self._up(),
            FLOOR_CLEARANCE if self.floor.seen else -np.inf,
            self._background.depth,
            self._background.continued,
            self._noise,
            depth,
            member,
        )
        return depth, member

    def _find_room(self, frame: DepthFrame) -> Floor:
        depth = self.grid.sample(frame)
        empty = float(np.mean(depth == 0.0))
        self._background_removed = empty > EMPTY_SHARE
        if self._stated_room is not None:
            return Floor(np.asarray(self._stated_room, np.float64), seen=True)
        z = np.where(depth > 0.0, depth, np.nan)
        first = None
        for floor in () if self._background_removed else find_floors(self._rays * z[..., None], frame.gravity):
            if frame.gravity is not None or self._somebody_stands_on(floor, frame):
                return floor
            first = first or floor
        if first is not None:
            return first
        source = "the camera was taken as level" if frame.gravity is None else "the accelerometer's down was used"
        self._note(f"no floor in the picture: {source} and the floor is taken from the feet")
        return assumed_level(frame.gravity, camera_height=1.0)

    def _somebody_stands_on(self, floor: Floor, frame: DepthFrame) -> bool:
        self.floor = floor
        _, _, found = self._surfaces(*self._split(frame))
        person = self._person_among(found)
        return person is not None and stands_alone(person)

    def _find_person(
        self, depth: NDArray[np.float32], member: NDArray[np.bool_]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(rows, columns) the person's cells, and specks that may be theirs too.

        None where nobody is, and then there is no `_last_centre`.
        """
        labels, count, found = self._surfaces(depth, member)
        person = self._person_among(found)
        if person is None:
            self._last_centre = None
            return np.zeros(self._shape, np.bool_), np.zeros(self._shape, np.bool_)
        self._last_centre = person.centre
        if second_person(found, person):
            self._note("a second person is in the picture: the one in the drill area is followed")
        theirs, small = np.zeros(count, np.bool_), np.ones(count, np.bool_)
        theirs[[s.label for s in (person, *fragments(found, person))]] = True
        small[[s.label for s in found]] = False
        return with_specks(labels, theirs, small, depth, self._rays, *self._up(), CONNECTION, self._noise)

    def _surfaces(
        self, depth: NDArray[np.float32], member: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], int, list[Surface]]:
        """(rows, columns) labels of connected surfaces, how many, and those that are large enough to matter."""
        assert self.floor is not None
        labels, count = connected_surfaces(depth, member, CONNECTION, self._noise, BRIDGE)
        cells = self.grid.intrinsics
        found = surfaces(
            labels,
            count,
            depth,
            self._rays,
            self.floor.room_from_camera,
            1.0 / (cells.fx * cells.fy),
            self._mask,
            self._noise,
        )
        return labels, count, found

    def _person_among(self, found: list[Surface]) -> Surface | None:
        """Who was followed a frame ago, else whoever is nearest to where the camera looks."""
        assert self.floor is not None
        whole = self._on_this_floor(found)
        # Cut to pieces by holes, they are still who they were, and no bystander is.
        if self._last_centre is not None:
            person = same_person(whole, self._last_centre) or same_person(joined(whole), self._last_centre)
            if person is not None:
                return person
        middle = transform_points(self.floor.room_from_camera, [0.0, 0.0, DRILL_DISTANCE])
        eye = self.camera_position
        return choose_person(whole, middle, eye) or choose_person(joined(whole), middle, eye)

    def _up(self) -> tuple[Array, float]:
        """(3,) the room's up in the camera frame, and the camera's height over the floor in metres."""
        assert self.floor is not None
        up = self.floor.room_from_camera[1]
        return up[:3].copy(), float(up[3])

    def _on_this_floor(self, found: list[Surface]) -> list[Surface]:
        """Until the feet have shown where the floor is, heights over it say nothing."""
        assert self.floor is not None
        if self.floor.seen or self._on_feet:
            return found
        return [replace(s, top=float(s.high[1] - s.low[1])) for s in found]

    def _view(self, picture: NDArray[np.uint16], depth: NDArray[np.float32], mask: NDArray[np.bool_]) -> PersonView:
        assert self.floor is not None
        cells = np.flatnonzero(mask)
        known = np.ones_like(mask) if self._background_removed else depth > 0.0
        rays, transform = self._rays.reshape(-1, 3)[cells], self.floor.room_from_camera
        points = (rays * depth.ravel()[cells, None]) @ transform[:3, :3].T + transform[:3, 3]
        points[:, 1] -= self._put_floor_under_feet(points)
        right, down, _ = self._up()[0]
        up = np.array([down, right]) / np.hypot(down, right)
        return PersonView(mask, known, depth, cells, points, picture, self.grid, up)

    def _put_floor_under_feet(self, points: Array) -> float:
        """Where no floor is seen it goes under the lowest of the first person's points; metres that it moved."""
        assert self.floor is not None
        if self.floor.seen or self._on_feet:
            return 0.0
        height = float(np.percentile(points[:, 1], LOWEST_PERCENTILE))
        self.floor = lowered_to(self.floor, height)
        self._on_feet = True
        return height

    def _camera_moved(self, share_changed: float) -> bool:
        changed = share_changed > MOVED_SHARE and not self._background_removed
        self._moved_for = self._moved_for + 1 if changed else 0
        if self._moved_for < MOVED_FRAMES:
            return False
        self._forget_room()
        return True

    def _tilting(self, gravity: Array | None) -> bool:
        """Whether the accelerometer says that the camera is being moved; the room is looked for when it rests again."""
        if not self._tilt.moved(gravity):
            return False
        if self._stated_room is not None:
            return False
        if self.floor is not None:
            self._forget_room()
        return not self._tilt.settled

    def _forget_room(self) -> None:
        self._note("the camera moved: gravity, floor and background were found anew")
        self.floor, self._moved_for, self._last_centre, self._on_feet = None, 0, None, False
        self._background = Background(self._shape)
        self._mask = np.zeros(self._shape, np.bool_)

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def standing_still(self) -> Array:
        """(n, 3) what stands still in the room, as far as it has shown, room frame, metres."""
        if self.floor is None:
            return np.empty((0, 3))
        depth = self._background.depth
        known = depth > 0.0
        return transform_points(self.floor.room_from_camera, self._rays[known] * depth[known, None])

    @property
    def person_cells(self) -> NDArray[np.bool_]:
        """(rows, columns) of the grid: the cells that showed the person in the last frame."""
        return self._mask

    @property
    def camera_position(self) -> Array:
        """(3,) of the camera in the room; the origin's column before the floor is known."""
        return camera_position(np.eye(4) if self.floor is None else self.floor.room_from_camera)

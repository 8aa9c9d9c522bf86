"""Decides what of each frame is kept, and makes the picture that the line sees.

What is kept is the person, the floor around them, and whatever else has changed in the room; everywhere else the room's
own picture stands. The line is given this very picture, and not the camera's: so the recording holds all that the line
saw, and reading it again gives the same bits, whatever later versions make of it.

    keeper = Keeper(camera.info)
    for frame in camera.frames():
        kept = keeper.keep(frame)            # kept.frame is for the line
        trainer.step(kept.frame)
        keeper.learn(trainer.person_cells)   # where the person is, for the next frame
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.scene.foreground import MIN_TOLERANCE
from depthhinge.scene.grid import Grid
from depthhinge.scene.noise import depth_noise_coefficient
from depthhinge.sessions.recording.tiles import (
    TILE,
    Picture,
    Tiles,
    changed_tiles,
    count_pixels,
    gather,
    grown,
    scatter,
    tile_grid,
    tiles_of_cells,
)

SIGMAS = 6.0
"""Standard deviations of the depth noise by which the room differs from its picture before it counts as changed: nearer
to it than this, and not next to the person, nothing can be told from the room."""
CHANGED_SHARE = 1.0 / 3.0
"""Of a tile's pixels: single wild readings are no change, a forearm that fills half a tile is."""
MARGIN = 1
"""Tiles kept around the person. Beside a wall they touch they move less than this from one frame to the next (0.6 m/s
at 2.2 m and 30 Hz); away from it they are seen by the change, however fast."""
FLOOR_MARGIN, FEET = 5, 10
"""Tiles of floor kept around the lowest `FEET` rows of the person: 10 cm around 20 cm at 2.2 m."""
LEARNING_FRAMES = 30
"""Pictures averaged into the room's: their own noise is then a third of what no averaging removes."""
RELEARN_FRAMES = 300
"""Between two looks at whether the room's picture should be made anew: ten seconds at 30 Hz."""
ALL_CHANGED = 0.5
"""Share of changed tiles above which there is no waiting: the camera was moved."""
STEADY_SHARE = 0.9
"""Of a tile's readings while learning that must agree with their mean."""
_SAMPLE = 4
# Every so many pixels are enough to see how noisy a picture is.
_MEDIAN_OF_NORMAL = 0.6745
# The median of a normal variable's absolute value, in standard deviations.


@dataclass(frozen=True)
class KeptFrame:
    """One frame as it is kept."""

    frame: DepthFrame
    """The picture for the line: the camera's in the kept tiles, the room's elsewhere."""
    tiles: Tiles
    """(rows, columns) the tiles that are the camera's of this very frame."""
    values: Picture
    """(n,) their pixels, row by row."""
    background: Picture | None
    """(height, width) the room's picture, where it is another than before."""


class Keeper:
    """Keeps the room's picture between frames."""

    def __init__(self, info: CameraInfo) -> None:
        """For the frames of this camera."""
        self._shape = (info.intrinsics.height, info.intrinsics.width)
        self._stride = Grid.of(info).stride
        tiles = tile_grid(*self._shape)
        # tolerance = k z^2 in metres; with z and tolerance in units of s metres it is k s z^2.
        self._stated_noise = depth_noise_coefficient(info) * info.depth_scale
        self._noise = SIGMAS * self._stated_noise
        self._least = MIN_TOLERANCE / info.depth_scale
        self._background = np.zeros(self._shape, np.uint16)
        self._known = np.zeros(tiles, np.bool_)
        self._person = np.zeros(tiles, np.bool_)
        self._changed = np.zeros(tiles, np.bool_)
        self._new_background = False
        self._last: Picture | None = None
        self._average: _Average | None = None
        self._since = 0

    def keep(self, frame: DepthFrame) -> KeptFrame:
        """What is kept of a frame; `frame` itself is not held on to."""
        background = None
        if self._new_background:
            background = self._background.copy()
            self._noise = SIGMAS * max(self._stated_noise, _noise_between(frame.depth, background))
            self._new_background = False
        changed_tiles(frame.depth, self._background, self._noise, self._least, CHANGED_SHARE, self._changed)
        self._changed &= self._known
        tiles = grown(self._changed, MARGIN) | self._person | ~self._known
        values = np.empty(count_pixels(tiles, *self._shape), np.uint16)
        gather(frame.depth, tiles, values)
        picture = self._background.copy()
        scatter(values, tiles, picture)
        self._last = frame.depth
        return KeptFrame(replace(frame, depth=picture), tiles, values, background)

    def learn(self, person: NDArray[np.bool_] | None) -> None:
        """After the line has seen the frame: the person's cells in it, on the scene's grid; None = nobody."""
        assert self._last is not None
        self._person = self._around(person)
        if self._average is not None:
            self._average.add(self._last, self._person)
            if self._average.frames == LEARNING_FRAMES:
                self._learn_from(self._average)
        elif self._since == 0:
            # The first frame, noisy as it is, serves until there is an average.
            self._take(self._last, ~self._person)
            self._average = self._fresh_average()
        elif self._changed.mean() > ALL_CHANGED or (self._since >= RELEARN_FRAMES and self._outdated().any()):
            self._average = self._fresh_average()
        self._since += 1
        self._last = None

    def _around(self, person: NDArray[np.bool_] | None) -> Tiles:
        """The person's tiles, a margin, and the floor around their feet."""
        theirs = np.zeros_like(self._known)
        if person is None or not person.any():
            return theirs
        tiles_of_cells(person, self._stride, theirs)
        lowest = int(np.flatnonzero(theirs.any(axis=1))[-1])
        feet = theirs.copy()
        feet[: max(lowest - FEET + 1, 0)] = False
        return grown(theirs, MARGIN) | grown(feet, FLOOR_MARGIN)

    def _outdated(self) -> Tiles:
        return ~self._person & (self._changed | ~self._known)

    def _fresh_average(self) -> _Average:
        return _Average(self._shape, self._noise, self._least)

    def _learn_from(self, average: _Average) -> None:
        first = self._since == LEARNING_FRAMES
        steady = average.steady()
        wanted = steady if first else steady & self._outdated()
        if wanted.any():
            assert self._last is not None
            self._take(_in_steps_of(self._last, average.picture()), wanted)
        self._average = None
        self._since = 1

    def _take(self, picture: Picture, tiles: Tiles) -> None:
        values = np.empty(count_pixels(tiles, *self._shape), np.uint16)
        gather(picture, tiles, values)
        scatter(values, tiles, self._background)
        self._known |= tiles
        self._new_background = True


def _noise_between(picture: Picture, background: Picture) -> float:
    """k of `rms = k z^2` by which a picture differs from the background, per unit of depth; by the median, so that what
    moves does not count."""
    sample = (slice(None, None, _SAMPLE), slice(None, None, _SAMPLE))
    z, behind = picture[sample].astype(np.float64), background[sample].astype(np.float64)
    both = (z > 0) & (behind > 0)
    if not both.any():
        return 0.0
    return float(np.median(np.abs(z[both] - behind[both]) / behind[both] ** 2)) / _MEDIAN_OF_NORMAL


def _in_steps_of(camera: Picture, picture: Picture) -> Picture:
    """Each reading moved to the nearest depth that occurs in the camera's picture.

    A stereo camera answers in steps; what lies between them is finer than its noise and costs three times the bytes.
    """
    occurs = np.zeros(np.iinfo(np.uint16).max + 1, np.bool_)
    occurs[camera] = True
    occurs[0] = False
    depths = np.flatnonzero(occurs)
    if len(depths) == 0:
        return picture
    borders = (depths[:-1] + depths[1:]) // 2 + 1
    nearest = depths[np.searchsorted(borders, np.arange(len(occurs)), side="right")].astype(np.uint16)
    nearest[0] = 0
    return np.asarray(nearest[picture])


class _Average:
    """The mean of some frames where nobody was, pixel by pixel."""

    def __init__(self, shape: tuple[int, int], noise: float, least: float) -> None:
        self.frames = 0
        self._noise, self._least = noise, least
        self._sum = np.zeros(shape, np.uint32)
        self._count = np.zeros(shape, np.uint16)
        self._readings = np.zeros(tile_grid(*shape), np.int64)
        self._strays = np.zeros_like(self._readings)
        self._empty = np.ones(tile_grid(*shape), np.bool_)

    def add(self, picture: Picture, person: Tiles) -> None:
        self.frames += 1
        self._empty &= ~person
        _add(picture, self._noise, self._least, self._sum, self._count, self._readings, self._strays)

    def steady(self) -> Tiles:
        """The tiles that nobody was in, and in which the same surface showed all the time."""
        return np.asarray(self._empty & (self._strays <= (1.0 - STEADY_SHARE) * self._readings))

    def picture(self) -> Picture:
        """The mean readings; 0 where there was hardly any."""
        often = self._count > self.frames // 4
        count = np.maximum(self._count, 1).astype(np.uint32)
        return np.where(often, (self._sum + count // 2) // count, 0).astype(np.uint16)


@numba.njit(cache=True, nogil=True)
def _add(
    picture: Picture,
    noise: float,
    least: float,
    total: NDArray[np.uint32],
    count: NDArray[np.uint16],
    readings: NDArray[np.int64],
    strays: NDArray[np.int64],
) -> None:
    k, floor = np.float32(noise), np.float32(least)
    for row in range(picture.shape[0]):
        for column in range(picture.shape[1]):
            z = picture[row, column]
            if z == 0:
                continue
            tile_row, tile_column = row // TILE, column // TILE
            readings[tile_row, tile_column] += 1
            n = count[row, column]
            if n > 0:
                mean = np.float32(total[row, column]) / np.float32(n)
                if abs(np.float32(z) - mean) > max(floor, k * mean * mean):
                    strays[tile_row, tile_column] += 1
            total[row, column] += z
            count[row, column] = n + 1

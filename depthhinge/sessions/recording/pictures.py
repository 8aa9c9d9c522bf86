"""The two kinds of picture in a recording, to bytes and back: a kept frame, and the room."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthhinge.errors import RecordingError
from depthhinge.frames import DepthFrame
from depthhinge.geometry import Array
from depthhinge.sessions.recording import cdr
from depthhinge.sessions.recording.codings import Coding
from depthhinge.sessions.recording.depth_codec import encode_depth
from depthhinge.sessions.recording.keeper import KeptFrame
from depthhinge.sessions.recording.mask_codec import encode_mask
from depthhinge.sessions.recording.tiles import TILE, Picture, Tiles, pixels_of, scatter, tile_grid

_DEPTH = struct.Struct("<d3d7I")
_ROOM = struct.Struct("<4I")
_MOST_PIXELS = 1 << 26
# A damaged message must not claim the memory; no depth camera comes near.


@dataclass(frozen=True)
class CodedDepth:
    """A frame as it lies in the recording."""

    coding: Coding
    time_s: float
    gravity: Array | None
    index: int
    background: int
    """Number of the room's picture that fills the rest; 0 = there is no rest."""
    shape: tuple[int, int]
    tiles: bytes
    pixels: bytes
    person: bytes
    person_shape: tuple[int, int]

    def kept(self) -> Tiles:
        """(rows, columns) the tiles that were kept.

        Raises:
            RecordingError: the message is damaged.
        """
        return self.coding.mask(self.tiles, tile_grid(*self.shape))

    def frame(self, background: Picture | None) -> tuple[DepthFrame, NDArray[np.bool_]]:
        """The picture that the line saw, and (height, width) which pixels are the camera's own.

        Raises:
            RecordingError: the message is damaged, or another background belongs to it.
        """
        tiles = self.kept()
        if background is None:
            if not tiles.all():
                raise RecordingError("a frame is damaged: it lacks the room around what was kept")
            background = np.zeros(self.shape, np.uint16)
        elif background.shape != self.shape:
            raise RecordingError("a frame is damaged: the room's picture is of another size")
        picture = background.copy()
        scatter(self.coding.depth(self.pixels, tiles, self.shape), tiles, picture)
        return DepthFrame(self.index, self.time_s, picture, self.gravity), pixels_of(tiles, *self.shape)

    def person_cells(self) -> NDArray[np.bool_]:
        """(rows, columns) of the scene's grid: the person as the line found them.

        Raises:
            RecordingError: the message is damaged.
        """
        return self.coding.mask(self.person, self.person_shape)


def depth_bytes(kept: KeptFrame, background: int, person: NDArray[np.bool_]) -> bytes:
    """The message of one frame.

    Args:
        kept: the frame.
        background: number of the room's picture that fills the rest; 0 before there is one.
        person: (rows, columns) the person's cells, on the scene's grid.
    """
    frame = kept.frame
    height, width = frame.depth.shape
    gravity = (np.nan,) * 3 if frame.gravity is None else tuple(float(g) for g in frame.gravity)
    numbers = (frame.time_s, *gravity, frame.index, background, width, height, TILE, *person.shape)
    blobs = (encode_mask(kept.tiles), encode_depth(kept.values, kept.tiles, (height, width)), encode_mask(person))
    return cdr.encode(_DEPTH, numbers, blobs)


def read_depth(data: bytes, coding: Coding) -> CodedDepth:
    """The frame in a message of `depth_bytes`, its pixels still packed.

    Raises:
        RecordingError: the message is damaged.
    """
    (time_s, *rest), (tiles, pixels, person) = cdr.decode(data, _DEPTH, 3)
    gravity = np.array(rest[:3])
    index, background, width, height, tile, rows, columns = (int(n) for n in rest[3:])
    _require_size(height, width, tile)
    if not np.isfinite(time_s) or not 0 < rows * columns <= height * width:
        raise RecordingError("a frame is damaged: it has no time, or no size")
    return CodedDepth(
        coding,
        time_s,
        gravity if np.isfinite(gravity).all() else None,
        index,
        background,
        (height, width),
        tiles,
        pixels,
        person,
        (rows, columns),
    )


def room_bytes(picture: Picture, number: int) -> bytes:
    """The message of the room's picture (height, width), which is the `number`th."""
    height, width = picture.shape
    pixels = encode_depth(picture.ravel(), np.ones(tile_grid(height, width), np.bool_), (height, width))
    return cdr.encode(_ROOM, (number, width, height, TILE), (pixels,))


def read_room(data: bytes, coding: Coding) -> tuple[int, Picture]:
    """The number and the picture (height, width) in a message of `room_bytes`.

    Raises:
        RecordingError: the message is damaged.
    """
    (number, *size), (pixels,) = cdr.decode(data, _ROOM, 1)
    width, height, tile = (int(n) for n in size)
    _require_size(height, width, tile)
    values = coding.depth(pixels, np.ones(tile_grid(height, width), np.bool_), (height, width))
    return int(number), values.reshape(height, width)


def _require_size(height: int, width: int, tile: int) -> None:
    if tile != TILE or not 0 < height * width <= _MOST_PIXELS:
        raise RecordingError("a picture is damaged: its size cannot be")

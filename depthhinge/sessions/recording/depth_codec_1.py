"""Reads the depth and the masks of recordings of format 1, which were packed by zstd; nothing is written like this now.

The form is described in each such file's own schema: ranks of the depths that occur, predicted by the median edge
detector of JPEG-LS, low bytes apart from high ones.
"""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

from depthhinge.errors import RecordingError
from depthhinge.sessions.recording.tiles import TILE, Picture, Tiles, count_pixels
from depthhinge.sessions.recording.zstd import unpacked

_LEVELS = 1 << 16
_NONE = -1


def decode_depth(coded: bytes, tiles: Tiles, shape: tuple[int, int]) -> Picture:
    """The pixels (n,) of the set tiles of a (height, width) picture.

    Raises:
        RecordingError: these bytes are none of such tiles.
    """
    count = int(count_pixels(tiles, *shape))
    planes = unpacked(coded, 4 + 2 * (count + min(count, _LEVELS)))
    depths = int.from_bytes(planes[:4], "little")
    if len(planes) != 4 + 2 * (depths + count) or depths > _LEVELS:
        raise RecordingError("a depth picture is damaged: it has another number of pixels than it says")
    palette = np.cumsum(_from_planes(planes[4 : 4 + 2 * depths]), dtype=np.int64)
    residuals = _from_planes(planes[4 + 2 * depths :])
    values = np.empty(count, np.uint16)
    if depths and palette[-1] >= _LEVELS:
        raise RecordingError("a depth picture is damaged: a depth is out of range")
    if not _predict_back(residuals, tiles, shape[0], shape[1], palette.astype(np.uint16), values):
        raise RecordingError("a depth picture is damaged: a depth is out of range")
    return values


def decode_mask(coded: bytes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """A mask of that shape.

    Raises:
        RecordingError: these bytes are none.
    """
    count = shape[0] * shape[1]
    raw = unpacked(coded, -(-count // 8))
    if len(raw) != -(-count // 8):
        raise RecordingError("a mask is damaged: it has another size than it says")
    return np.unpackbits(np.frombuffer(raw, np.uint8), count=count).reshape(shape).astype(np.bool_)


def _from_planes(planes: bytes) -> NDArray[np.uint16]:
    halves = np.frombuffer(planes, np.uint8).reshape(2, -1)
    return np.asarray(halves[0].astype(np.uint16) | (halves[1].astype(np.uint16) << 8))


@numba.njit(cache=True, nogil=True)
def _median_edge(left: int, above: int, corner: int) -> int:
    """What the neighbours let expect; -1 = not kept."""
    if left == _NONE:
        return max(above, 0)
    if above == _NONE or corner == _NONE:
        return left
    low, high = min(left, above), max(left, above)
    if corner >= high:
        return low
    return high if corner <= low else left + above - corner


@numba.njit(cache=True, nogil=True)
def _predict_back(residuals: Picture, tiles: Tiles, height: int, width: int, palette: Picture, values: Picture) -> bool:
    above, here = np.full(width + 1, _NONE, np.int32), np.full(width + 1, _NONE, np.int32)
    depths = len(palette)
    place = 0
    for row in range(height):
        here[:] = _NONE
        for tile in range(tiles.shape[1]):
            if not tiles[row // TILE, tile]:
                continue
            for column in range(tile * TILE, min((tile + 1) * TILE, width)):
                zigzag = np.int32(residuals[place])
                error = (zigzag >> 1) ^ -(zigzag & 1)
                rank = (error + _median_edge(here[column], above[column + 1], above[column])) & (_LEVELS - 1)
                if rank >= depths:
                    return False
                values[place] = palette[rank]
                here[column + 1] = rank
                place += 1
        above, here = here, above
    return True

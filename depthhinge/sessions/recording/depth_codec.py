"""Lossless coding of the kept part of a depth picture: rank, predict, compress.

A stereo camera answers in steps of disparity, so a frame holds a few hundred different depths among 65536. Each reading
becomes its rank among those that occur; neighbours then differ by a few ranks, whatever the distance. The rank is
predicted from the left, upper and upper left neighbour by the median edge detector (Weinberger, Seroussi and Sapiro
2000, "The LOCO-I lossless image compression algorithm", the predictor of JPEG-LS), and what is left goes to zstd.
"""

from __future__ import annotations

import numba
import numpy as np
import zstandard
from numpy.typing import NDArray

from depthhinge.errors import RecordingError
from depthhinge.sessions.recording.tiles import TILE, Picture, Tiles, count_pixels

_ENTROPY_CODER = zstandard.ZstdCompressionParameters.from_level(
    3, strategy=zstandard.STRATEGY_FAST, min_match=7, write_content_size=1
)
# Residuals hardly ever repeat: short matches cost more than the Huffman codes they replace (4 % of the size). Levels up
# to 19 gain 7 % more and take a hundred times as long.

_LEVELS = 1 << 16
_NONE = -1


def encode_depth(values: Picture, tiles: Tiles, shape: tuple[int, int]) -> bytes:
    """The pixels `values` (n,), as `tiles.gather` gives them, of the set tiles of a (height, width) picture."""
    occurs = np.zeros(_LEVELS, np.bool_)
    occurs[values] = True
    palette = np.flatnonzero(occurs)
    ranks = np.zeros(_LEVELS, np.int32)
    ranks[palette] = np.arange(len(palette))
    residuals = np.empty(len(values), np.uint16)
    _predict_away(values, tiles, shape[0], shape[1], ranks, residuals)
    gaps = np.diff(palette, prepend=0).astype(np.uint16)
    planes = b"".join((np.uint32(len(palette)).tobytes(), _in_planes(gaps), _in_planes(residuals)))
    return zstandard.ZstdCompressor(compression_params=_ENTROPY_CODER).compress(planes)


def decode_depth(coded: bytes, tiles: Tiles, shape: tuple[int, int]) -> Picture:
    """The pixels (n,) that `encode_depth` was given.

    Raises:
        RecordingError: these bytes are not its work for these tiles.
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


def packed(bits: NDArray[np.bool_]) -> bytes:
    """A mask, eight pixels a byte, through zstd."""
    return zstandard.ZstdCompressor().compress(np.packbits(bits).tobytes())


def unpacked_bits(coded: bytes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """The mask of that shape that `packed` was given.

    Raises:
        RecordingError: these bytes are not its work.
    """
    count = shape[0] * shape[1]
    raw = unpacked(coded, -(-count // 8))
    if len(raw) != -(-count // 8):
        raise RecordingError("a mask is damaged: it has another size than it says")
    return np.unpackbits(np.frombuffer(raw, np.uint8), count=count).reshape(shape).astype(np.bool_)


def unpacked(coded: bytes, most: int) -> bytes:
    """What zstd packed, if it is no more than `most` bytes: a damaged header must not claim the memory.

    Raises:
        RecordingError: damaged, or larger.
    """
    try:
        # A frame that states its size would be given as much memory as it asks for: look first.
        if zstandard.frame_content_size(coded) > most:
            raise RecordingError("compressed data are damaged: they claim to be larger than they can be")
        return zstandard.ZstdDecompressor().decompress(coded, max_output_size=max(most, 1))
    except zstandard.ZstdError as problem:
        raise RecordingError(f"compressed data are damaged ({problem})") from problem


def _in_planes(numbers: NDArray[np.uint16]) -> bytes:
    """All low bytes, then all high ones, which are nearly always zero."""
    return np.ascontiguousarray(numbers.astype("<u2").view(np.uint8).reshape(-1, 2).T).tobytes()


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
def _predict_away(
    values: Picture, tiles: Tiles, height: int, width: int, ranks: NDArray[np.int32], residuals: Picture
) -> None:
    above, here = np.full(width + 1, _NONE, np.int32), np.full(width + 1, _NONE, np.int32)
    place = 0
    for row in range(height):
        here[:] = _NONE
        for tile in range(tiles.shape[1]):
            if not tiles[row // TILE, tile]:
                continue
            for column in range(tile * TILE, min((tile + 1) * TILE, width)):
                rank = ranks[values[place]]
                error = np.int32(np.int16(rank - _median_edge(here[column], above[column + 1], above[column])))
                # Modulo 2^16, then zigzag, so that small errors of either sign are small numbers.
                residuals[place] = np.uint16((error << 1) ^ (error >> 31))
                here[column + 1] = rank
                place += 1
        above, here = here, above


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

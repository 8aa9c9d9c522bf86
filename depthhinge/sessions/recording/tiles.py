"""The picture in square tiles: what is kept of a frame is kept by the tile, so that its outline costs a few bytes."""

from __future__ import annotations

import numba
import numpy as np
from numpy.typing import NDArray

TILE = 4
"""Pixels: 2 cm at 2.2 m for a D435. Larger ones keep more of the room around the person (a fifth more bytes at 8),
smaller ones cost more for their outline."""

Tiles = NDArray[np.bool_]
Picture = NDArray[np.uint16]


def tile_grid(height: int, width: int) -> tuple[int, int]:
    """(rows, columns) of tiles that cover a picture; the last ones may hang over its edge."""
    return -(-height // TILE), -(-width // TILE)


def grown(tiles: Tiles, reach: int) -> Tiles:
    """The tiles and all within `reach` of them, sideways, up, down and diagonally."""
    out = tiles.copy()
    for axis in (0, 1):
        spread = out.copy()
        for step in range(1, reach + 1):
            ahead, behind = [slice(None)] * 2, [slice(None)] * 2
            ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
            spread[tuple(ahead)] |= out[tuple(behind)]
            spread[tuple(behind)] |= out[tuple(ahead)]
        out = spread
    return out


@numba.njit(cache=True, nogil=True)
def tiles_of_cells(cells: NDArray[np.bool_], stride: int, tiles: Tiles) -> None:
    """Set in `tiles` every tile that one of the set `cells` touches, a cell being stride x stride pixels."""
    for row in range(cells.shape[0]):
        for column in range(cells.shape[1]):
            if cells[row, column]:
                top, left = row * stride, column * stride
                for tile_row in range(top // TILE, (top + stride - 1) // TILE + 1):
                    for tile_column in range(left // TILE, (left + stride - 1) // TILE + 1):
                        if tile_row < tiles.shape[0] and tile_column < tiles.shape[1]:
                            tiles[tile_row, tile_column] = True


@numba.njit(cache=True, nogil=True)
def count_pixels(tiles: Tiles, height: int, width: int) -> int:
    """How many pixels of a (height, width) picture the set tiles cover."""
    count = 0
    for row in range(tiles.shape[0]):
        for column in range(tiles.shape[1]):
            if tiles[row, column]:
                count += (min((row + 1) * TILE, height) - row * TILE) * (
                    min((column + 1) * TILE, width) - column * TILE
                )
    return count


@numba.njit(cache=True, nogil=True)
def gather(picture: Picture, tiles: Tiles, values: Picture) -> None:
    """The picture's pixels in the set tiles, row by row, into `values` (`count_pixels`,)."""
    height, width = picture.shape
    place = 0
    for row in range(height):
        for tile in range(tiles.shape[1]):
            if tiles[row // TILE, tile]:
                for column in range(tile * TILE, min((tile + 1) * TILE, width)):
                    values[place] = picture[row, column]
                    place += 1


@numba.njit(cache=True, nogil=True)
def scatter(values: Picture, tiles: Tiles, picture: Picture) -> None:
    """The reverse of `gather`: the pixels outside the set tiles stay as they are."""
    height, width = picture.shape
    place = 0
    for row in range(height):
        for tile in range(tiles.shape[1]):
            if tiles[row // TILE, tile]:
                for column in range(tile * TILE, min((tile + 1) * TILE, width)):
                    picture[row, column] = values[place]
                    place += 1


@numba.njit(cache=True, nogil=True)
def changed_tiles(
    picture: Picture, background: Picture, noise: float, least: float, share: float, changed: Tiles
) -> None:
    """Set in `changed` the tiles of which more than `share` no longer shows the background, clear the others.

    A pixel without a reading shows nothing new; one that never had a reading and now has does.

    Args:
        picture: (height, width).
        background: (height, width), 0 = no reading there.
        noise: k of `tolerance = k z^2`, per unit of depth.
        least: the least tolerance, in units of depth.
        share: of a tile's pixels.
        changed: filled.
    """
    height, width = picture.shape
    k, floor = np.float32(noise), np.float32(least)
    votes = np.empty(width, np.int32)
    for tile_row in range(changed.shape[0]):
        votes[:] = 0
        for row in range(tile_row * TILE, min((tile_row + 1) * TILE, height)):
            for column in range(width):
                z, behind = np.float32(picture[row, column]), np.float32(background[row, column])
                differs = abs(z - behind) > max(floor, k * behind * behind)
                votes[column] += np.int32(differs & (z > np.float32(0.0)))
        rows = min((tile_row + 1) * TILE, height) - tile_row * TILE
        for tile in range(changed.shape[1]):
            total = 0
            end = min((tile + 1) * TILE, width)
            for column in range(tile * TILE, end):
                total += votes[column]
            changed[tile_row, tile] = total > share * rows * (end - tile * TILE)


def pixels_of(tiles: Tiles, height: int, width: int) -> NDArray[np.bool_]:
    """(height, width) the pixels that the set tiles cover."""
    return np.ascontiguousarray(tiles.repeat(TILE, axis=0).repeat(TILE, axis=1)[:height, :width])

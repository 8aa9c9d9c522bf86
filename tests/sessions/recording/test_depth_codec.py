"""The kept part of a picture comes back to the last bit, and damaged bytes are told, never believed."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.errors import RecordingError
from depthhinge.sessions.recording.depth_codec import decode_depth, encode_depth
from depthhinge.sessions.recording.mask_codec import decode_mask, encode_mask
from depthhinge.sessions.recording.tiles import (
    TILE,
    count_pixels,
    gather,
    grown,
    pixels_of,
    scatter,
    tile_grid,
    tiles_of_cells,
)

sizes = st.tuples(st.integers(1, 40), st.integers(1, 50))
pictures = st.sampled_from(["noise", "extremes", "empty", "slope", "few depths"])


def picture_of(kind: str, shape: tuple[int, int], seed: int) -> np.ndarray:
    generator = np.random.default_rng(seed)
    made = {
        "noise": lambda: generator.integers(0, 1 << 16, shape),
        "extremes": lambda: generator.integers(0, 2, shape) * 65535,
        "empty": lambda: np.zeros(shape),
        "slope": lambda: np.add.outer(np.arange(shape[0]) * 13, np.arange(shape[1]) * 7) + 1500,
        "few depths": lambda: generator.choice([0, 1990, 1998, 2006, 65535], shape),
    }
    return made[kind]().astype(np.uint16)


def some_tiles(shape: tuple[int, int], share: float, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(tile_grid(*shape)) < share


@given(sizes, pictures, st.sampled_from([0.0, 0.3, 1.0]), st.integers(0, 1000))
def test_whatever_was_kept_comes_back_to_the_last_bit(
    shape: tuple[int, int], kind: str, share: float, seed: int
) -> None:
    picture, tiles = picture_of(kind, shape, seed), some_tiles(shape, share, seed)
    values = np.empty(count_pixels(tiles, *shape), np.uint16)
    gather(picture, tiles, values)
    read = decode_depth(encode_depth(values, tiles, shape), tiles, shape)
    background = np.full(shape, 7, np.uint16)
    scatter(read, tiles, background)
    assert np.array_equal(background, np.where(pixels_of(tiles, *shape), picture, 7))


@given(st.binary(max_size=200), sizes)
def test_bytes_of_another_make_are_refused(junk: bytes, shape: tuple[int, int]) -> None:
    tiles = np.ones(tile_grid(*shape), bool)
    with pytest.raises(RecordingError):
        decode_depth(junk, tiles, shape)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_a_changed_byte_gives_a_picture_or_a_plain_refusal(place: int, change: int) -> None:
    shape = (24, 32)
    tiles = np.ones(tile_grid(*shape), bool)
    values = picture_of("slope", shape, 0).ravel()
    coded = bytearray(encode_depth(values, tiles, shape))
    coded[place % len(coded)] ^= change
    with contextlib.suppress(RecordingError):
        assert decode_depth(bytes(coded), tiles, shape).shape == values.shape


def test_a_mask_comes_back_and_one_of_another_size_is_refused() -> None:
    mask = np.random.default_rng(0).random((13, 29)) < 0.2
    assert len(encode_mask(np.zeros((160, 282), bool))) < 30
    assert np.array_equal(decode_mask(encode_mask(mask), mask.shape), mask)
    with pytest.raises(RecordingError):
        decode_mask(encode_mask(mask), (14, 30))
    with pytest.raises(RecordingError):
        decode_mask(encode_mask(mask), (13, 2))


def test_tiles_grow_by_whole_tiles_in_every_direction() -> None:
    tiles = np.zeros((7, 9), bool)
    tiles[3, 4] = True
    expected = np.zeros_like(tiles)
    expected[1:6, 2:7] = True
    assert np.array_equal(grown(tiles, 2), expected)


@pytest.mark.parametrize("stride", [1, 2, 3, 7])
def test_the_tiles_of_a_cell_cover_its_pixels_and_touch_them(stride: int) -> None:
    shape = (30, 41)
    cells = np.zeros((shape[0] // stride, shape[1] // stride), bool)
    cells[-1, 2] = True
    tiles = np.zeros(tile_grid(*shape), bool)
    tiles_of_cells(cells, stride, tiles)
    block = np.zeros(shape, bool)
    block[(len(cells) - 1) * stride : len(cells) * stride, 2 * stride : 3 * stride] = True
    covered = pixels_of(tiles, *shape)
    assert not (block & ~covered).any()
    assert tiles.sum() <= (stride // TILE + 2) ** 2

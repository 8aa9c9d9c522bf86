"""The outline, to the pixel."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from depthhinge.tracking.edges import to_the_pixel

STRIDE, SCALE = 3, 0.001
PERSON, WALL = 2000, 3000


def outline_beside_columns(picture: np.ndarray, cells: np.ndarray) -> np.ndarray:
    points = np.add(cells, [0.5, 0.0])
    return to_the_pixel(points, cells, np.full(len(cells), PERSON * SCALE), picture, STRIDE, SCALE)


@given(st.integers(0, 2), st.integers(2, 12))
def test_an_upright_edge_is_found_to_the_pixel(pixels: int, column: int) -> None:
    last = column * STRIDE + 1 + pixels
    picture = np.full((30, 60), WALL, np.uint16)
    picture[:, : last + 1] = PERSON
    cells = np.array([[column, row] for row in range(2, 8)])
    found = outline_beside_columns(picture, cells)
    # A cell's place is its middle pixel's; the edge lies half a pixel beyond the last of the person.
    np.testing.assert_allclose(found[:, 0], (last + 0.5 - 1.0) / STRIDE)
    np.testing.assert_array_equal(found[:, 1], cells[:, 1])


def test_an_edge_between_two_cells_of_a_column_is_found_too() -> None:
    picture = np.full((30, 60), WALL, np.uint16)
    picture[11:] = PERSON
    cells = np.array([[5, 4]])
    found = to_the_pixel(np.add(cells, [0.0, -0.5]), cells, np.array([PERSON * SCALE]), picture, STRIDE, SCALE)
    np.testing.assert_allclose(found, [[5.0, (11 - 0.5 - 1.0) / STRIDE]])


def test_a_slanting_edge_is_the_mean_of_the_cells_lines() -> None:
    picture = np.full((30, 60), WALL, np.uint16)
    for row, last in ((12, 16), (13, 17), (14, 18)):
        picture[row, : last + 1] = PERSON
    found = outline_beside_columns(picture, np.array([[5, 4]]))
    np.testing.assert_allclose(found, [[(17 + 0.5 - 1.0) / STRIDE, 4.0]])


@given(st.integers(0, 2**31))
def test_an_edge_never_leaves_its_two_cells_whatever_the_picture(seed: int) -> None:
    generator = np.random.default_rng(seed)
    picture = generator.choice(np.array([0, PERSON, WALL, 65535], np.uint16), (30, 60))
    cells = np.array([[c, r] for c in (0, 7, 19) for r in (0, 9)])
    for way in ([0.5, 0.0], [-0.5, 0.0], [0.0, 0.5], [0.0, -0.5]):
        found = to_the_pixel(cells + way, cells, np.full(len(cells), PERSON * SCALE), picture, STRIDE, SCALE)
        assert np.all(np.abs(found - cells - way) <= 0.5)

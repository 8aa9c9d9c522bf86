"""From the person's cells to what one fit uses: a fixed number of points and outline points, spread evenly."""

from __future__ import annotations

import numpy as np

from depthhinge.frames import Intrinsics
from depthhinge.geometry import Array
from depthhinge.scene.noise import NOISE_FLOOR_M
from depthhinge.scene.scene import PersonView
from depthhinge.tracking.edges import to_the_pixel
from depthhinge.tracking.posed_surface import Camera
from depthhinge.tracking.silhouette import Silhouette, silhouette_of
from depthhinge.tracking.solver import Evidence
from depthhinge.tracking.terms import SHOE_HEIGHT, Measured, Outline

N_POINTS = 450
N_CONTOUR = 190


def observe(
    view: PersonView, room_from_camera: Array, grid: Intrinsics, noise: float, fattening: float = 0.0
) -> Evidence:
    """What the fit knows of a frame; `noise` is k of `rms = k z^2`, in 1/metres.

    `fattening` is how many cells outside the true outline the sensor shows it.
    """
    chosen = _evenly(len(view.cells), N_POINTS)
    cells = view.cells[chosen]
    rows, columns = np.divmod(cells, grid.width)
    z = view.depth.ravel()[cells].astype(np.float64)
    measured = Measured(
        points=np.ascontiguousarray(view.points[chosen]),
        pixels=np.stack([columns, rows], axis=1).astype(np.float64),
        depth_sigma=np.maximum(noise * z * z, NOISE_FLOOR_M),
    )
    silhouette = silhouette_of(view)
    camera = Camera.at(room_from_camera, grid)
    high = np.flatnonzero(_contour_heights(silhouette, camera) > SHOE_HEIGHT)
    outline = high[_evenly(len(high), N_CONTOUR)]
    edges = to_the_pixel(
        silhouette.contour[outline],
        silhouette.contour_cells[outline],
        silhouette.contour_depth[outline],
        view.picture,
        view.grid.stride,
        view.grid.depth_scale,
    )
    return Evidence(
        measured=measured,
        outline=Outline(
            points=edges - fattening * silhouette.contour_normals[outline],
            normals=silhouette.contour_normals[outline],
            depth=silhouette.contour_depth[outline],
        ),
        silhouette=silhouette,
        depth=view.depth,
        noise=noise,
        camera=camera,
    )


def _contour_heights(silhouette: Silhouette, camera: Camera) -> Array:
    """(m,) metres over the floor of the outline's points."""
    in_camera = camera.deproject(silhouette.contour, silhouette.contour_depth)
    return np.asarray(in_camera @ camera.rotation[:, 1] + camera.position[1])


def _evenly(count: int, wanted: int) -> np.ndarray:
    """`wanted` indices spread over `count`, the same ones every time; all where there are fewer."""
    if count <= wanted:
        return np.arange(count)
    # A stride that shares no pattern with the grid's columns: the golden section of the count.
    return np.sort((np.arange(wanted) * 0.6180339887498949 % 1.0 * count).astype(np.int64))

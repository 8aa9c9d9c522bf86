"""The person's whole outline as the camera saw it, in the room: what a silhouette says without any body."""

from __future__ import annotations

from typing import NamedTuple

from depthhinge.geometry import Array
from depthhinge.scene.scene import PersonView
from depthhinge.tracking.edges import to_the_pixel
from depthhinge.tracking.posed_surface import Camera
from depthhinge.tracking.silhouette import Silhouette


class SeenOutline(NamedTuple):
    """Points of the occluding contour."""

    points: Array
    """(m, 3) metres in the room, where the person is in front of what lies beside them."""
    outward: Array
    """(m, 3) unit vectors in the room, square to the view's axis, from the person to what lies beside."""


def seen_outline(view: PersonView, silhouette: Silhouette, camera: Camera, fattening: float) -> SeenOutline:
    """The outline of a frame.

    Args:
        view: the person's cells and the picture that they come from.
        silhouette: their outline on the grid.
        camera: the grid's, in the room.
        fattening: cells outside the true outline that the sensor shows it.
    """
    depth, normals = silhouette.contour_depth, silhouette.contour_normals
    edges = to_the_pixel(
        silhouette.contour, silhouette.contour_cells, depth, view.picture, view.grid.stride, view.grid.depth_scale
    )
    edges -= fattening * normals
    return SeenOutline(
        camera.deproject(edges, depth) @ camera.rotation + camera.position, normals @ camera.rotation[:2]
    )

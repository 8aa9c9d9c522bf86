"""The person as a cloud of lit points."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from pyglet import gl

from depthhinge.view.buffers import VertexStream
from depthhinge.view.normals import surface_normals
from depthhinge.view.orbit_camera import FIELD_OF_VIEW, OrbitCamera
from depthhinge.view.palette import BODY_LIT, BODY_SHADE
from depthhinge.view.shaders import column_major, program
from depthhinge.view.thinning import chosen

DISC_RAD = 2.0 / 425.0
"""Diameter of one point as the depth camera sees it: two of its pixels (a focal length of about 425 at 848x480), so
that the points close into a surface, also seen a little from the side."""

# Light from over the depth camera's shoulder.
LIGHT = np.array([0.45, 0.65, 0.62]) / np.linalg.norm([0.45, 0.65, 0.62])

_VERTEX = """
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
uniform mat4 clip_from_room;
uniform float px_at_one_metre;
uniform float disc_rad;
uniform vec3 light;
uniform vec3 lit;
uniform vec3 shade;
out vec3 colour;
void main() {
    gl_Position = clip_from_room * vec4(position, 1.0);
    float disc = disc_rad * length(position.xz);
    gl_PointSize = max(disc * px_at_one_metre / gl_Position.w, 1.5);
    float facing_light = 0.5 + 0.5 * dot(normal, light);
    // A cool shade instead of black keeps the dark side of a limb readable on a dark background.
    colour = mix(shade, lit, smoothstep(0.28, 1.0, facing_light));
    // The feet stand in a little less light than the shoulders: a sense of height.
    colour *= mix(0.72, 1.0, smoothstep(0.0, 1.3, position.y));
}
"""

_FRAGMENT = """
in vec3 colour;
out vec4 fragment;
void main() {
    vec2 from_centre = gl_PointCoord * 2.0 - 1.0;
    if (dot(from_centre, from_centre) > 1.0) discard;
    fragment = vec4(colour, 1.0);
}
"""


class Cloud:
    """Draws the person's points, thinned to `most_points`."""

    def __init__(self, most_points: int) -> None:
        self._most_points = most_points
        self._program = program(_VERTEX, _FRAGMENT)
        self._program["light"] = tuple(LIGHT.tolist())
        self._program["lit"] = BODY_LIT[:3]
        self._program["shade"] = BODY_SHADE[:3]
        self._stream = VertexStream((3, 3))
        self._thinning = 1.0

    def set_points(self, points: NDArray[np.float32]) -> None:
        """Show points (n, 3) in the room frame, metres, from now on."""
        drawn = points[chosen(len(points), self._most_points)]
        # The gaps left by thinning are closed by larger discs.
        self._thinning = math.sqrt(len(points) / len(drawn)) if len(drawn) else 1.0
        self._stream.upload(np.concatenate([drawn.astype(np.float32), surface_normals(drawn)], axis=1))

    def draw(self, camera: OrbitCamera, size: tuple[int, int]) -> None:
        """Draw into a picture of `size` pixels."""
        width, height = size
        self._program.use()
        self._program["clip_from_room"] = column_major(camera.clip_from_room(width / height))
        self._program["px_at_one_metre"] = height / 2.0 / math.tan(FIELD_OF_VIEW / 2.0)
        self._program["disc_rad"] = DISC_RAD * self._thinning
        gl.glEnable(gl.GL_PROGRAM_POINT_SIZE)
        gl.glEnable(gl.GL_DEPTH_TEST)
        self._stream.draw(gl.GL_POINTS)
        gl.glDisable(gl.GL_DEPTH_TEST)

"""The virtual wall: a pane of glass that lights up where it is touched, and a ring that runs out from the spot."""

from __future__ import annotations

import numpy as np
from pyglet import gl

from depthhinge.drills.moment import Moment
from depthhinge.drills.wall import Wall
from depthhinge.geometry import Array
from depthhinge.view.buffers import VertexStream
from depthhinge.view.framing import wall_corners
from depthhinge.view.orbit_camera import OrbitCamera
from depthhinge.view.palette import WALL, WALL_TOUCHED, between
from depthhinge.view.shaders import column_major, program

WIDTH_M, HEIGHT_M = 1.4, 1.75
"""Behind a standing adult with room on both sides."""

USUAL_TOUCH_HEIGHT_M = 0.9
"""Where hips meet the wall, when the pelvis is not known."""

RING_SPEED_M_S = 0.9
NO_RING_AGE_S = 100.0
"""An age at which the ring has long left the wall."""

_VERTEX = """
layout(location = 0) in vec3 position;
layout(location = 1) in vec2 on_wall;
uniform mat4 clip_from_room;
out vec2 spot;
void main() {
    gl_Position = clip_from_room * vec4(position, 1.0);
    spot = on_wall;
}
"""

_FRAGMENT = """
in vec2 spot;
uniform vec4 colour;
uniform vec4 touched;
uniform vec2 size;
uniform vec2 contact;
uniform float glow;
uniform float ring_radius;
out vec4 fragment;
void main() {
    vec2 from_edge = min(spot, size - spot);
    float inside = min(from_edge.x, from_edge.y);
    float edge = 1.0 - smoothstep(0.004, 0.012, inside);
    // Lines every quarter metre, as on the floor.
    vec2 cell = abs(fract(spot / 0.25 + 0.5) - 0.5) * 0.25;
    float line = 1.0 - smoothstep(0.002, 0.005, min(cell.x, cell.y));
    float away = length(spot - contact);
    float halo = glow * exp(-away * away * 9.0);
    float ring = glow * exp(-pow((away - ring_radius) * 22.0, 2.0));
    float opacity = colour.a * (1.0 + 0.45 * line) + edge * 0.45;
    opacity = min(opacity + 0.40 * halo + 0.35 * ring, 0.92);
    vec3 light = mix(colour.rgb, touched.rgb, clamp(halo + ring, 0.0, 1.0));
    fragment = vec4(light + 0.25 * (halo + ring) * vec3(0.6, 0.9, 0.8), opacity);
}
"""


class WallLayer:
    """Draws the wall."""

    def __init__(self) -> None:
        self._program = program(_VERTEX, _FRAGMENT)
        self._program["size"] = (WIDTH_M, HEIGHT_M)
        self._program["touched"] = WALL_TOUCHED
        self._stream = VertexStream((3, 2))
        self._wall: Wall | None = None
        self._contact = (WIDTH_M / 2.0, USUAL_TOUCH_HEIGHT_M)

    def set_moment(self, moment: Moment) -> None:
        """Show the wall of this moment, if it has one, from now on."""
        self._wall = moment.wall
        if moment.wall is None:
            return
        corners = wall_corners(moment.wall, WIDTH_M, HEIGHT_M)
        spots = np.array([[0.0, 0.0], [WIDTH_M, 0.0], [WIDTH_M, HEIGHT_M], [0.0, HEIGHT_M]])
        quad = np.concatenate([corners, spots], axis=1)[[0, 1, 2, 0, 2, 3]]
        self._stream.upload(quad.astype(np.float32))
        if moment.body is not None and moment.body.tracked:
            self._contact = spot_on_wall(moment.wall, moment.body.joint("pelvis"))

    def draw(self, camera: OrbitCamera, size: tuple[int, int], glow: float, touch_age_s: float) -> None:
        """Draw into a picture of `size` pixels, lit by `glow` from 0 to 1."""
        if self._wall is None:
            return
        self._program.use()
        self._program["clip_from_room"] = column_major(camera.clip_from_room(size[0] / size[1]))
        self._program["colour"] = between(WALL, WALL_TOUCHED, glow)
        self._program["contact"] = self._contact
        self._program["glow"] = glow
        self._program["ring_radius"] = RING_SPEED_M_S * min(touch_age_s, NO_RING_AGE_S)
        # Hidden by the body in front of it, but hiding nothing itself: it is glass.
        gl.glEnable(gl.GL_DEPTH_TEST)
        gl.glDepthMask(gl.GL_FALSE)
        self._stream.draw(gl.GL_TRIANGLES)
        gl.glDepthMask(gl.GL_TRUE)
        gl.glDisable(gl.GL_DEPTH_TEST)


def spot_on_wall(wall: Wall, point: Array) -> tuple[float, float]:
    """Where a point (3,) meets the wall when it moves straight back: metres from the lower left corner drawn."""
    corner = wall_corners(wall, WIDTH_M, HEIGHT_M)
    right = (corner[1] - corner[0]) / WIDTH_M
    return float((point - corner[0]) @ right), float(point[1] - corner[0][1])

"""Lines and dots of a width in pixels, in the room: the grid, the bones, the marks on the floor.

OpenGL promises no line wider than a pixel, so each line is drawn as a narrow quad turned toward the viewer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyglet import gl

from depthhinge.geometry import Array
from depthhinge.view.buffers import VertexStream
from depthhinge.view.orbit_camera import OrbitCamera
from depthhinge.view.palette import Colour
from depthhinge.view.shaders import column_major, program

# Two triangles of a quad: where along the line (0, 1) and on which side of it (-1, 1) each corner lies.
_CORNERS = np.array([[0, -1], [1, -1], [1, 1], [0, -1], [1, 1], [0, 1]], np.float32)

_COLUMNS = (3, 3, 2, 4, 1)

RIM_PX = 2.4
"""How much wider the dark rim is that keeps strokes apart from the lit body behind."""

_VERTEX = """
layout(location = 0) in vec3 here;
layout(location = 1) in vec3 there;
layout(location = 2) in vec2 corner;
layout(location = 3) in vec4 stroke_colour;
layout(location = 4) in float width_px;
uniform mat4 clip_from_room;
uniform vec2 picture_px;
out vec4 colour;
out vec2 offset_px;
out float length_px;
out float half_width_px;

void main() {
    vec4 a = clip_from_room * vec4(here, 1.0);
    vec4 b = clip_from_room * vec4(there, 1.0);
    // A line that runs behind the viewer is cut where it leaves the picture's near side.
    const float near = 0.05;
    if (a.w < near && b.w > near) a = mix(a, b, (near - a.w) / (b.w - a.w));
    if (b.w < near && a.w > near) b = mix(b, a, (near - b.w) / (a.w - b.w));
    vec2 a_px = a.xy / a.w * picture_px * 0.5;
    vec2 b_px = b.xy / b.w * picture_px * 0.5;
    vec2 along = b_px - a_px;
    length_px = length(along);
    along = length_px > 1e-4 ? along / length_px : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);
    half_width_px = width_px * 0.5;
    // One pixel of margin all round holds the soft edge; the ends are round.
    float margin = half_width_px + 1.0;
    vec4 end = corner.x < 0.5 ? a : b;
    float way = corner.x < 0.5 ? -1.0 : 1.0;
    vec2 shift = along * way * margin + across * corner.y * margin;
    gl_Position = end + vec4(shift / picture_px * 2.0 * end.w, 0.0, 0.0);
    offset_px = vec2(corner.x < 0.5 ? -margin : length_px + margin, corner.y * margin);
    colour = stroke_colour;
}
"""

_FRAGMENT = """
in vec4 colour;
in vec2 offset_px;
in float length_px;
in float half_width_px;
out vec4 fragment;
void main() {
    float beyond = max(max(-offset_px.x, offset_px.x - length_px), 0.0);
    float from_line = length(vec2(beyond, offset_px.y));
    float cover = clamp(half_width_px + 0.5 - from_line, 0.0, 1.0);
    if (cover <= 0.0) discard;
    fragment = vec4(colour.rgb, colour.a * cover);
}
"""


def strokes(starts: Array, ends: Array, colour: Colour | NDArray[np.float32], width_px: float) -> NDArray[np.float32]:
    """Vertices of lines from `starts` (n, 3) to `ends` (n, 3), one colour or a colour each (n, 4).

    A line from a point to itself is a round dot.
    """
    count = len(starts)
    rows = np.empty((count, len(_CORNERS), sum(_COLUMNS)), np.float32)
    rows[..., 0:3] = np.asarray(starts)[:, None]
    rows[..., 3:6] = np.asarray(ends)[:, None]
    rows[..., 6:8] = _CORNERS
    rows[..., 8:12] = np.broadcast_to(np.asarray(colour, np.float32), (count, 4))[:, None]
    rows[..., 12] = width_px
    return rows.reshape(-1, sum(_COLUMNS))


class Strokes:
    """Draws lines and dots; later ones lie over earlier ones."""

    def __init__(self) -> None:
        self._program = program(_VERTEX, _FRAGMENT)
        self._stream = VertexStream(_COLUMNS)

    def set_strokes(self, *vertices: NDArray[np.float32]) -> None:
        """Show these, each from `strokes`, from now on."""
        self._stream.upload(np.concatenate(vertices) if vertices else np.zeros((0, sum(_COLUMNS)), np.float32))

    def draw(self, camera: OrbitCamera, size: tuple[int, int], *, behind_surfaces: bool) -> None:
        """Draw into a picture of `size` pixels, hidden by nearer surfaces or over everything."""
        self._program.use()
        self._program["clip_from_room"] = column_major(camera.clip_from_room(size[0] / size[1]))
        self._program["picture_px"] = (float(size[0]), float(size[1]))
        if behind_surfaces:
            gl.glEnable(gl.GL_DEPTH_TEST)
        gl.glDepthMask(gl.GL_FALSE)
        self._stream.draw(gl.GL_TRIANGLES)
        gl.glDepthMask(gl.GL_TRUE)
        gl.glDisable(gl.GL_DEPTH_TEST)

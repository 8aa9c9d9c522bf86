"""Words and panels, rasterised by Pillow and laid on the picture as textures.

Pillow brings its own FreeType and a typeface, so the letters are the same on every machine: also on one with neither
fonts nor font libraries, where pyglet's own text would stop.
"""

from __future__ import annotations

import ctypes
from collections import OrderedDict
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pyglet import gl

from depthhinge.view.buffers import VertexStream
from depthhinge.view.overlay import Caption, Mark
from depthhinge.view.shaders import program

MOST_TEXTURES = 160
"""Kept on the card; the gap's changing number would otherwise fill it over an hour."""

PANEL_OVERSAMPLING = 4
"""Pillow's round corners are jagged; drawn larger and shrunk they are smooth."""

# The built-in typeface lacks these; the nearest letters it has stand in.
_SUBSTITUTES = str.maketrans({"–": "-", "—": "-", "−": "-", "‑": "-", "•": "·", "→": ">", "×": "x", "≥": ">", "≤": "<"})

Mask = NDArray[np.uint8]

_VERTEX = """
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 texel;
layout(location = 2) in vec4 mark_colour;
out vec2 at;
out vec4 colour;
void main() {
    gl_Position = vec4(position, 0.0, 1.0);
    at = texel;
    colour = mark_colour;
}
"""

_FRAGMENT = """
in vec2 at;
in vec4 colour;
uniform sampler2D mask;
out vec4 fragment;
void main() {
    fragment = vec4(colour.rgb, colour.a * texture(mask, at).r);
}
"""


@lru_cache(maxsize=32)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size_px)
    if not isinstance(font, ImageFont.FreeTypeFont):  # Pillow built without FreeType; its wheels never are.
        raise TypeError("this Pillow was built without FreeType and cannot draw text")
    return font


def text_width(text: str, size_px: int) -> float:
    """Width of a line of text, pixels."""
    return _font(size_px).getlength(text.translate(_SUBSTITUTES))


def text_mask(text: str, size_px: int) -> Mask:
    """Coverage (height, width), 0 to 255, of a line of text; as high for `x` as for `Ag`, so that lines align."""
    font = _font(size_px)
    ascent, descent = font.getmetrics()
    drawn = text.translate(_SUBSTITUTES)
    image = Image.new("L", (max(1, round(font.getlength(drawn)) + 2), ascent + descent))
    ImageDraw.Draw(image).text((1, 0), drawn, font=font, fill=255)
    return np.asarray(image, np.uint8)


def panel_mask(width_px: int, height_px: int, radius_px: int) -> Mask:
    """Coverage (height, width), 0 to 255, of a rectangle with round corners."""
    k = PANEL_OVERSAMPLING
    image = Image.new("L", (width_px * k, height_px * k))
    box = (0, 0, width_px * k - 1, height_px * k - 1)
    ImageDraw.Draw(image).rounded_rectangle(box, radius_px * k, fill=255)
    return np.asarray(image.resize((width_px, height_px), Image.Resampling.BOX), np.uint8)


class Stamps:
    """Lays captions and panels on the picture, over everything."""

    def __init__(self) -> None:
        self._program = program(_VERTEX, _FRAGMENT)
        self._stream = VertexStream((2, 2, 4))
        self._textures: OrderedDict[Mark, tuple[int, int, int]] = OrderedDict()

    def draw(self, marks: list[Mark], size: tuple[int, int]) -> None:
        """Draw into a picture of `size` pixels, in the order given."""
        if not marks:
            return
        shapes = [self._texture(mark) for mark in marks]
        # All corners go over in one piece: each handing over costs more than the drawing itself.
        quads = [_quad(mark, *shape[1:], size) for mark, shape in zip(marks, shapes, strict=True)]
        self._stream.upload(np.concatenate(quads))
        self._program.use()
        gl.glActiveTexture(gl.GL_TEXTURE0)
        for index, (texture, _, _) in enumerate(shapes):
            gl.glBindTexture(gl.GL_TEXTURE_2D, texture)
            self._stream.draw(gl.GL_TRIANGLE_STRIP, first=4 * index, count=4)
        gl.glBindTexture(gl.GL_TEXTURE_2D, 0)

    def _texture(self, mark: Mark) -> tuple[int, int, int]:
        """Texture, width and height of a mark's shape, made once for all its places and colours."""
        key = mark.shape
        if key in self._textures:
            self._textures.move_to_end(key)
            return self._textures[key]
        if isinstance(mark, Caption):
            mask = text_mask(mark.text, mark.size_px)
        else:
            mask = panel_mask(mark.width_px, mark.height_px, mark.radius_px)
        while len(self._textures) >= MOST_TEXTURES:
            _, (oldest, _, _) = self._textures.popitem(last=False)
            gl.glDeleteTextures(1, gl.GLuint(oldest))
        self._textures[key] = (_upload_texture(mask), mask.shape[1], mask.shape[0])
        return self._textures[key]


def _quad(mark: Mark, width: int, height: int, size: tuple[int, int]) -> NDArray[np.float32]:
    """Vertices (4, 8) of a mark of that many pixels, in a picture of `size`."""
    left, bottom = round(mark.x - mark.anchor * width), round(mark.y)
    x0, x1 = (value / size[0] * 2.0 - 1.0 for value in (left, left + width))
    y0, y1 = (value / size[1] * 2.0 - 1.0 for value in (bottom, bottom + height))
    # A mask's first row is its top.
    corners = [(x0, y0, 0.0, 1.0), (x1, y0, 1.0, 1.0), (x0, y1, 0.0, 0.0), (x1, y1, 1.0, 0.0)]
    return np.array([(*corner, *mark.colour) for corner in corners], np.float32)


def _upload_texture(mask: Mask) -> int:
    rows = np.ascontiguousarray(mask)
    name = gl.GLuint()
    gl.glGenTextures(1, name)
    gl.glBindTexture(gl.GL_TEXTURE_2D, name)
    for parameter, value in (
        (gl.GL_TEXTURE_MIN_FILTER, gl.GL_LINEAR),
        (gl.GL_TEXTURE_MAG_FILTER, gl.GL_LINEAR),
        (gl.GL_TEXTURE_WRAP_S, gl.GL_CLAMP_TO_EDGE),
        (gl.GL_TEXTURE_WRAP_T, gl.GL_CLAMP_TO_EDGE),
    ):
        gl.glTexParameteri(gl.GL_TEXTURE_2D, parameter, value)
    # Rows of one byte a pixel end anywhere, not on multiples of four.
    gl.glPixelStorei(gl.GL_UNPACK_ALIGNMENT, 1)
    height, width = rows.shape
    pixels = rows.ctypes.data_as(ctypes.c_void_p)
    gl.glTexImage2D(gl.GL_TEXTURE_2D, 0, gl.GL_R8, width, height, 0, gl.GL_RED, gl.GL_UNSIGNED_BYTE, pixels)
    return int(name.value)

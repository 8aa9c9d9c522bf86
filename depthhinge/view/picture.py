"""The picture that is drawn into: smooth edges, the same on every machine, shown in a window or read back."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import NDArray
from pyglet import gl
from pyglet.image.buffer import Framebuffer, Renderbuffer

from depthhinge.view.palette import BACKGROUND

SAMPLES = 4
"""Per pixel, for smooth edges; software OpenGL offers no more."""

SOFTWARE_RENDERERS = ("llvmpipe", "softpipe", "swrast", "swiftshader")


def has_graphics_card() -> bool:
    """Whether OpenGL draws on a graphics card, not on the processor."""
    renderer = gl.gl_info.get_renderer().lower()
    return not any(name in renderer for name in SOFTWARE_RENDERERS)


class WindowSurface:
    """The window's own surface, drawn into directly: rougher edges, no copying."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size

    def begin(self) -> None:
        """Clear it; all drawing goes here."""
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, 0)
        _clear(self.size)

    def finish(self) -> None:
        """Nothing is left to do."""

    def to_window(self) -> None:
        """It is there already."""


class Picture:
    """A drawing surface of `size` (width, height) pixels in the current OpenGL context."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        most = gl.GLint()
        gl.glGetIntegerv(gl.GL_MAX_SAMPLES, most)
        samples = min(SAMPLES, int(most.value))
        self._drawn, self._resolved = Framebuffer(), Framebuffer()
        # Kept here because a buffer that is forgotten is deleted.
        self._buffers = (
            Renderbuffer(*size, gl.GL_RGBA8, samples),
            Renderbuffer(*size, gl.GL_DEPTH_COMPONENT24, samples),
            Renderbuffer(*size, gl.GL_RGBA8),
        )
        self._drawn.attach_renderbuffer(self._buffers[0], attachment=gl.GL_COLOR_ATTACHMENT0)
        self._drawn.attach_renderbuffer(self._buffers[1], attachment=gl.GL_DEPTH_ATTACHMENT)
        self._resolved.attach_renderbuffer(self._buffers[2], attachment=gl.GL_COLOR_ATTACHMENT0)

    def begin(self) -> None:
        """Clear it; all drawing goes here until `finish`."""
        self._drawn.bind()
        _clear(self.size)

    def finish(self) -> None:
        """Merge the samples of each pixel."""
        self._blit(self._drawn.id, self._resolved.id)

    def to_window(self) -> None:
        """Copy the finished picture to the window's own surface."""
        self._blit(self._resolved.id, 0)

    def pixels(self) -> NDArray[np.uint8]:
        """The finished picture, (height, width, 3) red, green, blue, first row on top."""
        width, height = self.size
        rows = np.empty((height, width, 3), np.uint8)
        gl.glBindFramebuffer(gl.GL_READ_FRAMEBUFFER, self._resolved.id)
        gl.glPixelStorei(gl.GL_PACK_ALIGNMENT, 1)
        gl.glReadPixels(
            0, 0, width, height, gl.GL_RGB, gl.GL_UNSIGNED_BYTE, rows.ctypes.data_as(ctypes.POINTER(ctypes.c_ubyte))
        )
        gl.glBindFramebuffer(gl.GL_READ_FRAMEBUFFER, 0)
        return rows[::-1]

    def _blit(self, source: int, target: int) -> None:
        box = (0, 0, *self.size)
        gl.glBindFramebuffer(gl.GL_READ_FRAMEBUFFER, source)
        gl.glBindFramebuffer(gl.GL_DRAW_FRAMEBUFFER, target)
        gl.glBlitFramebuffer(*box, *box, gl.GL_COLOR_BUFFER_BIT, gl.GL_NEAREST)
        gl.glBindFramebuffer(gl.GL_FRAMEBUFFER, 0)


def _clear(size: tuple[int, int]) -> None:
    gl.glViewport(0, 0, *size)
    gl.glClearColor(*BACKGROUND)
    gl.glClear(gl.GL_COLOR_BUFFER_BIT | gl.GL_DEPTH_BUFFER_BIT)
    gl.glEnable(gl.GL_BLEND)
    # Colour mixes by opacity; the picture itself stays opaque.
    gl.glBlendFuncSeparate(gl.GL_SRC_ALPHA, gl.GL_ONE_MINUS_SRC_ALPHA, gl.GL_ZERO, gl.GL_ONE)

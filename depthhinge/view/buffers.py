"""From numpy to the graphics card: the one place where vertices are handed over.

pyglet's own vertex lists convert each number in Python, tens of milliseconds for a person's cloud; a float32 array
given to OpenGL as it lies in memory takes a fraction of one.
"""

from __future__ import annotations

import ctypes
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from pyglet import gl

FLOAT_BYTES = 4


class VertexStream:
    """A table of vertices, rewritten as often as every frame.

    `columns` are the sizes of the shader's inputs in the order of their locations: (3, 1) for a vec3 at location 0
    and a float at location 1.
    """

    def __init__(self, columns: tuple[int, ...]) -> None:
        self.width = sum(columns)
        self.count = 0
        self._array, self._buffer = gl.GLuint(), gl.GLuint()
        gl.glGenVertexArrays(1, self._array)
        gl.glGenBuffers(1, self._buffer)
        gl.glBindVertexArray(self._array)
        gl.glBindBuffer(gl.GL_ARRAY_BUFFER, self._buffer)
        starts = (0, *accumulate(columns))
        for location, (size, start) in enumerate(zip(columns, starts, strict=False)):
            gl.glEnableVertexAttribArray(location)
            gl.glVertexAttribPointer(
                location, size, gl.GL_FLOAT, gl.GL_FALSE, self.width * FLOAT_BYTES, ctypes.c_void_p(start * FLOAT_BYTES)
            )
        gl.glBindVertexArray(0)

    def upload(self, vertices: NDArray[np.float32]) -> None:
        """Replace all vertices by the rows of (n, width) float32.

        Raises:
            ValueError: rows of another width.
        """
        if vertices.ndim != 2 or vertices.shape[1] != self.width:
            raise ValueError(f"vertices of shape {vertices.shape} where rows of {self.width} numbers are drawn")
        rows = np.ascontiguousarray(vertices, np.float32)
        gl.glBindBuffer(gl.GL_ARRAY_BUFFER, self._buffer)
        gl.glBufferData(gl.GL_ARRAY_BUFFER, rows.nbytes, rows.ctypes.data, gl.GL_STREAM_DRAW)
        self.count = len(rows)

    def draw(self, mode: int, first: int = 0, count: int | None = None) -> None:
        """Draw as `mode` (`GL_POINTS`, `GL_TRIANGLES`) with the shader in use: all, or `count` from `first`."""
        drawn = self.count - first if count is None else count
        if drawn <= 0:
            return
        gl.glBindVertexArray(self._array)
        gl.glDrawArrays(mode, first, drawn)
        gl.glBindVertexArray(0)

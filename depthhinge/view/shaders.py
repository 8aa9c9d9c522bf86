"""Small programs for the graphics card, and how numpy speaks to them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from pyglet.graphics.shader import Shader, ShaderProgram

HEADER = "#version 330 core\n"


def program(vertex: str, fragment: str) -> ShaderProgram:
    """A shader program from its two sources, without their version line."""
    return ShaderProgram(Shader(HEADER + vertex, "vertex"), Shader(HEADER + fragment, "fragment"))


def column_major(matrix: ArrayLike) -> tuple[float, ...]:
    """A (4, 4) matrix in the order OpenGL reads it."""
    return tuple(np.asarray(matrix, np.float64).T.ravel().tolist())

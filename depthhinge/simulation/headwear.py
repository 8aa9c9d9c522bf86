"""A cap, or long hair."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from depthhinge.body.joints import JOINT_INDEX
from depthhinge.simulation.fitting import Fitting, Range

_CAP_M: Range = (0.006, 0.012)
_BRIM_M: Range = (0.055, 0.075)
_BRIM_HALF_WIDTH_M = 0.075
_HAIR_M: Range = (0.010, 0.025)
_HAIR_LENGTH_M: Range = (0.22, 0.40)
"""Down from the back of the head."""
_HAIR_HALF_WIDTH_M: Range = (0.06, 0.09)
_HAIR_HALF_DEPTH_M = 0.03
_ROWS, _COLUMNS = 12, 13
"""Of the mesh of hair or brim."""


def put_on_cap(fitting: Fitting) -> None:
    """A cap with its brim to the front."""
    scalp = _scalp(fitting)
    thickness = fitting.between(_CAP_M)
    fitting.vertices[scalp] += thickness * fitting.normals[scalp]
    head = fitting.body.joints[JOINT_INDEX["head"]]
    front = fitting.body.vertices[scalp, 2].max() + thickness
    length = fitting.between(_BRIM_M)
    across = np.linspace(-1.0, 1.0, _COLUMNS)
    outline = np.sqrt(np.clip(1.0 - across**2, 0.0, 1.0))
    rows = []
    for share in np.linspace(0.0, 1.0, _ROWS):
        x = head[0] + _BRIM_HALF_WIDTH_M * across
        # From inside of the forehead, bent down at both sides.
        z = front - 0.03 * (1.0 - share) - 0.03 * across**2 * (1.0 - share) + share * length * outline
        y = head[1] + 0.01 - 0.02 * across**2 - 0.01 * share
        rows.append(np.stack([x, np.broadcast_to(y, x.shape), z], axis=1))
    fitting.add_sheet(np.array(rows), np.ones(_ROWS))


def let_down_hair(fitting: Fitting) -> None:
    """Hair around the skull, and open down the back."""
    scalp = _scalp(fitting)
    thickness = fitting.between(_HAIR_M)
    onto = np.zeros(len(fitting.vertices))
    onto[scalp] = thickness
    onto = fitting.neighbours.smoothed(onto[:, None], 5)[:, 0]
    fitting.vertices += onto[:, None] * fitting.normals
    occiput = fitting.vertices[scalp[np.argmin(fitting.vertices[scalp, 2])]]
    length, half_width = fitting.between(_HAIR_LENGTH_M), fitting.between(_HAIR_HALF_WIDTH_M)
    near = np.abs(fitting.vertices[:, 0] - occiput[0]) < half_width
    trunk = near & fitting.of("neck", "head", "thorax_lower", "thorax_upper")
    turn = np.linspace(0.0, 2.0 * np.pi, _COLUMNS)
    rows, behind = [], occiput[2]
    for share in np.linspace(0.0, 1.0, _ROWS):
        y = occiput[1] - length * share
        level = trunk & (np.abs(fitting.vertices[:, 1] - y) < 0.02)
        # It hangs from the head and lies on whatever comes further back.
        behind = min(behind, fitting.vertices[level, 2].min() - thickness) if level.any() else behind
        # Nothing at its beginning, where it comes out of the head, and thinner toward the tips.
        full = np.sqrt(min(4.0 * share, 1.0)) * (1.0 - 0.4 * share)
        x = occiput[0] + full * half_width * np.cos(turn)
        z = behind + full * _HAIR_HALF_DEPTH_M * (1.0 - np.sin(turn))
        rows.append(np.stack([x, np.full(_COLUMNS, y), z], axis=1))
    fitting.add_sheet(np.array(rows), np.linspace(1.0, 0.4, _ROWS))


def _scalp(fitting: Fitting) -> NDArray[np.int64]:
    """The skull above the brow and behind the ears."""
    middle = fitting.body.joints[JOINT_INDEX["head"]]
    _, y, z = (fitting.body.vertices - middle).T
    crown = (y > 0.0) | ((z < -0.01) & (y > -0.09))
    return np.flatnonzero(fitting.of("head") & crown)

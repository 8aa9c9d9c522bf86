"""The person from the side: as each rep began, and at its bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthhinge.body.joints import BONES, JOINT_INDEX, both
from depthhinge.clinic.report.drawing import COLOURS, FAINT, INK, WALL
from depthhinge.drills.rep import Label
from depthhinge.drills.wall import Wall
from depthhinge.geometry import Array, unit

COLUMNS = 6
_HEAD_M = 0.11
"""Radius of the circle that stands for a head: half of its height (ISO 7250, some 0.22 m)."""
_ABOVE_M, _BELOW_M, _BEHIND_M, _AHEAD_M = 0.15, 0.03, 0.8, 0.9
"""Of the picture: over the head, under the floor, behind the heels and in front of them."""
_ARM_BONES = ("shoulder", "elbow", "wrist")


@dataclass(frozen=True)
class Posture:
    """One rep's."""

    number: int
    label: Label
    standing: Array
    """(n_joints, 3) metres, in the room, as it began."""
    bottom: Array
    """Likewise at its bottom."""


def facing_of_feet(joints: Array) -> Array:
    """(3,) horizontal unit vector, from the heels of joints (n_joints, 3) to the toes."""
    ahead = joints[both("toe")].mean(axis=0) - joints[both("heel")].mean(axis=0)
    ahead[1] = 0.0
    return unit(ahead)


def draw_postures(figure: Figure, postures: Sequence[Posture], wall: Wall | None) -> None:
    """One small picture a rep: standing in grey, the bottom in the colour of what it was, the wall as a line."""
    rows = -(-len(postures) // COLUMNS)
    grid = figure.subplots(rows, COLUMNS, squeeze=False)
    for axes in grid.flat[len(postures) :]:
        axes.set_axis_off()
    for axes, posture in zip(grid.flat, postures, strict=False):
        _draw(axes, posture, wall)


def _draw(axes: Axes, posture: Posture, wall: Wall | None) -> None:
    facing = facing_of_feet(posture.standing) if wall is None else wall.facing
    heels = posture.standing[both("heel")].mean(axis=0)
    for joints, colour, width in ((posture.standing, FAINT, 1.2), (posture.bottom, COLOURS[posture.label], 2.2)):
        ahead, up = (joints - heels) @ facing, joints[:, 1]
        for a, b in BONES:
            arm = any(name in b for name in _ARM_BONES)
            ends = [JOINT_INDEX[a], JOINT_INDEX[b]]
            axes.plot(
                ahead[ends], up[ends], color=colour, linewidth=0.5 * width if arm else width, solid_capstyle="round"
            )
        head = JOINT_INDEX["head"]
        circle = np.linspace(0.0, 2.0 * np.pi, 40)
        axes.plot(
            ahead[head] + _HEAD_M * np.cos(circle), up[head] + _HEAD_M * np.sin(circle), color=colour, linewidth=width
        )
    axes.axhline(0.0, color=INK, linewidth=0.8)
    top = float(posture.standing[:, 1].max()) + _HEAD_M + _ABOVE_M
    if wall is not None:
        # The plane's own distance of the heels: they may stand elsewhere than as the wall was set.
        axes.plot([-float(wall.plane.distance(heels))] * 2, [0.0, top], color=WALL, linewidth=1.5)
    axes.set_xlim(-_BEHIND_M, _AHEAD_M)
    axes.set_ylim(-_BELOW_M, top)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_title(f"{posture.number}: {posture.label.value.replace('_', '-')}", color=COLOURS[posture.label])

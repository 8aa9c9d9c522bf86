"""The floor: a metric grid that fades away from the person, their feet, and the distance to the wall."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from depthhinge.drills.moment import Moment
from depthhinge.geometry import UP, Array
from depthhinge.tracking.tracked_body import TrackedBody
from depthhinge.view.palette import FLOOR_LINE, FOOT, MEASURE, UNSEEN, faded
from depthhinge.view.strokes import strokes

GRID_STEP_M = 0.5
"""Two lines a metre give the eye a scale."""

PIECES_PER_STEP = 2
"""Each line is drawn in pieces, ever dimmer toward the rim."""

GRID_REACH_M = 2.75
"""From the middle of the grid to where its lines have faded away."""

LIFT_M = 0.003
"""Marks lie this far above the floor's own lines."""

GRID_PX, FOOT_PX, MEASURE_PX = 1.1, 4.0, 2.0
TICK_M = 0.05


def grid(middle: Array) -> NDArray[np.float32]:
    """Strokes of a grid around `middle` (3,), in round metres of the room, dimmer with distance."""
    cells = math.ceil(GRID_REACH_M / GRID_STEP_M)
    centre = np.round(np.array([middle[0], 0.0, middle[2]]) / GRID_STEP_M) * GRID_STEP_M
    piece = GRID_STEP_M / PIECES_PER_STEP
    lines = np.arange(-cells, cells + 1) * GRID_STEP_M
    pieces = np.arange(-cells * PIECES_PER_STEP, cells * PIECES_PER_STEP) * piece
    across, along = np.meshgrid(lines, pieces, indexing="ij")
    across, along = across.ravel(), along.ravel()
    nothing = np.zeros_like(across)
    starts = np.concatenate([np.stack([across, nothing, along], 1), np.stack([along, nothing, across], 1)])
    step = np.repeat(np.array([[0.0, 0.0, piece], [piece, 0.0, 0.0]]), len(across), axis=0)
    ends = starts + step
    reach = np.linalg.norm((starts + ends) / 2.0, axis=1) / GRID_REACH_M
    strength = np.clip(1.0 - reach, 0.0, 1.0) ** 1.5
    kept = strength > 0.0
    colours = np.repeat(np.array([FLOOR_LINE], np.float32), len(starts), axis=0)
    colours[:, 3] *= strength
    return strokes(starts[kept] + centre, ends[kept] + centre, colours[kept], GRID_PX)


def feet(body: TrackedBody) -> NDArray[np.float32]:
    """Strokes under both feet, from heel to toe, with a dot at the heel the wall distance is taken from."""
    marks = []
    for side in ("left", "right"):
        heel, toe = (on_floor(body.joint(f"{side}_{end}")) for end in ("heel", "toe"))
        seen = body.seen(f"{side}_heel") and body.seen(f"{side}_toe")
        colour = FOOT if seen else faded(FOOT, UNSEEN)
        marks.append(strokes(heel[None], toe[None], colour, FOOT_PX))
        marks.append(strokes(heel[None], heel[None], colour, FOOT_PX * 2.5))
    return np.concatenate(marks)


def wall_distance(moment: Moment) -> NDArray[np.float32] | None:
    """Strokes of the measured line on the floor from between the heels to the wall, ticked at both ends."""
    ends = wall_distance_ends(moment)
    if ends is None or moment.wall is None:
        return None
    heels, foot = ends
    tick = np.cross(UP, moment.wall.plane.normal) * TICK_M
    starts = np.stack([heels, heels - tick, foot - tick])
    stops = np.stack([foot, heels + tick, foot + tick])
    return strokes(starts, stops, MEASURE, MEASURE_PX)


def wall_distance_ends(moment: Moment) -> tuple[Array, Array] | None:
    """The two ends (3,) of the line from the heels to the wall; None without a wall."""
    wall = moment.wall
    if wall is None:
        return None
    heels = on_floor(wall.heels)
    return heels, np.asarray(heels - wall.plane.distance(heels) * wall.plane.normal)


def on_floor(point: Array) -> Array:
    """The spot (3,) on the floor below a point (3,)."""
    return np.array([point[0], LIFT_M, point[2]])

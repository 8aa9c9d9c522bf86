"""A contact sheet of every movement: a row each, seen from the side, to be looked at by a person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from depthhinge.geometry import Array
from depthhinge.simulation.activities import ACTIVITIES
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.faults import FAULTS
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.render import BACKGROUND, Picture

FRAMES = 6
_CELL = 120
_MARGIN = 110
_COLUMNS = 2
"""Of rows beside each other."""
_CROP_M = 2.1
"""Width and height of what a cell shows, around where the person first stands."""
_LIGHT = np.array([0.4, 0.5, 0.75])


def movement_sheet(path: Path, person: int = 7, azimuth: float = 0.35) -> None:
    """Write a picture with every fault and activity in some frames.

    Args:
        path: of the PNG.
        person: seed, of somebody who can do them all.
        azimuth: radians, of the camera toward the person's back.
    """
    someone = SimulatedPerson.draw(person, "test")
    placement = Placement(azimuth=azimuth, height=1.1, distance=3.0)
    rows = []
    for movement in ("hinge", *(f"{name}:clinical" for name in FAULTS)):
        drill = SimulatedDrill(someone, 1, (movement,), placement=placement, seed=person)
        rep = drill.performance.reps[0]
        rows.append((movement, drill, np.linspace(rep.start_s, rep.over_s, FRAMES)))
    for activity in ACTIVITIES:
        drill = SimulatedDrill(someone, 0, placement=placement, seed=person, activities=(activity,))
        _, start, end = drill.performance.asides[0]
        rows.append((activity, drill, np.linspace(start, end, FRAMES + 2)[1:-1]))
    width, high = _MARGIN + FRAMES * _CELL, -(-len(rows) // _COLUMNS)
    sheet = Image.new("L", (_COLUMNS * width, high * _CELL), 255)
    draw = ImageDraw.Draw(sheet)
    for number, (name, drill, times) in enumerate(rows):
        left, top = width * (number // high), _CELL * (number % high)
        draw.text((left + 6, top + _CELL // 2), name.replace(":", "\n"), fill=0)
        for column, time in enumerate(times):
            shaded = _shaded(drill.exact_picture(float(time)), drill).resize((_CELL, _CELL))
            sheet.paste(shaded, (left + _MARGIN + column * _CELL, top))
    sheet.quantize(32).save(path, optimize=True)


def _shaded(picture: Picture, drill: SimulatedDrill) -> Image.Image:
    """The picture around the person, lit from beside the camera."""
    lens = drill.sensor.intrinsics
    depth = picture.depth().astype(np.float64)
    rows, columns = np.mgrid[0 : lens.height, 0 : lens.width]
    points = np.stack([(columns - lens.cx) / lens.fx * depth, (rows - lens.cy) / lens.fy * depth, depth], axis=-1)
    normals = np.cross(np.gradient(points, axis=0), np.gradient(points, axis=1))
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True) + 1e-12
    light = np.abs(normals @ (_LIGHT / np.linalg.norm(_LIGHT)))
    grey: Array = np.where(picture.labels == BACKGROUND, 190.0 + 60.0 * light, 40.0 + 190.0 * light)
    grey[depth == 0.0] = 255.0
    half = round(0.5 * _CROP_M * lens.fx / drill.placement.distance)
    row, column = lens.height // 2, lens.width // 2
    return Image.fromarray(
        np.clip(grey[row - half : row + half, column - half : column + half], 0, 255).astype(np.uint8)
    )

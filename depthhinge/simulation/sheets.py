"""Contact sheets: many simulated people in one picture, or all their movements, to be looked at.

python -m depthhinge.simulation.sheets people OUT.png
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from depthhinge.errors import UsageError
from depthhinge.frames import Intrinsics
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.movement_sheet import movement_sheet
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.placement import Placement
from depthhinge.simulation.render import BACKGROUND, Picture
from depthhinge.simulation.sensor import Sensor

SHEETS = ("people", "movements")
N_PEOPLE = 100
PEOPLE_A_ROW = 10
LENS = Intrinsics(92, 150, 160.0, 160.0, 45.5, 74.5)
"""A person of 2 m fits in from the distance below."""
DISTANCE_M, HEIGHT_M = 2.6, 1.1
OBLIQUE = np.deg2rad(-50.0)
"""People stand seen from in front and aside; at the bottom of a hinge they are seen from the side."""
_TOWARD_LIGHT = np.array([-0.35, -0.45, -0.82])
"""In the camera's frame: to the upper left and behind it."""
_DARKEST, _BRIGHTEST = 50.0, 240.0
GREYS = 16


def shaded(picture: Picture, lens: Intrinsics) -> NDArray[np.uint8]:
    """(height, width) whoever is in the picture, lit from the upper left, on white."""
    depth = picture.depth().astype(np.float64)
    v, u = np.indices(depth.shape)
    points = np.stack([(u - lens.cx) * depth / lens.fx, (v - lens.cy) * depth / lens.fy, depth], axis=-1)
    normals = np.cross(np.gradient(points, axis=0), np.gradient(points, axis=1))
    lengths = np.linalg.norm(normals, axis=-1)
    light = np.clip(normals @ _TOWARD_LIGHT / np.where(lengths > 0.0, lengths, 1.0), 0.0, 1.0)
    grey = _DARKEST + (_BRIGHTEST - _DARKEST) * light
    return np.where(picture.labels == BACKGROUND, 255.0, grey).astype(np.uint8)


def people_sheet() -> NDArray[np.uint8]:
    """Two pictures of each of `N_PEOPLE`: as they stand, and at the bottom of a hinge."""
    sensor = Sensor("none", LENS, baseline_m=0.05)
    cells: list[NDArray[np.uint8]] = []
    seed = 0
    while len(cells) < N_PEOPLE:
        # Now and then the movement that was drawn is out of this person's balance.
        with suppress(UsageError):
            cells.append(np.concatenate([_seen(seed, sensor, OBLIQUE), _seen(seed, sensor, 0.0)], axis=1))
        seed += 1
    rows = [np.concatenate(cells[k : k + PEOPLE_A_ROW], axis=1) for k in range(0, N_PEOPLE, PEOPLE_A_ROW)]
    return np.concatenate(rows, axis=0)


def _seen(seed: int, sensor: Sensor, azimuth: float) -> NDArray[np.uint8]:
    placement = Placement(azimuth=azimuth, distance=DISTANCE_M, height=HEIGHT_M)
    drill = SimulatedDrill(SimulatedPerson.draw(seed), 1, (), None, placement, sensor, seed=seed, noise=0.0)
    time = drill.reps[0].bottom_s if azimuth == 0.0 else 0.0
    return shaded(drill.exact_picture(time), sensor.intrinsics)


def main(arguments: list[str]) -> None:
    """Make the sheet that the command line names."""
    if len(arguments) != 2 or arguments[0] not in SHEETS:
        sys.exit(f"usage: python -m depthhinge.simulation.sheets {{{','.join(SHEETS)}}} OUT.png")
    if arguments[0] == "movements":
        movement_sheet(Path(arguments[1]))
        return
    step = 256 // GREYS
    Image.fromarray(people_sheet() // step * step).convert("P", palette=Image.Palette.ADAPTIVE, colors=GREYS).save(
        Path(arguments[1]), optimize=True
    )


if __name__ == "__main__":
    main(sys.argv[1:])

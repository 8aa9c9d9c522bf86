"""Everything that is drawn, in the order it is drawn in."""

from __future__ import annotations

import numpy as np

from depthhinge.drills.moment import Moment
from depthhinge.view import floor
from depthhinge.view.cloud import Cloud
from depthhinge.view.framing import EMPTY_ROOM, middle_of_floor
from depthhinge.view.orbit_camera import OrbitCamera
from depthhinge.view.overlay import CENTRE, LABEL_SIZE, Mark, Page, overlay
from depthhinge.view.palette import MEASURE
from depthhinge.view.rod import rod
from depthhinge.view.scoreboard import Scoreboard
from depthhinge.view.skeleton import skeleton
from depthhinge.view.stamps import Stamps, text_width
from depthhinge.view.strokes import Strokes
from depthhinge.view.thinning import MOST_POINTS, MOST_POINTS_QUICK
from depthhinge.view.wall_layer import WallLayer

NUMBER_BELOW_LINE = 34
"""How far below its line on the floor the wall distance is written, in the overlay's design pixels."""


class Stage:
    """The layers of the picture; needs a current OpenGL context. `quick` spares a machine without a graphics card."""

    def __init__(self, *, quick: bool = False) -> None:
        self._cloud = Cloud(MOST_POINTS_QUICK if quick else MOST_POINTS)
        self._grid, self._marks, self._skeleton = Strokes(), Strokes(), Strokes()
        self._wall = WallLayer()
        self._stamps = Stamps()
        self._grid_middle = EMPTY_ROOM
        self._grid.set_strokes(floor.grid(EMPTY_ROOM))
        self._moment: Moment | None = None

    def set_moment(self, moment: Moment) -> None:
        """Show this moment from now on."""
        self._moment = moment
        self._cloud.set_points(moment.points)
        self._wall.set_moment(moment)
        middle = middle_of_floor(moment)
        if np.linalg.norm(middle - self._grid_middle) > floor.GRID_STEP_M:
            self._grid_middle = middle
            self._grid.set_strokes(floor.grid(middle))
        distance = floor.wall_distance(moment)
        marks = [] if distance is None else [distance]
        bones = []
        # A pose that rests on no evidence is a guess, and a guess is not shown.
        if moment.body is not None and moment.body.tracked:
            marks.append(floor.feet(moment.body))
            bones.append(skeleton(moment.body))
        laid = rod(moment)
        if laid is not None:
            bones.append(laid)
        self._marks.set_strokes(*marks)
        self._skeleton.set_strokes(*bones)

    def draw(
        self, camera: OrbitCamera, size: tuple[int, int], board: Scoreboard, *, paused: bool, message: str | None
    ) -> None:
        """Draw all layers into a picture of `size` pixels."""
        self._grid.draw(camera, size, behind_surfaces=True)
        self._marks.draw(camera, size, behind_surfaces=True)
        self._cloud.draw(camera, size)
        self._wall.draw(camera, size, board.glow, board.touch_age_s)
        self._skeleton.draw(camera, size, behind_surfaces=False)
        page = Page(*size, text_width)
        self._stamps.draw(
            [*self._wall_distance(camera, page), *overlay(board, page, paused=paused, message=message)], size
        )

    def _wall_distance(self, camera: OrbitCamera, page: Page) -> list[Mark]:
        """The distance from heels to wall, written at its line on the floor, near the wall, clear of the feet."""
        ends = floor.wall_distance_ends(self._moment) if self._moment else None
        if ends is None or self._moment is None or self._moment.wall is None:
            return []
        x, y = camera.project((ends[0] + 3.0 * ends[1]) / 4.0, (page.width, page.height))[0]
        if not np.isfinite([x, y]).all():
            return []
        text = f"{self._moment.wall.distance_m * 100:.0f} cm"
        return [page.text(text, float(x), float(y) - page.px(NUMBER_BELOW_LINE), LABEL_SIZE, MEASURE, CENTRE)]

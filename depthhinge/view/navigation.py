"""Moving the view: the mouse, the named viewpoints, and following the person until a hand takes over."""

from __future__ import annotations

import math

from depthhinge.drills.moment import Moment
from depthhinge.view.framing import Viewpoint, framed
from depthhinge.view.orbit_camera import OrbitCamera

ORBIT_RAD_PER_PX = math.radians(0.35)
"""A drag across a 1280-pixel window walks a little over once around."""

ZOOM_PER_STEP = 0.9

GLIDE_S = 0.16
"""Time constant of the move to a new viewpoint: seen as a move, over in half a second."""

ARRIVED = 0.999


class Navigator:
    """Holds the camera; reframes when somebody comes or the wall is set, unless the mouse has moved the view."""

    def __init__(self) -> None:
        self.camera = framed(Viewpoint.HOME, None)
        self._goal: OrbitCamera | None = None
        self._viewpoint: Viewpoint | None = Viewpoint.HOME
        self._moment: Moment | None = None

    def see(self, moment: Moment) -> None:
        """Take note of the scene."""
        before, self._moment = _subject(self._moment), moment
        # Somebody who walks off and back is not a reason to swing the picture about.
        if _subject(moment) not in (before, None) and self._viewpoint is not None:
            self._goal = framed(self._viewpoint, moment)

    def look_from(self, viewpoint: Viewpoint) -> None:
        """Go to a named viewpoint, and follow the person from there."""
        self._viewpoint = viewpoint
        self._goal = framed(viewpoint, self._moment)

    def take(self, camera: OrbitCamera) -> None:
        """Go to a camera at once, and stay there."""
        self._viewpoint = self._goal = None
        self.camera = camera

    def orbit(self, right_px: float, up_px: float) -> None:
        """The mouse dragged the scene around."""
        self.take(self.camera.orbited(-right_px * ORBIT_RAD_PER_PX, -up_px * ORBIT_RAD_PER_PX))

    def pan(self, right_px: float, up_px: float, height_px: int) -> None:
        """The mouse dragged the scene along."""
        self.take(self.camera.panned(right_px, up_px, height_px))

    def zoom(self, steps: float) -> None:
        """The wheel turned; positive is nearer."""
        self.take(self.camera.zoomed(ZOOM_PER_STEP**steps))

    def advance(self, elapsed_s: float) -> None:
        """Glide on toward the viewpoint asked for; an infinite time arrives."""
        if self._goal is None:
            return
        share = 1.0 - math.exp(-elapsed_s / GLIDE_S)
        self.camera = self._goal if share > ARRIVED else self.camera.toward(self._goal, share)


def _subject(moment: Moment | None) -> tuple[float, ...] | str | None:
    """What is framed: a wall in its place, else somebody, else nothing."""
    if moment is None:
        return None
    if moment.wall is not None:
        return tuple(round(float(value), 2) for value in (*moment.wall.heels, *moment.wall.facing))
    return "somebody" if len(moment.points) else None

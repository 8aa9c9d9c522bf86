"""The view: a window, or pictures where there is no display, of what the line understood."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from depthhinge.drills.moment import Moment
from depthhinge.errors import UsageError
from depthhinge.view.framing import Viewpoint
from depthhinge.view.navigation import Navigator
from depthhinge.view.opengl import display_answers, open_window
from depthhinge.view.orbit_camera import OrbitCamera
from depthhinge.view.scoreboard import Scoreboard

if TYPE_CHECKING:
    from depthhinge.view.picture import Picture, WindowSurface

FASTEST_S = 1.0 / 60.0
"""No more pictures than a screen shows."""

DRAWING_SHARE = 1.0 / 3.0
"""Of all time at most this part goes into drawing, so that a slow graphics card thins the pictures, not the line."""

MESSAGE_SHOWN_S = 3.0


class DrillView:
    """Shows moments in 3D.

    On a screen, `show` draws when a picture is due and hears the mouse and keys. Off it, `show` only takes note, and
    `save` draws.

    Args:
        title: of the window.
        on_screen: None opens a window where a display answers, and draws off-screen elsewhere.
        size: of the picture in pixels, width and height.
        pictures: the folder that the S key saves to; the current one when None.

    Raises:
        MissingLibraryError: this machine has no OpenGL; its text names what brings it.
    """

    def __init__(
        self,
        title: str,
        on_screen: bool | None = None,
        size: tuple[int, int] = (1280, 720),
        pictures: Path | None = None,
    ) -> None:
        self.on_screen = display_answers() if on_screen is None else on_screen
        self.paused = False
        self.closed = False
        self._leaving = False
        self._size = size
        self._pictures = pictures
        self._window: Any = open_window(title, size, on_screen=self.on_screen)
        # Only now: these speak to OpenGL as soon as they are imported.
        from depthhinge.view.picture import Picture, WindowSurface, has_graphics_card
        from depthhinge.view.stage import Stage

        quick = self.on_screen and not has_graphics_card()
        self._new_picture = Picture
        self._new_surface: type[Picture] | type[WindowSurface] = WindowSurface if quick else Picture
        self._surface = self._new_surface(self._picture_size())
        self._stage = Stage(quick=quick)
        self._navigator = Navigator()
        self._board = Scoreboard()
        self._shown_board = self._board
        self._moment: Moment | None = None
        self._staged: Moment | None = None
        self._message: str | None = None
        self._message_until = -math.inf
        self._drawn_at = time.perf_counter()
        self._next_drawing = -math.inf
        if self.on_screen:
            from depthhinge.view.controls import connect

            connect(self._window, self)

    def show(self, moment: Moment) -> None:
        """Take in a moment; on a screen, draw it if a picture is due. Cheap otherwise; nothing once closed."""
        if self.closed:
            return
        self._board = self._board.after(moment)
        # On hold the picture stands still, but nothing that happens meanwhile is lost from the count.
        if not self.paused:
            self._moment, self._shown_board = moment, self._board
            self._navigator.see(moment)
        self.poll()

    def poll(self) -> None:
        """Hear mouse, keys and the window's close button, and draw if a picture is due; for when nothing is shown."""
        if self.closed or not self.on_screen:
            return
        self._window.switch_to()
        self._window.dispatch_events()
        if self._leaving:
            self.close()
        elif time.perf_counter() >= self._next_drawing:
            if self._surface.size != self._picture_size():
                self._surface = self._new_surface(self._picture_size())
            self._draw(self._surface)
            self._surface.to_window()
            self._window.flip()
            now = time.perf_counter()
            self._next_drawing = max(self._drawn_at + FASTEST_S, now + (now - self._drawn_at) * (1 / DRAWING_SHARE - 1))

    def picture(self) -> NDArray[np.uint8]:
        """What is shown now, drawn anew: (height, width, 3) red, green, blue.

        Raises:
            UsageError: the view is closed.
        """
        if self.closed:
            raise UsageError("the view is closed: there is no picture to take of it")
        self._window.switch_to()
        picture = self._new_picture(self._picture_size())
        self._draw(picture)
        return picture.pixels()

    def save(self, path: Path | str) -> None:
        """Save what is shown now as a picture; the ending (`.png`) says in which format.

        Raises:
            UsageError: the view is closed.
        """
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(self.picture()).save(target)

    def close(self) -> None:
        """Close the window; later moments are ignored."""
        if not self.closed:
            self.closed = True
            self._window.close()

    def leave(self) -> None:
        """Close once the mouse and keys have been heard out: a window must not vanish while it is being listened to."""
        self._leaving = True

    @property
    def camera(self) -> OrbitCamera:
        """Where the scene is seen from; set it to look from anywhere."""
        return self._navigator.camera

    @camera.setter
    def camera(self, camera: OrbitCamera) -> None:
        self._navigator.take(camera)

    @property
    def navigator(self) -> Navigator:
        """What moves the camera: the mouse's hand on it."""
        return self._navigator

    def look_from(self, viewpoint: Viewpoint) -> None:
        """Go to a named viewpoint."""
        self._navigator.look_from(viewpoint)

    def hold(self) -> None:
        """Hold the picture still, or let it go on."""
        self.paused = not self.paused

    def save_next(self) -> Path | None:
        """Save under the next free name in the pictures folder, and say so in the window.

        Returns the path, or None where the folder cannot be written: no reason to stop the drill.
        """
        folder = self._pictures or Path.cwd()
        number = 1
        while (path := folder / f"depthhinge-{number:03d}.png").exists():
            number += 1
        self._message_until = -math.inf
        try:
            self.save(path)
        except OSError as error:
            self._message = f"The picture could not be saved: {error.strerror or error}"
            return None
        else:
            self._message = f"Saved {path}"
            return path
        finally:
            self._message_until = time.perf_counter() + MESSAGE_SHOWN_S

    def _draw(self, surface: Picture | WindowSurface) -> None:
        now = time.perf_counter()
        # Off-screen nobody watches the camera travel.
        self._navigator.advance(now - self._drawn_at if self.on_screen else math.inf)
        self._drawn_at = now
        if self._moment is not None and self._moment is not self._staged:
            self._stage.set_moment(self._moment)
            self._staged = self._moment
        surface.begin()
        message = self._message if now < self._message_until else None
        self._stage.draw(self._navigator.camera, surface.size, self._shown_board, paused=self.paused, message=message)
        surface.finish()

    def _picture_size(self) -> tuple[int, int]:
        """Pixels of the window's surface, which on a fine screen are more than the size asked for."""
        if not self.on_screen:
            return self._size
        width, height = self._window.get_framebuffer_size()
        return max(1, int(width)), max(1, int(height))

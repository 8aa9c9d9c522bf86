"""Mouse and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyglet.event import EVENT_HANDLED
from pyglet.window import key, mouse

from depthhinge.view.framing import Viewpoint

if TYPE_CHECKING:
    from depthhinge.view.window import DrillView

VIEWPOINT_KEYS = {
    key.R: Viewpoint.HOME,
    key._1: Viewpoint.SIDE,
    key._2: Viewpoint.FRONT,
    key._3: Viewpoint.TOP,
    key.NUM_1: Viewpoint.SIDE,
    key.NUM_2: Viewpoint.FRONT,
    key.NUM_3: Viewpoint.TOP,
}


def connect(window: Any, view: DrillView) -> None:
    """Let a pyglet window's mouse and keys move a view."""

    def on_mouse_drag(_x: int, _y: int, dx: int, dy: int, buttons: int, _modifiers: int) -> None:
        if buttons & mouse.RIGHT or buttons & mouse.MIDDLE:
            view.navigator.pan(dx, dy, window.height)
        elif buttons & mouse.LEFT:
            view.navigator.orbit(dx, dy)

    def on_mouse_scroll(_x: int, _y: int, _scroll_x: float, scroll_y: float) -> None:
        view.navigator.zoom(scroll_y)

    def on_key_press(symbol: int, _modifiers: int) -> object:
        if symbol in VIEWPOINT_KEYS:
            view.look_from(VIEWPOINT_KEYS[symbol])
        elif symbol == key.SPACE:
            view.hold()
        elif symbol == key.S:
            view.save_next()
        elif symbol == key.ESCAPE:
            view.leave()
        return EVENT_HANDLED

    def on_close() -> object:
        view.leave()
        return EVENT_HANDLED

    window.push_handlers(on_mouse_drag, on_mouse_scroll, on_key_press, on_close)

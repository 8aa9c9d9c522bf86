"""Opening OpenGL: a window where there is a display, a hidden picture where there is none."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import importlib
import os
import sys
from typing import Any

import pyglet

from depthhinge.errors import MissingLibraryError, UsageError

OPENGL_MISSING = (
    "no pictures: this machine has no OpenGL; on Debian or Ubuntu it comes with "
    "'apt install libegl1 libgl1 libgl1-mesa-dri' (and libx11-6 for a window)"
)

DESKTOPS_WITHOUT_EGL = ("win32", "darwin")
"""Here the display is always there, and a hidden window stands in for drawing without one."""


def display_answers() -> bool:
    """Whether a window could be opened: always on Windows and macOS, else where an X server answers.

    A Wayland desktop answers through its own X server; one without it shows no window.
    """
    if sys.platform in DESKTOPS_WITHOUT_EGL:
        return True
    if not os.environ.get("DISPLAY"):
        return False
    # A stale DISPLAY (a closed ssh session) is found out here, before pyglet commits itself to X.
    name = ctypes.util.find_library("X11") or "libX11.so.6"
    try:
        x11 = ctypes.CDLL(name)
    except OSError:
        return False
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XOpenDisplay.argtypes = [ctypes.c_char_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    connection = x11.XOpenDisplay(None)
    if connection is None:
        return False
    x11.XCloseDisplay(connection)
    return True


def open_window(title: str, size: tuple[int, int], *, on_screen: bool) -> Any:
    """A pyglet window with its OpenGL context; shown when `on_screen`, else never seen.

    Raises:
        MissingLibraryError: no OpenGL on this machine, or none that draws.
        UsageError: on screen after off-screen in one process, which pyglet cannot do.
    """
    window = import_window(headless=not on_screen)
    if on_screen and pyglet.options.headless:
        raise UsageError("this process already draws off-screen; start another to draw in a window")
    try:
        # Waiting for the screen's next refresh would hold the line up.
        return window.Window(*size, caption=title, resizable=True, visible=on_screen, vsync=False)
    except Exception as error:  # Drivers fail in many ways; each means that nothing can be drawn.
        raise MissingLibraryError(f"{OPENGL_MISSING} ({type(error).__name__}: {error})") from error


def import_window(*, headless: bool) -> Any:
    """The module `pyglet.window`, set once for the whole process to need a display, or none.

    A process that has been set to use a display keeps it: off-screen is then a hidden window.

    Raises:
        MissingLibraryError: no OpenGL on this machine.
    """
    if "pyglet.window" not in sys.modules:
        pyglet.options.headless = headless and sys.platform not in DESKTOPS_WITHOUT_EGL
        # pyglet's own first, hidden window serves sharing between windows, which nothing here does.
        pyglet.options.shadow_window = False
    try:
        return importlib.import_module("pyglet.window")
    except Exception as error:  # Without the libraries an ImportError, with half of them other things.
        _forget_half_imported()
        raise MissingLibraryError(OPENGL_MISSING) from error


def _forget_half_imported() -> None:
    """Let a second attempt fail with the same plain line, not on the first one's remains."""
    for name in [name for name in sys.modules if name.startswith(("pyglet.gl", "pyglet.window", "pyglet.libs"))]:
        with contextlib.suppress(KeyError):
            del sys.modules[name]

"""Machines without OpenGL or without a display."""

from __future__ import annotations

import subprocess
import sys

import pytest

from depthhinge.view import opengl

BARE_MACHINE = """
import ctypes, ctypes.util
# A machine whose loader finds no graphics library.
find, load = ctypes.util.find_library, ctypes.cdll.LoadLibrary
hidden = lambda name: any(part in str(name) for part in ("GL", "X11"))
def without_graphics(name):
    if hidden(name):
        raise OSError(f"{name}: cannot open shared object file")
    return load(name)
ctypes.util.find_library = lambda name: None if hidden(name) else find(name)
ctypes.cdll.LoadLibrary = without_graphics

from depthhinge.errors import MissingLibraryError
from depthhinge.view.sound import Voice
from depthhinge.view.window import DrillView
for _ in range(2):
    try:
        DrillView("bare")
    except MissingLibraryError as error:
        print(error)
Voice(audible=True).tap()
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have OpenGL")
def test_without_opengl_one_plain_line_names_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    ran = subprocess.run([sys.executable, "-c", BARE_MACHINE], capture_output=True, text=True, timeout=120, check=False)
    assert ran.stderr == ""
    assert ran.returncode == 0
    first, second = ran.stdout.splitlines()
    assert first == second
    assert "libegl1" in first
    assert "libgl1" in first


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
@pytest.mark.parametrize("display", [None, "", ":987"])
def test_a_display_that_is_missing_or_stale_does_not_answer(
    display: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    if display is not None:
        monkeypatch.setenv("DISPLAY", display)
    assert not opengl.display_answers()

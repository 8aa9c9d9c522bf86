"""What all tests share."""

from __future__ import annotations

import pyglet
from hypothesis import settings

# The same examples every time, and no deadline: a busy machine is not a failure.
settings.register_profile("depthhinge", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("depthhinge")

# No test is heard, whatever the machine can play.
pyglet.options.audio = ("silent",)

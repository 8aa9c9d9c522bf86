"""A word to whoever waits while numba compiles: once on a machine, and again after an update."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import event

COMPILING = "compiling for this machine; this takes up to a minute, once"
_KIND = "numba:compile"
"""What numba calls it; to read what was compiled before is none."""


@contextmanager
def told_of_compiling(say: Callable[[str], None]) -> Iterator[None]:
    """Have it said when the first function is compiled within the block."""
    with event.install_listener(_KIND, _FirstTime(say)):
        yield


class _FirstTime(event.Listener):
    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._told = False

    def on_start(self, event: Any) -> None:
        if not self._told:
            self._told = True
            self._say(COMPILING)

    def on_end(self, event: Any) -> None:
        """Nothing: what comes next shows it."""

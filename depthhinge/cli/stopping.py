"""Ctrl-C ends a drill as closing its window does: with the frame under way, and everything kept."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from depthhinge.frames import DepthFrame


class Stop:
    """Turns the first Ctrl-C into a wish to end well; a second one interrupts at once."""

    def __init__(self) -> None:
        self.asked = False

    def until_asked(self, frames: Iterable[DepthFrame]) -> Iterator[DepthFrame]:
        """The frames, until somebody asks to stop."""
        for frame in frames:
            if self.asked:
                return
            yield frame

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, self._before)

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

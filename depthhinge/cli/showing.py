"""The picture beside a run: a window where there is a display, saved pictures elsewhere, nothing without OpenGL."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from depthhinge.cli.output import say
from depthhinge.drills.moment import Moment, Phase
from depthhinge.errors import MissingLibraryError
from depthhinge.frames import DepthFrame

if TYPE_CHECKING:
    from depthhinge.view.window import DrillView

_POLL_S = 0.02
"""How often the window hears mouse and keys while it waits for the next frame's time."""


class Show:
    """Looks on while the line runs.

    In a window every moment is shown; off-screen a picture is saved of each rep's bottom, taps and verdict.
    """

    def __init__(self, title: str, pictures: Path, headless: bool = False) -> None:
        """Open the window, or what draws off-screen; where there is no OpenGL say so once and show nothing.

        Args:
            title: of the window.
            pictures: folder of the saved pictures, made when the first is saved.
            headless: off-screen even where there is a display.
        """
        self._pictures = pictures
        self._bottoms: set[int] = set()
        self._view: DrillView | None = None
        try:
            from depthhinge.view.window import DrillView

            self._view = DrillView(title, on_screen=False if headless else None, pictures=pictures)
        except MissingLibraryError as missing:
            say(str(missing))

    @property
    def on_screen(self) -> bool:
        """Whether somebody may be watching."""
        return self._view is not None and self._view.on_screen

    def see(self, moment: Moment) -> None:
        """Show one moment."""
        if self._view is None:
            return
        self._view.show(moment)
        if self._view.on_screen:
            return
        if moment.finished is not None:
            self._save(f"rep_{moment.finished.number}_verdict.png")
        if moment.rep is None:
            return
        if moment.tap is not None:
            self._save(f"rep_{moment.rep}_tap.png")
        if moment.phase is Phase.BOTTOM and moment.rep not in self._bottoms:
            self._bottoms.add(moment.rep)
            self._save(f"rep_{moment.rep}_bottom.png")

    def until_closed(self, frames: Iterable[DepthFrame]) -> Iterator[DepthFrame]:
        """The frames, until the window is closed."""
        for frame in frames:
            if self._closed:
                return
            yield frame

    def in_real_time(self, frames: Iterable[DepthFrame], heard: bool = False) -> Iterator[DepthFrame]:
        """The frames at the pace they were taken at where somebody watches or hears, as fast as they come elsewhere."""
        if not (self.on_screen or heard):
            yield from frames
            return
        begun = time.perf_counter()
        for frame in self.until_closed(frames):
            while (wait := begun + frame.time_s - time.perf_counter()) > 0.0 and not self._closed:
                time.sleep(min(wait, _POLL_S))
                if self._view is not None:
                    self._view.poll()
            yield frame

    @property
    def _closed(self) -> bool:
        return self._view is not None and self._view.closed

    def _save(self, name: str) -> None:
        if self._view is not None:
            self._view.save(self._pictures / name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._view is not None:
            self._view.close()

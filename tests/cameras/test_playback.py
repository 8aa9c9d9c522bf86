"""How the end of a recording is told from its beginning."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from depthhinge.cameras.playback import PlayedStream

PLAYING, STOPPED = "playing", "stopped"


class Script:
    """A librealsense that plays what is written: (status when asked, frame that then comes or None)."""

    def __init__(self, steps: list[tuple[str, Any]]) -> None:
        self.steps = iter(steps)
        self.playback_status = SimpleNamespace(stopped=STOPPED)
        self.frame: Any = None

    def played(self) -> PlayedStream:
        stream = PlayedStream.__new__(PlayedStream)
        stream._rs, stream._path, stream._plays = self, "made-up.db3", False  # type: ignore[assignment]
        stream.device = SimpleNamespace(current_status=self.status)
        stream._queue = SimpleNamespace(try_wait_for_frame=lambda _: (self.frame is not None, self.frame))
        return stream

    def status(self) -> str:
        status, self.frame = next(self.steps, (STOPPED, None))
        return status


@pytest.mark.parametrize("asked_too_early", [0, 1, 5])
def test_a_file_that_has_not_begun_to_play_is_waited_for(asked_too_early: int) -> None:
    stream = Script([(STOPPED, None)] * asked_too_early + [(PLAYING, None), (PLAYING, "a"), (STOPPED, "b")]).played()
    assert [stream.next() for _ in range(3)] == ["a", "b", None]


def test_a_file_without_a_frame_ends_all_the_same() -> None:
    assert Script([]).played().next() is None


def test_a_file_that_was_playing_ends_when_it_stops() -> None:
    script = Script([(PLAYING, None), (STOPPED, None), (PLAYING, "never asked for")])
    assert script.played().next() is None
    assert next(script.steps) == (PLAYING, "never asked for")

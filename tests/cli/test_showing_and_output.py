"""Off-screen a picture of each event is saved; progress is told only where it takes long."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from depthhinge.cli import output
from depthhinge.cli.showing import Show
from depthhinge.drills.moment import Moment, Phase
from depthhinge.frames import DepthFrame
from tests.sessions.moments import moments


class MadeUpView:
    """Notes what is shown and saved."""

    def __init__(self, title: str, on_screen: bool | None = None, pictures: Path | None = None) -> None:
        self.on_screen = on_screen is None
        self.closed = False
        self.shown: list[Moment] = []
        self.saved: list[str] = []
        self.polls = 0
        MadeUpView.latest = self

    latest: MadeUpView

    def show(self, moment: Moment) -> None:
        self.shown.append(moment)

    def save(self, path: Path) -> None:
        self.saved.append(path.name)

    def poll(self) -> None:
        self.polls += 1

    def close(self) -> None:
        self.closed = True


@pytest.fixture(autouse=True)
def made_up_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """No OpenGL in these tests."""
    monkeypatch.setattr("depthhinge.view.window.DrillView", MadeUpView)


FRAMES = [DepthFrame(index, index * 0.05, np.zeros((1, 1), np.uint16)) for index in range(5)]


def test_off_screen_a_picture_of_bottom_tap_and_verdict_is_saved(tmp_path: Path) -> None:
    with Show("title", tmp_path, headless=True) as show:
        for moment in moments():
            show.see(moment)
        show.see(replace(moments()[2], phase=Phase.BOTTOM, tap=None))
        view = MadeUpView.latest
        assert list(show.in_real_time(FRAMES)) == FRAMES
    assert view.saved == ["rep_1_tap.png", "rep_1_bottom.png", "rep_1_verdict.png"]
    assert view.closed


def test_in_a_window_frames_come_at_their_own_pace_and_nothing_is_saved(tmp_path: Path) -> None:
    begun = time.perf_counter()
    with Show("title", tmp_path) as show:
        assert list(show.in_real_time(FRAMES)) == FRAMES
        assert time.perf_counter() - begun >= FRAMES[-1].time_s
        show.see(moments()[2])
        assert MadeUpView.latest.saved == []
        assert MadeUpView.latest.polls > 0


def test_a_closed_window_ends_the_frames(tmp_path: Path) -> None:
    with Show("title", tmp_path) as show:
        frames = show.in_real_time(FRAMES)
        next(frames)
        MadeUpView.latest.close()
        assert list(frames) == []
        assert list(show.until_closed(FRAMES)) == []


def test_progress_passes_everything_on_and_is_quiet_when_it_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(output.with_progress(range(5), "frames", 5)) == [0, 1, 2, 3, 4]
    assert capsys.readouterr().err == ""


def test_long_work_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(output, "_PATIENCE_S", -1.0)
    monkeypatch.setattr(output, "_LINE_EVERY_S", 0.0)
    assert list(output.with_progress(range(2), "frames", 2)) == [0, 1]
    assert capsys.readouterr().err.splitlines() == ["depthhinge: frames: 1 of 2", "depthhinge: frames: 2 of 2"]


def test_on_a_terminal_long_work_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_PATIENCE_S", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert list(output.with_progress(range(3), "frames", 3)) == [0, 1, 2]

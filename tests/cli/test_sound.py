"""Who hears a drill: somebody before a camera always, else whoever sits at the window, unless it is said otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from depthhinge.cameras import DepthCamera
from depthhinge.clinic import wall_calibration
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from tests.cli.conftest import LAST_FRAME, TAP_FRAME, MadeUpVoice, Run
from tests.cli.test_showing_and_output import MadeUpView

Voice = type[MadeUpVoice]
WORDS = [((), None), (("--sound",), True), (("--no-sound",), False)]


class MadeUpCamera(DepthCamera):
    """A person for a third of a second."""

    def __init__(self, serial: str | None = None, *, record_to: Path | None = None) -> None: ...

    @property
    def info(self) -> CameraInfo:
        return CameraInfo("Made-up D435", None, Intrinsics(4, 4, 4.0, 4.0, 2.0, 2.0), 0.001, 30.0)

    def frames(self) -> Iterator[DepthFrame]:
        for index in range(10):
            yield DepthFrame(index, index / 30.0, np.full((4, 4), 2000, np.uint16))

    def close(self) -> None: ...


@pytest.fixture(autouse=True)
def made_up_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with a camera and a display."""
    monkeypatch.setattr("depthhinge.cameras.LiveCamera", MadeUpCamera)
    monkeypatch.setattr("depthhinge.view.window.DrillView", MadeUpView)


@pytest.mark.parametrize("drill", ["wall-tap", "dowel"])
@pytest.mark.parametrize("headless", [(), ("--headless",)])
@pytest.mark.parametrize(("words", "heard"), WORDS)
def test_a_live_drill_is_always_heard(
    drill: str,
    headless: tuple[str, ...],
    words: tuple[str, ...],
    heard: bool | None,
    run: Run,
    voice: Voice,
    tmp_path: Path,
) -> None:
    assert run("drill", drill, "--language", "de", "--out", tmp_path / "out", *headless, *words).code == 0
    assert voice.latest.audible == (heard is not False)
    assert voice.latest.language == "de"
    assert [moment.index for moment in voice.latest.heard if moment.tap or moment.finished] == [TAP_FRAME, LAST_FRAME]
    assert voice.latest.closed


@pytest.mark.parametrize(("words", "heard"), WORDS)
def test_the_wall_is_set_by_what_is_heard(
    words: tuple[str, ...], heard: bool | None, run: Run, voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    guided = SimpleNamespace(result=None)

    def calibration(trainer: SimpleNamespace, protocol: object) -> SimpleNamespace:
        guided.step = trainer.step
        return guided

    monkeypatch.setattr(wall_calibration, "WallCalibration", calibration)
    assert run("calibrate", "wall", "--person", "Anna", "--headless", "--json", *words).code == 1
    assert voice.latest.audible == (heard is not False)
    assert len(voice.latest.heard) == 10


@pytest.mark.parametrize("headless", [(), ("--headless",)])
@pytest.mark.parametrize(("words", "heard"), WORDS)
def test_a_replay_is_heard_where_a_window_shows_it(
    headless: tuple[str, ...],
    words: tuple[str, ...],
    heard: bool | None,
    run: Run,
    clip: Callable[..., Path],
    voice: Voice,
    tmp_path: Path,
) -> None:
    expected = not headless if heard is None else heard
    session = tmp_path / "session"
    run("analyze", clip("a.npz"), "--out", session)
    assert run("view", session, *headless, *words).code == 0
    assert voice.latest.audible == expected
    assert [moment.index for moment in voice.latest.heard if moment.tap] == [TAP_FRAME]


def test_sound_changes_nothing_of_what_is_kept(run: Run, voice: Voice, tmp_path: Path) -> None:
    kept = []
    for word in ("--sound", "--no-sound"):
        out = tmp_path / word
        assert run("drill", "wall-tap", "--out", out, word).code == 0
        kept.append([(out / name).read_bytes() for name in ("frames.parquet", "reps.json")])
    assert kept[0] == kept[1]

"""The commands run in this process, over a line that is made up: fast, and its answers are known."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from depthhinge.cameras import write_depth_clip
from depthhinge.cli.compiling import COMPILING
from depthhinge.cli.main import main
from depthhinge.drills.moment import DrillKind, Moment, Phase
from depthhinge.frames import CameraInfo, DepthFrame, Intrinsics
from depthhinge.measures.measures import Measures
from depthhinge.scene.grid import Grid
from depthhinge.tracking.shape_estimate import ShapeEstimate, ShapeMeasurement
from depthhinge.trainer import FittedPerson
from tests.sessions.moments import REP, TAP, WALL, body

TAP_FRAME, LAST_FRAME = 3, 5


MEASURED = ShapeMeasurement(ShapeEstimate(np.array([0.1]), np.eye(1)), 9.0 * np.eye(1), np.array([0.9]))
"""What the made-up person's standing says of their shape."""


class MadeUpTrainer:
    """Sees a person wherever there is depth, who does one rep with one tap."""

    def __init__(
        self,
        info: CameraInfo,
        wall_distance_m: float,
        language: str = "en",
        kind: DrillKind = DrillKind.WALL_TAP,
        real_wall: bool = False,
    ) -> None:
        self.info, self.language, self.kind, self.real_wall = info, language, kind, real_wall
        self.wall_distance_m = wall_distance_m
        self.room_from_camera = np.eye(4)
        self.person = FittedPerson(1.7, [0.1], MEASURED)
        self.wall = replace(WALL, distance_m=wall_distance_m)
        self.notes = ("made up",)
        cells = Grid.of(info).intrinsics
        self.person_cells = np.zeros((cells.height, cells.width), bool)

    def step(self, frame: DepthFrame) -> Moment:
        somebody = bool(frame.depth.any())
        points = np.full((4 if somebody else 0, 3), frame.index, np.float32)
        return Moment(
            frame.index,
            frame.time_s,
            points,
            body() if somebody else None,
            Measures(wall_gap=0.1),
            self.wall,
            Phase.DESCENT if somebody else Phase.ABSENT,
            1 if somebody else None,
            tap=TAP if somebody and frame.index == TAP_FRAME else None,
            finished=REP if somebody and frame.index == LAST_FRAME else None,
            stage_ms={"fit": 1.0},
        )

    def finish(self) -> None:
        """Nothing is pending."""


@pytest.fixture(autouse=True)
def made_up_line(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every command meets the made-up trainer in place of the real one."""
    module = ModuleType("depthhinge.trainer")
    module.Trainer = MadeUpTrainer  # type: ignore[attr-defined]
    module.FittedPerson = FittedPerson  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "depthhinge.trainer", module)
    for name in _WITH_A_TRAINER:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield
    for name in _WITH_A_TRAINER:
        sys.modules.pop(name, None)


_WITH_A_TRAINER = ("depthhinge.cli.running", "depthhinge.cli.analysis")


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Sessions of the tests are not among the user's own."""
    monkeypatch.setattr("platformdirs.user_data_dir", lambda *_, **__: str(tmp_path / "home"))
    return tmp_path / "home" / "sessions"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one plain line of a failure, wherever the tests may be the first to compile."""
        (line,) = [line for line in self.err.splitlines() if COMPILING not in line]
        return line


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program with these words."""

    def run_words(*words: object) -> Ended:
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        captured = capsys.readouterr()
        return Ended(int(end.value.code or 0), captured.out, captured.err)

    return run_words


Clip = Callable[..., Path]


@pytest.fixture
def clip(tmp_path: Path) -> Clip:
    """Write a small depth clip; `somebody=False` has no depth in it."""

    def write(name: str, frames: int = 6, somebody: bool = True) -> Path:
        path = tmp_path / name
        depth = np.full((frames, 24, 32), 2000 if somebody else 0, np.uint16)
        write_depth_clip(path, depth, Intrinsics(32, 24, 30.0, 30.0, 16.0, 12.0), fps=30.0)
        return path

    return write


@pytest.fixture
def session(run: Run, clip: Clip, own_home: Path) -> Path:
    """One session among the user's own, with one rep that is over when it ends."""
    run("analyze", clip("a.npz", frames=70), "--out", own_home / "one")
    return own_home / "one"


class MadeUpVoice:
    """Notes what would be heard."""

    latest: MadeUpVoice

    def __init__(self, audible: bool, language: str, tell: Callable[[str], None]) -> None:
        self.audible, self.language, self.closed = audible, language, False
        self.heard: list[Moment] = []
        MadeUpVoice.latest = self

    def hear(self, moment: Moment) -> None:
        self.heard.append(moment)

    def __enter__(self) -> MadeUpVoice:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> type[MadeUpVoice]:
    """A loudspeaker that only notes; `voice.latest` is the last command's."""
    monkeypatch.setattr("depthhinge.view.sound.Voice", MadeUpVoice)
    return MadeUpVoice

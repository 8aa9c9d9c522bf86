"""A process that records at a camera's pace until it is killed; run as a program it is that process."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from depthhinge.drills.moment import Moment, Phase
from depthhinge.measures.measures import Measures
from depthhinge.scene.scene import Scene
from depthhinge.sessions.recording.kept_depth import KeptDepth
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.trainer import NOBODY
from tests.sessions.recording.drills import camera, pictures

FPS = 30.0
AT_STAKE_S = 1.0
"""What may be lost."""


@dataclass(frozen=True)
class Killed:
    """What came of one process."""

    handed_over: int
    """Frames that the line gave to the recorder more than `AT_STAKE_S` before the end."""
    saved: int
    right: bool
    """Every saved frame is the one that was recorded under its number."""


def record_forever(path: Path) -> None:
    """Record the same few pictures again and again, and say each frame's number when it was handed over."""
    shown = pictures()[:20]
    scene = Scene(camera())
    begun = time.perf_counter()
    with Recorder(path, camera(), 0.2) as recorder:
        for number, frame in enumerate(itertools.cycle(shown)):
            time.sleep(max(begun + number / FPS - time.perf_counter(), 0.0))
            kept = recorder.keep(replace(frame, index=number, time_s=number / FPS))
            scene.update(kept)
            moment = Moment(number, kept.time_s, NOBODY, None, Measures(), None, Phase.ABSENT, None)
            recorder.record(moment, scene.person_cells, None, Fitted())
            print(number, time.time(), flush=True)


def kill_a_recording(path: Path, after_s: float) -> Killed:
    """Let a process record to `path`, kill it `after_s` seconds after its first frame, and look at what is there."""
    with subprocess.Popen([sys.executable, "-m", __spec__.name, str(path)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(after_s)
        killed = time.time()
        child.send_signal(signal.SIGKILL)
        lines = [line.split() for line in child.stdout.read().splitlines()]
    handed_over = 1 + sum(len(line) == 2 and float(line[1]) < killed - AT_STAKE_S for line in lines)
    shown = pictures()[:20]
    saved, right = 0, True
    with KeptDepth(path) as depth:
        for recorded in depth.recorded():
            frame = recorded.frame
            original = shown[frame.index % len(shown)].depth
            right &= frame.index == saved and frame.time_s == frame.index / FPS
            right &= np.array_equal(frame.depth[recorded.kept], original[recorded.kept])
            saved += 1
        right &= not depth.complete
    return Killed(handed_over if after_s > AT_STAKE_S else 0, saved, bool(right))


if __name__ == "__main__":
    record_forever(Path(sys.argv[1]))

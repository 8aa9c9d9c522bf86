"""A disk that is really full: the drill goes on, the session is closed, and what its recording lacks is said."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from depthhinge.cli.running import recorded_by, summary_of
from depthhinge.errors import SessionError
from depthhinge.sessions.recorded_depth import session_depth
from depthhinge.sessions.recording.kept_depth import KeptDepth
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.sessions.reserve import LEAST_BYTES
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import DEPTH_FILE, SessionWriter
from depthhinge.trainer import Trainer
from tests.sessions.recording.drills import camera, pictures
from tests.simulated_drill import drill

Disk = Callable[[int], Path]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Makes a small file system of its own; skips where that takes rights one does not have."""
    place = tmp_path / "disk"
    place.mkdir()

    def mounted(size: int) -> Path:
        if not sys.platform.startswith("linux"):
            pytest.skip("small file systems are made on Linux only")
        words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
        if ended.returncode:
            pytest.skip(f"no file system can be mounted here: {ended.stderr.strip()}")
        return place

    yield mounted
    subprocess.run(["umount", str(place)], capture_output=True, check=False)


def drilled(place: Path, told: list[str]) -> Session:
    """The whole line, recorded into a session at `place`."""
    trainer = Trainer(camera(), drill().wall_distance_m)
    with SessionWriter(place, keep_recording=True) as writer:
        path = writer.folder / DEPTH_FILE
        with Recorder(path, camera(), drill().wall_distance_m, told.append) as recorder:
            for frame in pictures():
                moment = trainer.step(recorder.keep(frame))
                recorder.record(moment, trainer.person_cells, trainer.room_from_camera, Fitted())
                writer.add(moment)
        with KeptDepth(path) as depth:
            summary = summary_of(trainer, depth, writer, drill().wall_distance_m, None, recorded_by(recorder), recorder)
        writer.finish(summary)
    return Session.open(place)


def test_a_session_on_a_full_disk_is_closed_and_its_recording_visibly_cut_short(disk: Disk) -> None:
    told: list[str] = []
    place = disk(LEAST_BYTES + 500_000)
    session = drilled(place / "drill", told)
    (line,) = told
    assert "No space left on device" in line
    assert session.summary.counts.frames == session.frames().num_rows == len(pictures())
    assert any(note.startswith("the recording ends at") for note in session.summary.notes)
    with session_depth(session) as depth:
        assert isinstance(depth, KeptDepth)
        assert not depth.complete
        saved = list(depth.recorded())
        assert depth.notes
    assert 0 < len(saved) < len(pictures())
    for recorded, shown in zip(saved, pictures(), strict=False):
        assert np.array_equal(recorded.frame.depth[recorded.kept], shown.depth[recorded.kept])
    assert [path.name for path in place.iterdir()] == ["drill"]


def test_a_disk_too_small_to_close_on_leaves_what_no_one_takes_for_a_session(disk: Disk) -> None:
    place = disk(500_000)
    (place / "filler").write_bytes(bytes(100_000))
    with pytest.raises(SessionError, match=r"cannot write the session: .*No space left on device"):
        drilled(place / "drill", [])
    assert sorted(path.name for path in place.iterdir()) == [".drill.partial", "filler"]
    with KeptDepth(place / ".drill.partial" / DEPTH_FILE) as depth:
        assert not depth.complete
        assert list(depth.frames())

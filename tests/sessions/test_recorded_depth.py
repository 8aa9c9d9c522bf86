"""The depth of a session comes back frame by frame, with its masks, and its events in order."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from depthhinge.cameras import write_depth_clip
from depthhinge.drills.rep import Tap
from depthhinge.scene.scene import Scene
from depthhinge.sessions.events import EventKind, events_of
from depthhinge.sessions.recorded_depth import open_depth, session_depth
from depthhinge.sessions.session import Session
from depthhinge.sessions.summary import SourceFile
from depthhinge.sessions.writer import SessionWriter
from tests.sessions.moments import REP, moments, summary_of
from tests.simulated_drill import drill

FRAMES = 4


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A session whose depth is a clip of a simulated person."""
    folder = tmp_path_factory.mktemp("session")
    times, pictures = zip(*itertools.islice(drill().depth_frames(), FRAMES), strict=True)
    write_depth_clip(folder / "clip.npz", np.stack(pictures), drill().sensor.intrinsics, time_s=times)
    with SessionWriter(folder / "drill") as writer:
        for moment in moments():
            writer.add(moment)
        source = SourceFile.of(folder / "clip.npz")
        return Session.open(writer.finish(dataclasses.replace(summary_of(writer), recording=source)))


def test_whole_pictures_are_all_kept_and_the_person_is_found_in_them(session: Session) -> None:
    with session_depth(session) as depth:
        assert np.array_equal(depth.room_from_camera, np.eye(4))
        scene = Scene(depth.info)
        for recorded, frame in zip(depth.recorded(), depth.frames(), strict=True):
            view = scene.update(frame)
            assert view is not None
            assert recorded.kept.all()
            assert np.array_equal(recorded.frame.depth, frame.depth)
            assert recorded.person.shape == frame.depth.shape
            middle = (scene.grid.stride - 1) // 2
            rows, columns = view.mask.shape
            sampled = recorded.person[middle :: scene.grid.stride, middle :: scene.grid.stride][:rows, :columns]
            assert np.array_equal(sampled, view.mask)


def test_any_range_of_frames_is_the_same_as_in_the_whole(session: Session) -> None:
    with session_depth(session) as depth:
        everything = list(depth.recorded())
        part = list(depth.recorded(1, 3))
    assert [recorded.frame.index for recorded in part] == [1, 2]
    for recorded, whole in zip(part, everything[1:3], strict=True):
        assert np.array_equal(recorded.person, whole.person)


def test_a_recording_without_a_session_opens_too(session: Session) -> None:
    with open_depth(session.recording()) as from_file, open_depth(session.folder) as from_folder:
        assert from_file.info == from_folder.info
        assert len(list(from_file.frames())) == FRAMES


def test_events_come_in_the_order_of_time() -> None:
    second = dataclasses.replace(REP, number=2, start_s=2.0, bottom_s=2.5, end_s=3.0, taps=(), faults=(), cue=None)
    first = dataclasses.replace(REP, taps=(Tap(1.25, -0.002, 0.011), Tap(1.6, -0.001, 0.004)))
    events = events_of([second, first])
    assert [event.time_s for event in events] == sorted(event.time_s for event in events)
    assert [event.kind.value for event in events if event.rep == 1] == (
        ["rep_start", "tap", "bottom", "fault", "tap", "rep_end", "cue"]
    )
    assert [event.text for event in events if event.kind is EventKind.REP_END] == ["hinge", "hinge"]

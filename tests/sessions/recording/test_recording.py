"""A recording gives back what the line saw, opens in other programs, and never stands in the line's way."""

from __future__ import annotations

import errno
import json
import threading
from collections import Counter
from io import FileIO
from pathlib import Path

import mcap.reader
import numpy as np
import pytest

from depthhinge.errors import RecordingError
from depthhinge.sessions.frame_table import FrameTable
from depthhinge.sessions.recorded_depth import RecordedDepth, open_depth
from depthhinge.sessions.recording import recorder as recorder_module
from depthhinge.sessions.recording.codings import CODINGS
from depthhinge.sessions.recording.kept_depth import KeptDepth
from depthhinge.sessions.recording.records import quaternions
from depthhinge.trainer import Trainer
from tests.sessions.recording.drills import FRAMES, FailingFile, Recorded, camera, pictures, record, record_scene
from tests.simulated_drill import drill


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the recording that the tests share is."""
    return tmp_path_factory.mktemp("recording") / "depth.mcap"


@pytest.fixture(scope="module")
def recorded(path: Path) -> Recorded:
    """A drill, recorded."""
    return record(path)


def test_the_line_over_the_recording_gives_the_bits_of_the_live_line(path: Path, recorded: Recorded) -> None:
    live, again = FrameTable(), FrameTable()
    with open_depth(path) as depth:
        trainer = Trainer(depth.info, drill().wall_distance_m)
        for frame, moment, seen in zip(depth.frames(), recorded.moments, recorded.seen, strict=True):
            assert np.array_equal(frame.depth, seen)
            live.add(moment)
            again.add(trainer.step(frame))
        assert depth.notes == ()
    assert live.to_arrow().equals(again.to_arrow())


def test_camera_times_and_wall_come_back_in_full(path: Path, recorded: Recorded) -> None:
    with KeptDepth(path) as depth:
        assert depth.info.intrinsics == camera().intrinsics
        assert (depth.info.serial, depth.info.fps) == (camera().serial, camera().fps)
        assert depth.info.stereo_baseline_m == camera().stereo_baseline_m
        assert depth.info.frame_count == FRAMES
        assert depth.wall_distance_m == drill().wall_distance_m
        assert [frame.time_s for frame in depth.frames()] == [frame.time_s for frame in pictures()]


@pytest.mark.parametrize(("start", "stop"), [(0, 1), (1, 2), (7, 9), (30, 33), (FRAMES - 1, None), (FRAMES, None)])
def test_any_range_can_be_asked_for(path: Path, recorded: Recorded, start: int, stop: int | None) -> None:
    with open_depth(path) as depth:
        assert isinstance(depth, RecordedDepth)
        found = list(depth.recorded(start, stop))
    assert [one.frame.index for one in found] == list(range(start, FRAMES if stop is None else stop))
    for one in found:
        number = one.frame.index
        assert np.array_equal(one.frame.depth, recorded.seen[number])
        assert np.array_equal(one.frame.depth[one.kept], pictures()[number].depth[one.kept])
        assert 0.01 < one.person.mean() < 0.06
        assert number == 0 or not (one.person & ~one.kept).any()


def test_the_mcap_library_reads_it_with_its_index_and_as_a_stream(path: Path, recorded: Recorded) -> None:
    with path.open("rb") as file:
        seeking = mcap.reader.make_reader(file, validate_crcs=True)
        summary = seeking.get_summary()
        assert summary is not None
        assert summary.statistics is not None
        found = Counter(channel.topic for _, channel, _ in seeking.iter_messages())
        file.seek(0)
        streamed = mcap.reader.NonSeekingReader(file, validate_crcs=True)
        assert Counter(channel.topic for _, channel, _ in streamed.iter_messages()) == found
        assert summary.statistics.message_count == found.total()
    tracked = sum(moment.body is not None for moment in recorded.moments)
    assert found["/depth"] == found["/measures"] == FRAMES
    assert found["/body"] == tracked
    assert found["/background"] == 4, "two pictures of the room, each twice"
    assert found["/session"] == summary.statistics.chunk_count
    assert found["/calibration"] == found["/tf"] == 1


def test_every_json_message_has_the_fields_its_schema_names(path: Path, recorded: Recorded) -> None:
    with path.open("rb") as file:
        for schema, channel, message in mcap.reader.make_reader(file).iter_messages():
            if channel.message_encoding != "json" or schema is None:
                continue
            content = json.loads(message.data)
            fields = json.loads(schema.data)["properties"]
            if channel.topic == "/measures":
                assert {"tracked", "phase"} <= set(content)
            else:
                assert set(fields) == set(content), channel.topic
            if "timestamp" in content:
                stamp = content["timestamp"]
                assert stamp["sec"] * 10**9 + stamp["nsec"] == message.log_time


def test_every_chunk_can_be_read_alone(path: Path, recorded: Recorded) -> None:
    head = path.read_bytes()[: path.read_bytes().index(b"\x06")]
    with KeptDepth(path) as depth:
        places = depth._chunks
    data = path.read_bytes()
    for place in places[2:]:
        alone = path.with_name("alone.mcap")
        alone.write_bytes(head + data[place.offset : place.offset + place.length])
        with KeptDepth(alone) as depth:
            assert depth.info.intrinsics == camera().intrinsics


def test_the_sum_in_the_summary_is_that_of_the_file(path: Path, recorded: Recorded) -> None:
    from depthhinge.sessions.summary import sha256_of

    assert recorded.recorder.sha256 == sha256_of(path)
    assert recorded.recorder.notes == ()


def test_the_same_drill_gives_the_same_bytes(tmp_path: Path) -> None:
    def depths(file: Path) -> list[bytes]:
        with file.open("rb") as opened:
            return [m.data for _, _, m in mcap.reader.make_reader(opened).iter_messages(["/depth", "/background"])]

    for name in ("one.mcap", "two.mcap"):
        record_scene(tmp_path / name, pictures()[:10])
    assert depths(tmp_path / "one.mcap") == depths(tmp_path / "two.mcap")


@pytest.mark.parametrize("room", [0, 10, 300_000, 600_000])
def test_a_full_disk_is_told_once_and_the_drill_goes_on(tmp_path: Path, room: int) -> None:
    told: list[str] = []
    path = tmp_path / "depth.mcap"
    run = record_scene(path, tell=told.append, open_file=lambda path: FailingFile(path, room, errno.ENOSPC))
    assert len(run.moments) == FRAMES
    (line,) = told
    assert "No space left on device" in line
    assert "the drill goes on" in line
    (ends, lost) = run.recorder.notes
    assert ends.startswith("the recording ends at")
    saved = 0
    if room >= 300_000:
        with KeptDepth(path) as depth:
            assert not depth.complete
            saved = len(list(depth.frames()))
            assert saved > 0
    assert lost == f"{FRAMES - saved} frames are not in the recording"


def test_a_disk_that_stands_still_costs_frames_that_are_counted_and_no_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "QUEUE_FRAMES", 4)
    goes_on = threading.Event()

    class StuckFile(FileIO):
        def write(self, data: object) -> int:
            goes_on.wait(20.0)
            return super().write(data)  # type: ignore[arg-type]

    told: list[str] = []
    threading.Timer(3.0, goes_on.set).start()
    shown = pictures()[:20]
    path = tmp_path / "depth.mcap"
    run = record_scene(path, shown, tell=told.append, open_file=lambda path: StuckFile(path, "xb"))
    assert told == ["the disk is too slow for the recording: frames are left out of it, the drill goes on"]
    with KeptDepth(path) as depth:
        there = list(depth.frames())
    assert 0 < len(there) < len(shown)
    assert run.recorder.notes == (f"{len(shown) - len(there)} frames are not in the recording",)
    for frame in there:
        assert any(np.array_equal(frame.depth, seen) for seen in run.seen)


@pytest.mark.parametrize("content", [b"", b"\x89MCAP0\r\n", b"not a recording at all", b"\x89MCAP0\r\n" + b"\x00" * 99])
def test_what_is_no_recording_is_one_plain_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "depth.mcap").write_bytes(content)
    with pytest.raises(RecordingError, match=r"depth\.mcap: "):
        KeptDepth(tmp_path / "depth.mcap")
    with pytest.raises(RecordingError, match="cannot be read"):
        KeptDepth(tmp_path / "missing.mcap")


def test_a_recording_of_a_later_format_says_so(path: Path, recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    from depthhinge.sessions.recording import kept_depth

    monkeypatch.setattr(kept_depth, "CODINGS", {1: CODINGS[1]})
    with pytest.raises(RecordingError, match="is of format 2; this program reads formats 1 to "):
        KeptDepth(path)


def test_quaternions_turn_as_the_matrices_do() -> None:
    from depthhinge.geometry import rotation_from_vector

    vectors = np.random.default_rng(0).normal(size=(50, 3))
    vectors[0] = 0.0
    vectors[1] = [np.pi, 0.0, 0.0]
    rotations = np.array([rotation_from_vector(vector) for vector in vectors])
    q = quaternions(rotations)
    xyz, w = q[:, :3], q[:, 3:]
    point = np.array([0.3, -1.2, 0.7])
    turned = point + 2.0 * np.cross(xyz, np.cross(xyz, point) + w * point)
    np.testing.assert_allclose(turned, rotations @ point, atol=1e-12)

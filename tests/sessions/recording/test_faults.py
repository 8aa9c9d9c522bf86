"""Whatever happens to a recording, what reached the disk is read, and nothing wrong is ever read."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depthhinge.errors import RecordingError
from depthhinge.sessions.recording.chunk_reader import ChunkPlace, find_chunks
from depthhinge.sessions.recording.kept_depth import KeptDepth
from tests.sessions.recording.drills import Recorded, pictures, record_scene
from tests.sessions.recording.killed import kill_a_recording

FRAMES = 38
"""Enough for two pictures of the room."""
CUTS, FLIPS, KILLS = 12, 20, 2
"""How many in every run; tests/benchmarks/recording_faults.py does hundreds."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the recording that the tests share is."""
    return tmp_path_factory.mktemp("faults") / "depth.mcap"


@pytest.fixture(scope="module")
def recorded(path: Path) -> Recorded:
    """It, whole."""
    return record_scene(path, pictures()[:FRAMES])


def chunks(path: Path) -> tuple[ChunkPlace, ...]:
    with path.open("rb") as file:
        return find_chunks(file).chunks


def read(data: bytes, path: Path) -> tuple[dict[int, np.ndarray], tuple[str, ...]]:
    """The frames in these bytes by number, and the notes; none where nothing is whole."""
    path.write_bytes(data)
    try:
        with KeptDepth(path) as depth:
            return {frame.index: frame.depth for frame in depth.frames()}, depth.notes
    except RecordingError as refusal:
        return {}, (str(refusal),)


def cuts(path: Path) -> list[int]:
    size = path.stat().st_size
    generator = random.Random(0)
    boundaries = [place.offset + place.length for place in chunks(path)] + [place.offset for place in chunks(path)]
    return [0, 1, 8, 9, size - 1, *boundaries, *(generator.randrange(size) for _ in range(CUTS))]


def test_a_recording_cut_short_anywhere_gives_every_frame_of_its_whole_chunks(
    path: Path, recorded: Recorded, tmp_path: Path
) -> None:
    data, places = path.read_bytes(), chunks(path)
    per_chunk = [(place.counts or {}).get(3, 0) for place in places]
    for cut in cuts(path):
        whole = sum(n for n, place in zip(per_chunk, places, strict=True) if place.offset + place.length <= cut)
        frames, notes = read(data[:cut], tmp_path / "cut.mcap")
        assert list(frames) == list(range(whole)), cut
        for number, depth in frames.items():
            assert np.array_equal(depth, recorded.seen[number])
        assert notes, "it is never falsely whole"


def test_a_bit_turned_anywhere_is_never_read_as_depth(path: Path, recorded: Recorded, tmp_path: Path) -> None:
    data = path.read_bytes()
    generator = random.Random(1)
    heads = [place.offset + byte for place in chunks(path) for byte in range(0, 60, 13)]
    for place in [*heads, *(generator.randrange(len(data)) for _ in range(FLIPS))]:
        damaged = bytearray(data)
        damaged[place] ^= 1 << generator.randrange(8)
        frames, notes = read(bytes(damaged), tmp_path / "flipped.mcap")
        for number, depth in frames.items():
            assert np.array_equal(depth, recorded.seen[number]), place
        assert len(frames) == FRAMES or notes, place


def test_one_damaged_chunk_costs_only_itself_even_that_of_the_rooms_picture(
    path: Path, recorded: Recorded, tmp_path: Path
) -> None:
    data = path.read_bytes()
    for place in chunks(path):
        damaged = bytearray(data)
        damaged[place.offset + place.length // 2] ^= 1
        frames, notes = read(bytes(damaged), tmp_path / "damaged.mcap")
        assert place.counts is not None
        assert len(frames) == FRAMES - place.counts.get(3, 0)
        assert any("damaged in 1 places" in note for note in notes) or len(frames) == FRAMES


def test_a_stretch_of_another_files_bytes_is_stepped_over(path: Path, recorded: Recorded, tmp_path: Path) -> None:
    data, places = path.read_bytes(), chunks(path)
    middle = places[len(places) // 2]
    junk = random.Random(2).randbytes(70_000)
    damaged = data[: middle.offset + 30] + junk + data[middle.offset + 30 + len(junk) :]
    frames, notes = read(damaged, tmp_path / "junk.mcap")
    assert FRAMES // 3 < len(frames) < FRAMES
    assert any("damaged" in note for note in notes)
    numbers = {depth.tobytes(): k for k, depth in enumerate(recorded.seen)}
    assert all(depth.tobytes() in numbers for depth in frames.values())


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=40)), min_size=1, max_size=6))
def test_a_reader_fed_with_anything_reads_right_frames_or_says_a_line(
    path: Path, recorded: Recorded, tmp_path_factory: pytest.TempPathFactory, patches: list[tuple[int, bytes]]
) -> None:
    data = bytearray(path.read_bytes())
    for place, patch in patches:
        place %= len(data)
        data[place : place + len(patch)] = patch
    frames, _ = read(bytes(data), tmp_path_factory.getbasetemp() / "fuzzed.mcap")
    seen = {depth.tobytes() for depth in recorded.seen}
    assert all(depth.tobytes() in seen for depth in frames.values())


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_a_process_that_is_killed_loses_no_more_than_a_second(tmp_path: Path) -> None:
    generator = random.Random(3)
    for number in range(KILLS):
        killed = kill_a_recording(tmp_path / f"{number}.mcap", generator.uniform(1.5, 3.5))
        assert killed.right
        assert killed.saved >= killed.handed_over > 0


@pytest.mark.skipif(os.name == "nt", reason="POSIX limits")
def test_a_file_that_may_not_grow_ends_at_a_whole_chunk(tmp_path: Path) -> None:
    limit = 450_000
    program = (
        "from pathlib import Path; from tests.sessions.recording.drills import pictures, record_scene; "
        f"run = record_scene(Path({str(tmp_path / 'depth.mcap')!r}), pictures()[:{FRAMES}], tell=print); "
        "print(len(run.moments))"
    )

    def shrink() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    # The limit holds for compiled code that is kept too, so nothing is compiled to disk here.
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, preexec_fn=shrink, check=True
    )
    told, count = ended.stdout.splitlines()
    assert "the drill goes on" in told
    assert count == str(FRAMES)
    assert (tmp_path / "depth.mcap").stat().st_size <= limit
    with KeptDepth(tmp_path / "depth.mcap") as depth:
        assert 0 < len(list(depth.frames())) < FRAMES
        assert not depth.complete

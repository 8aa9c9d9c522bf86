"""How large a recording is, how long it takes, and what a fault costs: `python -m tests.benchmarks.recording`.

    size     bytes a minute of the same frames raw, as librealsense's .db3, as an MCAP point cloud, as PNG, as ours
    encode   milliseconds a frame in the recorder's thread, and in the line's
    seek     milliseconds to any one frame
    session  a fast-fed session of --minutes: memory and file handles at its beginning and end
    faults   --kills processes killed while they record, --cuts truncations, --flips turned bits
    fuzz     the reader fed with damaged files for --seconds

Frames are simulated, 848x480 at 30 Hz, `--noise 2` being twice the published stereo noise.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil

from depthhinge.cameras import SoftwareCamera
from depthhinge.cli.running import recorded_by, summary_of
from depthhinge.drills.moment import Moment, Phase
from depthhinge.errors import RecordingError
from depthhinge.frames import CameraInfo, DepthFrame
from depthhinge.measures.measures import Measures
from depthhinge.scene.scene import Scene
from depthhinge.sessions.recorded_depth import session_depth
from depthhinge.sessions.recording.chunk_reader import find_chunks
from depthhinge.sessions.recording.chunk_writer import ChunkWriter, Topic
from depthhinge.sessions.recording.keeper import Keeper
from depthhinge.sessions.recording.kept_depth import KeptDepth
from depthhinge.sessions.recording.pictures import depth_bytes
from depthhinge.sessions.recording.recorder import Recorder
from depthhinge.sessions.recording.recording_file import Fitted
from depthhinge.sessions.session import Session
from depthhinge.sessions.writer import DEPTH_FILE, SessionWriter
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.trainer import NOBODY, Trainer
from tests.sessions.recording.killed import kill_a_recording

MB, MS = 1e6, 1e3
FPS = 30.0
FRAMES_A_MINUTE = 1800


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("size", "encode", "seek", "session", "faults", "fuzz"))
    parser.add_argument("--noise", type=float, default=2.0)
    parser.add_argument("--frames", type=int, default=FRAMES_A_MINUTE, help="of the drill, or as many as it has")
    parser.add_argument("--minutes", type=float, default=120.0)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--flips", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=600.0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="recording-") as folder:
        {"size": size, "encode": encode, "seek": seek, "session": session, "faults": faults, "fuzz": fuzz}[wanted.what](
            wanted, Path(folder)
        )


def drill(noise: float) -> SimulatedDrill:
    """Twelve reps, a minute long or so."""
    return SimulatedDrill(SimulatedPerson.draw(2, split="test"), reps=12, seed=11, noise=noise)


def camera(noise: float) -> CameraInfo:
    """Which does not know where it stands."""
    return replace(drill(noise).camera, room_from_camera=None, serial="benchmark")


def pictures(noise: float, count: int) -> Iterator[DepthFrame]:
    """The drill's frames."""
    for index, (time_s, depth) in enumerate(itertools.islice(drill(noise).depth_frames(), count)):
        yield DepthFrame(index, time_s, depth)


def record(
    path: Path,
    info: CameraInfo,
    frames: Iterator[DepthFrame],
    fit: bool = False,
    each: Callable[[], None] = lambda: None,
) -> int:
    """Record frames as the program does, with the whole line (`fit`) or the scene alone; how many there were."""
    trainer, scene = Trainer(info, 0.2), Scene(info)
    count = 0
    with Recorder(path, info, 0.2) as recorder:
        for frame in frames:
            kept = recorder.keep(frame)
            if fit:
                moment, person = trainer.step(kept), trainer.person_cells
                fitted = Fitted(trainer.person.stature_m, tuple(trainer.person.shape))
                recorder.record(moment, person, trainer.room_from_camera, fitted)
            else:
                scene.update(kept)
                moment = Moment(frame.index, frame.time_s, NOBODY, None, Measures(), None, Phase.ABSENT, None)
                recorder.record(moment, scene.person_cells, None, Fitted())
            # Fed faster than a camera: the queue is given time, so that nothing is left out.
            while recorder._queue.qsize() > 100:
                time.sleep(0.01)
            count += 1
            each()
    assert recorder.notes == (), recorder.notes
    return count


def size(wanted: argparse.Namespace, folder: Path) -> None:
    """Bytes a minute."""
    from PIL import Image

    frames, info = list(pictures(wanted.noise, wanted.frames)), camera(wanted.noise)
    minutes = len(frames) / FPS / 60.0
    print(f"{len(frames)} frames, {minutes:.2f} min, noise {wanted.noise:g}; MB a minute:")

    def tell(name: str, total: float) -> None:
        print(f"  {name:42s}{total / MB / minutes:8.1f}")

    tell("raw", sum(frame.depth.nbytes for frame in frames))
    sample = frames[:: max(len(frames) // 60, 1)]
    png = 0
    for frame in sample:
        Image.fromarray(frame.depth).save(folder / "one.png", compress_level=1)
        png += (folder / "one.png").stat().st_size
    tell("16-bit PNG, level 1", png / len(sample) * len(frames))
    tell("MCAP, point cloud of every reading (zstd)", cloud_bytes(sample, info, folder) / len(sample) * len(frames))
    db3_frames = frames[:300]
    with SoftwareCamera(
        info, ((frame.time_s, frame.depth) for frame in db3_frames), record_to=folder / "raw.db3"
    ) as software:
        for _ in software.frames():
            pass
    tell(".db3 of librealsense", (folder / "raw.db3").stat().st_size / len(db3_frames) * len(frames))
    record(folder / "depth.mcap", info, iter(frames), fit=True)
    tell("depth.mcap, all of it", (folder / "depth.mcap").stat().st_size)
    with KeptDepth(folder / "depth.mcap") as depth:
        shares = []
        for recorded, frame in zip(depth.recorded(), frames, strict=True):
            assert np.array_equal(recorded.frame.depth[recorded.kept], frame.depth[recorded.kept])
            shares.append(recorded.kept.mean())
    print(f"  kept, byte for byte the camera's: {100.0 * np.mean(shares[1:]):.1f} % of the pixels")


def cloud_bytes(frames: list[DepthFrame], info: CameraInfo, folder: Path) -> int:
    """The same frames as float32 points in compressed chunks: what a Foxglove PointCloud costs."""
    from io import FileIO

    i = info.intrinsics
    v, u = np.mgrid[: i.height, : i.width].astype(np.float32)
    path = folder / "cloud.mcap"
    with FileIO(path, "xb") as file:
        writer = ChunkWriter(
            file, (Topic("/points", "cdr", "sensor_msgs/msg/PointCloud2", "ros2msg", ""),), "benchmark"
        )
        for frame in frames:
            z = (frame.depth * info.depth_scale).astype(np.float32)
            cloud = np.stack([(u - i.cx) / i.fx * z, (v - i.cy) / i.fy * z, z], axis=-1)[z > 0.0]
            writer.add(0, round(frame.time_s * 1e9), cloud.astype(np.float32).tobytes())
            writer.flush()
        writer.finish()
    return path.stat().st_size


def encode(wanted: argparse.Namespace, folder: Path) -> None:
    """Milliseconds of one thread's own time."""
    info = camera(wanted.noise)
    keeper, scene = Keeper(info), Scene(info)
    line, thread = [], []
    for frame in pictures(wanted.noise, wanted.frames):
        begun = time.thread_time()
        kept = keeper.keep(frame)
        spent = time.thread_time() - begun
        scene.update(kept.frame)
        begun = time.thread_time()
        keeper.learn(scene.person_cells)
        line.append(spent + time.thread_time() - begun)
        begun = time.thread_time()
        depth_bytes(kept, 1, scene.person_cells)
        thread.append(time.thread_time() - begun)
    for name, spent in (("packing, off the line", thread), ("keeping, in the line", line)):
        # The first frame compiles, and is kept whole.
        p50, p99, worst = np.percentile(spent[2:], [50, 99, 100]) * MS
        print(f"{name}: p50 {p50:.2f} ms, p99 {p99:.2f} ms, worst {worst:.2f} ms over {len(spent) - 2} frames")


def seek(wanted: argparse.Namespace, folder: Path) -> None:
    """Milliseconds from asking for a frame to having it."""
    path = folder / "depth.mcap"
    count = record(path, camera(wanted.noise), pictures(wanted.noise, wanted.frames))
    begun = time.perf_counter()
    with KeptDepth(path) as depth:
        opened = time.perf_counter() - begun
        print(f"opened in {opened * MS:.1f} ms; to any of {count} frames:")
        spent = []
        for index in random.Random(0).choices(range(count), k=200):
            begun = time.perf_counter(), time.thread_time()
            (found,) = depth.recorded(index, index + 1)
            spent.append((time.perf_counter() - begun[0], time.thread_time() - begun[1]))
            assert found.frame.index == index
    for name, times in zip(("by the clock", "of the processor's time"), np.transpose(spent), strict=True):
        p50, p99, worst = np.percentile(times, [50, 99, 100]) * MS
        print(f"  {name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, worst {worst:.1f} ms")


def session(wanted: argparse.Namespace, folder: Path) -> None:
    """Memory and handles over a long session, all that is kept of it, fed as fast as it goes."""
    process = psutil.Process()
    info = camera(wanted.noise)
    trainer = Trainer(info, 0.2)
    shown = [(frame, trainer.step(frame), trainer.person_cells) for frame in pictures(wanted.noise, 300)]
    room, fitted = trainer.room_from_camera, Fitted(trainer.person.stature_m, tuple(trainer.person.shape))
    total = round(wanted.minutes * 60.0 * FPS)
    marks: list[float] = []

    def handles() -> int:
        gc.collect()
        return process.num_fds() if os.name != "nt" else process.num_handles()

    before = handles()
    begun = time.perf_counter()
    place = folder / "session"
    with SessionWriter(place) as writer:
        path = writer.folder / DEPTH_FILE
        with Recorder(path, info, 0.2) as recorder:
            for index in range(total):
                # To and fro, so that nobody jumps.
                turn = index % (2 * len(shown) - 2)
                frame, moment, cells = shown[min(turn, 2 * len(shown) - 2 - turn)]
                recorder.keep(replace(frame, index=index, time_s=index / FPS))
                moment = replace(moment, index=index, time_s=index / FPS, tap=None, finished=None)
                recorder.record(moment, cells, room, fitted)
                writer.add(moment)
                while recorder._queue.qsize() > 100:
                    time.sleep(0.01)
                if (index + 1) % max(total // 12, 1) == 0:
                    marks.append(process.memory_info().rss / MB)
                    print(f"  {(index + 1) / FPS / 60.0:6.1f} min: {marks[-1]:.0f} MB", flush=True)
        assert recorder.notes == (), recorder.notes
        with KeptDepth(path) as depth:
            summary = summary_of(trainer, depth, writer, 0.2, None, recorded_by(recorder))
        writer.finish(summary)
    size_mb = (place / DEPTH_FILE).stat().st_size / MB
    print(
        f"{wanted.minutes:g} min in {time.perf_counter() - begun:.0f} s, {size_mb:.0f} MB on disk; memory grew "
        f"{marks[-1] - marks[1]:.0f} MB after the first sixth; {handles() - before} handles left"
    )
    begun = time.perf_counter()
    with session_depth(Session.open(place)) as depth:
        print(f"opens in {(time.perf_counter() - begun) * MS:.0f} ms")
        worst = 0.0
        for index in random.Random(0).choices(range(total), k=50):
            begun = time.perf_counter()
            list(depth.recorded(index, index + 1))
            worst = max(worst, time.perf_counter() - begun)
        print(f"seeks to any frame in {worst * MS:.0f} ms at worst")


def faults(wanted: argparse.Namespace, folder: Path) -> None:
    """Nothing wrong is read, and nothing is lost but what is said."""
    path = folder / "depth.mcap"
    count = record(path, camera(wanted.noise), pictures(wanted.noise, 90))
    data = path.read_bytes()
    with KeptDepth(path) as depth:
        whole = {frame.index: frame.depth for frame in depth.frames()}
    with path.open("rb") as file:
        chunks = find_chunks(file).chunks
    generator = random.Random(0)
    ends = [chunk.offset + chunk.length for chunk in chunks]
    wrong = 0
    for cut in [
        *ends,
        *(chunk.offset for chunk in chunks),
        *(generator.randrange(len(data)) for _ in range(wanted.cuts)),
    ]:
        found = read(data[:cut], folder)
        least = sum((chunk.counts or {}).get(3, 0) for chunk, end in zip(chunks, ends, strict=True) if end <= cut)
        wrong += len(found) != least or not same(found, whole)
    print(f"{wanted.cuts + 2 * len(chunks)} truncations: {wrong} with a wrong or a missing frame")
    wrong, missing = 0, 0
    for _ in range(wanted.flips):
        damaged = bytearray(data)
        damaged[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
        found = read(bytes(damaged), folder)
        wrong += not same(found, whole)
        missing = max(missing, count - len(found))
    print(f"{wanted.flips} turned bits: {wrong} with a wrong frame, {missing} of {count} frames lost at most")
    lost = 0
    for number in range(wanted.kills):
        killed = kill_a_recording(folder / f"{number}.mcap", generator.uniform(1.2, 4.0))
        lost += killed.saved < killed.handed_over or not killed.right
    print(f"{wanted.kills} kills: {lost} that lost more than the last second or read a wrong frame")


def fuzz(wanted: argparse.Namespace, folder: Path) -> None:
    """Any bytes are read as right frames or refused in a line, in little memory."""
    path = folder / "depth.mcap"
    record(path, camera(wanted.noise), pictures(wanted.noise, 45))
    data = path.read_bytes()
    with KeptDepth(path) as depth:
        whole = {frame.index: frame.depth for frame in depth.frames()}
    process, generator = psutil.Process(), random.Random(0)
    most, runs, refused = 0.0, 0, 0
    until = time.monotonic() + wanted.seconds
    while time.monotonic() < until:
        damaged = bytearray(data)
        for _ in range(generator.choice((1, 1, 2, 5, 40))):
            place, length = generator.randrange(len(damaged)), generator.choice((1, 1, 4, 8, 300, 20_000))
            how = generator.randrange(4)
            if how == 0:
                damaged[place : place + length] = generator.randbytes(length)
            elif how == 1:
                del damaged[place : place + length]
            elif how == 2:
                damaged[place:place] = generator.randbytes(length)
            else:
                damaged[place : place + length] = b"\xff" * length
        found = read(bytes(damaged), folder)
        assert same(found, whole), "a wrong frame was read"
        refused += not found
        runs += 1
        most = max(most, process.memory_info().rss / MB)
    print(
        f"{runs} damaged files in {wanted.seconds:g} s: {refused} refused whole, no wrong frame, {most:.0f} MB at most"
    )


def read(data: bytes, folder: Path) -> dict[int, np.ndarray]:
    """What frames a reader finds in these bytes."""
    (folder / "damaged.mcap").write_bytes(data)
    try:
        with KeptDepth(folder / "damaged.mcap") as depth:
            return {frame.index: frame.depth for frame in depth.frames()}
    except RecordingError:
        return {}


def same(found: dict[int, np.ndarray], whole: dict[int, np.ndarray]) -> bool:
    """Whether every frame is the one that was recorded under its number."""
    return all(number in whole and np.array_equal(depth, whole[number]) for number, depth in found.items())


if __name__ == "__main__":
    main()

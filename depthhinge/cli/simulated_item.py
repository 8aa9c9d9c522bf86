"""One simulated recording on disk, with its exact truth beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from depthhinge.cameras import Shot, SoftwareCamera, write_depth_clip
from depthhinge.classifier.features import FEATURES, features_of
from depthhinge.cli.truth_files import TRUTH_RECORD, TRUTH_TABLE, moment_of, truth_record
from depthhinge.measures.measures import Measures
from depthhinge.sessions.frame_table import FrameTable
from depthhinge.sessions.json_files import write_json
from depthhinge.simulation.drill import MEASURE_HZ, SimulatedDrill, SimulatedFrame
from depthhinge.simulation.truth import MomentTruth, RepTruth

REP_TABLE = "reps.parquet"
FEATURE_HZ = 10.0
"""At which a rep's features are read from the truth: medians over frames, so that more would change little."""

Progress = Callable[[Iterable[SimulatedFrame], int], Iterable[SimulatedFrame]]


class Recording(StrEnum):
    """What the depth is written as."""

    DB3 = "db3"
    NPZ = "npz"
    NONE = "none"


def write_item(
    drill: SimulatedDrill, folder: Path, recording: Recording, progress: Progress = lambda frames, _: frames
) -> None:
    """Fill `folder` with the drill: pictures, truth by frame, truth by rep, and each rep's features.

    Without pictures there is no truth by frame either: what remains is small, and quick to make.
    """
    name = None if recording is Recording.NONE else f"depth.{recording.value}"
    if name is not None:
        truth = FrameTable(moving=False)
        shots = _shots(progress(drill.frames(), drill.n_frames), truth)
        _record(drill, shots, folder / name, recording)
        truth.write(folder / TRUTH_TABLE)
    pq.write_table(rep_table(drill), folder / REP_TABLE)
    write_json(folder / TRUTH_RECORD, truth_record(drill, name))


def rep_table(drill: SimulatedDrill) -> pa.Table:
    """A row a rep: its labels, and its features from the exact truth."""
    rows = [features_of(_timed(rep, moments)) for rep, moments in zip(drill.reps, drill.rep_moments, strict=True)]
    values = np.array(rows).reshape(len(drill.reps), len(FEATURES))
    return pa.table(
        {
            "rep": pa.array([rep.number for rep in drill.reps], pa.int32()),
            "label": pa.array([rep.label for rep in drill.reps], pa.string()),
            "rounded": pa.array([rep.rounded for rep in drill.reps], pa.bool_()),
            "faults": pa.array([[fault.name for fault in rep.faults] for rep in drill.reps], pa.list_(pa.string())),
            **{name: pa.array(values[:, k], pa.float64(), from_pandas=True) for k, name in enumerate(FEATURES)},
        }
    )


def _timed(rep: RepTruth, moments: Sequence[MomentTruth]) -> list[tuple[float, Measures]]:
    some = moments[:: round(MEASURE_HZ / FEATURE_HZ)]
    return [(m.time_s, moment_of(0, m).measures) for m in some if m.time_s < rep.end_s]


def _shots(frames: Iterable[SimulatedFrame], truth: FrameTable) -> Iterator[Shot]:
    for frame in frames:
        truth.add(moment_of(frame.index, frame.truth))
        yield Shot(frame.time_s, frame.depth, frame.number)


def _record(drill: SimulatedDrill, shots: Iterator[Shot], path: Path, recording: Recording) -> None:
    if recording is Recording.NPZ:
        samples = drill.accelerations()
        gravity = None if samples is None else -np.mean([reading for _, reading in samples], axis=0)
        times = [delivery.stamp_s for delivery in drill.deliveries]
        pictures = (shot.depth for shot in shots)
        write_depth_clip(path, pictures, drill.sensor.intrinsics, time_s=times, gravity=gravity)
        return
    info = dataclasses.replace(drill.camera, room_from_camera=None)
    with SoftwareCamera(info, shots, record_to=path, accelerations=drill.accelerations()) as camera:
        for _ in camera.frames():
            pass

"""Who is expected: the line is told their shape, puts it to what it sees, and notices who is somebody else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.body.model import BodyModel
from depthhinge.sessions.frame_table import FrameTable
from depthhinge.tracking.shape_estimate import ShapeEstimate
from depthhinge.tracking.shape_fit import shape_of_stature
from depthhinge.trainer import Trainer
from tests.simulated_drill import drill, frames, played


def told(known_shape: ShapeEstimate | None) -> tuple[Trainer, FrameTable]:
    """The drill, by a line that was told a shape."""
    trainer = Trainer(replace(drill().camera, room_from_camera=None), drill().wall_distance_m, known_shape=known_shape)
    table = FrameTable()
    for frame, _ in frames():
        table.add(trainer.step(frame))
    return trainer, table


@pytest.fixture(scope="module")
def first() -> ShapeEstimate:
    """What a session of theirs found."""
    estimate = played().trainer.person.estimate
    assert estimate is not None
    return estimate


def test_lengths_come_with_their_standard_errors_once_somebody_has_stood(first: ShapeEstimate) -> None:
    lengths = played().trainer.person.lengths
    off = lengths["stature"].value_m - drill().person.stature
    assert abs(off) < 3.0 * lengths["stature"].se_m < 0.15
    assert 0.3 < lengths["thigh"].value_m < 0.5


def test_who_is_known_is_measured_more_surely(first: ShapeEstimate) -> None:
    trainer, _ = told(first)
    assert not trainer.is_stranger
    estimate = trainer.person.estimate
    assert estimate is not None
    assert np.trace(estimate.covariance) < np.trace(first.covariance)
    assert trainer.person.shape[: len(estimate.mean)] == pytest.approx(estimate.mean.tolist())


def test_somebody_else_is_noticed_said_and_measured_as_if_nothing_had_been_told() -> None:
    model = BodyModel.load()
    tall = ShapeEstimate(shape_of_stature(model, drill().person.stature + 0.25)[:12], 0.02 * np.eye(12))
    trainer, table = told(tall)
    _, alone = told(None)
    assert trainer.is_stranger
    assert [note for note in trainer.notes if "the profile's person" in note]
    assert table.to_arrow().equals(alone.to_arrow())

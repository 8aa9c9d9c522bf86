"""Some frames never come, some come twice, and clocks are not exact."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest

from depthhinge.simulation.delivery import delivered
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.noise_settings import STRENGTHS, NoiseSettings
from depthhinge.simulation.people import SimulatedPerson

MANY = 60_000


@pytest.mark.parametrize("level", ["middle", "harsh"])
def test_as_many_frames_are_lost_and_repeated_as_the_settings_say(level: str) -> None:
    s = NoiseSettings.at(STRENGTHS[level])
    frames = delivered(MANY, 30.0, STRENGTHS[level], seed=1)
    numbers = np.array([frame.number for frame in frames])
    assert 1.0 - len(frames) / MANY == pytest.approx(s.dropped_share, rel=0.25)
    gaps = np.diff(numbers) - 1
    assert gaps[gaps > 0].mean() == pytest.approx(s.dropped_run_frames, rel=0.2)
    assert np.mean([frame.repeated for frame in frames]) == pytest.approx(s.repeated_share, rel=0.25)


@pytest.mark.parametrize("fps", [30.0, 90.0])
def test_timestamps_jitter_and_yet_increase(fps: float) -> None:
    frames = delivered(MANY, fps, STRENGTHS["harsh"], seed=2)
    stamps = np.array([frame.stamp_s for frame in frames])
    assert stamps[0] == 0.0
    assert np.all(np.diff(stamps) > 0.0)
    off = stamps - np.array([frame.moment_s for frame in frames])
    assert np.std(off) == pytest.approx(NoiseSettings.at(2.0).timestamp_jitter_s, rel=0.15)


def test_without_noise_every_frame_comes_when_it_should() -> None:
    frames = delivered(50, 30.0, 0.0, seed=1)
    assert [(f.number, f.stamp_s, f.repeated) for f in frames] == [(k, k / 30.0, False) for k in range(50)]


def test_a_repeated_frame_shows_the_one_before_and_its_truth_goes_on() -> None:
    drill = SimulatedDrill(SimulatedPerson.draw(4), reps=1, fps=6.0, seed=2, noise="harsh")
    frames = list(drill.frames())
    assert len(frames) == drill.n_frames
    repeats = [k for k, delivery in enumerate(drill.deliveries) if delivery.repeated]
    assert repeats
    for k in range(1, len(frames)):
        assert np.array_equal(frames[k].depth, frames[k - 1].depth) == (k in repeats)
        assert frames[k].truth.time_s == frames[k].time_s
        assert not np.array_equal(frames[k].truth.joints, frames[k - 1].truth.joints)
    assert all(len(list(group)) == 1 for _, group in groupby(frame.number for frame in frames))

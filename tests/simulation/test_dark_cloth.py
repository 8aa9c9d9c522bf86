"""Dark clothes are drawn by the session."""

import numpy as np

from depthhinge.body.skeleton import SEGMENT_INDEX, SEGMENTS
from depthhinge.simulation.dark_cloth import GARMENTS, dark_labels
from depthhinge.simulation.noise_settings import NoiseSettings
from depthhinge.simulation.render import BACKGROUND, BYSTANDER

DRESSED = np.ones(len(SEGMENTS), np.bool_)


def test_as_many_wear_dark_as_the_settings_say_and_a_garment_is_dark_as_a_whole() -> None:
    worn = np.array([dark_labels(1.0, seed, DRESSED) for seed in range(400)])
    for segments in GARMENTS.values():
        columns = worn[:, [SEGMENT_INDEX[segment] for segment in segments]]
        assert np.all(columns == columns[:, :1])
        assert abs(columns[:, 0].mean() - NoiseSettings.at(1.0).dark_garment_share) < 0.08
    assert not worn[:, [SEGMENT_INDEX["head"], BACKGROUND, BYSTANDER]].any()


def test_without_noise_nothing_is_dark() -> None:
    assert not any(dark_labels(0.0, seed, DRESSED).any() for seed in range(20))


def test_bare_skin_is_not_dark() -> None:
    in_shorts = DRESSED.copy()
    in_shorts[SEGMENT_INDEX["left_shank"]] = False
    worn = np.array([dark_labels(1.0, seed, in_shorts) for seed in range(50)])
    assert not worn[:, SEGMENT_INDEX["left_shank"]].any()
    assert worn[:, SEGMENT_INDEX["left_thigh"]].any()

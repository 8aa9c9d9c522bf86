"""Features are changes around the bottom, and survive what was not measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from depthhinge.classifier.features import FEATURES, Timed, features_of
from depthhinge.measures.measures import Measures
from tests.classifier.reps import exact_reps


def named(frames: Timed) -> dict[str, float]:
    """Features by name."""
    return dict(zip(FEATURES, features_of(frames), strict=True))


def made_up(depth: float = 0.2) -> list[tuple[float, Measures]]:
    """Straight back and forth again, the trunk leaning with it, from a standing lean of 0.1 rad."""
    shares = np.sin(np.linspace(0.0, np.pi, 31))
    return [
        (
            0.1 * k,
            Measures(
                pelvis_back=depth * share,
                pelvis_down=0.0,
                trunk_inclination=0.1 + share,
                hip_flexion_left=share,
                knee_flexion_left=0.2,
                knee_flexion_right=0.2 + 0.2 * share,
                lumbar_flexion=0.5 * share,
            ),
        )
        for k, share in enumerate(shares)
    ]


def test_changes_are_from_how_the_rep_began() -> None:
    features = named(made_up())
    assert features["trunk_inclination_change_rad"] == pytest.approx(0.9, abs=0.1)
    assert features["pelvis_back_m"] == pytest.approx(0.2, abs=0.02)
    assert features["pelvis_direction_rad"] == pytest.approx(0.0, abs=1e-6)


def test_both_sides_are_averaged_and_one_will_do() -> None:
    features = named(made_up())
    assert features["knee_flexion_change_rad"] == pytest.approx(0.09, abs=0.02)
    assert features["hip_flexion_change_rad"] == pytest.approx(0.9, abs=0.1)


def test_what_was_never_measured_is_not_a_number() -> None:
    features = named(made_up())
    assert np.isnan(
        [features[name] for name in ("cop_foot_fraction_change", "heel_lift_m", "thoracic_flexion_rad")]
    ).all()
    assert np.isfinite([features["lumbar_per_hip"], features["knee_per_hip"]]).all()


@pytest.mark.parametrize("frames", [[], [(0.0, Measures())], [(0.0, Measures(trunk_inclination=0.3))]])
def test_a_rep_without_travel_has_no_features(frames: Timed) -> None:
    assert np.isnan(features_of(frames)).all()


def test_one_wild_frame_changes_little() -> None:
    frames = made_up()
    calm = features_of(frames)
    wild = replace(frames[15][1], trunk_inclination=3.0, lumbar_flexion=-2.0, knee_flexion_right=float("nan"))
    assert features_of([*frames[:15], (1.5, wild), *frames[16:]]) == pytest.approx(calm, abs=0.03, nan_ok=True)


def test_lost_frames_change_little() -> None:
    frames = made_up()
    kept = [frame for k, frame in enumerate(frames) if k not in (0, 4, 5, 6, 14, 15, 22)]
    assert features_of(kept) == pytest.approx(features_of(frames), abs=0.1, nan_ok=True)


def test_features_tell_the_movements_apart() -> None:
    by_kind = {(label, rounded): named(frames) for label, rounded, frames in exact_reps(1)}
    hinge, squat, toes = by_kind["hinge", False], by_kind["squat", False], by_kind["toe_shifted", False]
    assert squat["pelvis_direction_rad"] > 0.6 > hinge["pelvis_direction_rad"]
    assert squat["trunk_minus_shank_rad"] < hinge["trunk_minus_shank_rad"]
    assert toes["cop_foot_fraction_change"] > 0.15 > hinge["cop_foot_fraction_change"]
    assert by_kind["hinge", True]["lumbar_flexion_rad"] > 0.35 > hinge["lumbar_flexion_rad"]

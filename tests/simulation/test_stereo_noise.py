"""The simulated stereo errors against what was measured of real cameras."""

from itertools import islice

import numpy as np
import pytest

from depthhinge.body.skeleton import SEGMENT_INDEX
from depthhinge.errors import UsageError
from depthhinge.simulation.drill import SimulatedDrill
from depthhinge.simulation.noise_settings import STRENGTHS, NoiseSettings
from depthhinge.simulation.people import SimulatedPerson
from depthhinge.simulation.render import Picture
from depthhinge.simulation.sensor import Sensor
from depthhinge.simulation.stereo_noise import StereoNoise

SETTINGS = NoiseSettings.at(1.0)


def wall(sensor: Sensor, distance: float) -> Picture:
    shape = (sensor.intrinsics.height, sensor.intrinsics.width)
    return Picture(np.full(shape, 1.0 / distance, np.float32), np.zeros(shape, np.uint8))


def post_before_wall(sensor: Sensor, near: float, far: float) -> tuple[Picture, slice]:
    picture = wall(sensor, far)
    middle = sensor.intrinsics.width // 2
    post = slice(middle - 50, middle + 50)
    picture.inverse_depth[100:400, post] = 1.0 / near
    return picture, post


@pytest.mark.parametrize(
    ("model", "rms_mm"), [("D435", (14.1, 22.0, 31.7)), ("D455", (7.5, 11.8, 17.0)), ("D415", (5.8, 9.0, 13.0))]
)
def test_rms_grows_with_distance_as_in_the_table(model: str, rms_mm: tuple[float, ...]) -> None:
    sensor = Sensor.named(model)
    noise = StereoNoise(sensor, seed=1)
    for distance, expected in zip((2.0, 2.5, 3.0), rms_mm, strict=True):
        errors = []
        for index in range(4):
            depth = noise.measure(wall(sensor, distance), index).astype(np.float64)
            errors.append(np.std(depth[depth > 0]))
        assert np.mean(errors) == pytest.approx(expected, rel=0.15)


def test_errors_are_bumps_of_the_size_of_a_matching_window() -> None:
    sensor = Sensor.named("D435")
    depth = StereoNoise(sensor, seed=2).measure(wall(sensor, 2.0), 0).astype(np.float64)
    depth[depth == 0] = np.nan
    error = depth - np.nanmean(depth)

    def correlation(shift: int) -> float:
        return float(np.nanmean(error[:, shift:] * error[:, : error.shape[1] - shift]) / np.nanmean(error**2))

    length = next(shift for shift in range(1, 60) if correlation(shift) < np.exp(-1.0))
    assert 3 <= length <= 9
    assert correlation(1) > 0.8
    assert abs(correlation(60)) < 0.1


def test_bumps_have_no_direction_and_a_correlation_length_of_a_few_pixels() -> None:
    sensor = Sensor.named("D435")
    frames = [StereoNoise(sensor, seed=k).measure(wall(sensor, 2.0), 0)[1:-1, 1:-1] for k in range(6)]
    lengths = {0: [], 1: []}
    for depth in frames:
        error = np.where(depth == 0, np.nan, depth.astype(np.float64))
        error -= np.nanmean(error)
        for axis, found in lengths.items():
            along = np.moveaxis(error, axis, 0)
            correlation = [np.nanmean(along[k:] * along[: len(along) - k]) / np.nanmean(error**2) for k in range(30)]
            # Where it falls to 1/e, between two pixels.
            k = int(np.argmax(np.array(correlation) < np.exp(-1.0)))
            found.append(k - (np.exp(-1.0) - correlation[k]) / (correlation[k - 1] - correlation[k]))
    down, across = np.mean(lengths[0]), np.mean(lengths[1])
    # A Gaussian bump's own correlation is a Gaussian of 2 sigma to 1/e; the finer one has the greater share.
    assert 2.0 * SETTINGS.bump_fine_px < across < 2.0 * SETTINGS.bump_coarse_px
    assert down == pytest.approx(across, rel=0.15)


def test_the_noise_on_somebody_who_stands_is_not_frozen() -> None:
    drill = SimulatedDrill(SimulatedPerson.draw(4), reps=0, seed=3)
    first, second, later = (depth for _, depth in list(islice(drill.depth_frames(), 8))[0:8:3])
    head = drill.exact_picture(0.0).labels == SEGMENT_INDEX["head"]
    for one, other in ((first, second), (second, later)):
        both = head & (one > 0) & (other > 0)
        change = (one.astype(np.int64) - other)[both]
        assert (change != 0).mean() > 0.5
        assert np.std(change) > 0.5 * SETTINGS.subpixel_rms_px * 2300.0**2 / (424.2 * 50.0)


@pytest.mark.parametrize(("level", "times"), [("kind", 0.05 / 0.08), ("harsh", 0.13 / 0.08)])
def test_kind_and_harsh_cameras_err_less_and_more(level: str, times: float) -> None:
    sensor = Sensor.named("D435")

    def rms(strength: float) -> float:
        noise = StereoNoise(sensor, seed=1, strength=strength)
        frames = [noise.measure(wall(sensor, 2.0), k) for k in range(4)]
        return float(np.mean([np.std(f[f > 0].astype(np.float64)) for f in frames]))

    assert rms(STRENGTHS[level]) / rms(1.0) == pytest.approx(times, rel=0.05)


def test_dark_cloth_has_holes_and_what_is_beside_it_has_not() -> None:
    sensor = Sensor.named("D435")
    picture = wall(sensor, 2.0)
    picture.labels[:, 400:] = 7
    dark = np.zeros(256, bool)
    dark[7] = True
    depths = np.array([StereoNoise(sensor, seed=2, dark=dark).measure(picture, k)[5:-5, 5:-5] for k in range(6)])
    assert (depths[:, :, 395:] == 0).mean() == pytest.approx(SETTINGS.dark_hole_share, rel=0.2)
    assert (depths[:, :, :390] == 0).mean() < 0.01
    assert ((depths[0] == 0) != (depths[1] == 0))[:, 395:].mean() > 0.1, "the holes move"


def test_the_scale_wanders_slowly_about_the_session_s_own() -> None:
    sensor = Sensor.named("D435")
    noise = StereoNoise(sensor, seed=5)
    times = np.arange(0.0, 240.0, 1.0)
    scales = np.array([noise.scale_at(t) for t in times])
    assert np.ptp(scales) > 0.0
    assert scales.mean() == pytest.approx(1.0 + noise.scale_bias, abs=1e-4)
    assert np.abs(np.diff(scales)).max() < 0.1 * SETTINGS.scale_drift_sd * 4.0
    wanders = [
        np.abs(StereoNoise(sensor, seed=k).scale_at(30.0) - 1.0 - StereoNoise(sensor, seed=k).scale_bias)
        for k in range(30)
    ]
    assert 0.0 < np.max(wanders) < 4.0 * SETTINGS.scale_drift_sd
    depth = noise.measure(wall(sensor, 1.0), 0, 60.0).astype(np.float64)
    assert depth[depth > 0].mean() == pytest.approx(1000.0 * noise.scale_at(60.0), abs=0.5)


def test_averaging_frames_does_not_remove_the_lasting_part() -> None:
    sensor = Sensor.named("D435")
    noise = StereoNoise(sensor, seed=3)
    frames = np.array([noise.measure(wall(sensor, 2.0), k) for k in range(20)], np.float64)
    frames[frames == 0] = np.nan
    mean = np.nanmean(frames[:, 1:-1, 1:-1], axis=0)
    share = np.nanvar(mean) / np.nanvar(frames[0])
    assert share == pytest.approx(SETTINGS.lasting_share, abs=0.15)


def test_without_noise_depth_is_exact_to_the_millimetre() -> None:
    sensor = Sensor.named("D435")
    picture, _ = post_before_wall(sensor, 1.2347, 3.0004)
    depth = StereoNoise(sensor, seed=1, strength=0.0).measure(picture, 0)
    np.testing.assert_array_equal(depth, np.rint(1000.0 * picture.depth()).astype(np.uint16))


def test_depth_comes_in_steps_of_a_thirtysecond_of_a_pixel() -> None:
    sensor = Sensor.named("D435")
    noise = StereoNoise(sensor, seed=4)
    depth = np.unique(noise.measure(wall(sensor, 2.3), 0))
    depth = depth[depth > 0].astype(np.float64)
    steps = sensor.intrinsics.fx * sensor.baseline_m * noise.scale_at(0.0) * 1000.0 / depth * 32.0
    # A millimetre is an eighth of a step here.
    assert np.abs(steps - np.rint(steps)).max() < 0.1


def test_things_cast_their_shadow_to_the_left() -> None:
    sensor = Sensor.named("D435")
    picture, post = post_before_wall(sensor, 1.0, 4.0)
    depth = StereoNoise(sensor, seed=5).measure(picture, 0)
    width = sensor.intrinsics.fx * sensor.baseline_m * (1.0 - 0.25)
    rows = slice(120, 380)
    left = (depth[rows, post.start - 40 : post.start] == 0).sum(axis=1)
    right = (depth[rows, post.stop : post.stop + 40] == 0).sum(axis=1)
    assert width - SETTINGS.edge_fattening_px - 2 < left.mean() < width + 2
    assert right.mean() < 0.1


def test_near_edges_are_fattened_by_zero_to_three_pixels() -> None:
    sensor = Sensor.named("D435")
    picture, post = post_before_wall(sensor, 2.0, 4.0)
    depth = StereoNoise(sensor, seed=6).measure(picture, 0)
    beyond = (depth[120:380, post.stop : post.stop + 8] < 3000) & (depth[120:380, post.stop : post.stop + 8] > 0)
    widths = beyond.sum(axis=1)
    assert widths.max() <= 3
    assert widths.min() == 0
    assert 0.8 < widths.mean() < 2.2
    between = (depth[120:380] > 2300) & (depth[120:380] < 3400)
    assert between.any(), "no pixel flies between the surfaces"


def test_surfaces_are_lost_as_they_turn_away() -> None:
    sensor = Sensor.named("D435")
    i = sensor.intrinsics

    def share_lost(incidence_deg: float) -> float:
        # A plane through (0, 0, 1.5 m) whose normal is turned about the vertical.
        angle = np.deg2rad(incidence_deg)
        rays = (np.arange(i.width) - i.cx) / i.fx
        inverse = np.maximum((np.cos(angle) + np.sin(angle) * rays) / (np.cos(angle) * 1.5), 1e-3)
        picture = Picture(np.tile(inverse.astype(np.float32), (i.height, 1)), np.zeros((i.height, i.width), np.uint8))
        lost = StereoNoise(sensor, seed=7).measure(picture, 0)[5:-5] == 0
        return float(lost[:, int(i.cx) - 3 : int(i.cx) + 4].mean())

    assert share_lost(60.0) < 0.02
    assert 0.1 < share_lost(82.0) < 0.95
    assert share_lost(89.0) > 0.95


def test_a_session_has_one_scale_error_within_the_limit() -> None:
    sensor = Sensor.named("D435")
    biases = np.array([StereoNoise(sensor, seed=seed).scale_bias for seed in range(40)])
    assert np.abs(biases).max() <= SETTINGS.scale_bias_limit
    assert np.std(biases) == pytest.approx(SETTINGS.scale_bias_sd, rel=0.4)
    noise = StereoNoise(sensor, seed=8)
    depth = noise.measure(wall(sensor, 1.0), 0).astype(np.float64)
    assert depth[depth > 0].mean() == pytest.approx(1000.0 * noise.scale_at(0.0), abs=0.5)


def test_the_same_seed_and_frame_bring_the_same_errors_and_others_do_not() -> None:
    sensor = Sensor.named("D435")
    picture = wall(sensor, 2.0)
    first = StereoNoise(sensor, seed=9).measure(picture, 5)
    np.testing.assert_array_equal(first, StereoNoise(sensor, seed=9).measure(picture, 5))
    assert (first != StereoNoise(sensor, seed=9).measure(picture, 6)).mean() > 0.3
    assert (first != StereoNoise(sensor, seed=10).measure(picture, 5)).mean() > 0.3


def test_nothing_is_read_where_there_is_nothing_or_it_is_out_of_range() -> None:
    sensor = Sensor.named("D435")
    noise = StereoNoise(sensor, seed=1)
    shape = (sensor.intrinsics.height, sensor.intrinsics.width)
    assert not noise.measure(Picture(np.zeros(shape, np.float32), np.zeros(shape, np.uint8)), 0).any()
    assert not noise.measure(wall(sensor, 0.2), 0).any()
    assert not noise.measure(wall(sensor, 14.0), 0).any()


def test_an_unknown_sensor_is_refused() -> None:
    with pytest.raises(UsageError, match="D435"):
        Sensor.named("D999")

"""The tones, as numbers; nothing is played."""

from __future__ import annotations

import wave

import numpy as np
import pytest

from depthhinge.drills.rep import Label
from depthhinge.view import tones
from depthhinge.view.sound import REP_TONES, Voice

ALL = (tones.TAP, tones.CUE, *REP_TONES.values())


@pytest.mark.parametrize("notes", ALL)
def test_every_tone_is_short_quiet_enough_and_ends_in_silence(notes: tuple[tones.Note, ...]) -> None:
    heard = tones.samples(notes)
    assert len(heard) / tones.SAMPLE_RATE_HZ < 0.7
    assert np.abs(heard).max() == pytest.approx(tones.LOUDEST)
    assert abs(heard[0]) < 1e-3
    assert np.abs(heard[-20:]).max() < 1e-3


def test_the_tap_rings_at_its_pitch() -> None:
    heard = tones.samples(tones.TAP)
    loudest = np.argmax(np.abs(np.fft.rfft(heard))) * tones.SAMPLE_RATE_HZ / len(heard)
    assert loudest == pytest.approx(tones.TAP[0].pitch_hz, abs=10.0)


def test_a_good_rep_rises_and_a_faulty_one_falls() -> None:
    assert tones.GOOD_REP[-1].pitch_hz > tones.GOOD_REP[0].pitch_hz
    assert tones.FAULTY_REP[-1].pitch_hz < tones.FAULTY_REP[0].pitch_hz


def test_every_verdict_has_a_tone() -> None:
    assert set(REP_TONES) == set(Label)


def test_a_tone_is_a_readable_wav() -> None:
    with wave.open(tones.wav(tones.TAP)) as file:
        assert file.getframerate() == tones.SAMPLE_RATE_HZ
        assert file.getnframes() == len(tones.samples(tones.TAP))


def test_a_mute_voice_does_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    voice = Voice(audible=False)
    voice.tap()
    voice.rep(Label.HINGE)
    voice.cue("Just touch it")
    assert not voice.audible
    assert capfd.readouterr() == ("", "")

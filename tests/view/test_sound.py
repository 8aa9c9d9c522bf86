"""The tones, as numbers, and when they sound; nothing is played."""

from __future__ import annotations

import wave
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest

from depthhinge.drills.rep import Label
from depthhinge.view import sound, tones
from depthhinge.view.sound import REP_TONES, Voice
from tests.sessions.moments import REP, moments

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
        assert file.getnframes() >= len(tones.samples(tones.TAP))


def test_a_short_tone_is_filled_up_so_that_pulseaudio_begins_it() -> None:
    with wave.open(tones.wav(tones.TAP)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(tones.LEAST_S)


class MadeUpMedia:
    """A loudspeaker that notes what it plays."""

    def __init__(self) -> None:
        self.played: list[bytes] = []

    def load(self, name: str, file: BytesIO, streaming: bool) -> SimpleNamespace:
        tone = file.getvalue()
        return SimpleNamespace(play=lambda: self.played.append(tone))


class MadeUpSpeech:
    """Says what it is given, or has no voice."""

    def __init__(self, command: list[str], tell: object) -> None:
        self.language, self.said, self.speaks, self.closed = command[-1], [], True, False
        MadeUpSpeech.latest = self

    latest: MadeUpSpeech

    def say(self, text: str, pause_s: float) -> bool:
        if self.speaks:
            self.said.append(text)
            self.paused_s = pause_s
        return self.speaks

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def media(monkeypatch: pytest.MonkeyPatch) -> MadeUpMedia:
    """A machine with a loudspeaker and a voice."""
    media = MadeUpMedia()
    monkeypatch.setattr(sound, "loudspeaker", lambda: media)
    monkeypatch.setattr(sound, "Speech", MadeUpSpeech)
    return media


def bytes_of(notes: tuple[tones.Note, ...]) -> bytes:
    return tones.wav(notes).getvalue()


def test_a_drill_is_heard_as_tap_verdict_and_spoken_cue(media: MadeUpMedia) -> None:
    drill = [*moments()[:-1], replace(moments()[-1], cue="Long spine.")]
    with Voice(True, "de") as voice:
        for moment in drill:
            voice.hear(moment)
    assert media.played == [bytes_of(tones.TAP), bytes_of(REP_TONES[REP.verdict.label])]
    assert MadeUpSpeech.latest.said == ["Long spine."]
    assert MadeUpSpeech.latest.language == "de"
    assert MadeUpSpeech.latest.closed


def test_a_cue_waits_until_the_verdicts_tone_has_ended(media: MadeUpMedia) -> None:
    voice = Voice(True)
    voice.cue("Just touch it")
    assert MadeUpSpeech.latest.paused_s == 0.0
    voice.rep(REP.verdict.label)
    voice.cue("Long spine.")
    assert MadeUpSpeech.latest.paused_s == pytest.approx(tones.length_s(REP_TONES[REP.verdict.label]), abs=0.1)


def test_where_nothing_speaks_a_tone_stands_for_the_cue(media: MadeUpMedia) -> None:
    voice = Voice(True)
    MadeUpSpeech.latest.speaks = False
    voice.cue("Long spine.")
    assert media.played == [bytes_of(tones.CUE)]


def test_a_machine_without_loudspeaker_starts_no_speech(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sound, "Speech", lambda *_: pytest.fail("nobody would hear it"))
    with Voice(True) as voice:
        voice.cue("Just touch it")
    assert not voice.audible
    assert capfd.readouterr() == ("", "")


def test_a_mute_voice_does_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    voice = Voice(audible=False)
    voice.tap()
    voice.rep(Label.HINGE)
    voice.cue("Just touch it")
    assert not voice.audible
    assert capfd.readouterr() == ("", "")

"""The view's sounds, computed: a few short notes as samples, no files."""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 44_100
LOUDEST = 0.35
"""Of full scale: heard beside breathing and music, startling nobody."""

ATTACK_S = 0.006
"""Swelling in over a few milliseconds instead of at once: no click."""

LEAST_S = 1.0
"""A file is filled up with silence to this length: on PulseAudio pyglet begins a sound only once half a second of it
has come, and a shorter one is never heard."""

OVERTONE = 0.22
"""A little of the octave above makes a sine audible on small loudspeakers."""


@dataclass(frozen=True)
class Note:
    """One note, from when and for how long it sounds."""

    pitch_hz: float
    start_s: float
    length_s: float


# Pitches of the equal-tempered scale, A4 = 440 Hz.
D4, F4, A4, D5, A5, D6 = 293.66, 349.23, 440.0, 587.33, 880.0, 1174.66

TAP = (Note(D6, 0.0, 0.16),)
"""One bright, short ring, like touching glass: said the moment the wall is reached."""

GOOD_REP = (Note(D5, 0.0, 0.20), Note(A5, 0.11, 0.34))
"""A rising fifth: well done."""

FAULTY_REP = (Note(F4, 0.0, 0.24), Note(D4, 0.15, 0.38))
"""A falling third: something to correct."""

UNSURE_REP = (Note(A4, 0.0, 0.30),)
"""One level note: counted, not judged."""

CUE = (Note(A4, 0.0, 0.12), Note(A4, 0.17, 0.12), Note(D5, 0.34, 0.26))
"""Two knocks and a lift: there is something to read."""


def length_s(notes: tuple[Note, ...]) -> float:
    """How long the notes sound together."""
    return max(note.start_s + note.length_s for note in notes)


def samples(notes: tuple[Note, ...]) -> NDArray[np.float64]:
    """The notes together, (n,) from -1 to 1, starting and ending in silence."""
    mixed = np.zeros(round(length_s(notes) * SAMPLE_RATE_HZ) + 1)
    for note in notes:
        time = np.arange(round(note.length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
        angle = 2.0 * np.pi * note.pitch_hz * time
        left = 1.0 - time / note.length_s
        envelope = np.minimum(time / ATTACK_S, 1.0) * left**2
        start = round(note.start_s * SAMPLE_RATE_HZ)
        mixed[start : start + len(time)] += envelope * (np.sin(angle) + OVERTONE * np.sin(2.0 * angle))
    return np.asarray(mixed * (LOUDEST / np.abs(mixed).max()))


def wav(notes: tuple[Note, ...]) -> io.BytesIO:
    """The notes and some silence as a WAV file in memory: mono, 16 bits."""
    heard = samples(notes)
    filled = np.pad(heard, (0, max(0, round(LEAST_S * SAMPLE_RATE_HZ) - len(heard))))
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(SAMPLE_RATE_HZ)
        writer.writeframes(np.round(filled * np.iinfo(np.int16).max).astype("<i2").tobytes())
    file.seek(0)
    return file

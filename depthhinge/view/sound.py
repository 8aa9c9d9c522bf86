"""What the person hears: they face sideways and cannot watch a screen."""

from __future__ import annotations

import importlib
from typing import Any

from depthhinge.drills.rep import Label
from depthhinge.view import tones
from depthhinge.view.opengl import display_answers, import_window

REP_TONES = {
    Label.HINGE: tones.GOOD_REP,
    Label.SQUAT: tones.FAULTY_REP,
    Label.TOE_SHIFTED: tones.FAULTY_REP,
    Label.UNSURE: tones.UNSURE_REP,
}


class Voice:
    """Plays short tones at the tap, at the verdict and before a cue.

    Args:
        audible: None sounds where a display answers, since somebody is there to hear it; False never does.

    A machine without sound stays silent and says nothing of it. Make the view before the voice: the first of the two
    settles for the whole process whether a display is used.
    """

    def __init__(self, audible: bool | None = None) -> None:
        self._media: Any = _media() if (display_answers() if audible is None else audible) else None
        self._sources: dict[tuple[tones.Note, ...], Any] = {}
        for notes in (tones.TAP, tones.CUE, *REP_TONES.values()):
            self._load(notes)

    @property
    def audible(self) -> bool:
        """Whether there is a way for sound to come out."""
        return self._media is not None

    def tap(self) -> None:
        """The wall was touched."""
        self._play(tones.TAP)

    def rep(self, label: Label) -> None:
        """A rep was judged."""
        self._play(REP_TONES[label])

    def cue(self, text: str) -> None:
        """There is something to correct: calls for attention; the words themselves are in the picture."""
        if text:
            self._play(tones.CUE)

    def _load(self, notes: tuple[tones.Note, ...]) -> None:
        if self._media is None:
            return
        try:
            self._sources[notes] = self._media.load("tone.wav", file=tones.wav(notes), streaming=False)
        except Exception:  # A sound that cannot be made is not worth a word.
            self._media = None

    def _play(self, notes: tuple[tones.Note, ...]) -> None:
        if self._media is None or notes not in self._sources:
            return
        try:
            self._sources[notes].play()
        except Exception:  # The loudspeaker was unplugged: drill on without it.
            self._media = None


def _media() -> Any:
    """pyglet's sound, or None where it has no device to play on."""
    try:
        # pyglet's sound leans on its windows; without those it would complain when the program ends.
        import_window(headless=not display_answers())
        media: Any = importlib.import_module("pyglet.media")
        driver = media.get_audio_driver()
        # pyglet falls back to a driver that plays nothing; then nothing needs to be played.
        return None if driver is None or "silent" in type(driver).__module__ else media
    except Exception:  # No sound library, or one that fails on opening: silence.
        return None

"""What the person hears: they face sideways and cannot watch a screen."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from depthhinge.drills.moment import Moment
from depthhinge.drills.rep import Label
from depthhinge.view import tones
from depthhinge.view.opengl import display_answers, import_window
from depthhinge.view.speech import Speech, speaker_command

REP_TONES = {
    Label.HINGE: tones.GOOD_REP,
    Label.SQUAT: tones.FAULTY_REP,
    Label.TOE_SHIFTED: tones.FAULTY_REP,
    Label.UNSURE: tones.UNSURE_REP,
}


class Voice:
    """Plays short tones at the tap and at the verdict, and speaks the cues.

    Args:
        audible: False plays and says nothing.
        language: of the cues, by its two letters.
        tell: hears, in one plain line, why no cue is spoken; a tone then calls for attention instead.

    A machine without sound stays silent and says nothing of it. Make the view before the voice: the first of the two
    settles for the whole process whether a display is used.
    """

    def __init__(self, audible: bool, language: str = "en", tell: Callable[[str], None] = lambda line: None) -> None:
        self._media: Any = loudspeaker() if audible else None
        self._sources: dict[tuple[tones.Note, ...], Any] = {}
        for notes in (tones.TAP, tones.CUE, *REP_TONES.values()):
            self._load(notes)
        self._tone_ends_at = 0.0
        self._speech = Speech(speaker_command(language), tell) if self.audible else None

    @property
    def audible(self) -> bool:
        """Whether there is a way for sound to come out."""
        return self._media is not None

    def hear(self, moment: Moment) -> None:
        """Sound what the person should hear of one moment."""
        if moment.tap is not None:
            self.tap()
        if moment.finished is not None:
            self.rep(moment.finished.verdict.label)
        if moment.cue is not None:
            self.cue(moment.cue)

    def tap(self) -> None:
        """The wall was touched."""
        self._play(tones.TAP)

    def rep(self, label: Label) -> None:
        """A rep was judged."""
        self._play(REP_TONES[label])

    def cue(self, text: str) -> None:
        """There is something to correct, or to acknowledge: said when the tone that sounds now has ended."""
        if self._speech is not None and text and not self._speech.say(text, self._tone_left_s()):
            self._play(tones.CUE)

    def close(self) -> None:
        """Let what sounds now come to its end, for a moment at most."""
        if self._speech is not None:
            self._speech.close()
            self._speech = None
        time.sleep(self._tone_left_s())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tone_left_s(self) -> float:
        return max(0.0, self._tone_ends_at - time.monotonic())

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
            # Nobody runs pyglet's own event loop, which would let go of what has been played.
            importlib.import_module("pyglet.app").platform_event_loop.dispatch_posted_events()
            self._sources[notes].play()
            self._tone_ends_at = time.monotonic() + tones.length_s(notes)
        except Exception:  # The loudspeaker was unplugged: drill on without it.
            self._media = None


def loudspeaker() -> Any:
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

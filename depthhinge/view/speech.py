"""Cues spoken by another process: a synthesizer that is slow, hangs or dies holds no frame up."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

from depthhinge.view.speaker import LAST_WORDS_S, READY


def speaker_command(language: str) -> list[str]:
    """What starts the process that speaks a language."""
    return [sys.executable, "-X", "utf8", "-m", "depthhinge.view.speaker", language]


class Speech:
    """Feeds the process that speaks.

    Args:
        command: starts it; see `speaker_command`.
        tell: hears, in one plain line, why there is no voice.
    """

    def __init__(self, command: Sequence[str], tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._child = subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C ends the drill, not the last words.
            start_new_session=True,
        )
        assert self._child.stdin is not None
        self._mouth = self._child.stdin
        if os.name == "posix":
            # A process that has stopped reading is not waited for.
            os.set_blocking(self._mouth.fileno(), False)
        self.speaks = True
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def say(self, text: str, pause_s: float = 0.0) -> bool:
        """Have a text said next, after a pause; False where there is no voice to say it."""
        if self.speaks:
            try:
                self._mouth.write(f"{pause_s:.3f} {' '.join(text.split())}\n".encode())
            except OSError:  # It died.
                self.speaks = False
        return self.speaks

    def close(self) -> None:
        """Let the last words be said, for a moment, and end the process."""
        with contextlib.suppress(OSError):
            self._mouth.close()
        try:
            self._child.wait(LAST_WORDS_S + 1.0)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._listening.join(1.0)

    def _listen(self) -> None:
        """Its first line says whether it speaks; after its last it does not."""
        assert self._child.stdout is not None
        with self._child.stdout as lines:
            answer = lines.readline().decode(errors="replace").strip()
            if answer and answer != READY:
                self._tell(answer)
            elif answer:
                lines.read()
        self.speaks = False

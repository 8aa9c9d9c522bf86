"""Says cues in a process of its own: `python -m depthhinge.view.speaker en`, a cue on each line of standard input.

Before the cue stands for how many seconds it is to wait (`0.5 Long spine.`), so that no tone drowns it. It answers
`ready` or, in one line, why it cannot speak. What is being said is said to its end; of what came meanwhile only the
newest is said, since a stale cue is worse than none. It ends soon after its input does, which is also when whoever
feeds it was killed.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from queue import SimpleQueue

from depthhinge.errors import MissingLibraryError
from depthhinge.view.synthesizer import Utter, synthesizer

READY = "ready"

LAST_WORDS_S = 2.0
"""How long what is being said at the end may go on."""

LONGEST_S = 15.0
"""No cue takes so long: a synthesizer that still speaks has hung."""


class Speaker:
    """One voice, that says one cue at a time."""

    def __init__(self, utter: Utter) -> None:
        self._utter = utter
        self._cues: SimpleQueue[str | None] = SimpleQueue()
        self._uttered: subprocess.Popen[bytes] | None = None

    def hear(self, lines: Iterable[str]) -> None:
        """Take cues until there are no more, and see to it that the process then ends."""
        for line in lines:
            self._cues.put(line.strip())
        self._cues.put(None)
        time.sleep(LAST_WORDS_S)
        if self._uttered is not None:
            self._uttered.kill()
        os._exit(0)

    def speak(self) -> None:
        """Say the newest cue, again and again, until there are no more."""
        more = True
        while more:
            waiting = [self._cues.get()]
            while not self._cues.empty():
                waiting.append(self._cues.get())
            more = waiting[-1] is not None
            cues = [cue for cue in waiting if cue]
            if cues:
                self._say(cues[-1])

    def _say(self, cue: str) -> None:
        pause_s, _, text = cue.partition(" ")
        time.sleep(float(pause_s))
        with contextlib.suppress(OSError), self._utter(text) as self._uttered:
            try:
                self._uttered.wait(LONGEST_S)
            except subprocess.TimeoutExpired:
                self._uttered.kill()


def main(language: str) -> None:
    """Say what comes on standard input."""
    try:
        speaker = Speaker(synthesizer(language))
    except (MissingLibraryError, OSError) as missing:
        print(missing, flush=True)
        return
    print(READY, flush=True)
    threading.Thread(target=speaker.hear, args=(sys.stdin,), daemon=True).start()
    speaker.speak()


if __name__ == "__main__":
    main(sys.argv[1])

"""The voice that the system brings: one command that says one text.

Each system's own command, since the libraries around them are not up to a drill: pyttsx3 2.99 says only the first of
several texts on Windows, brings all of PyObjC on macOS, and on Linux plays through one more program.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable

from depthhinge.errors import MissingLibraryError

Utter = Callable[[str], "subprocess.Popen[bytes]"]
"""Begins to say a text."""

WORDS_PER_MINUTE = 160
"""Slower than these commands speak by themselves: who is moving hears it once."""

PLAIN_MAC_VOICES = ("Samantha", "Daniel", "Anna")
"""Come before the others of their language, among which are bells, frogs and bad news."""

_WINDOWS_SCRIPT = """
Add-Type -AssemblyName System.Speech
$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer
$known = $voice.GetInstalledVoices() | Where-Object {
    $_.Enabled -and $_.VoiceInfo.Culture.TwoLetterISOLanguageName -eq $env:DEPTHHINGE_LANGUAGE
} | Select-Object -First 1
if (-not $known) { exit 3 }
$voice.SelectVoice($known.VoiceInfo.Name)
$voice.Speak($env:DEPTHHINGE_CUE)
"""


def synthesizer(language: str) -> Utter:
    """What says a text in this language.

    Raises:
        MissingLibraryError: this system has no voice, or none for the language.
    """
    if sys.platform == "win32":
        return _windows(language)
    if sys.platform == "darwin":
        return _mac(language)
    return _espeak(language)


def mac_voice(listed: str, language: str) -> str | None:
    """The voice for a language in the list that `say -v ?` prints: a name, a locale and a sample on each line."""
    lines = re.findall(rf"^(\S.*?)\s+{re.escape(language)}[-_]\w+\s+#", listed, re.MULTILINE)
    return min(lines, key=lambda name: name not in PLAIN_MAC_VOICES, default=None)


def _espeak(language: str) -> Utter:
    if shutil.which("espeak-ng") is None:
        raise MissingLibraryError(
            "no spoken cues: this machine has no voice; on Debian or Ubuntu it comes with 'apt install espeak-ng'"
        )
    command = ["espeak-ng", "-v", language, "-s", str(WORDS_PER_MINUTE)]
    if _begin([*command, "-q", ""]).wait() != 0:
        raise _no_voice(language)
    return lambda text: _begin([*command, "--", text])


def _mac(language: str) -> Utter:
    listed = subprocess.run(["say", "-v", "?"], capture_output=True, encoding="utf-8", errors="replace", check=False)
    name = mac_voice(listed.stdout, language)
    if name is None:
        raise _no_voice(language)
    return lambda text: _begin(["say", "-v", name, "-r", str(WORDS_PER_MINUTE), "--", text])


def _windows(language: str) -> Utter:
    # By the environment, so that no letter of a cue is taken for PowerShell.
    def utter(text: str) -> subprocess.Popen[bytes]:
        return _begin(
            ["powershell", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS_SCRIPT],
            DEPTHHINGE_LANGUAGE=language,
            DEPTHHINGE_CUE=text,
        )

    if utter("").wait() != 0:
        raise _no_voice(language)
    return utter


def _begin(command: list[str], **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **environment},
        # No console window flashes up on Windows.
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _no_voice(language: str) -> MissingLibraryError:
    return MissingLibraryError(f"no spoken cues: this machine has no voice for {language!r}; a tone stands for each")

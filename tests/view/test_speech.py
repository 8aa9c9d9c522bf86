"""The process that speaks, fed with cues; a made-up synthesizer writes down what it would say."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from depthhinge.errors import MissingLibraryError
from depthhinge.view import synthesizer
from depthhinge.view.speech import Speech, speaker_command

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="stands in for Linux's espeak-ng")

ESPEAK = f"""#!{sys.executable}
import pathlib, sys, time
words = sys.argv[1:]
if words[1] not in ("en", "de"):
    sys.exit(1)
if "-q" not in words:
    told = pathlib.Path(__file__).with_name("said")
    told.open("a").write(f"{{words[1]}}: {{words[-1]}}\\n")
    time.sleep(60 if words[-1].startswith("hang") else 0.4)
    told.open("a").write(".\\n")
"""


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What the made-up espeak-ng has begun to say, and a dot for each that it has said to the end."""
    espeak = tmp_path / "espeak-ng"
    espeak.write_text(ESPEAK)
    espeak.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    written = tmp_path / "said"
    return lambda: written.read_text().splitlines() if written.exists() else []


def until(true: Callable[[], object], seconds: float = 20.0) -> None:
    given_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < given_up, "it never came to be"
        time.sleep(0.02)


def told_nothing(line: str) -> None:
    raise AssertionError(line)


def test_a_cue_is_said_in_the_drills_language(said: Callable[[], list[str]]) -> None:
    speech = Speech(speaker_command("de"), told_nothing)
    assert speech.say("Füße verwurzeln.")
    speech.close()
    assert said() == ["de: Füße verwurzeln.", "."]


def test_a_cue_may_be_told_to_wait(said: Callable[[], list[str]]) -> None:
    speech = Speech(speaker_command("en"), told_nothing)
    speech.say("Long spine.", pause_s=0.5)
    begun = time.monotonic()
    until(said)
    assert time.monotonic() - begun > 0.4
    speech.close()


def test_while_a_cue_is_said_only_the_newest_of_those_that_come_waits(said: Callable[[], list[str]]) -> None:
    speech = Speech(speaker_command("en"), told_nothing)
    speech.say("one")
    until(said)
    for cue in ("two", "three", "four"):
        speech.say(cue)
    speech.close()
    assert said() == ["en: one", ".", "en: four", "."]


def test_a_synthesizer_that_hangs_holds_nobody_up(said: Callable[[], list[str]]) -> None:
    speech = Speech(speaker_command("en"), told_nothing)
    speech.say("hang")
    until(said)
    begun = time.monotonic()
    for _ in range(2000):
        speech.say("a cue that waits and never has its turn, again and again")
    assert time.monotonic() - begun < 2.0
    speech.close()
    assert time.monotonic() - begun < 6.0
    assert said() == ["en: hang"]


def test_a_speaking_process_that_has_stopped_reading_holds_nobody_up() -> None:
    speech = Speech([sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"], told_nothing)
    begun = time.monotonic()
    for _ in range(5000):
        speech.say("a cue that nobody reads, and after it another, until the pipe between is full")
    assert time.monotonic() - begun < 2.0
    speech.close()
    assert time.monotonic() - begun < 8.0


def test_a_speaking_process_that_died_is_known_to_say_nothing() -> None:
    speech = Speech([sys.executable, "-c", "print('ready')"], told_nothing)
    until(lambda: not speech.speaks)
    assert not speech.say("Long spine.")
    speech.close()


@pytest.mark.parametrize(("language", "why"), [("en", "apt install espeak-ng"), ("xx", "no voice for 'xx'")])
def test_why_there_is_no_voice_is_told_in_one_line(
    language: str, why: str, said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    if language == "en":
        monkeypatch.setenv("PATH", "/nowhere")
    told: list[str] = []
    speech = Speech(speaker_command(language), told.append)
    until(lambda: not speech.speaks)
    assert not speech.say("Long spine.")
    speech.close()
    assert len(told) == 1
    assert why in told[0]


def test_the_speaking_process_ends_with_a_killed_drill(said: Callable[[], list[str]], tmp_path: Path) -> None:
    program = (
        "import sys, time; from depthhinge.view.speech import Speech, speaker_command;"
        "speech = Speech(speaker_command('en'), print); speech.say('hang');"
        "print(speech._child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as drill:
        assert drill.stdout is not None
        speaking = int(drill.stdout.readline())
        until(said)
        drill.send_signal(signal.SIGKILL)
    until(lambda: _ended(speaking), 8.0)


def _ended(pid: int) -> bool:
    """Whether a process is gone, or waits only for somebody to take note of it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


LISTED = """Albert              en_US    # Hello! My name is Albert.
Anna                de_DE    # Hallo! Ich heiße Anna.
Bad News            en_US    # Hello! My name is Bad News.
Eddy (Deutsch (Deutschland)) de_DE    # Hallo! Ich heiße Eddy.
Samantha            en_US    # Hello! My name is Samantha.
Thomas              fr_FR    # Bonjour, je m’appelle Thomas.
"""


@pytest.mark.parametrize(("language", "name"), [("en", "Samantha"), ("de", "Anna"), ("fr", "Thomas"), ("it", None)])
def test_on_macos_a_plain_voice_of_the_language_is_chosen(language: str, name: str | None) -> None:
    assert synthesizer.mac_voice(LISTED, language) == name


def test_on_windows_the_language_and_the_cue_reach_powershell_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[dict[str, str]] = []

    class Popen:
        def __init__(self, command: list[str], env: dict[str, str], **_: object) -> None:
            begun.append({"program": command[0], **env})

        def wait(self) -> int:
            return 3 if begun[-1]["DEPTHHINGE_LANGUAGE"] == "xx" else 0

    monkeypatch.setattr(synthesizer.sys, "platform", "win32")
    monkeypatch.setattr(synthesizer.subprocess, "Popen", Popen)
    synthesizer.synthesizer("de")("Füße; 'so' $genau.")
    assert begun[-1]["program"] == "powershell"
    assert begun[-1]["DEPTHHINGE_CUE"] == "Füße; 'so' $genau."
    with pytest.raises(MissingLibraryError, match="no voice for 'xx'"):
        synthesizer.synthesizer("xx")

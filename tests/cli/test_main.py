"""How every command ends, and what it says when it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

import depthhinge
from depthhinge.cli.main import app, main
from depthhinge.errors import SessionError
from tests.cli.conftest import Run


def every_command(command: Any, *words: str) -> list[tuple[str, ...]]:
    """Of the commands below one, and of theirs; `command` is one of Click's, which Typer brings along."""
    below = [every_command(one, *words, name) for name, one in getattr(command, "commands", {}).items()]
    return [words] * bool(words) + [path for paths in below for path in paths]


@pytest.mark.parametrize("command", every_command(typer.main.get_command(app)), ids=" ".join)
def test_every_command_has_help_with_an_example(run: Run, command: tuple[str, ...]) -> None:
    ended = run(*command, "--help")
    assert ended.code == 0
    assert f"Example: depthhinge {' '.join(command)}" in " ".join(ended.out.split())


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"depthhinge {depthhinge.__version__}\n"


@pytest.mark.parametrize(
    "words", [("nonsense",), ("analyze",), ("analyze", "x.npz", "--nonsense"), ("demo", "--reps", "x")]
)
def test_bad_usage_ends_with_two(run: Run, words: tuple[str, ...]) -> None:
    ended = run(*words)
    assert ended.code == 2
    assert "Traceback" not in ended.err


def test_a_known_failure_is_one_plain_line_and_ends_with_one(run: Run, tmp_path: Path) -> None:
    ended = run("view", tmp_path / "nothing")
    assert ended.code == 1
    assert ended.line == f"depthhinge: {tmp_path / 'nothing'}: no such session folder"
    assert ended.out == ""


def test_debug_shows_where_a_failure_came_from_wherever_it_stands(tmp_path: Path) -> None:
    for words in (["--debug", "view", str(tmp_path / "nothing")], ["view", str(tmp_path / "nothing"), "--debug"]):
        with pytest.raises(SessionError, match="no such session"):
            main(words)


def test_what_the_system_refuses_is_one_plain_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("depthhinge.sessions.catalogue.entries", refuse)
    assert run("sessions").line == "depthhinge: the system refuses: [Errno 28] No space left on device"


def test_the_program_starts_without_loading_what_it_may_not_need() -> None:
    heavy = {"numba", "pyarrow", "pyglet", "pyrealsense2", "open3d", "sklearn"}
    program = f"import sys, depthhinge.cli.main; print(*({heavy!r} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == []


@pytest.mark.parametrize("words", [("-c", "from depthhinge.cli.main import main; main()"), ("-m", "depthhinge")])
def test_it_runs_as_a_program_of_its_own(words: tuple[str, ...]) -> None:
    ended = subprocess.run([sys.executable, *words, "--version"], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == f"depthhinge {depthhinge.__version__}\n"

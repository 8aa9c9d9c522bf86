"""Results go to standard output; everything said on the way goes to standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Item = TypeVar("Item")

_PATIENCE_S = 2.0
"""Nothing is shown for what ends sooner."""
_LINE_EVERY_S = 10.0
"""Between two plain lines, where standard error is no terminal."""


def say(line: str) -> None:
    """One line to the person at the screen, out of the way of results."""
    typer.echo(f"depthhinge: {line}", err=True)


def result(line: str = "") -> None:
    """One line of the result."""
    typer.echo(line)


def result_json(value: Any) -> None:
    """The result as JSON."""
    from depthhinge.sessions.json_files import to_json

    typer.echo(to_json(value), nl=False)


def counted(numbers: Mapping[str, int]) -> str:
    """How many there are of each: `4 hinge, 2 squat`."""
    return ", ".join(f"{number} {name}" for name, number in numbers.items()) or "none"


def with_progress(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """The same items, with a bar on a terminal and a plain line now and then elsewhere, once it takes long."""
    shown = _bar if sys.stderr.isatty() else _lines
    return shown(items, what, total)


def _bar(items: Iterable[Item], what: str, total: int | None) -> Iterator[Item]:
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(what, total=total)
    begun = time.monotonic()
    try:
        for item in items:
            yield item
            bar.advance(task)
            if not bar.live.is_started and time.monotonic() - begun > _PATIENCE_S:
                bar.start()
    finally:
        bar.stop()


def _lines(items: Iterable[Item], what: str, total: int | None) -> Iterator[Item]:
    last = time.monotonic() - _LINE_EVERY_S + _PATIENCE_S
    of = "" if total is None else f" of {total}"
    for done, item in enumerate(items, start=1):
        yield item
        if time.monotonic() - last > _LINE_EVERY_S:
            last = time.monotonic()
            say(f"{what}: {done}{of}")

"""`depthhinge`: the root command, and how every failure is told."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import depthhinge
from depthhinge.cli import analyze, calibrate, classifier, demo, doctor, drill, export, report, sessions, simulate, view
from depthhinge.cli.numba_cache import settle_numba_cache
from depthhinge.cli.output import say
from depthhinge.errors import DepthHingeError, UsageError

FAILURE, BAD_USAGE, INTERRUPTED = 1, 2, 130

_DEBUG = "--debug"

app = typer.Typer(
    name="depthhinge",
    help=depthhinge.__doc__.split("\n", 1)[0] if depthhinge.__doc__ else None,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"depthhinge {depthhinge.__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    debug: Annotated[bool, typer.Option(_DEBUG, help="Show where in the program a failure came from.")] = False,
) -> None:
    """Learn the hip hinge with a depth camera: a virtual wall to tap, and a verdict on every rep.

    Start with: depthhinge demo
    """


app.command("demo")(demo.demo)
app.add_typer(drill.app, name="drill")
app.add_typer(calibrate.app, name="calibrate")
app.command("analyze")(analyze.analyze)
app.command("simulate")(simulate.simulate)
app.add_typer(classifier.app, name="classifier")
app.command("view")(view.view)
app.command("export")(export.export)
app.command("report")(report.report)
app.add_typer(sessions.app, name="sessions")
app.command("doctor")(doctor.doctor)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and end the process: 0 well, 1 a known failure, 2 bad usage, 130 interrupted."""
    words = sys.argv[1:] if arguments is None else arguments
    debug = _DEBUG in words
    settle_numba_cache()
    try:
        # The option is taken wherever it stands, since it is added to a line that has just failed.
        app([word for word in words if word != _DEBUG], prog_name="depthhinge")
    except DepthHingeError as failure:
        if debug:
            raise
        say(str(failure))
        raise SystemExit(BAD_USAGE if isinstance(failure, UsageError) else FAILURE) from None
    except OSError as failure:
        if debug:
            raise
        say(f"the system refuses: {failure}")
        raise SystemExit(FAILURE) from None
    except KeyboardInterrupt:
        say("interrupted")
        raise SystemExit(INTERRUPTED) from None


if __name__ == "__main__":
    main()

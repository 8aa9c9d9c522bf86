"""`depthhinge classifier`: train and judge the rep classifier."""

from __future__ import annotations

import typer

app = typer.Typer(help="Train and evaluate the rep classifier.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Train and evaluate the rep classifier."""

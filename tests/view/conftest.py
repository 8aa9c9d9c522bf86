"""What the tests of the view share: one off-screen view, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from depthhinge.errors import MissingLibraryError
from depthhinge.view.window import DrillView

SIZE = (640, 360)


@pytest.fixture
def view() -> Iterator[DrillView]:
    """A small view that draws off-screen."""
    try:
        view = DrillView("test", on_screen=False, size=SIZE)
    except MissingLibraryError as error:
        pytest.skip(str(error))
    yield view
    view.close()

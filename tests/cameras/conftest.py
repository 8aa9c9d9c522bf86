"""librealsense for the tests that need it."""

from __future__ import annotations

import pytest

from depthhinge.cameras.librealsense import load_librealsense
from depthhinge.errors import MissingLibraryError


@pytest.fixture(scope="session")
def librealsense() -> object:
    """The SDK, or a skipped test where it has no wheel."""
    try:
        return load_librealsense()
    except MissingLibraryError as error:
        pytest.skip(str(error))

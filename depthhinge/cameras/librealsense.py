"""librealsense, imported at first need: the program must start where the SDK has no wheel."""

from __future__ import annotations

from typing import Any

from depthhinge.cameras.libusb import load_libusb
from depthhinge.errors import MissingLibraryError


def load_librealsense() -> Any:
    """The `pyrealsense2` module.

    Raises:
        MissingLibraryError: it is not installed, or a system library under it is missing.
    """
    load_libusb()
    try:
        import pyrealsense2
    except ModuleNotFoundError as error:
        raise MissingLibraryError(
            "librealsense (the package pyrealsense2) is not installed: live cameras, .db3 and .bag files need it. "
            "Install it with `pip install pyrealsense2` where a wheel exists (Linux, Windows; not macOS); "
            "depth clips (.npz) work without."
        ) from error
    except ImportError as error:
        raise MissingLibraryError(
            f"librealsense cannot be loaded ({error}): install the system library it names; "
            "depth clips (.npz) work without."
        ) from error
    return pyrealsense2

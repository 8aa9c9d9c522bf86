"""libusb-1.0 for the libraries that cannot be imported without it: librealsense and Open3D."""

from __future__ import annotations

import ctypes
import functools
import sys

_SONAME = "libusb-1.0.so.0"


@functools.cache
def load_libusb() -> None:
    """Make libusb-1.0 known to this process, so that `pyrealsense2` and `open3d` can be imported after it.

    The system's own comes first, for it knows the system's devices best; else the one in the `libusb-package` wheel,
    which bears the same soname and so satisfies the loader, without root. Elsewhere than on Linux neither library
    asks for it. Failing is left to the import that follows, which names what is missing.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        ctypes.CDLL(_SONAME, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        _load_packaged_libusb()


def _load_packaged_libusb() -> None:
    try:
        import libusb_package

        path = libusb_package.get_library_path()
        if path is not None:
            ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    except (ImportError, OSError):
        return

"""A place for numba's compiled code, settled before numba is imported."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

import depthhinge

VARIABLE = "NUMBA_CACHE_DIR"


def settle_numba_cache() -> None:
    """Point numba to a temporary folder where neither of its own two places can be written.

    Those are beside the package and in the user's cache; with neither, `cache=True` fails at import. Compiling then
    costs some seconds at every start, which is better than not starting.
    """
    if VARIABLE in os.environ or any(_is_writable(place) for place in numba_cache_places()):
        return
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix="depthhinge-numba-")


def numba_cache_places() -> tuple[Path, ...]:
    """Where numba keeps compiled code, best first."""
    if VARIABLE in os.environ:
        return (Path(os.environ[VARIABLE]),)
    return (Path(depthhinge.__file__).parent, Path(platformdirs.user_cache_dir("numba", appauthor=False)))


def first_writable_place() -> Path | None:
    """The place numba will use; None where there is none."""
    return next((place for place in numba_cache_places() if _is_writable(place)), None)


def _is_writable(folder: Path) -> bool:
    # A folder that is not there yet is made by numba: what counts is the nearest one that is.
    existing = next((path for path in (folder, *folder.parents) if path.exists()), None)
    return existing is not None and existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)

"""Where the user's own data lie, when nobody says otherwise."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def own_folder() -> Path:
    """Of sessions, profiles, names and the catalogue, where this system keeps such things (not made here)."""
    return Path(platformdirs.user_data_dir("depthhinge", appauthor=False))

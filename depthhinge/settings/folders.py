"""Where what ships is found: in a checkout, and in an installed package."""

from __future__ import annotations

from pathlib import Path

from depthhinge.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent.parent


def calibration_folder() -> Path:
    """The folder of what a clinician may edit, in a checkout or in an installed package.

    Raises:
        SettingsError: it is in neither place.
    """
    return _shipped_folder("calibration")


def data_folder() -> Path:
    """The folder of what ships: body model, trained classifier, sample recording.

    Raises:
        SettingsError: it is in neither place.
    """
    return _shipped_folder("data")


def data_file(name: str) -> Path:
    """Path of a file that ships in `data/`.

    Raises:
        SettingsError: it is not there.
    """
    path = data_folder() / name
    if not path.is_file():
        raise SettingsError(f"{path} is missing: install depthhinge again")
    return path


def _shipped_folder(name: str) -> Path:
    # A wheel carries the folder inside the package; in a checkout it stands beside it.
    for candidate in (_PACKAGE / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise SettingsError(f"the folder {name}/ is missing beside {_PACKAGE}: install depthhinge again")

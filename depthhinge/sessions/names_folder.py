"""Where names are kept, and whatever else would lead back to a person: apart from all sessions."""

from __future__ import annotations

import os
from pathlib import Path

from depthhinge.sessions.own_folder import own_folder

FILE_VARIABLE = "DEPTHHINGE_PEOPLE"


def people_file() -> Path:
    """Where the names are: `DEPTHHINGE_PEOPLE` in the environment, else among the user's own data."""
    named = os.environ.get(FILE_VARIABLE)
    return Path(named) if named else own_folder() / "people.json"


def shifts_file() -> Path:
    """Where it stands by how much the dates of each person's exports are shifted: beside the names."""
    return people_file().with_name("date_shifts.json")

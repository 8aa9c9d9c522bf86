"""The depth cameras that can be simulated, read from `calibration/simulated_sensor.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from depthhinge.errors import SettingsError, UsageError
from depthhinge.frames import Intrinsics
from depthhinge.settings import calibration_folder

FILE = "simulated_sensor.toml"


@dataclass(frozen=True)
class Sensor:
    """One camera model in the mode it is used in."""

    name: str
    """As librealsense names it."""
    intrinsics: Intrinsics
    baseline_m: float

    @classmethod
    def named(cls, model: str) -> Sensor:
        """The camera `model` (`D435`, `D455`, `D415`), in any case of letters.

        Raises:
            UsageError: no such camera is described.
        """
        sensors: dict[str, dict[str, Any]] = read_calibration()["sensor"]
        if model.upper() not in sensors:
            raise UsageError(f"there is no simulated sensor {model!r}; there are {', '.join(sensors)}")
        row = sensors[model.upper()]
        intrinsics = Intrinsics(row["width"], row["height"], row["fx"], row["fy"], row["cx"], row["cy"])
        return cls(row["name"], intrinsics, row["baseline_m"])


@cache
def read_calibration() -> dict[str, Any]:
    """The whole file.

    Raises:
        SettingsError: it is missing or not TOML.
    """
    path = calibration_folder() / FILE
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error})") from error

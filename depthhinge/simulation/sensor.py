"""The depth cameras that can be simulated, read from `calibration/simulated_sensor.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from depthhinge.errors import SettingsError, UsageError
from depthhinge.frames import Intrinsics
from depthhinge.settings import calibration_folder, read_toml
from depthhinge.simulation.noise_settings import FILE


@dataclass(frozen=True)
class Sensor:
    """One camera model in the mode it is used in."""

    name: str
    """As librealsense names it."""
    intrinsics: Intrinsics
    baseline_m: float
    accelerometer: bool = False

    @classmethod
    def named(cls, model: str) -> Sensor:
        """The camera `model` (`D435`, `D435i`, `D455`, `D415`), in any case of letters.

        Raises:
            UsageError: no such camera is described.
            SettingsError: the file is missing or malformed.
        """
        path = calibration_folder() / FILE
        sensors = read_toml(path).get("sensor", {})
        if model.upper() not in sensors:
            raise UsageError(f"there is no simulated sensor {model!r}; there are {', '.join(sensors)}")
        row = sensors[model.upper()]
        try:
            intrinsics = Intrinsics(row["width"], row["height"], row["fx"], row["fy"], row["cx"], row["cy"])
            return cls(row["name"], intrinsics, row["baseline_m"], row["accelerometer"])
        except (KeyError, TypeError) as problem:
            raise SettingsError(f"{path.name}: [sensor.{model.upper()}] lacks {problem}") from problem

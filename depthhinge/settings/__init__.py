"""What a clinician may edit, read from `calibration/`, checked, and given to the line as plain numbers.

Every value in a calibration file stands beside its source: `unsure_below = { value = 0.6, source = "..." }`. How far a
value may be moved before it makes no sense is stated here, beside the field, so that a slip of the keyboard is
refused with a plain line instead of spoiling a drill.
"""

from __future__ import annotations

from depthhinge.settings.calibration_file import read_toml, setting
from depthhinge.settings.cue_texts import CUES, FAULTS, cues, languages
from depthhinge.settings.dowel_drill import DowelSettings, dowel
from depthhinge.settings.fault_limits import FaultSettings, faults
from depthhinge.settings.folders import calibration_folder, data_file, data_folder
from depthhinge.settings.hinge_reach import ReachSettings, reach
from depthhinge.settings.wall_setting import WallProtocolSettings, wall_protocol
from depthhinge.settings.wall_tap_drill import WallTapSettings, wall_tap

__all__ = [
    "CUES",
    "FAULTS",
    "DowelSettings",
    "FaultSettings",
    "ReachSettings",
    "WallProtocolSettings",
    "WallTapSettings",
    "calibration_folder",
    "cues",
    "data_file",
    "data_folder",
    "dowel",
    "faults",
    "languages",
    "reach",
    "read_toml",
    "setting",
    "wall_protocol",
    "wall_tap",
]

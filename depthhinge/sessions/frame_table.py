"""`frames.parquet`: one row a frame, in the units a reader of the file wants."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from depthhinge.body.joints import JOINTS
from depthhinge.body.mass import MASS_PARTS
from depthhinge.drills.moment import Moment
from depthhinge.geometry import Array
from depthhinge.lengths import MM_PER_M
from depthhinge.measures.balance import pressure_fractions
from depthhinge.measures.measures import Measures
from depthhinge.measures.uncertainty import ANGLES, standard_error
from depthhinge.sessions.number_rows import BLOCK_ROWS, NumberRows

Reading = Callable[[Measures], float | None]


def _degrees(name: str) -> Reading:
    return lambda measures: None if (angle := getattr(measures, name)) is None else math.degrees(angle)


def _millimetres(name: str) -> Reading:
    return lambda measures: None if (length := getattr(measures, name)) is None else MM_PER_M * length


def _standard_error(name: str) -> Reading:
    return lambda measures: None if (error := standard_error(measures, name)) is None else math.degrees(error)


def _com(axis: int) -> Reading:
    return lambda measures: None if measures.com is None else float(measures.com[axis])


_ANGLES = (
    "hip_flexion_left",
    "hip_flexion_right",
    "knee_flexion_left",
    "knee_flexion_right",
    "ankle_dorsiflexion_left",
    "ankle_dorsiflexion_right",
    "shank_inclination_left",
    "shank_inclination_right",
    "trunk_inclination",
    "lumbar_flexion",
    "thoracic_flexion",
    "neck_flexion",
)
_FROM_STANDING = ("trunk_from_standing", "trunk_minus_shank", "pelvis_tilt", "pelvis_turn", "knee_difference")
_TRAVEL = ("pelvis_back", "pelvis_down", "pelvis_shift", "knee_forward", "stance_width")
_GAPS = ("wall_gap", "dowel_gap_head", "dowel_gap_upper_back", "dowel_gap_sacrum")

READINGS: dict[str, Reading] = {
    **{f"{name}_deg": _degrees(name) for name in _ANGLES},
    **{f"{name}_mm": _millimetres(name) for name in _GAPS},
    **{f"com_{axis}": _com(index) for index, axis in enumerate("xyz")},
    "cop_foot_fraction": lambda measures: measures.cop_foot_fraction,
    "heel_lift_mm": _millimetres("heel_lift"),
    **{f"{name}_deg": _degrees(name) for name in _FROM_STANDING},
    **{f"{name}_mm": _millimetres(name) for name in _TRAVEL},
    "wall_gap_speed_mm_per_s": _millimetres("wall_gap_speed"),
    **{f"{name}_se_deg": _standard_error(name) for name in ANGLES},
}
"""How each column after the joints is read from a frame's measures."""

SCHEMA = pa.schema(
    [
        ("time_s", pa.float64()),
        ("tracked", pa.bool_()),
        ("fit_residual_mm", pa.float64()),
        ("phase", pa.string()),
        ("rep", pa.int32()),
        *((f"{joint}_{axis}", pa.float64()) for joint in JOINTS for axis in "xyz"),
        *((f"{joint}_seen", pa.bool_()) for joint in JOINTS),
        *((name, pa.float64()) for name in READINGS),
    ]
)
"""The columns of `frames.parquet`, in their order. Joints are metres in the room frame."""

# The columns a row of numbers fills, in their order.
_NUMBERS = [column.name for column in SCHEMA if column.type == pa.float64()]
_PRESSURE = _NUMBERS.index("cop_foot_fraction")
# What is kept beside them until the centre of pressure has its inertial term.
_PLACES = slice(len(_NUMBERS), len(_NUMBERS) + 2 * len(MASS_PARTS))
_NO_PLACES: Array = np.full(2 * len(MASS_PARTS), np.nan)
_NO_JOINTS: Array = np.full(3 * len(JOINTS), np.nan)
_UNKNOWN = -1


class FrameTable:
    """Grows by a row a frame."""

    def __init__(self, moving: bool = True, folder: Path | None = None) -> None:
        """An empty table.

        Args:
            moving: whether the centre of pressure of the rows, known frame by frame as if time stood still, is yet to
                be given its inertial term; exact rows have it.
            folder: where rows may wait, so that hours of drill fit in memory.
        """
        self._moving = moving
        self._phases: list[str] = []
        self._reps = array("i")
        self._tracked = array("b")
        self._seen = array("b")
        # time, residual, joints and readings of each frame, one after another; NaN = not measured.
        self._numbers = NumberRows(_PLACES.stop, folder)

    def __len__(self) -> int:
        return len(self._phases)

    def add(self, moment: Moment) -> None:
        """Append the row of one frame."""
        body = moment.body
        self._phases.append(moment.phase.value)
        self._reps.append(_UNKNOWN if moment.rep is None else moment.rep)
        self._tracked.append(body is not None and body.tracked)
        row = self._numbers.waiting
        row.append(moment.time_s)
        if body is None:
            row.append(math.nan)
            row.frombytes(_NO_JOINTS.tobytes())
            self._seen.extend([_UNKNOWN] * len(JOINTS))
        else:
            row.append(MM_PER_M * body.residual_m)
            row.frombytes(np.asarray(body.joints, np.float64).tobytes())
            self._seen.extend(int(seen) for seen in body.joint_seen)
        for read in READINGS.values():
            value = read(moment.measures)
            row.append(math.nan if value is None else value)
        places = moment.measures.part_places
        row.frombytes((_NO_PLACES if places is None else np.asarray(places, np.float64)).tobytes())
        self._numbers.row_done()

    def to_arrow(self) -> pa.Table:
        """The rows as a table of `SCHEMA`; what was not measured is null."""
        return pa.concat_tables([SCHEMA.empty_table(), *self._parts()]).combine_chunks()

    def write(self, path: Path) -> None:
        """Write the table as Parquet, ten minutes a row group; the same rows give the same bytes.

        Raises:
            OSError: the disk refuses.
        """
        with pq.ParquetWriter(path, SCHEMA, compression="zstd") as file:
            for part in self._parts():
                file.write_table(part)

    def close(self) -> None:
        """Let go of what waits on the disk."""
        self._numbers.close()

    def _parts(self) -> Iterator[pa.Table]:
        """Ten minutes of rows at a time."""
        pressures = self._pressures()
        first = 0
        for block in self._numbers.blocks():
            for start in range(0, len(block), BLOCK_ROWS):
                numbers = block[start : start + BLOCK_ROWS].copy()
                last = first + len(numbers)
                numbers[:, _PRESSURE] = pressures[first:last]
                yield self._part(slice(first, last), numbers)
                first = last

    def _pressures(self) -> Array:
        """(n,) the centre of pressure of all rows, which takes those before and after each."""
        columns = [0, _PRESSURE, *range(_PLACES.start, _PLACES.stop)]
        parts = [np.empty((0, len(columns))), *(block[:, columns] for block in self._numbers.blocks())]
        rows = np.concatenate(parts)
        if not self._moving or not len(rows):
            return rows[:, 1]
        return pressure_fractions(rows[:, 0], rows[:, 1], rows[:, 2:].reshape(-1, len(MASS_PARTS), 2))

    def _part(self, rows: slice, numbers: Array) -> pa.Table:
        seen = np.array(self._seen[rows.start * len(JOINTS) : rows.stop * len(JOINTS)], np.int8).reshape(
            -1, len(JOINTS)
        )
        reps = np.array(self._reps[rows], np.int32)
        columns = {
            "tracked": pa.array(np.array(self._tracked[rows], bool)),
            "phase": pa.array(self._phases[rows], pa.string()),
            "rep": pa.array(reps, mask=reps == _UNKNOWN),
            **{
                f"{joint}_seen": pa.array(seen[:, i] == 1, mask=seen[:, i] == _UNKNOWN)
                for i, joint in enumerate(JOINTS)
            },
        }
        for index, name in enumerate(_NUMBERS):
            # Infinity is no measurement either.
            columns[name] = pa.array(numbers[:, index], mask=~np.isfinite(numbers[:, index]))
        return pa.table([columns[name] for name in SCHEMA.names], schema=SCHEMA)

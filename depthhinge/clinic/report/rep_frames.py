"""The frames of one rep as curves, and how sure each peak is."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from depthhinge.body.joints import JOINTS, SIDES
from depthhinge.drills.rep import Rep
from depthhinge.geometry import Array
from depthhinge.measures.uncertainty import ANGLES, NORMAL_95

PERCENT = np.linspace(0.0, 100.0, 101)
"""Of a rep's time, at which its curves are read: reps of different length are laid over each other."""


class RepFrames:
    """The tracked frames of a rep, columns of `frames.parquet`."""

    def __init__(self, frames: pa.Table, rep: Rep) -> None:
        """
        Args:
            frames: of the session.
            rep: one of its reps.
        """
        within = pc.and_(
            pc.and_(pc.greater_equal(frames["time_s"], rep.start_s), pc.less_equal(frames["time_s"], rep.end_s)),
            frames["tracked"],
        )
        self._rows = frames.filter(within)
        self.rep = rep

    def __len__(self) -> int:
        """How many there are."""
        return int(self._rows.num_rows)

    def column(self, name: str) -> Array:
        """(n,) of one column, NaN where it was not measured; all NaN where sessions of its time had none."""
        if name not in self._rows.column_names:
            return np.full(len(self), np.nan)
        return np.asarray(self._rows[name].to_numpy(zero_copy_only=False), np.float64)

    def angle(self, name: str) -> Array:
        """(n,) degrees of an angle; of one that each leg has, that of the leg which is surer in each frame."""
        sides = _sides(name)
        values = np.stack([self.column(f"{side}_deg") for side in sides])
        return np.asarray(np.take_along_axis(values, self._surer(sides)[None], axis=0)[0])

    def half_width(self, name: str) -> float | None:
        """Degrees to either side of an angle's peak that hold the truth in 95 %; None where none was kept."""
        sides = _sides(name)
        errors = np.stack([self.column(f"{side}_se_deg") for side in sides])
        values = self.angle(name)
        if not np.isfinite(values).any():
            return None
        error = errors[self._surer(sides), np.arange(len(self))][int(np.nanargmax(values))]
        return NORMAL_95 * float(error) if np.isfinite(error) else None

    def seen(self, angle: str) -> bool:
        """Whether the joint of an angle was seen at the bottom on either side; True for what has no side."""
        joint = angle.split("_", 1)[0]
        if f"left_{joint}" not in JOINTS or not len(self):
            return True
        row = self._bottom()
        return any(bool(self._rows[f"{side}_{joint}_seen"][row].as_py()) for side in SIDES)

    def curve(self, values: Array) -> Array:
        """(101,) values (n,) of the frames at each of `PERCENT` of the rep; NaN where fewer than two were measured."""
        known = np.isfinite(values)
        if known.sum() < 2:
            return np.full(len(PERCENT), np.nan)
        share = 100.0 * (self.column("time_s") - self.rep.start_s) / (self.rep.end_s - self.rep.start_s)
        return np.interp(PERCENT, share[known], values[known], left=np.nan, right=np.nan)

    def joints(self, at_bottom: bool) -> Array | None:
        """(n_joints, 3) metres in the room, at the bottom or as the rep began; None where no frame was tracked."""
        if not len(self):
            return None
        row = self._bottom() if at_bottom else 0
        return np.array([[self._rows[f"{joint}_{axis}"][row].as_py() for axis in "xyz"] for joint in JOINTS], float)

    def _bottom(self) -> int:
        return int(np.argmin(np.abs(self.column("time_s") - self.rep.bottom_s)))

    def _surer(self, sides: tuple[str, ...]) -> NDArray[np.int64]:
        """(n,) which of the sides has the smaller standard error, the first where neither has one."""
        errors = np.stack([self.column(f"{side}_se_deg") for side in sides])
        unmeasured = np.stack([np.isnan(self.column(f"{side}_deg")) for side in sides])
        # A side without an error goes behind one with any, and one that was not measured behind both.
        errors = np.where(np.isnan(errors), np.finfo(np.float64).max, errors)
        return np.asarray(np.argmin(np.where(unmeasured, np.inf, errors), axis=0))


def _sides(angle: str) -> tuple[str, ...]:
    """The columns of an angle, without their units."""
    return (angle,) if angle in ANGLES else tuple(f"{angle}_{side}" for side in SIDES)

"""The centre of pressure in the table of frames, once the whole drill is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from depthhinge.body.mass import MASS_PARTS, PART_MASSES
from depthhinge.drills.moment import Moment, Phase
from depthhinge.geometry import Array
from depthhinge.measures.balance import pressure_fractions
from depthhinge.measures.measures import Measures
from depthhinge.sessions import frame_table
from depthhinge.sessions.frame_table import FrameTable

TIMES = np.arange(0.0, 4.0, 1.0 / 30.0)


def swaying() -> Array:
    """(n, n_parts, 2) places of parts that sway, the upper body most."""
    along = 0.5 + np.outer(0.1 * np.sin(3.0 * TIMES), np.arange(len(MASS_PARTS)))
    return np.stack(np.broadcast_arrays(along, np.linspace(0.5, 1.3, len(MASS_PARTS))), axis=2)


def filled(table: FrameTable) -> FrameTable:
    """With a moment a frame; of the tenth nothing was measured."""
    nobody = np.zeros((0, 3), np.float32)
    for k, (time, places) in enumerate(zip(TIMES, swaying(), strict=True)):
        measured = Measures(cop_foot_fraction=float(PART_MASSES @ places[:, 0]), part_places=places)
        phase = Phase.ABSENT if k == 10 else Phase.SETUP
        table.add(Moment(k, float(time), nobody, None, Measures() if k == 10 else measured, None, phase, None))
    return table


def test_the_rows_pressure_has_the_inertia_of_the_bodys_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame_table, "BLOCK_ROWS", 50)
    places = swaying()
    places[10] = np.nan
    resting = places[..., 0] @ PART_MASSES
    expected = pressure_fractions(TIMES, resting, places)
    found = filled(FrameTable(folder=tmp_path)).to_arrow()["cop_foot_fraction"].to_numpy()
    np.testing.assert_allclose(found, expected, equal_nan=True)
    assert np.nanmax(np.abs(found - resting)) > 0.02


def test_rows_that_have_it_already_are_left_alone() -> None:
    found = filled(FrameTable(moving=False)).to_arrow()["cop_foot_fraction"].to_numpy()
    resting = swaying()[..., 0] @ PART_MASSES
    assert np.isnan(found[10])
    np.testing.assert_allclose(np.delete(found, 10), np.delete(resting, 10))
